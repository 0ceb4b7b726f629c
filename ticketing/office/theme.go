package office

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"image/png"
	"io/fs"
	"math"
	"regexp"

	"giliran/ticketing"
)

// Bounds of a logo: a wall shows it 80 px high, on a 4K screen 160.
const (
	maxLogo     = 1 << 20 // bytes
	maxLogoSide = 4096    // pixels
)

// theme reads how the wall looks; nil if the file says nothing about it.
func (r *reader) theme(v value, f *File) *ticketing.Theme {
	b := v.object("background", "panel", "panel-strong", "text", "muted", "call", "on-call", "accent", "warning", "logo", "texts")
	if !b.isBlock() {
		return nil
	}
	t := ticketing.DefaultTheme()
	fits := true
	for key, c := range map[string]*ticketing.Colour{
		"background": &t.Background, "panel": &t.Panel, "panel-strong": &t.PanelStrong, "text": &t.Text, "muted": &t.Muted,
		"call": &t.Call, "on-call": &t.OnCall, "accent": &t.Accent, "warning": &t.Warning,
	} {
		fits = colour(b.get(key), c) && fits
	}
	if fits {
		contrasts(b, &t)
	}
	if f.Logo = r.logo(b.get("logo")); f.Logo != nil {
		t.Logo = fmt.Sprintf("/logo.png?v=%x", sha256.Sum256(f.Logo))[:len("/logo.png?v=")+16]
	}
	texts := b.get("texts").object("called", "go-to", "welcome", "take-number")
	t.Called, t.GoTo = texts.get("called").text(), texts.get("go-to").text()
	t.Welcome, t.TakeNumber = texts.get("welcome").text(), texts.get("take-number").text()
	return &t
}

var colourForm = regexp.MustCompile(`^#?([0-9A-Fa-f]{6})$`)

// colour reads six hexadecimal digits over what c is, and reports whether it
// may be taken further. A # needs quotes in YAML, so it may be left out.
func colour(v value, c *ticketing.Colour) bool {
	s, ok := v.scalar("a colour like 0b1220")
	if !ok {
		return !v.given()
	}
	m := colourForm.FindStringSubmatch(s)
	if m == nil || c.UnmarshalText([]byte("#"+m[1])) != nil {
		v.wrong("write red, green and blue as six digits 0–9, a–f, like 0b1220", "%q is not a colour", s)
		return false
	}
	return true
}

// contrasts reports text that cannot be read, at the colour the file sets: the
// text's own, or else what is behind it.
func contrasts(b object, t *ticketing.Theme) {
	for _, g := range t.Grounds() {
		got := g.TextColour.Contrast(g.OnColour)
		if got >= ticketing.LeastContrast {
			continue
		}
		at := b.get(g.Text)
		for _, key := range []string{g.Behind, "background", "panel"} { // a closed desk's ground is made of these
			if !at.given() {
				at = b.get(key)
			}
		}
		at.wrong(fmt.Sprintf("make one of them lighter or darker: text needs %.1f:1", ticketing.LeastContrast),
			"%s (%v) on %s (%v) has a contrast of %.2f:1", g.Text, g.TextColour, g.Behind, g.OnColour, math.Floor(got*100)/100)
	}
}

// logo reads the picture in the header of the wall.
func (r *reader) logo(v value) []byte {
	rel, ok := v.scalar("the name of a PNG file")
	if !ok {
		return nil
	}
	const hint = "name a PNG file beside this one, like logo.png"
	if !fs.ValidPath(rel) {
		v.wrong(hint, "%q cannot be the name of a logo", rel)
		return nil
	}
	src, err := r.open(rel)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		v.wrong("put it beside this file", "there is no file %q", rel)
		return nil
	case err != nil:
		v.wrong(hint, "the logo cannot be read: %v", err)
		return nil
	}
	if err := checkLogo(src); err != nil {
		v.wrong(hint, "the logo %s cannot be shown: %v", rel, err)
		return nil
	}
	return src
}

// checkLogo looks at the size before it unpacks a picture: a small file can
// hold a very large one.
func checkLogo(src []byte) error {
	if len(src) > maxLogo {
		return fmt.Errorf("it has more than %d bytes", maxLogo)
	}
	c, err := png.DecodeConfig(bytes.NewReader(src))
	if err != nil {
		return fmt.Errorf("it is no PNG: %w", err)
	}
	if c.Width > maxLogoSide || c.Height > maxLogoSide {
		return fmt.Errorf("%d×%d pixels are more than %d×%d", c.Width, c.Height, maxLogoSide, maxLogoSide)
	}
	_, err = png.Decode(bytes.NewReader(src))
	return err
}
