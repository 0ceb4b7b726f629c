package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"giliran/display/feed"
)

// marker stands for a name, a NIK, an illness: what must come out nowhere but
// where staff have to see it. open stands for what is meant for everybody.
const marker, open = "RAHASIA-7351", "UNTUK-UMUM-7351"

// TestNothingPersonalComesOut plants a marker in every field that takes free
// text, and looks for it, for ticket codes and for tokens, in everything the
// public and those who run the machine can see.
func TestNothingPersonalComesOut(t *testing.T) {
	t.Parallel()
	w := openOffice(t)
	admin := w.as("admin", "admin-1")
	number, code := w.take("ktp-baru")
	_, other := w.take("ktp-hilang")
	secrets := []string{marker, strings.ToLower(marker), code, other, "gil_", w.kiosk.token, admin.token}
	w.plant(admin, number, code)

	for name, text := range w.seen(code) {
		for _, secret := range secrets {
			if strings.Contains(text, secret) && !(secret == code && strings.HasPrefix(name, "its own ")) {
				i := strings.Index(text, secret)
				t.Errorf("%s: %q stands in …%s…", name, secret, text[max(0, i-80):min(len(text), i+80)])
			}
		}
	}
	// The looking finds what there is: a reason and a notice are for everybody.
	if board := w.seen(code)["the board"]; strings.Count(board, open) < 3 {
		t.Errorf("the board does not say what everybody may read: %s", board)
	}
	w.stop()
	for what, text := range map[string]string{"the log after the end": w.log.String(), "the audit": w.run("log", "--audit"), "verify": w.run("verify")} {
		for _, secret := range secrets {
			if strings.Contains(text, secret) {
				t.Errorf("%s: %q", what, secret)
			}
		}
	}
	if journal := w.run("log"); !strings.Contains(journal, marker) || strings.Contains(journal, "gil_") {
		t.Error("the journal lacks what was planted, or holds a token")
	}
}

// plant sends the marker in every field, whether it is taken or refused.
func (w *walk) plant(admin *caller, number, code string) {
	w.t.Helper()
	w.desk("loket-1", "next", nil)
	w.desk("loket-1", "return", js{"missing": []string{"kk"}, "note": marker})
	w.boss.want(200, "POST", "/tickets/"+number+"/check-in", nil, "Idempotency-Key", marker)
	w.desk("loket-2", "call", js{"number": number})
	w.desk("loket-2", "return", js{"note": marker})
	w.desk("loket-2", "pause", js{"reason": open})
	w.boss.want(200, "PUT", "/notice", js{"notice": js{"id": open}})
	w.boss.want(200, "POST", "/stages/cetak/pause", js{"notice": js{"id": open}})
	for _, c := range []*caller{w.kiosk, w.desks["loket-1"], w.boss, admin, {o: w.officeProcess, token: "gil_" + marker, http: http.DefaultClient}} {
		for _, line := range [][2]string{
			{"POST", "/tickets"}, {"GET", "/tickets/" + marker}, {"GET", "/tickets?number=" + marker}, {"GET", "/tickets?state=" + marker}, {"POST", "/tickets/" + marker + "/check-in"},
			{"POST", "/tickets/" + code + "/deliver"}, {"POST", "/desks/" + marker + "/next"}, {"POST", "/desks/loket-1/" + marker}, {"POST", "/desks/loket-1/call"},
			{"POST", "/desks/loket-1/link"}, {"POST", "/desks/loket-1/finish"}, {"POST", "/holds/" + marker + "/release"}, {"POST", "/holds/blanko/release"},
			{"POST", "/stages/" + marker + "/pause"}, {"POST", "/tokens"}, {"DELETE", "/tokens/" + marker}, {"POST", "/day/open"}, {"POST", "/jobs/1/failed"},
			{"PUT", "/printers/" + marker}, {"POST", "/devices/" + marker + "/tickets"}, {"GET", "/device/" + marker + "?instance=" + marker}, {marker, "/tickets"},
		} {
			body := js{}
			for _, field := range []string{"service", "slip", "receiver", "number", "code", "outcome", "note", "reason", "role", "name", "date", "state", "stage", marker} {
				body[field] = marker
			}
			_, _ = c.send(line[0], line[1], body, "Idempotency-Key", marker, "User-Agent", marker, "Referer", "http://"+marker, "Cookie", "giliran-"+marker+"="+marker, "X-Request-Id", marker)
		}
	}
	for _, path := range []string{"/s/" + marker, "/s?code=" + marker, "/enter?token=" + marker + "&to=/" + marker, "/login?to=/" + marker, "/desk/" + marker, "/board?lang=" + marker, "/" + marker, "/feed?for=" + marker} {
		r, err := http.Get(w.url + path)
		if err != nil {
			w.t.Fatal(err)
		}
		r.Body.Close()
	}
	for _, path := range []string{"/enter", "/" + marker} {
		if r, err := http.PostForm(w.url+path, url.Values{"token": {marker}, marker: {marker}}); err == nil {
			r.Body.Close()
		}
	}
	// What is no HTTP, and a websocket that talks.
	if conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(w.url, "http")+"/feed", nil); err == nil {
		_ = conn.WriteMessage(websocket.TextMessage, []byte(marker))
		conn.Close()
	}
}

