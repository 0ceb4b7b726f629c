package web

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"testing"

	"giliran/ticketing"
)

// endpoint is one row of the table of who may do what.
type endpoint struct {
	line, body string
	allow      string // holders, space-separated; "*" for everybody
}

const (
	everyHolder = "kiosk loket-1 supervisor admin device console"
	leadHolders = "supervisor admin console"
	atLoket1    = "loket-1 supervisor admin device console"
	anyDesk     = "loket-1 loket-2 supervisor admin device console"
)

// endpoints has a row for everything that answers. A path's parameters stand
// as in the description of the API; pathOf fills them.
func endpoints() []endpoint {
	rows := []endpoint{
		{"POST /api/v1/tickets", `{"service":"ktp-baru"}`, "kiosk supervisor admin device console"},
		{"GET /api/v1/tickets", ``, "loket-1 loket-2 supervisor admin console"},
		{"GET /api/v1/tickets?number=A001", ``, anyDesk},
		{"GET /api/v1/tickets/{code}", ``, "*"},
		{"POST /api/v1/tickets/{code}/check-in", ``, everyHolder + " loket-2"},
		{"POST /api/v1/tickets/{code}/priority", `{"priority":true}`, anyDesk},
		{"POST /api/v1/tickets/{code}/service", `{"service":"ktp-hilang"}`, anyDesk},
		{"POST /api/v1/tickets/{code}/deliver", ``, leadHolders},
		{"GET /api/v1/desks/{desk}", ``, atLoket1},
		{"GET /api/v1/holds/{hold}", ``, "loket-1 loket-2 supervisor admin console"},
		{"POST /api/v1/holds/{hold}/release", `{"count":1}`, leadHolders},
		{"POST /api/v1/stages/{stage}/pause", `{"notice":"Listrik padam"}`, leadHolders},
		{"POST /api/v1/stages/{stage}/resume", ``, leadHolders},
		{"PUT /api/v1/notice", `{"notice":{"id":"Selamat datang"}}`, leadHolders},
		{"POST /api/v1/day/open", ``, leadHolders},
		{"POST /api/v1/day/close", ``, leadHolders},
		{"GET /api/v1/board", ``, "*"},
		{"GET /api/v1/office", ``, everyHolder + " loket-2"},
		{"GET /api/v1/figures", ``, leadHolders},
		{"GET /api/v1/acts", ``, leadHolders},
		{"GET /api/v1/tokens", ``, "admin console"},
		{"POST /api/v1/tokens", `{"role":"kiosk","name":"kiosk-9"}`, "admin console"},
		{"DELETE /api/v1/tokens/{id}", ``, "admin console"},
		{"POST /api/v1/tickets/{code}/reprint", ``, "loket-1 loket-2 " + leadHolders},
		{"GET /api/v1/papers", ``, anyDesk},
		{"POST /api/v1/jobs/{id}/start", ``, "device"},
		{"POST /api/v1/jobs/{id}/printed", ``, anyDesk},
		{"POST /api/v1/jobs/{id}/failed", ``, "device"},
		{"POST /api/v1/jobs/{id}/unsure", ``, "device"},
		{"POST /api/v1/jobs/{id}/reprint", ``, "loket-1 loket-2 " + leadHolders},
		{"PUT /api/v1/printers/{board}", `{"state":"ready"}`, "device"},
		{"POST /api/v1/printers/{board}/test", ``, leadHolders + " device"},
		{"POST /api/v1/printers/{board}/register", ``, leadHolders},
		{"POST /api/v1/devices/{board}/lease", ``, "device"},
		{"POST /api/v1/devices/{board}/tickets", `{"code":"ABCDEFGH"}`, "device"},
		{"GET /device/{board}", ``, "device"},
		{"GET /healthz", ``, "*"},
		{"GET /metrics", ``, "*"},
		{"GET /openapi.json", ``, "*"},
		{"GET /feed", ``, "*"},
		{"GET /enter", ``, "*"},
		{"POST /enter", ``, "*"},
		{"GET /ca.crt", ``, "*"},
		{"GET /api/", ``, "*"},
		{"GET /{$}", ``, "*"},
		{"GET /login", ``, "*"},
		{"GET /board", ``, "*"},
		{"GET /s", ``, "*"},
		{"GET /s/{code}", ``, "*"},
		{"GET /s/{code}/qr.svg", ``, "*"},
		{"GET /kiosk", ``, "kiosk supervisor admin device console"},
		{"GET /desk/{desk}", ``, atLoket1},
		{"GET /admin", ``, leadHolders},
		{"GET /wall", ``, "*"},
		{"GET /wall/wall.wasm", ``, "*"},
		{"GET /wall/wasm_exec.js", ``, "*"},
		{"GET /logo.png", ``, "*"},
	}
	for _, name := range assets() {
		rows = append(rows, endpoint{"GET /assets/" + name, ``, "*"})
	}
	for verb, body := range map[string]string{
		"open": ``, "close": ``, "pause": ``, "next": ``, "call": `{"number":"A001"}`, "recall": ``, "arrive": ``, "no-show": ``, "park": ``,
		"resume": ``, "finish": `{"outcome":"lengkap"}`, "return": `{"note":"Fotokopi tidak terbaca"}`, "transfer": `{"stage":"validasi"}`,
		"link": `{"slip":"ABCDEFGH"}`, "undo": ``,
	} {
		rows = append(rows, endpoint{"POST /api/v1/desks/{desk}/" + verb, body, atLoket1})
	}
	return rows
}

