package printer_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"giliran/firmware-agent/printer"
	"giliran/firmware-agent/printer/escpos"
	"giliran/firmware-agent/printer/paper"
)

// What a strict printer draws from the bytes is what was to be printed.
func TestBytesPrintThePicture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.SampledFrom([]int{256, 384, 576}).Draw(t, "width")
		var pages []paper.Page
		for range rapid.IntRange(1, 3).Draw(t, "pages") {
			rows := rapid.IntRange(1, 300).Draw(t, "rows")
			pages = append(pages, paper.Page{Picture: stripes(width, rows), Cut: true})
		}
		printed, err := escpos.Interpret(printer.Encode(pages), width)
		if err != nil {
			t.Fatal(err)
		}
		if len(printed) != len(pages) {
			t.Fatalf("%d pages came out of %d", len(printed), len(pages))
		}
		for i := range pages {
			if err := differs(printed[i], pages[i]); err != nil {
				t.Fatalf("page %d: %v", i, err)
			}
		}
	})
}

func TestBytesOfATicket(t *testing.T) {
	for _, width := range []paper.Width{paper.Width58, paper.Width80} {
		page := ticket(t, "A012", width)
		job := printer.Encode([]paper.Page{page})
		if !bytes.HasPrefix(job, []byte("\x1b@\x1dv0\x00")) {
			t.Errorf("begins with % x", job[:8])
		}
		if !bytes.HasSuffix(job, []byte("\x1bd\x03\x1dVB\x00")) {
			t.Errorf("ends with % x", job[len(job)-8:])
		}
		if again := printer.Encode([]paper.Page{ticket(t, "A012", width)}); !bytes.Equal(job, again) {
			t.Error("the same ticket gives other bytes")
		}
		printed, err := escpos.Interpret(job, int(width))
		if err != nil {
			t.Fatal(err)
		}
		if err := differs(printed[0], page); err != nil || !printed[0].Cut {
			t.Errorf("cut %v, %v", printed[0].Cut, err)
		}
		t.Logf("%d dots: %d bytes, %d rows", width, len(job), page.Picture.Height)
	}
}

func TestPaperWithoutACutIsOnlyPrinted(t *testing.T) {
	job := printer.Encode([]paper.Page{{Picture: stripes(384, 10)}})
	printed, err := escpos.Interpret(job, 384)
	if err != nil {
		t.Fatal(err)
	}
	if len(printed) != 1 || printed[0].Cut || printed[0].Image.Rect.Dy() != 10 {
		t.Errorf("%d pages, cut %v", len(printed), printed[0].Cut)
	}
}
