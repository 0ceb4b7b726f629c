package scene

// The colours of the default theme, as the tests name them.
const (
	ground Colour = 0x0B1220
	text   Colour = 0xF4F7FB
	amber  Colour = 0xFFC845
	teal   Colour = 0x5AD1C8
)
