package paper

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// Printers look for DLE EOT, DLE ENQ and DLE DC4 in the middle of pictures.
func TestNoPictureSpeaksToThePrinter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := rapid.SliceOf(rapid.SampledFrom([]byte{0, 1, 0x10, 0x04, 0x05, 0x14, 0xff})).Draw(t, "rows")
		b := &Bitmap{Width: 8, Height: len(before), Rows: bytes.Clone(before)}
		b.defuse()
		for _, command := range []string{"\x10\x04", "\x10\x05", "\x10\x14"} {
			if bytes.Contains(b.Rows, []byte(command)) {
				t.Fatalf("% x still holds % x", b.Rows, command)
			}
		}
		for i := range before {
			if b.Rows[i] != before[i] && (before[i] != 0x10 || b.Rows[i] != 0) {
				t.Fatalf("byte %d: %#x became %#x", i, before[i], b.Rows[i])
			}
		}
	})
}

func TestBitmapIsWhiteOutside(t *testing.T) {
	b := &Bitmap{Width: 8, Height: 1, Rows: []byte{0xff}}
	for _, at := range [][2]int{{-1, 0}, {8, 0}, {0, -1}, {0, 1}} {
		if b.Black(at[0], at[1]) {
			t.Errorf("black at %v", at)
		}
	}
	if !b.Black(0, 0) || !b.Black(7, 0) {
		t.Error("white inside")
	}
}
