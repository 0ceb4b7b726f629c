package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// installed is a house with a wall's program beside it, and a logo.
func installed(t *testing.T) *house {
	t.Helper()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte("\x00asm the program")); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	h := newHouse(t)
	h.server.browser.wallFiles = fstest.MapFS{
		"wall.wasm":    {Data: []byte("\x00asm the program"), ModTime: time.Unix(1, 0)},
		"wall.wasm.gz": {Data: packed.Bytes()},
		"wasm_exec.js": {Data: []byte("class Go {}")},
		"secret.txt":   {Data: []byte("secret")},
	}
	h.server.browser.logoPNG = []byte("\x89PNG")
	return h
}

// TestWallPage: this page alone may compile a program; nothing else about it is
// less strict.
func TestWallPage(t *testing.T) {
	h := installed(t)
	r := h.ask("GET /wall", "", "", nil)
	policy := r.Header.Get("Content-Security-Policy")
	if r.StatusCode != http.StatusOK || !strings.Contains(policy, "script-src 'self' 'wasm-unsafe-eval'; style-src 'self';") || strings.Count(policy, "unsafe") != 1 {
		t.Errorf("%d with the policy %q", r.StatusCode, policy)
	}
	if body := string(r.body); !strings.Contains(body, `data-size="16"`) || strings.Contains(body, "style=") || strings.Contains(body, "onload") {
		t.Errorf("the page is %s", body)
	}
	if other := h.ask("GET /board", "", "", nil).Header.Get("Content-Security-Policy"); strings.Contains(other, "wasm") {
		t.Errorf("the board page has the policy %q", other)
	}
}

// TestWallFiles: the program comes packed to those who can unpack it, is asked
// for again only when it has changed, and nothing else in the folder is served.
func TestWallFiles(t *testing.T) {
	h := installed(t)
	plain := h.ask("GET /wall/wall.wasm", "", "", nil, "Accept-Encoding", "identity")
	packed := h.ask("GET /wall/wall.wasm", "", "", nil, "Accept-Encoding", "br, gzip")
	if string(plain.body) != "\x00asm the program" || plain.Header.Get("Content-Encoding") != "" || plain.Header.Get("Content-Type") != "application/wasm" {
		t.Errorf("plain: %q, %v", plain.body, plain.Header)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed.body))
	if err != nil || packed.Header.Get("Content-Encoding") != "gzip" || packed.Header.Get("ETag") == plain.Header.Get("ETag") {
		t.Errorf("packed: %v, %v", err, packed.Header)
	} else if z.Close() != nil {
		t.Error("packed wrongly")
	}
	if again := h.ask("GET /wall/wall.wasm", "", "", nil, "Accept-Encoding", "gzip", "If-None-Match", packed.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("again: %d", again.StatusCode)
	}
	if loader := h.ask("GET /wall/wasm_exec.js", "", "", nil); string(loader.body) != "class Go {}" {
		t.Errorf("the loader is %q", loader.body)
	}
	for _, path := range []string{"/wall/secret.txt", "/wall/", "/wall/wall.wasm.gz"} {
		if r := h.ask("GET "+path, "", "", nil); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
	logo := h.ask("GET /logo.png?v=1", "", "", nil)
	if string(logo.body) != "\x89PNG" || logo.Header.Get("Content-Type") != "image/png" {
		t.Errorf("the logo is %q, %v", logo.body, logo.Header)
	}
}

// TestNoWall: without the program the board page does its work.
func TestNoWall(t *testing.T) {
	h := newHouse(t)
	for path, to := range map[string]string{"/wall": "/board", "/wall?lang=en": "/board?lang=en"} {
		if r := h.ask("GET "+path, "", "", nil); r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != to {
			t.Errorf("%s: %d to %q", path, r.StatusCode, r.Header.Get("Location"))
		}
	}
	for _, path := range []string{"/wall/wall.wasm", "/wall/wasm_exec.js", "/logo.png"} {
		if r := h.ask("GET "+path, "", "", nil); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
	h = installed(t)
	delete(h.server.browser.wallFiles.(fstest.MapFS), "wasm_exec.js")
	if r := h.ask("GET /wall", "", "", nil); r.StatusCode != http.StatusSeeOther {
		t.Errorf("with half a program: %d", r.StatusCode)
	}
}
