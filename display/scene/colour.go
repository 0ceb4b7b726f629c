package scene

import "giliran/ticketing"

// Colour is an opaque colour as 0xRRGGBB. It is a [color.Color].
type Colour = ticketing.Colour

// rule is the colour of a thin line on a panel, which nobody has to read.
func (s *sheet) rule() Colour { return s.theme.Panel.Mix(s.theme.Muted, 0.15) }

// themeOf is how an office wants its wall to look.
func themeOf(b *ticketing.Board) ticketing.Theme {
	if b == nil || b.Office.Theme == nil {
		return ticketing.DefaultTheme()
	}
	return *b.Office.Theme
}

// wording is a text of the office's theme in the wall's language, or else the
// wall's own.
func (s *sheet) wording(own ticketing.Text, otherwise string) string {
	if t := s.fonts.clean(own[s.words.Language]); t != "" {
		return t
	}
	return otherwise
}
