package web

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"giliran/ticketing"
)

// FuzzBody sends any bytes to what takes the richest bodies: the office never
// fails over them, and what is refused changes nothing.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{``, `{}`, `{"service":"ktp-baru"}`, `{"outcome":"lengkap"}`, `{"missing":["kk"],"note":"x"}`, `{"notice":{"id":"x"}}`,
		`{"notice":"x"}`, `{"count":1,"codes":[]}`, `null`, `[]`, `{"a":{"b":[{}]}}`, "{\"note\":\"\xff\"}", `{"number":"A001"}`} {
		f.Add(seed)
	}
	h := newHouse(f)
	h.issue("ktp-baru")
	h.do(ticketing.Next{Desk: "loket-1"})
	before := h.seq()
	handler, state := h.server.Handler(), encoded(f, h.core.st)
	f.Fuzz(func(t *testing.T, body string) {
		for _, path := range []string{"tickets", "desks/loket-1/finish", "desks/loket-1/return", "desks/loket-1/resume", "desks/loket-1/call",
			"stages/cetak/pause", "holds/blanko/release", "day/open", "tickets/A001/deliver"} {
			r := httptest.NewRequest("POST", "/api/v1/"+path, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Authorization", "Bearer "+h.tokens["admin"])
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code >= http.StatusInternalServerError {
				t.Errorf("%s %q: %d %s", path, body, w.Code, w.Body)
			}
			if w.Code >= http.StatusBadRequest && h.seq() != before {
				t.Errorf("%s %q: refused with %d, and yet something changed", path, body, w.Code)
			}
			h.core.st = decoded(t, state) // for the next as it was
		}
	})
}

// FuzzLocalPath: wherever a link leads, it is on this server.
func FuzzLocalPath(f *testing.F) {
	for _, seed := range []string{"", "/", "/desk/loket-1?lang=id", "//x", `/\x`, "https://x/", "/%2F/x", "/..//x", "/a#b", "javascript:x"} {
		f.Add(seed)
	}
	base, err := url.Parse("http://giliran/enter")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, to string) {
		path := localPath(to)
		if path == "" {
			return
		}
		w := httptest.NewRecorder()
		http.Redirect(w, httptest.NewRequest("GET", "/enter", nil), path, http.StatusSeeOther)
		at, err := base.Parse(w.Header().Get("Location"))
		if err != nil || at.Host != "giliran" || at.Scheme != "http" {
			t.Errorf("%q leads to %q (%v)", to, w.Header().Get("Location"), err)
		}
	})
}

// FuzzRequest asks for anything: every method, path, query and header is
// answered, and never by failing.
func FuzzRequest(f *testing.F) {
	h := newHouse(f)
	h.issue("ktp-baru")
	for line := range h.operations() {
		method, path, _ := strings.Cut(line, " ")
		f.Add(method, strings.NewReplacer("{", "", "}", "").Replace(path), "lang=id", "k1")
	}
	for _, seed := range [][2]string{{"/", ""}, {"/desk/loket-1", "lang=mad"}, {"/t/ABCDEFGH", "t=1&t=2"}, {"/enter", "to=//x&token=%zz"}, {"/api/v1/tickets/A001", "a=%00"},
		{"/kiosk", "\xff"}, {"/api/v1/tickets", "state=waiting&day=2026-13-40&limit=-1"}, {"/..%2f..", ";"}, {"/admin", "day=99999-01-01"}} {
		f.Add("GET", seed[0], seed[1], "")
	}
	handler, state := h.server.Handler(), encoded(f, h.core.st)
	f.Fuzz(func(t *testing.T, method, path, query, key string) {
		r, err := http.NewRequestWithContext(t.Context(), method, "http://giliran/", nil)
		if err != nil {
			return // no server gets to see it
		}
		r.URL.Path, r.URL.RawQuery, r.RequestURI = "/"+strings.TrimPrefix(path, "/"), query, "/"
		r.RemoteAddr = "192.0.2.1:1234"
		r.Header.Set("Authorization", "Bearer "+h.tokens["admin"])
		r.Header.Set("Idempotency-Key", key)
		r.Header.Set("Accept-Language", query)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code >= http.StatusInternalServerError && w.Code != http.StatusNotImplemented {
			t.Errorf("%s %q?%q: %d %s", method, path, query, w.Code, w.Body)
		}
		h.core.st = decoded(t, state)
	})
}

// FuzzLanguageFile: whatever an office writes into a language file, reading it
// ends, and what was read can be said.
func FuzzLanguageFile(f *testing.F) {
	b, err := fs.ReadFile(wordFiles, "words/id.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte("kiosk: &k\n  title: *k\n"))
	f.Add([]byte("kiosk: {title: \"{a} {\"}\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		all, err := readWordings(fstest.MapFS{"words/id.yaml": {Data: b}})
		if err != nil {
			return
		}
		for key := range all["id"] {
			all.say("mad", key, "number", "A001", "{", "}")
		}
	})
}
