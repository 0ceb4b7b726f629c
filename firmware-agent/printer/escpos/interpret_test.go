package escpos_test

import (
	"errors"
	"image"
	"strings"
	"testing"

	"giliran/firmware-agent/printer/escpos"
)

const dots = 384

// bar is a raster picture of one black byte in each of so many rows.
func bar(rows int) string {
	return "\x1dv0\x00\x01\x00" + string([]byte{byte(rows), byte(rows >> 8)}) + strings.Repeat("\xff", rows)
}

func TestWhatComesOut(t *testing.T) {
	for name, tt := range map[string]struct {
		stream string
		pages  int
		rows   int // of the first page
		ink    image.Rectangle
		cut    bool
	}{
		"nothing":                {"", 0, 0, image.Rectangle{}, false},
		"initialise, NUL and CR": {"\x1b@\x00\x00\r", 0, 0, image.Rectangle{}, false},
		"a picture":              {bar(3), 1, 3, image.Rect(0, 0, 8, 3), false},
		"two pictures":           {bar(3) + bar(4), 1, 7, image.Rect(0, 0, 8, 7), false},
		"a picture of 300 rows":  {bar(300), 1, 300, image.Rect(0, 0, 8, 300), false},
		"a cut":                  {bar(3) + "\x1dV\x00", 1, 3, image.Rect(0, 0, 8, 3), true},
		"a cut after a feed":     {bar(3) + "\x1dVB\x05", 1, 8, image.Rect(0, 0, 8, 3), true},
		"two pieces of paper":    {bar(3) + "\x1dV1" + bar(4), 2, 3, image.Rect(0, 0, 8, 3), true},
		"a feed by dots":         {"\x1bJ\x05" + bar(1), 1, 6, image.Rect(0, 5, 8, 6), false},
		"a feed by lines":        {"\x1bd\x02" + bar(1), 1, 61, image.Rect(0, 60, 8, 61), false},
		"a feed by narrow lines": {"\x1b3\x0a\x1bd\x02" + bar(1), 1, 21, image.Rect(0, 20, 8, 21), false},
		"spacing as shipped":     {"\x1b3\x0a\x1b2\x1bd\x01" + bar(1), 1, 31, image.Rect(0, 30, 8, 31), false},
		"an empty line":          {"\n" + bar(1), 1, 31, image.Rect(0, 30, 8, 31), false},
		"questions in between":   {"\x10\x04\x01" + bar(3) + "\x10\x04\x04\x1dr\x01\x1da\xff\x1dIC", 1, 3, image.Rect(0, 0, 8, 3), false},
	} {
		t.Run(name, func(t *testing.T) {
			pages, err := escpos.Interpret([]byte(tt.stream), dots)
			if err != nil {
				t.Fatal(err)
			}
			if len(pages) != tt.pages {
				t.Fatalf("%d pages", len(pages))
			}
			if len(pages) == 0 {
				return
			}
			first := pages[0]
			if first.Image.Rect != image.Rect(0, 0, dots, tt.rows) || first.Ink() != tt.ink || first.Cut != tt.cut {
				t.Errorf("%v, ink %v, cut %v", first.Image.Rect, first.Ink(), first.Cut)
			}
		})
	}
}

