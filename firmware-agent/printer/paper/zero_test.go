package paper

import (
	"image"
	"image/color"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
)

// A slashed zero has two holes, a plain one has one: so paper with a single
// plain zero on it falls into two white areas.
func TestEveryZeroIsPlain(t *testing.T) {
	for _, size := range []Size{Small, Normal, Large} {
		for _, bold := range []bool{false, true} {
			for _, mono := range []bool{false, true} {
				style := Style{Size: size, Bold: bold, Mono: mono}
				if got := whiteAreas(t, Text{style, "0"}); got != 2 {
					t.Errorf("%+v: %d white areas, want 2", style, got)
				}
			}
		}
	}
	if got := whiteAreas(t, Number{"0"}); got != 2 {
		t.Errorf("number: %d white areas, want 2", got)
	}
}

// The zero is redrawn into the box its bounds promise: no wider, no heavier.
func TestAPlainZeroTakesTheRoomOfTheSlashedOne(t *testing.T) {
	face, err := newFaces().open(faceKey{bold: true, dots: 100})
	if err != nil {
		t.Fatal(err)
	}
	plain := face.(*remembered).Face.(*plainZero)
	box, mask, _, advance, _ := plain.Glyph(fixed.P(0, 0), '0')
	slashedBox, _, _, slashedAdvance, _ := plain.Face.Glyph(fixed.P(0, 0), '0')
	if box != slashedBox || advance != slashedAdvance {
		t.Errorf("box %v, advance %v; the slashed one's %v, %v", box, advance, slashedBox, slashedAdvance)
	}
	if mask.Bounds().Size() != box.Size() {
		t.Errorf("mask %v for box %v", mask.Bounds(), box)
	}
	if font.MeasureString(face, "00") != 2*advance {
		t.Error("zeros are not as wide as their advance")
	}
}

func whiteAreas(t *testing.T, b Block) int {
	t.Helper()
	pages, err := Render(Document{Space{8}, b, Space{8}}, Width58)
	if err != nil {
		t.Fatal(err)
	}
	picture := pages[0].Picture
	seen, areas := map[image.Point]bool{}, 0
	for y := range picture.Height {
		for x := range picture.Width {
			if at := image.Pt(x, y); white(picture, at) && !seen[at] {
				areas++
				flood(picture, at, seen)
			}
		}
	}
	return areas
}

func white(b *Bitmap, at image.Point) bool {
	return at.In(b.Bounds()) && b.At(at.X, at.Y) == color.Gray{Y: 255}
}

func flood(b *Bitmap, from image.Point, seen map[image.Point]bool) {
	todo := []image.Point{from}
	seen[from] = true
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, step := range []image.Point{{X: 1}, {X: -1}, {Y: 1}, {Y: -1}} {
			if next := at.Add(step); white(b, next) && !seen[next] {
				seen[next] = true
				todo = append(todo, next)
			}
		}
	}
}