// assets are the pages' styles and scripts.
func assets() []string {
	files, err := fs.ReadDir(pageFiles, "assets")
	if err != nil {
		panic(err)
	}
	names := []string{"theme.css"}
	for _, f := range files {
		names = append(names, f.Name())
	}
	return names
}

func pathOf(line, code string) string {
	return strings.NewReplacer("{$}", "", "{code}", code, "{desk}", "loket-1", "{hold}", "blanko", "{stage}", "cetak", "{board}", "device-1", "{id}", "kiosk.kiosk-1").Replace(line)
}

// TestWhoMayDoWhat asks every endpoint as everybody. Whoever may not is told
// so and changes nothing; whoever may gets past the door, whatever the office
// then says.
func TestWhoMayDoWhat(t *testing.T) {
	holders := []string{"", "revoked", "kiosk", "loket-1", "loket-2", "supervisor", "admin", "device", "wall", "console"}
	house := newHouse(t)
	for _, e := range endpoints() {
		t.Run(strings.ReplaceAll(e.line, "/", "."), func(t *testing.T) {
			h := house.anew(t)
			code := h.issue("ktp-baru").Code
			for _, holder := range holders {
				before := h.seq()
				r := h.ask(pathOf(e.line, code), holder, e.body, nil)
				want := e.allow == "*" || slices.Contains(strings.Fields(e.allow), holder)
				got := r.StatusCode != http.StatusForbidden && (r.StatusCode != http.StatusUnauthorized || strings.Contains(e.line, "/enter"))
				if got != want {
					t.Errorf("as %q: status %d, allowed should be %t", holder, r.StatusCode, want)
				}
				if want {
					continue
				}
				if h.seq() != before {
					t.Errorf("as %q: refused with %d, and yet something changed", holder, r.StatusCode)
				}
				if unknown := holder == "" || holder == "revoked"; unknown != (r.StatusCode == http.StatusUnauthorized) {
					t.Errorf("as %q: status %d; 401 is for those nobody knows, 403 for the others", holder, r.StatusCode)
				}
				if !strings.Contains(e.line, "/api/") && !strings.Contains(e.line, "/device/") {
					continue // a page asks to sign in
				}
				if p := r.problem(t); p.Code == "" || p.Status != r.StatusCode {
					t.Errorf("as %q: problem %+v", holder, p)
				}
			}
		})
	}
}

