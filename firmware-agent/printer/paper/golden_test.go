package paper_test

import (
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"giliran/firmware-agent/printer/paper"
)

// Run with -update after a wanted change, then look at the pictures.
var update = flag.Bool("update", false, "write the golden pictures anew")

// Processors round the outlines of letters differently; a few dots may flip.
const dotsThatMayDiffer = 24

func TestPapersLookAsTheyDid(t *testing.T) {
	for name, doc := range samples(t) {
		for _, width := range []paper.Width{paper.Width58, paper.Width80} {
			t.Run(fmt.Sprintf("%s-%d", name, width), func(t *testing.T) {
				page := onePage(t, doc, width)
				if !page.Cut {
					t.Error("the paper is not cut")
				}
				compare(t, page.Picture, filepath.Join("testdata", fmt.Sprintf("%s-%d.png", name, width)))
			})
		}
	}
}

func TestTheSameDocumentGivesTheSameDots(t *testing.T) {
	doc := samples(t)["ticket"]
	first, second := onePage(t, doc, paper.Width80), onePage(t, doc, paper.Width80)
	if string(first.Picture.Rows) != string(second.Picture.Rows) {
		t.Error("two renderings differ")
	}
}

func compare(t *testing.T, got *paper.Bitmap, golden string) {
	t.Helper()
	if *update {
		writePNG(t, golden, got)
	}
	file, err := os.Open(golden)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	want, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	if got.Bounds() != want.Bounds() {
		t.Fatalf("%v, golden %v", got.Bounds(), want.Bounds())
	}
	if n := differing(got, want); n > dotsThatMayDiffer {
		t.Errorf("%d dots differ from %s", n, golden)
	}
}

func differing(a *paper.Bitmap, b image.Image) (n int) {
	for y := range a.Height {
		for x := range a.Width {
			grey := color.GrayModel.Convert(b.At(x, y)).(color.Gray)
			if a.Black(x, y) != (grey.Y < 128) {
				n++
			}
		}
	}
	return n
}

// writePNG keeps two colours only, so that goldens stay small.
func writePNG(t *testing.T, path string, b *paper.Bitmap) {
	t.Helper()
	small := image.NewPaletted(b.Bounds(), color.Palette{color.White, color.Black})
	for y := range b.Height {
		for x := range b.Width {
			if b.Black(x, y) {
				small.SetColorIndex(x, y, 1)
			}
		}
	}
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(file, small); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}