func TestWhatNoPrinterShouldBeSent(t *testing.T) {
	for name, tt := range map[string]struct{ stream, says string }{
		"an unknown command":           {"\x1bZ", "unknown command"},
		"a letter of a code page":      {"caf\xe9", "unknown command"},
		"a lonely control character":   {"\x07", "unknown command"},
		"page mode":                    {"\x1bL", "unknown command"},
		"a picture of no rows":         {"\x1dv0\x00\x01\x00\x00\x00", "a picture of 8 by 0 dots"},
		"a picture wider than paper":   {"\x1dv0\x00\x31\x00\x01\x00", "392 dots on paper of 384"},
		"a doubled picture":            {"\x1dv0\x03\x01\x00\x01\x00\xff", "raster mode 3"},
		"a picture within a line":      {"x" + bar(1), "in the middle of a text line"},
		"a cut within a line":          {"x\x1dV\x00", "in the middle of a text line"},
		"a command in a picture":       {"\x1dv0\x00\x03\x00\x01\x00\x10\x04\x01", "real-time command"},
		"a command across two rows":    {"\x1dv0\x00\x01\x00\x02\x00\x10\x14", "real-time command"},
		"a cut of its own making":      {"\x1dV\x07", "cut 7"},
		"a fifth alignment":            {"\x1ba\x05", "alignment 5"},
		"letters of sixteenfold size":  {"\x1d!\xff", "magnification"},
		"a question that is none":      {"\x10\x04\x07", "DLE EOT 7"},
		"an order of that kind":        {"\x1dr\x07", "GS r 7"},
		"an unknown identity":          {"\x1dI\x01", "GS I 1"},
		"clearing without its guard":   {"\x10\x14\x08\x01\x02\x03\x04\x05\x06\x07", "guard"},
		"the end inside a command":     {"\x1b", "ends inside"},
		"the end inside a header":      {"\x1dv0\x00\x01", "ends inside"},
		"the end inside a picture":     {"\x1dv0\x00\x01\x00\x02\x00\xff", "ends inside"},
		"the end inside a row":         {"\x1dv0\x00\x02\x00\x01\x00\xff", "ends inside"},
		"the end before a cut's feed":  {"\x1dVB", "ends inside"},
		"the start of something known": {"\x1dv", "ends inside"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := escpos.Interpret([]byte(tt.stream), dots)
			var wrong *escpos.Error
			if !errors.As(err, &wrong) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestTextOfOtherPrograms(t *testing.T) {
	ink := func(stream string) image.Rectangle {
		t.Helper()
		pages, err := escpos.Interpret([]byte(stream), dots)
		if err != nil {
			t.Fatal(err)
		}
		return pages[0].Ink()
	}
	plain := ink("HHHH\n")
	if plain.Max.X > 4*12 || plain.Max.X < 3*12 || plain.Dy() > 24 {
		t.Errorf("four letters cover %v", plain)
	}
	if right := ink("\x1ba\x02HHHH\n"); right.Dx() != plain.Dx() || right.Min.X <= dots-4*12-1 {
		t.Errorf("at the right: %v", right)
	}
	if center := ink("\x1ba1HHHH\n"); center.Min.X+center.Max.X-dots > 12 || dots-center.Min.X-center.Max.X > 12 {
		t.Errorf("centred: %v", center)
	}
	if large := ink("\x1d!\x11HHHH\n"); large.Dx() < 2*plain.Dx()-4 || large.Dy() < 2*plain.Dy()-2 {
		t.Errorf("doubled: %v", large)
	}
	if bold := ink("\x1bE\x01HHHH\n"); bold.Dx() != plain.Dx()+1 {
		t.Errorf("bold: %v", bold)
	}
	if wrapped := ink(strings.Repeat("H", 40) + "\n"); wrapped.Dy() <= 24 || wrapped.Max.X > dots {
		t.Errorf("40 letters on a line for 32: %v", wrapped)
	}
	if reset := ink("\x1ba\x02\x1d!\x11\x1b@HHHH\n"); reset != plain {
		t.Errorf("after ESC @: %v", reset)
	}
}

// Whatever is sent, the printer either prints it or says what is wrong.
func FuzzInterpret(f *testing.F) {
	f.Add([]byte("\x1b@" + bar(3) + "\x1bd\x03\x1dVB\x00\x1dr\x01"))
	f.Add([]byte("\x1ba\x01\x1d!\x11Kecamatan\n\x1bE\x01x\x1bJ\x05\n\x1dV\x00"))
	f.Add([]byte("\x10\x04\x01\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08\x1dIB\x1da\x00"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		pages, err := escpos.Interpret(stream, dots)
		var wrong *escpos.Error
		if err != nil && !errors.As(err, &wrong) {
			t.Fatalf("an untyped error: %v", err)
		}
		for i, page := range pages {
			if page.Image.Rect.Dx() != dots || !page.Cut && i < len(pages)-1 {
				t.Fatalf("page %d of %d: %v, cut %v", i, len(pages), page.Image.Rect, page.Cut)
			}
		}
	})
}
