package escpos

import (
	"image"

	"golang.org/x/image/font/basicfont"
)

// The text other programs print: ASCII in one font of 12 by 24 dots.
const (
	cellWidth  = 12
	cellHeight = 24
)

type textStyle struct {
	align         byte
	bold          bool
	width, height int // magnification, 1 to 8
}

type glyph struct {
	letter byte
	style  textStyle
}

func isText(b byte) bool { return b >= 0x20 && b < 0x7f }

func textSize(b []byte) int {
	n := 0
	for n < len(b) && isText(b[n]) {
		n++
	}
	return n
}

// text adds letters to the line; a full line is printed, as printers do.
func (m *machine) text(b []byte) error {
	for _, letter := range b {
		if m.lineWidth()+cellWidth*m.style.width > m.dots {
			m.flush()
		}
		m.line = append(m.line, glyph{letter, m.style})
	}
	return nil
}

func (m *machine) lineFeed([]byte) error {
	if len(m.line) == 0 {
		m.feed(m.lineStep)
		return nil
	}
	m.flush()
	return nil
}

func (m *machine) align(b []byte) error {
	n := b[2]
	if n >= '0' {
		n -= '0'
	}
	if n > 2 {
		return m.wrong(b, "alignment %d: want 0, 1 or 2", b[2])
	}
	m.style.align = n
	return nil
}

func (m *machine) embolden(b []byte) error {
	m.style.bold = b[2]&1 != 0
	return nil
}

func (m *machine) enlarge(b []byte) error {
	if b[2]&0x88 != 0 {
		return m.wrong(b, "magnification %#x: want 1 to 8 both ways", b[2])
	}
	m.style.width, m.style.height = 1+int(b[2]>>4), 1+int(b[2]&7)
	return nil
}

func (m *machine) lineWidth() (dots int) {
	for _, g := range m.line {
		dots += cellWidth * g.style.width
	}
	return dots
}

// flush prints the line that has been gathered.
func (m *machine) flush() {
	if len(m.line) == 0 {
		return
	}
	height := 0
	for _, g := range m.line {
		height = max(height, cellHeight*g.style.height)
	}
	rows := make([][]byte, height)
	for y := range rows {
		rows[y] = make([]byte, (m.dots+7)/8)
	}
	x := (m.dots - m.lineWidth()) * int(m.line[0].style.align) / 2
	for _, g := range m.line {
		g.draw(rows, x)
		x += cellWidth * g.style.width
	}
	m.waiting = append(m.waiting, rows...)
	m.feed(max(0, m.lineStep-cellHeight))
	m.line = nil
}

// draw puts a letter on the baseline of packed rows: basicfont's 7 by 13 dots,
// enlarged into the cell.
func (g glyph) draw(rows [][]byte, left int) {
	face := basicfont.Face7x13
	mask := face.Mask.(*image.Alpha)
	top := (int(g.letter) - 0x20) * (face.Ascent + face.Descent)
	width, height := cellWidth*g.style.width, cellHeight*g.style.height
	for y := range height {
		for x := range width {
			sx, sy := x*(face.Advance)/width, y*(face.Ascent+face.Descent)/height
			if sx < face.Width && mask.AlphaAt(sx, top+sy).A != 0 {
				g.dot(rows[len(rows)-height+y], left+x)
			}
		}
	}
}

func (g glyph) dot(row []byte, x int) {
	row[x/8] |= 0x80 >> (x % 8)
	if x++; g.style.bold && x/8 < len(row) {
		row[x/8] |= 0x80 >> (x % 8)
	}
}