// seen is everything that others than staff can see.
func (w *walk) seen(code string) map[string]string {
	w.t.Helper()
	all := map[string]string{}
	for name, path := range map[string]string{
		"the board": "/api/v1/board", "the board's page": "/board", "the home page": "/", "the wall's page": "/wall", "the sign-in page": "/login",
		"health": "/healthz", "the description": "/openapi.json", "metrics": "/metrics",
		"its own page": "/s/" + code, "its own status": "/api/v1/tickets/" + code, "its own QR": "/s/" + code + "/qr.svg",
	} {
		r, err := http.Get(w.url + path)
		if err != nil {
			w.t.Fatal(err)
		}
		b, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil {
			w.t.Fatal(err)
		}
		all[name] = string(b) + fmt.Sprint(r.Header)
	}
	all["the feed"] = w.feed()
	backup := filepath.Join(w.t.TempDir(), "copy")
	all["making a backup"] = w.run("backup", backup)
	for _, dir := range []string{w.data, filepath.Dir(backup)} {
		_ = filepath.WalkDir(dir, func(path string, _ os.DirEntry, _ error) error {
			all["file names"] += path + "\n"
			return nil
		})
	}
	return all
}

// feed is what a phone in the waiting room is sent.
func (w *walk) feed() string {
	w.t.Helper()
	ctx, stop := context.WithTimeout(w.t.Context(), 30*time.Second)
	c := feed.NewClient("ws"+strings.TrimPrefix(w.url, "http")+"/feed", feed.ClientOptions{})
	ended := make(chan struct{})
	go func() { defer close(ended); _ = c.Run(ctx) }()
	defer func() { stop(); <-ended }()
	for {
		if m, _ := c.Latest(); len(m.Board) > 0 {
			return string(m.Encode())
		}
		select {
		case <-c.Changed():
		case <-ctx.Done():
			w.t.Fatal("no feed")
		}
	}
}

// TestConsoleIsTheOwners: the console's socket opens to the office's own user
// alone, and what it can do is not to be had from the network.
func TestConsoleIsTheOwners(t *testing.T) {
	t.Parallel()
	o := serve(t, t.TempDir())
	info, err := os.Stat(filepath.Join(o.data, socketName))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the socket has mode %v", info.Mode())
	}
	admin := o.as("admin", "admin-1")
	for _, path := range []string{"/console/log", "/console/backup", "/console/verify"} {
		r, err := http.NewRequest(http.MethodGet, o.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+admin.token)
		answer, err := admin.http.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s from the network: %s", path, answer.Status)
		}
	}
}
