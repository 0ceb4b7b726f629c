// Package paper lays out what an office puts on thermal paper: from a template
// an office may edit, to a Document of plain blocks, to a black-and-white
// Bitmap exactly as wide as the print head.
//
// It owns measures, fonts, wrapping, the markup language and the default
// templates. It must not know printers, bytes on a wire, or the queue's domain:
// everything it prints arrives as finished, localised strings.
//
// All lengths are print-head dots: 8 to the millimetre (203 dpi).
package paper