// TestEveryEndpointIsInTheTable finds endpoints nobody has thought about the
// access to.
func TestEveryEndpointIsInTheTable(t *testing.T) {
	h := newHouse(t)
	known := map[string]bool{}
	for _, e := range endpoints() {
		line, _, _ := strings.Cut(e.line, "?")
		known[line] = true
	}
	for _, pattern := range h.server.mux.patterns {
		line := pattern
		if pattern == "/api/" {
			line = "GET /api/"
		}
		if !known[line] {
			t.Errorf("%s is missing in the table of who may do what", line)
		}
		delete(known, line)
	}
	for line := range known {
		t.Errorf("the table has %s, which does not exist", line)
	}
}

// TestNoOtherMethod: what is not in the table is not there, for nobody, with
// any method; and no answer lets the page of another site read it.
func TestNoOtherMethod(t *testing.T) {
	h := newHouse(t)
	code, known := h.issue("ktp-baru").Code, map[string]bool{}
	for _, e := range endpoints() {
		line, _, _ := strings.Cut(e.line, "?")
		known[pathOf(line, code)] = true
	}
	before, asked := h.seq(), map[string]bool{}
	for line := range known {
		_, path, _ := strings.Cut(line, " ")
		for _, method := range []string{"HEAD", "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"} {
			as := method
			if method == "HEAD" {
				as = "GET"
			}
			if known[as+" "+path] || asked[method+path] {
				continue
			}
			asked[method+path] = true
			r := h.ask(method+" "+path, "admin", "", nil, "Origin", "http://elsewhere.example")
			if r.StatusCode != http.StatusNotFound && r.StatusCode != http.StatusMethodNotAllowed {
				t.Errorf("%s %s: %d", method, path, r.StatusCode)
			}
			if r.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s %s is open to other sites", method, path)
			}
		}
	}
	if h.seq() != before {
		t.Error("something changed")
	}
	if len(asked) < 200 {
		t.Errorf("only %d were asked", len(asked))
	}
}

// operations are those the API describes, by "METHOD /path".
func (h *house) operations() map[string]json.RawMessage {
	h.Helper()
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(h.ask("GET /openapi.json", "", "", nil).body, &doc); err != nil {
		h.Fatal(err)
	}
	all := map[string]json.RawMessage{}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			all[strings.ToUpper(method)+" "+path] = op
		}
	}
	return all
}

// TestActor: the journal knows a role and a token's name.
func TestActor(t *testing.T) {
	if got := (Caller{Role: ticketing.RoleDesk, Name: "loket-1"}).Actor(); got != "desk loket-1" {
		t.Errorf("actor %q", got)
	}
}

// TestTrail: those who run the office see who did what from where, and no free
// text; what applicants take is not in it.
func TestTrail(t *testing.T) {
	h := newHouse(t)
	h.ask("POST /api/v1/tickets", "kiosk", `{"service":"ktp-baru"}`, nil)
	h.ask("POST /api/v1/desks/loket-1/next", "loket-1", ``, nil)
	h.ask("POST /api/v1/desks/loket-1/return", "loket-1", `{"note":"Bapak Rahasia lupa KK"}`, nil)
	h.ask("POST /api/v1/day/close", "console", ``, nil)
	var acts Acts
	h.ask("GET /api/v1/acts", "supervisor", ``, &acts)
	var said []string
	for _, a := range acts.Acts {
		said = append(said, strings.TrimSpace(a.Actor+" "+a.From+" "+a.Kind+" "+a.Number))
	}
	want := []string{
		"admin console console put-by A001", "admin console console day-closed",
		"desk loket-1 127.0.0.1 stepped A001", "desk loket-1 127.0.0.1 called A001",
	}
	if len(said) < len(want) || !slices.Equal(said[:len(want)], want) {
		t.Errorf("the trail says %q, want %q first", said, want)
	}
	page := h.ask("GET /admin", "supervisor", ``, nil)
	if !strings.Contains(string(page.body), "desk loket-1") || !strings.Contains(string(page.body), "127.0.0.1") {
		t.Error("the admin page does not show who did what from where")
	}
}
