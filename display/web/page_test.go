package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"giliran/ticketing"
	"giliran/ticketing/office"
)

// TestWhoSeesWhichPage: the public's pages need no token, the others say who
// may use them.
func TestWhoSeesWhichPage(t *testing.T) {
	h := newHouse(t)
	h.issue("ktp-baru")
	for _, c := range []struct {
		path   string
		status map[string]int
	}{
		{"/", map[string]int{"": 200, "kiosk": 200}},
		{"/login", map[string]int{"": 200}},
		{"/board", map[string]int{"": 200, "admin": 200}},
		{"/s/ABCDEFGH", map[string]int{"": 404}},
		{"/kiosk", map[string]int{"": 401, "revoked": 401, "kiosk": 200, "device": 200, "supervisor": 200, "admin": 200, "loket-1": 403}},
		{"/desk/loket-1", map[string]int{"": 401, "kiosk": 403, "loket-1": 200, "loket-2": 403, "device": 200, "supervisor": 200, "admin": 200}},
		{"/desk/nowhere", map[string]int{"": 401, "loket-1": 403, "admin": 404}},
		{"/admin", map[string]int{"": 401, "kiosk": 403, "loket-1": 403, "device": 403, "supervisor": 200, "admin": 200}},
	} {
		for who, want := range c.status {
			if r := h.ask("GET "+c.path, who, "", nil); r.StatusCode != want {
				t.Errorf("%s as %q: %d, want %d", c.path, who, r.StatusCode, want)
			}
		}
	}
}

// TestPagesBringTheirOwnAndNothingElse: a strict policy, nothing inline,
// nothing from elsewhere, nothing kept by caches.
func TestPagesBringTheirOwnAndNothingElse(t *testing.T) {
	h := newHouse(t)
	ticket := h.issue("ktp-baru")
	for _, path := range []string{"/", "/login", "/kiosk", "/desk/loket-1", "/board", "/admin", "/s/" + ticket.Code, "/s/ABCDEFGH"} {
		r := h.ask("GET "+path, "admin", "", nil)
		policy := r.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") {
			t.Errorf("%s: policy %q", path, policy)
		}
		if r.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be cached", path)
		}
		body := string(r.body)
		for _, no := range []string{"style=", "onclick", "onload", "javascript:", "<style", `src="http`, `href="http`, "//cdn"} {
			if strings.Contains(body, no) {
				t.Errorf("%s holds %q", path, no)
			}
		}
	}
}

// TestPagesInEveryLanguage: each renders in each language of the office, and
// an unknown one is the office's first.
func TestPagesInEveryLanguage(t *testing.T) {
	h := newHouse(t)
	ticket := h.issue("ktp-baru")
	for _, lang := range []string{"id", "jv", "mad", "en", "xx"} {
		for _, path := range []string{"/", "/login", "/kiosk", "/desk/loket-1", "/board", "/admin", "/s/" + ticket.Code} {
			r := h.ask("GET "+path+"?lang="+lang, "admin", "", nil)
			want := `<html lang="` + lang + `">`
			if lang == "xx" {
				want = `<html lang="id">`
			}
			if r.StatusCode != http.StatusOK || !strings.Contains(string(r.body), want) {
				t.Errorf("%s in %s: %d %.60s", path, lang, r.StatusCode, r.body)
			}
		}
	}
}

// TestWhatPeopleTypeIsOnlyText puts markup into everything that is shown
// again.
func TestWhatPeopleTypeIsOnlyText(t *testing.T) {
	const evil = `</script><img src=x onerror=alert(1)>"'`
	h := newHouse(t, func(o *ticketing.Office) { o.Name["id"] = evil })
	ticket := h.issue("ktp-baru")
	h.do(ticketing.SetNotice{Notice: ticketing.Text{"id": evil}})
	h.do(ticketing.PauseStage{Stage: "berkas", Notice: ticketing.Text{"id": evil}})
	h.do(ticketing.ResumeStage{Stage: "berkas"})
	h.do(ticketing.PauseStage{Stage: "cetak", Notice: ticketing.Text{"id": evil}})
	h.do(ticketing.CallNumber{Desk: "loket-1", Ticket: ticket.Code})
	h.do(ticketing.Return{Desk: "loket-1", Note: evil})
	h.do(ticketing.PauseDesk{Desk: "loket-1", Reason: evil})
	for _, path := range []string{"/", "/login?to=" + "/x%22%3E%3Cimg%20src", "/kiosk", "/desk/loket-1", "/board", "/admin", "/s/" + ticket.Code, "/s/%3Cimg%20src"} {
		if r := h.ask("GET "+path, "admin", "", nil); strings.Contains(string(r.body), "<img src") {
			t.Errorf("%s shows markup that somebody typed", path)
		}
	}
}

