// Package printer drives a receipt printer: it turns pages into ESC/POS bytes,
// sends them over USB, serial or TCP, and reads the printer's own status before
// and after, so that "printed" is what the printer says and never a guess.
//
// It owns bytes, wires and status. What stands on the paper belongs to package
// paper; what a ticket means belongs to nobody here.
//
// The rules it keeps:
//   - A printer that is out of paper, open or offline gets no job at all.
//   - A job that went out is Printed only once the printer has confirmed that it
//     worked through it; otherwise it is Unknown, and nobody prints it again
//     without looking at the paper.
//   - Nothing waits without a deadline, so a stuck printer holds up its own
//     queue and nothing else.
//
// Command names (DLE EOT, GS r …) are those of Epson's ESC/POS reference.
package printer
