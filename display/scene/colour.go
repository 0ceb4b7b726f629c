package scene

// Colour is an opaque colour as 0xRRGGBB. It is a [color.Color].
type Colour uint32

// The colours. On the panels the text has a contrast of 17:1, muted 9:1, teal
// and sand 10:1, amber 12:1 (WCAG asks for 4.5:1, and 7:1 for its top level).
const (
	ground  Colour = 0x0B1220
	panel   Colour = 0x141E33
	raised  Colour = 0x1C2A45
	sunken  Colour = 0x101829
	line    Colour = 0x2B3B5A
	text    Colour = 0xF4F7FB
	muted   Colour = 0xA9B7CE
	amber   Colour = 0xFFC845
	onAmber Colour = 0x141E33
	teal    Colour = 0x5AD1C8
	sand    Colour = 0xF5B58C
)

// RGBA makes a Colour a [color.Color].
func (c Colour) RGBA() (r, g, b, a uint32) {
	return uint32(c>>16&0xFF) * 0x101, uint32(c>>8&0xFF) * 0x101, uint32(c&0xFF) * 0x101, 0xFFFF
}
