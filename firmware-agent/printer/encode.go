package printer

import (
	"encoding/binary"
	"slices"

	"giliran/firmware-agent/printer/paper"
)

// bandRows is how many rows go into one raster command: small enough for the
// least print buffer on the market, large enough not to stutter.
const bandRows = 128

// The commands of a job.
const (
	initialise = "\x1b@"      // ESC @: forget what a program before us set up
	raster     = "\x1dv0\x00" // GS v 0: picture at the head's own resolution
	feed       = "\x1bd\x03"  // ESC d 3: past the tear bar, where there is no cutter
	cut        = "\x1dVB\x00" // GS V 66 0: feed to the cutter, leave one point uncut
	tellDone   = "\x1dr\x01"  // GS r 1: answered once everything before is done
	watch      = "\x1da\x0e"  // GS a: report by yourself going offline, errors and paper
	unwatch    = "\x1da\x00"  // GS a 0: no more of that
)

// Encode turns pages into the bytes a printer needs, and nothing it answers to.
// The same pages always give the same bytes.
func Encode(pages []paper.Page) []byte {
	return newEncoding(pages, false).bytes
}

// mostMarks is how many marks a job has at most.
const mostMarks = 2

// encoding is a job's bytes, with marks that the printer answers in order: one
// when the last picture is on paper, one when the paper is cut. While a job that
// is followed runs, a printer that can reports trouble in the moment it begins.
type encoding struct {
	bytes []byte
	marks int
}

func newEncoding(pages []paper.Page, followed bool) encoding {
	e := encoding{bytes: []byte(initialise)}
	ask := func(words string) {
		if followed {
			e.bytes = append(e.bytes, words...)
		}
	}
	ask(watch)
	for i, page := range pages {
		e.picture(page.Picture)
		if last := i == len(pages)-1; last {
			ask(tellDone)
			e.marks++
		}
		if page.Cut {
			e.bytes = append(e.bytes, feed+cut...)
		}
	}
	if n := len(pages); n > 0 && pages[n-1].Cut {
		ask(tellDone)
		e.marks++
	}
	ask(unwatch)
	return e
}

// picture appends a bitmap in bands.
func (e *encoding) picture(b *paper.Bitmap) {
	stride := b.Width / 8
	for band := range slices.Chunk(b.Rows, stride*bandRows) {
		e.bytes = append(e.bytes, raster...)
		e.bytes = binary.LittleEndian.AppendUint16(e.bytes, uint16(stride))
		e.bytes = binary.LittleEndian.AppendUint16(e.bytes, uint16(len(band)/stride))
		e.bytes = append(e.bytes, band...)
	}
}