// TestTheStatusPageSaysNothingToStrangers of what is for staff: the remark,
// the priority, who worked where.
func TestTheStatusPageSaysNothingToStrangers(t *testing.T) {
	h := newHouse(t)
	ticket := h.issue("ktp-rusak")
	h.do(ticketing.SetPriority{Ticket: ticket.Code, Priority: true})
	h.do(ticketing.CallNumber{Desk: "loket-1", Ticket: ticket.Code})
	h.do(ticketing.Return{Desk: "loket-1", Missing: []string{"ktp-asli"}, Note: "tertinggal di rumah Bu Lurah"})
	r := h.ask("GET /s/"+strings.ToLower(ticket.Code[:4]+"-"+ticket.Code[4:]), "", "", nil)
	body := string(r.body)
	if r.StatusCode != http.StatusOK || !strings.Contains(body, "KTP-el asli") || !strings.Contains(body, ticket.Number) {
		t.Fatalf("%d %s", r.StatusCode, body)
	}
	for _, no := range []string{"Bu Lurah", "rioritas", "Loket 1"} {
		if strings.Contains(content(body), no) {
			t.Errorf("the public reads %q", no)
		}
	}
}

// content is what stands in the page itself, without the words for its script.
func content(body string) string {
	_, rest, _ := strings.Cut(body, "<main")
	before, _, _ := strings.Cut(rest, "</main>")
	return before
}

// TestStylesAndScriptsAreAskedForAgain and mostly need not be sent again.
func TestStylesAndScriptsAreAskedForAgain(t *testing.T) {
	h := newHouse(t)
	r := h.ask("GET /assets/base.css", "", "", nil)
	tag := r.Header.Get("ETag")
	if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "text/css; charset=utf-8" || tag == "" || r.Header.Get("Cache-Control") != "no-cache" {
		t.Fatalf("%d %v", r.StatusCode, r.Header)
	}
	if again := h.ask("GET /assets/base.css", "", "", nil, "If-None-Match", tag); again.StatusCode != http.StatusNotModified || len(again.body) != 0 {
		t.Errorf("sent again: %d, %d bytes", again.StatusCode, len(again.body))
	}
	if r := h.ask("GET /assets/nothing.js", "", "", nil); r.StatusCode != http.StatusNotFound {
		t.Errorf("nothing.js: %d", r.StatusCode)
	}
}

// TestAQRCodeIsDrawnForAnyCodeOfTheRightForm, so that drawing tells nobody
// which codes exist.
func TestAQRCodeIsDrawnForAnyCodeOfTheRightForm(t *testing.T) {
	h := newHouse(t)
	for path, want := range map[string]int{
		"/s/ABCDEFGH/qr.svg": 200, "/s/abcd-efgh/qr.svg": 200,
		"/s/ABCDEFG/qr.svg": 404, "/s/ABCDEFG0/qr.svg": 404, "/s/ABCDEFGHH/qr.svg": 404, "/s/%3Csvg%3E%3C%3E/qr.svg": 404,
	} {
		r := h.ask("GET "+path, "", "", nil)
		if r.StatusCode != want || want == 200 && r.Header.Get("Content-Type") != "image/svg+xml" {
			t.Errorf("%s: %d %s", path, r.StatusCode, r.Header.Get("Content-Type"))
		}
	}
}

// TestATypedCodeLeadsToItsPage however it was typed.
func TestATypedCodeLeadsToItsPage(t *testing.T) {
	h := newHouse(t)
	for query, want := range map[string]string{
		"code=abcd-efgh":           "/s/ABCDEFGH",
		"code=+ABCD+EFGH+&lang=en": "/s/ABCDEFGH?lang=en",
		"code=..%2F..%2Fadmin":     "/s/..%2F..%2FADMIN",
		"code=":                    "/",
		"code=%0d%0aX%3a+1":        "/s/X:1",
	} {
		r := h.ask("GET /s?"+query, "", "", nil)
		if got := r.Header.Get("Location"); r.StatusCode != http.StatusSeeOther || got != want {
			t.Errorf("%s: %d %q, want %q", query, r.StatusCode, got, want)
		}
	}
}

// TestTheWayOfAnApplication is shown as done, present and to come.
func TestTheWayOfAnApplication(t *testing.T) {
	h := newHouse(t)
	for _, d := range []string{"kasi", "siak-1"} {
		h.do(ticketing.OpenDesk{Desk: d})
	}
	ticket := h.issue("ktp-rusak")
	for _, c := range []struct {
		desk, outcome string
		way           string
	}{
		{"", "", "*berkas validasi cek-data cetak serah-loket serah-terima"},
		{"loket-1", "lengkap", "berkas! *validasi cek-data cetak serah-loket serah-terima"},
		{"kasi", "sah", "berkas! validasi! *cek-data cetak serah-loket serah-terima"},
		{"siak-1", "belum-rekam", "berkas! validasi! cek-data! *rekam (prr) cetak serah-loket serah-terima"},
		{"siak-1", "selesai", "berkas! validasi! cek-data! rekam! *(prr) cetak serah-loket serah-terima"},
	} {
		if c.desk != "" {
			h.do(ticketing.CallNumber{Desk: c.desk, Ticket: ticket.Code})
			h.do(ticketing.Finish{Desk: c.desk, Outcome: c.outcome})
		}
		if got := wayOf(h.core.o, ticket); got != c.way {
			t.Errorf("after %s:\n got %s\nwant %s", c.outcome, got, c.way)
		}
	}
}

