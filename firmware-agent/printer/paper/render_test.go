package paper

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Letters keep off the edge on every line, however long the words: ink in the
// outermost dots would mean that something was cut off.
func TestNothingIsClipped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.SampledFrom([]Width{Width58, Width80}).Draw(t, "width")
		text := rapid.StringOfN(rapid.RuneFrom([]rune("WMjfy-./ 0123AÅ(")), 1, 120, -1).Draw(t, "text")
		style := Style{
			Align: rapid.SampledFrom([]Align{Left, Center, Right}).Draw(t, "align"),
			Size:  rapid.SampledFrom([]Size{Small, Normal, Large}).Draw(t, "size"),
			Bold:  rapid.Bool().Draw(t, "bold"), Mono: rapid.Bool().Draw(t, "mono"),
		}
		block := rapid.SampledFrom([]Block{
			Text{style, text}, Item{style, text},
			Columns{style, nil, []string{text, text}},
			Columns{style, []int{1, 2, 3}, []string{text, "", text}},
		}).Draw(t, "block")
		pages, err := Render(Document{block, Space{1}}, w)
		if err != nil {
			t.Fatal(err)
		}
		edgesAreWhite(t, pages[0].Picture)
	})
}

func edgesAreWhite(t *rapid.T, b *Bitmap) {
	for y := range b.Height {
		if b.Black(0, y) || b.Black(b.Width-1, y) {
			t.Fatalf("ink at the edge of row %d", y)
		}
	}
	for x := range b.Width {
		if b.Black(x, 0) || b.Black(x, b.Height-1) {
			t.Fatalf("ink at the top or bottom of column %d", x)
		}
	}
}

func TestRenderRefuses(t *testing.T) {
	long := strings.Repeat("x", 3000)
	for name, tt := range map[string]struct {
		block Block
		width Width
	}{
		"a width that is no multiple of 8": {Rule{}, 380},
		"a width no head has":              {Rule{}, 2048},
		"a QR text no phone could read":    {QR{long}, Width58},
		"an empty QR text":                 {QR{}, Width58},
		"a number as long as a sentence":   {Number{long}, Width58},
		"an empty number":                  {Number{}, Width58},
		"a logo without a picture":         {Logo{}, Width58},
		"columns too narrow to read":       {Columns{Cells: strings.Split("a|b|c|d|e|f|g|h|i|j", "|")}, Width58},
		"more weights than cells":          {Columns{Weights: []int{1, 2, 3}, Cells: []string{"a", "b"}}, Width58},
		"a weight of nothing":              {Columns{Weights: []int{0, 0}, Cells: []string{"a", "b"}}, Width58},
		"metres of empty paper":            {Space{100_000}, Width58},
	} {
		if _, err := Render(Document{tt.block}, tt.width); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestNumbersAreAsLargeAsThePaperAllows(t *testing.T) {
	for _, text := range []string{"A1", "A012", "AB-0123"} {
		pages, err := Render(Document{Number{text}}, Width58)
		if err != nil {
			t.Fatal(err)
		}
		ink := inkOf(pages[0].Picture)
		if ink.Dx() > int(Width58)*9/10 {
			t.Errorf("%s: %d dots wide", text, ink.Dx())
		}
		if ink.Dx() < int(Width58)*8/10 && ink.Dy() < tallestNumber*6/10 {
			t.Errorf("%s: only %v", text, ink.Size())
		}
	}
}

func inkOf(b *Bitmap) image.Rectangle {
	var ink image.Rectangle
	for y := range b.Height {
		for x := range b.Width {
			if b.Black(x, y) {
				ink = ink.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return ink
}

func TestCutsMakePages(t *testing.T) {
	pages, err := Render(Document{Cut{}, Rule{}, Cut{}, Cut{}, Rule{}, Rule{}}, Width58)
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) != 2 || !pages[0].Cut || pages[1].Cut {
		t.Fatalf("%d pages", len(pages))
	}
	if pages[1].Picture.Height != 2*pages[0].Picture.Height {
		t.Error("the second page should hold two rules, the first one")
	}
}

func TestLogosShrinkAndStayGrey(t *testing.T) {
	grey := image.NewUniform(color.Gray{Y: 128})
	for _, size := range []image.Point{{X: 2000, Y: 100}, {X: 100, Y: 2000}, {X: 64, Y: 64}} {
		picture := &framed{grey, image.Rectangle{Max: size}}
		pages, err := Render(Document{Logo{picture}}, Width58)
		if err != nil {
			t.Fatal(err)
		}
		ink := inkOf(pages[0].Picture)
		if ink.Dx() > size.X || ink.Dy() > size.Y || ink.Dx() > int(Width58) || ink.Dy() > tallestLogo {
			t.Errorf("%v became %v", size, ink.Size())
		}
		black := 0
		for y := ink.Min.Y; y < ink.Max.Y; y++ {
			for x := ink.Min.X; x < ink.Max.X; x++ {
				if pages[0].Picture.Black(x, y) {
					black++
				}
			}
		}
		if share := float64(black) / float64(ink.Dx()*ink.Dy()); share < 0.4 || share > 0.6 {
			t.Errorf("%v: half grey came out %.2f black", size, share)
		}
	}
}

// framed gives an endless picture bounds.
type framed struct {
	image.Image
	box image.Rectangle
}

func (f *framed) Bounds() image.Rectangle { return f.box }
