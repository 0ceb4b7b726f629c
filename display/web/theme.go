package web

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"time"

	"giliran/ticketing"
)

// themed is the style sheet that gives the board page and the loading wall the
// office's colours: as custom properties, because the pages' policy allows no
// style of their own.
func (p *pages) themed(mux *router) {
	sheet := themeSheet(p.office.Theme)
	sum := sha256.Sum256(sheet)
	tag := fmt.Sprintf("%q", fmt.Sprintf("%x", sum[:8]))
	mux.HandleFunc("GET /assets/theme.css", func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", assetType("theme.css"))
		h.Set("Cache-Control", "no-cache")
		h.Set("ETag", tag)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(sheet))
	})
}

// themeSheet names the theme's colours as the style sheets do; nil is the
// theme of an office that asks for none.
func themeSheet(t *ticketing.Theme) []byte {
	if t == nil {
		usual := ticketing.DefaultTheme()
		t = &usual
	}
	var b strings.Builder
	b.WriteString(":root {")
	for _, c := range []struct {
		name   string
		colour ticketing.Colour
	}{
		{"ground", t.Background}, {"card", t.Panel}, {"raised", t.PanelStrong},
		{"ink", t.Text}, {"muted", t.Muted}, {"line", t.Panel.Mix(t.Muted, 0.25)},
		{"call", t.Call}, {"on-call", t.OnCall}, {"accent", t.Accent}, {"warning", t.Warning}, {"focus", t.Text},
	} {
		fmt.Fprintf(&b, " --%s: %v;", c.name, c.colour)
	}
	b.WriteString(" }\n")
	return []byte(b.String())
}