// wayOf writes steps down: ! for done, * for now, (…) for a hold.
func wayOf(o *ticketing.Office, t *ticketing.Ticket) string {
	id := map[string]string{}
	for _, s := range o.Stages {
		id[s.Name["id"]] = s.ID
	}
	for _, h := range o.Holds {
		id[h.Name["id"]] = "(" + h.ID + ")"
	}
	var way []string
	for _, st := range steps(o, t) {
		s := id[st.Name["id"]]
		switch st.State {
		case stepDone:
			s += "!"
		case stepNow:
			s = "*" + s
		}
		way = append(way, s)
	}
	return strings.Join(way, " ")
}

// TestEveryServicesWayEnds: what lies ahead is finite for every service and
// stage of the example offices, whatever loops their standards have.
func TestEveryServicesWayEnds(t *testing.T) {
	o := office.Default().Office
	for _, svc := range o.Services {
		for _, st := range o.Stages {
			if way := onward(&o, svc.ID, st.ID); len(way) > len(o.Stages)+len(o.Holds) {
				t.Errorf("from %s of %s there are %d steps", st.ID, svc.ID, len(way))
			}
		}
	}
	loop := &ticketing.Office{Stages: []ticketing.Stage{
		{ID: "a", Outcomes: []ticketing.Outcome{{ID: "x", To: ticketing.Destination{Stage: "b"}}}},
		{ID: "b", Outcomes: []ticketing.Outcome{{ID: "x", To: ticketing.Destination{Stage: "a"}}}},
	}}
	if way := onward(loop, "", "a"); len(way) != 1 {
		t.Errorf("round a loop: %d steps", len(way))
	}
}

// TestHowTimesAreSaid: today by the clock alone, other days with the date,
// spans in hours and minutes.
func TestHowTimesAreSaid(t *testing.T) {
	p := &pages{words: allWords(t)}
	wib := time.FixedZone("WIB", 7*60*60)
	now := time.Date(2026, 11, 23, 9, 41, 0, 0, wib)
	for _, c := range []struct {
		lang string
		at   time.Time
		want string
	}{
		{"id", now, "09.41"},
		{"en", now, "09:41"},
		{"id", now.AddDate(0, 0, -1), "22 November, 09.41"},
		{"id", time.Date(2026, 11, 23, 0, 5, 0, 0, wib), "00.05"}, // still Sunday in UTC
	} {
		say := func(key string, pairs ...any) string { return p.words.say(c.lang, key, pairs...) }
		if got := sayWhen(say, c.at, now.UTC()); got != c.want {
			t.Errorf("%v in %s: %q, want %q", c.at, c.lang, got, c.want)
		}
	}
	say := func(key string, pairs ...any) string { return p.words.say("id", key, pairs...) }
	for d, want := range map[time.Duration]string{0: "0 menit", 59*time.Minute + 59*time.Second: "59 menit", 80 * time.Minute: "1 jam 20 menit"} {
		if got := sayDuration(say, d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	if got := sayDay(say, "2026-11-23"); got != "Senin, 23 November 2026" {
		t.Errorf("the day is %q", got)
	}
}

// TestAPrinterInTrouble: the kiosk says that numbers come on the screen only,
// and every desk says which printer wants a hand, until it is mended.
func TestAPrinterInTrouble(t *testing.T) {
	h := newHouse(t, func(o *ticketing.Office) { o.Devices = []ticketing.Device{{ID: "pintu", Kiosk: true, Printer: true}} })
	for _, c := range []struct {
		state       ticketing.PrinterState
		kiosk, desk bool
	}{{ticketing.PrinterOut, true, true}, {ticketing.PrinterCover, true, true}, {ticketing.PrinterLow, false, false}, {ticketing.PrinterReady, false, false}} {
		h.do(ticketing.SetPrinter{Device: "pintu", State: c.state})
		kiosk, desk := string(h.ask("GET /kiosk", "kiosk", "", nil).body), string(h.ask("GET /desk/loket-1", "loket-1", "", nil).body)
		if got := strings.Contains(kiosk, "foto atau catatlah"); got != c.kiosk {
			t.Errorf("%s: the kiosk says so: %v", c.state, got)
		}
		if got := strings.Contains(desk, `class="state broken"`); got != c.desk {
			t.Errorf("%s: the desk says so: %v", c.state, got)
		}
	}
}
