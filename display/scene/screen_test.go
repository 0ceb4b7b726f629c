package scene

import (
	"image"
	"strings"
	"testing"
)

// A scene as text: one letter is 10 px wide and 20 px high on a screen of
// 1920×1080, so that the text looks like the screen.
const cellWidth, cellHeight = 10.0, 20.0

type grille struct {
	cells [][]rune
	cell  [2]float64
}

func newGrille(sc Scene) *grille {
	base := formOf(sc.Size).base()
	scale := min(float64(sc.Size.X)/float64(base.X), float64(sc.Size.Y)/float64(base.Y))
	g := &grille{cell: [2]float64{cellWidth * scale, cellHeight * scale}}
	g.cells = make([][]rune, int(float64(sc.Size.Y)/g.cell[1]))
	for i := range g.cells {
		g.cells[i] = []rune(strings.Repeat(" ", int(float64(sc.Size.X)/g.cell[0])))
	}
	return g
}

// asText draws a scene with letters: plain boxes are panels, double ones have a
// coloured edge, ░ is a filled bar.
func asText(sc Scene) string {
	g := newGrille(sc)
	for _, p := range sc.Panels {
		if p.Fill != ground && p.Radius > 0 {
			g.box(p)
		}
		for _, s := range p.Shapes {
			g.shape(p, s)
		}
		for _, r := range p.Runs {
			g.run(p, r)
		}
	}
	var out strings.Builder
	for _, row := range g.cells {
		out.WriteString(strings.TrimRight(string(row), " ") + "\n")
	}
	return out.String()
}

func (g *grille) at(p image.Point) (column, row int) {
	return int(float64(p.X) / g.cell[0]), int(float64(p.Y) / g.cell[1])
}

func (g *grille) set(x, y int, r rune) {
	if y >= 0 && y < len(g.cells) && x >= 0 && x < len(g.cells[y]) {
		g.cells[y][x] = r
	}
}

func (g *grille) box(p Panel) {
	line := []rune("─│┌┐└┘")
	if p.Width > 0 {
		line = []rune("═║╔╗╚╝")
	}
	x0, y0 := g.at(p.Box.Min)
	x1, y1 := g.at(p.Box.Max.Sub(image.Pt(1, 1)))
	for x := x0; x <= x1; x++ {
		g.set(x, y0, line[0])
		g.set(x, y1, line[0])
	}
	for y := y0; y <= y1; y++ {
		g.set(x0, y, line[1])
		g.set(x1, y, line[1])
	}
	g.set(x0, y0, line[2])
	g.set(x1, y0, line[3])
	g.set(x0, y1, line[4])
	g.set(x1, y1, line[5])
}

func (g *grille) shape(p Panel, s Shape) {
	x0, y0 := g.at(s.Box.Min)
	x1, y1 := g.at(s.Box.Max.Sub(image.Pt(1, 1)))
	switch {
	case s.Kind == Arrow:
		g.set((x0+x1)/2, (y0+y1)/2, '▶')
	case y0 == y1 && x1 > x0+2: // a rule
		for x := x0; x <= x1; x++ {
			g.set(x, y0, '┈')
		}
	case x1 <= x0+1: // a mark
		for y := y0; y <= y1; y++ {
			g.set(x0, y, '▌')
		}
	case s.Colour == amber:
		for y := y0; y <= y1; y++ {
			for x := x0; x <= x1; x++ {
				g.set(x, y, '░')
			}
		}
	}
}

// run puts a text to the left, in the middle or to the right of the room that
// its larger letters take on the screen, as it stands in its panel.
func (g *grille) run(p Panel, r Run) {
	letters := []rune(r.Text)
	x, _ := g.at(r.Box.Min)
	_, y := g.at(r.Dot.Sub(image.Pt(0, capital(r.Size)/2)))
	end, _ := g.at(r.Box.Max)
	before, after := r.Box.Min.X-p.Box.Min.X, p.Box.Max.X-r.Box.Max.X
	switch slack := end - x - len(letters); {
	case slack < 0 || max(before-after, after-before) <= 4:
		x += slack / 2
	case after < before:
		x += slack
	}
	for i, l := range letters {
		g.set(x+i, y, l)
	}
}

func compose(t *testing.T, v View) Scene {
	t.Helper()
	return composer(t, "id").Compose(v)
}

func composer(t testing.TB, lang string) *Composer {
	t.Helper()
	fonts, err := NewFonts()
	if err != nil {
		t.Fatal(err)
	}
	words, err := ReadWords(lang, nil)
	if err != nil {
		t.Fatal(err)
	}
	return NewComposer(words, fonts)
}
