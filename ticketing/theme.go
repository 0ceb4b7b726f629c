package ticketing

import (
	"fmt"
	"math"
)

// Theme is how an office's wall looks. It is a plain value that travels with
// the board, so that every screen of an office looks the same without files of
// its own.
type Theme struct {
	Background  Colour `json:"background"`   // behind everything
	Panel       Colour `json:"panel"`        // of the number called, the calls, the stages
	PanelStrong Colour `json:"panel_strong"` // of the desks and the line at the foot
	Text        Colour `json:"text"`
	Muted       Colour `json:"muted"`   // what matters less
	Call        Colour `json:"call"`    // a number that is to come now, and nothing else
	OnCall      Colour `json:"on_call"` // text on a ground of Call
	Accent      Colour `json:"accent"`
	Warning     Colour `json:"warning"` // what needs a second look: a paused stage, old data

	// Logo is where the office's server has the logo, a PNG; "" for none. The
	// address changes with the picture.
	Logo string `json:"logo,omitempty"`
	// Wordings that replace the wall's own in the languages they are given in.
	Called     Text `json:"called,omitempty"` // above the number called
	GoTo       Text `json:"go_to,omitempty"`  // before the desk
	Welcome    Text `json:"welcome,omitempty"`
	TakeNumber Text `json:"take_number,omitempty"`
}

// DefaultTheme is the look of a wall whose office asks for no other: on each
// ground its text has a contrast of 7:1 and more, WCAG's highest level.
func DefaultTheme() Theme {
	return Theme{
		Background: 0x0B1220, Panel: 0x141E33, PanelStrong: 0x1C2A45,
		Text: 0xF4F7FB, Muted: 0xA9B7CE,
		Call: 0xFFC845, OnCall: 0x141E33,
		Accent: 0x5AD1C8, Warning: 0xF5B58C,
	}
}

// LeastContrast is what WCAG 2.2 asks of text (criterion 1.4.3, level AA).
const LeastContrast = 4.5

// Sunken is the ground of a closed desk, halfway between Background and Panel.
func (t *Theme) Sunken() Colour { return t.Background.Mix(t.Panel, 0.5) }

// Ground is a colour of text and one it stands on, by their names in the theme.
type Ground struct {
	Text, Behind         string
	TextColour, OnColour Colour
}

// Grounds are all pairs of text and ground that a wall uses.
func (t *Theme) Grounds() []Ground {
	var all []Ground
	pair := func(text string, c Colour, behind string, on Colour) {
		all = append(all, Ground{text, behind, c, on})
	}
	for _, g := range []struct {
		name   string
		colour Colour
	}{{"background", t.Background}, {"panel", t.Panel}, {"panel-strong", t.PanelStrong}} {
		pair("text", t.Text, g.name, g.colour)
		pair("muted", t.Muted, g.name, g.colour)
		if g.name == "background" {
			continue
		}
		pair("call", t.Call, g.name, g.colour)
		pair("accent", t.Accent, g.name, g.colour)
		pair("warning", t.Warning, g.name, g.colour)
	}
	pair("muted", t.Muted, "a closed desk (halfway between background and panel)", t.Sunken())
	pair("on-call", t.OnCall, "call", t.Call)
	return all
}

// Colour is an opaque colour as 0xRRGGBB; as text "#rrggbb". It is a
// color.Color.
type Colour uint32

// RGBA gives the colour's parts, 0 to 0xFFFF.
func (c Colour) RGBA() (r, g, b, a uint32) {
	return uint32(c>>16&0xFF) * 0x101, uint32(c>>8&0xFF) * 0x101, uint32(c&0xFF) * 0x101, 0xFFFF
}

// String is the colour as it is written in HTML, "#rrggbb".
func (c Colour) String() string { return fmt.Sprintf("#%06x", uint32(c)) }

// MarshalText is String.
func (c Colour) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads "#rrggbb", in small or capital letters.
func (c *Colour) UnmarshalText(text []byte) error {
	var n uint32
	if len(text) != 7 || text[0] != '#' {
		return fmt.Errorf("ticketing: %q is not a colour like #0b1220", text)
	}
	for _, d := range text[1:] {
		switch {
		case d >= '0' && d <= '9':
			n = n<<4 | uint32(d-'0')
		case d|0x20 >= 'a' && d|0x20 <= 'f':
			n = n<<4 | uint32(d|0x20-'a'+10)
		default:
			return fmt.Errorf("ticketing: %q is not a colour like #0b1220", text)
		}
	}
	*c = Colour(n)
	return nil
}

// Mix is c with so much of d in it, 0 to 1, part by part.
func (c Colour) Mix(d Colour, much float64) Colour {
	var mixed Colour
	for shift := 0; shift <= 16; shift += 8 {
		from, to := float64(c>>shift&0xFF), float64(d>>shift&0xFF)
		mixed |= Colour(math.Round(from+(to-from)*much)) << shift
	}
	return mixed
}

// Contrast is WCAG's contrast ratio of two colours, 1 to 21.
func (c Colour) Contrast(d Colour) float64 {
	x, y := c.luminance(), d.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is WCAG's relative luminance, 0 to 1.
func (c Colour) luminance() float64 {
	part := func(shift int) float64 {
		v := float64(c>>shift&0xFF) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}
