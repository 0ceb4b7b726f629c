package web

import (
	"net/http"
	"strings"
	"testing"

	"giliran/ticketing"
)

// TestTheme: the office's colours reach the pages as a style sheet, which is
// asked for again only when it has changed; without any they are the wall's.
func TestTheme(t *testing.T) {
	h := newHouse(t)
	r := h.ask("GET /assets/theme.css", "", "", nil)
	want := ":root { --ground: #0b1220; --card: #141e33; --raised: #1c2a45; --ink: #f4f7fb; --muted: #a9b7ce; --line: #39445a; " +
		"--call: #ffc845; --on-call: #141e33; --accent: #5ad1c8; --warning: #f5b58c; --focus: #f4f7fb; }\n"
	if string(r.body) != want || r.Header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%q as %s", r.body, r.Header.Get("Content-Type"))
	}
	if again := h.ask("GET /assets/theme.css", "", "", nil, "If-None-Match", r.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("again: %d", again.StatusCode)
	}
	theme := ticketing.DefaultTheme()
	theme.Background, theme.Logo = 0xFFFFFF, "/logo.png?v=1"
	if sheet := string(themeSheet(&theme)); !strings.HasPrefix(sheet, ":root { --ground: #ffffff; --card: #141e33;") {
		t.Errorf("themed %q", sheet)
	}
	if page := string(h.ask("GET /board", "", "", nil).body); strings.Contains(page, "logo") {
		t.Error("a logo nobody has")
	}
	h.server.office.Theme = &theme
	if page := string(h.ask("GET /board", "", "", nil).body); !strings.Contains(page, `<img class="logo" src="/logo.png?v=1" alt="">`) {
		t.Errorf("no logo on %s", page)
	}
}
