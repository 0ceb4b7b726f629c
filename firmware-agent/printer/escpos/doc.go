// Package escpos is a receipt printer made of software: it takes ESC/POS bytes,
// draws what they print, and answers status questions as a printer does.
//
// It is strict: a command it does not know, a parameter out of range, a picture
// wider than the paper, a real-time command hidden in a picture is an error and
// not something to skip. So what it accepts, real printers understand.
//
// It shares no code with the package that writes the bytes, on purpose: each is
// the other's judge. It knows raster pictures, plain ASCII text, feeds, cuts and
// status; no bar codes, no page mode, no code pages.
package escpos
