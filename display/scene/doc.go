// Package scene decides what a wall says and where: it turns a board into
// boxes, shapes and runs of text with positions in pixels, as plain values.
//
// It owns the layout for every size of screen, the wording (language files
// under words/), the fonts' measures, and the order in which calls are shown
// ([Caller]). It must not draw, read a clock, or touch the network: whoever
// paints a [Scene] puts exactly these values on a screen, and a test can read
// them as text.
//
// # Measures
//
// Lengths are written on an 8 px grid for a screen of 1920×1080 (1440×1080 for
// a squarer one, 1080×1920 for an upright one) and scaled to the real size.
// The smallest capitals that read at five metres on a 43-inch screen are 66 px
// high, at ten metres 132 px: the number called stays above both, the numbers
// at the desks near the first.
//
// # Colours mean something
//
// An office may choose its colours ([ticketing.Theme]), but not what they mean:
// one (amber, as it comes) is for one thing alone, a number that is to come now.
// What needs a second look (a paused stage, old data) has another (sand), and
// everything else the other three (white, muted, teal). Nothing is said by
// colour only.
package scene
