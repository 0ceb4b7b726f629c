package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"giliran/ticketing"
)

// TestDesk: a desk sees what it has, who comes next in the office's order, and
// whom it has set aside.
func TestDesk(t *testing.T) {
	h := newHouse(t)
	for range 25 {
		h.issue("ktp-baru")
	}
	h.do(ticketing.SetPriority{Ticket: "A020", Priority: true})
	var d DeskQueue
	h.ask("GET /api/v1/desks/loket-1", "loket-1", "", &d)
	if d.Ticket != nil || d.Waiting != 25 || d.CanUndo || len(d.Queue) != maxQueue || d.Queue[0].Number != "A020" || d.Queue[1].Number != "A001" {
		t.Errorf("at first %+v", d)
	}
	for i, x := range d.Queue {
		if x.Ahead != i {
			t.Errorf("%s has %d ahead at place %d", x.Number, x.Ahead, i)
		}
	}
	for _, verb := range []string{"park", "no-show", "return"} {
		h.core.later(2 * time.Second)
		h.do(ticketing.Next{Desk: "loket-1"})
		h.core.later(2 * time.Second)
		h.ask("POST /api/v1/desks/loket-1/"+verb, "loket-1", map[string]string{"return": `{"note":"x"}`}[verb], &Desk{})
	}
	h.ask("GET /api/v1/desks/loket-1", "loket-1", "", &d)
	var aside []string
	for _, x := range d.Parked {
		aside = append(aside, x.Number+" "+string(x.State))
	}
	if want := []string{"A002 returned", "A001 no-show", "A020 parked"}; !slices.Equal(aside, want) || !d.CanUndo {
		t.Errorf("aside %v, want %v; undo %t", aside, want, d.CanUndo)
	}
	var undone, back Desk
	h.ask("POST /api/v1/desks/loket-1/undo", "loket-1", "", &undone)
	if undone.Ticket == nil || undone.Ticket.Number != "A002" || undone.CanUndo {
		t.Errorf("undone %+v", undone)
	}
	h.ask("POST /api/v1/desks/loket-1/park", "loket-1", "", &Desk{})
	h.ask("POST /api/v1/desks/loket-1/resume", "loket-1", `{"number":"a020"}`, &back)
	if back.Ticket == nil || back.Ticket.Number != "A020" {
		t.Errorf("resumed %+v", back.Ticket)
	}
}

// TestList: tickets are found by state, hold, stage, lateness, in the order of
// issue, and one by its number.
func TestList(t *testing.T) {
	h := newHouse(t)
	h.hold(2)
	h.issue("ktp-rusak")
	h.do(ticketing.Transfer{Desk: h.take("loket-1"), Stage: "validasi"})
	h.issue("ktp-rusak")
	find := func(query string) string {
		var list TicketList
		h.ask("GET /api/v1/tickets?"+query, "supervisor", "", &list)
		var numbers []string
		for _, x := range list.Tickets {
			numbers = append(numbers, x.Number)
		}
		return strings.Join(numbers, " ")
	}
	cases := [][2]string{
		{"", "A001 A002 B001 B002"}, {"state=held", "A001 A002"}, {"hold=restore", "A001 A002"}, {"hold=prr", ""},
		{"stage=validasi", "B001"}, {"state=waiting", "B001 B002"}, {"state=finished", ""}, {"late=true", ""},
	}
	for _, c := range cases {
		if got := find(c[0]); got != c[1] {
			t.Errorf("%q: %q, want %q", c[0], got, c[1])
		}
	}
	h.core.later(3 * 24 * time.Hour)
	if got := find("late=true&hold=restore"); got != "A001 A002" {
		t.Errorf("late: %q", got)
	}
	var one Ticket
	h.ask("GET /api/v1/tickets?number=b001", "device", "", &one)
	if one.Number != "B001" || one.Stage != "validasi" {
		t.Errorf("by number %+v", one)
	}
	h.ask("POST /api/v1/tickets/A001/deliver", "supervisor", `{"receiver":"keluarga"}`, &one)
	if one.State != ticketing.Finished {
		t.Errorf("delivered %+v", one)
	}
	if all, over := find(""), find("state=finished"); strings.Contains(all, "A001") || over != "A001" {
		t.Errorf("over are %q, all others %q", over, all)
	}
}

// take calls the next to a desk and gives the desk.
func (h *house) take(desk string) string {
	h.Helper()
	h.core.later(2 * time.Second)
	h.do(ticketing.Next{Desk: desk})
	return desk
}

// TestStagesAndNotice: everyone is told, in the office's first language when
// no other is named.
func TestStagesAndNotice(t *testing.T) {
	h := newHouse(t)
	var stage ticketing.BoardStage
	h.ask("POST /api/v1/stages/cetak/pause", "supervisor", `{"notice":"Blanko habis"}`, &stage)
	if stage.ID != "cetak" || stage.Paused["id"] != "Blanko habis" {
		t.Errorf("paused %+v", stage)
	}
	h.ask("POST /api/v1/stages/cetak/pause", "supervisor", `{"notice":{"id":"Blanko habis","en":"No blanks"}}`, &stage)
	if stage.Paused["en"] != "No blanks" {
		t.Errorf("paused %+v", stage)
	}
	stage = ticketing.BoardStage{}
	h.ask("POST /api/v1/stages/cetak/resume", "supervisor", "", &stage)
	if stage.ID != "cetak" || len(stage.Paused) != 0 {
		t.Errorf("resumed %+v", stage)
	}
	for _, c := range [][2]string{{`"Libur besok"`, "Libur besok"}, {`{"id":"Ya"}`, "Ya"}, {`{}`, ""}, {`""`, ""}} {
		var n NoticeResult
		h.ask("PUT /api/v1/notice", "supervisor", `{"notice":`+c[0]+`}`, &n)
		if n.Notice["id"] != c[1] || n.Notice == nil {
			t.Errorf("notice %s became %+v", c[0], n)
		}
	}
	var b BoardMessage
	h.ask("GET /api/v1/board", "", "", &b)
	if b.Seq != h.seq() || len(b.Board.Stages) == 0 {
		t.Errorf("board %+v", b)
	}
}

// TestDay opens and closes by hand.
func TestDay(t *testing.T) {
	h := newHouse(t)
	var d Day
	h.ask("POST /api/v1/day/close", "supervisor", "", &d)
	if d.Open || d.Day != "2026-11-23" {
		t.Errorf("closed %+v", d)
	}
	h.ask("POST /api/v1/day/open", "supervisor", "", &d)
	if !d.Open || !d.Manual {
		t.Errorf("opened %+v", d)
	}
	var well Health
	h.ask("GET /healthz", "", "", &well)
	if !well.Open || well.Day != d.Day || well.Seq != h.seq() {
		t.Errorf("health %+v", well)
	}
}

// TestFigures counts a small day by hand.
func TestFigures(t *testing.T) {
	h := newHouse(t)
	h.hold(1) // A001: berkas, validasi, cek-data, hold restore
	h.issue("ktp-baru")
	h.issue("ktp-rusak")
	h.core.later(4 * time.Minute)
	h.do(ticketing.Next{Desk: "loket-1"}) // A002 has waited 4 minutes
	h.core.later(3 * time.Minute)
	h.do(ticketing.Return{Desk: "loket-1", Note: "x"}) // and was served for 3, above the target of 2
	h.do(ticketing.Next{Desk: "loket-1"})              // B001 has waited 7
	h.do(ticketing.Miss{Desk: "loket-1"})
	var f Figures
	h.ask("GET /api/v1/figures", "supervisor", "", &f)
	if want := (Counts{Issued: 3, Held: 1, Returned: 1, NoShows: 1}); f.Counts != want {
		t.Errorf("counts %+v, want %+v", f.Counts, want)
	}
	if f.Services[0].Counts != (Counts{Issued: 2, Held: 1, Returned: 1}) || f.Services[1].Counts != (Counts{Issued: 1, NoShows: 1}) {
		t.Errorf("services %+v", f.Services)
	}
	berkas := f.Stages[0]
	if berkas.Stage != "berkas" || berkas.Done != 2 || berkas.Over != 1 || berkas.Target != 2 || berkas.Limit != 2 ||
		berkas.Wait.Max != 7 || berkas.Wait.Mean != 3.7 || berkas.Work.Max != 3 || berkas.Work.Mean != 1.5 {
		t.Errorf("berkas %+v", berkas)
	}
	if f.Holds[0] != (HoldFigures{"restore", 1}) || f.Deliveries != 0 {
		t.Errorf("holds %+v, deliveries %d", f.Holds, f.Deliveries)
	}
	h.core.later(3 * 24 * time.Hour)
	h.ask("GET /api/v1/figures", "supervisor", "", &f)
	if f.Deliveries != 1 {
		t.Errorf("three days later %d deliveries", f.Deliveries)
	}
	h.do(ticketing.Tick{})
	h.do(ticketing.Deliver{Ticket: h.core.st.InHold("restore", 1)[0].Code})
	h.ask("GET /api/v1/figures", "supervisor", "", &f)
	if f.Day != "2026-11-26" || f.Counts != (Counts{Finished: 1}) || f.Deliveries != 0 {
		t.Errorf("delivered on another day: %+v", f)
	}
	h.core.later(24 * time.Hour)
	h.do(ticketing.Tick{})
	h.ask("GET /api/v1/figures", "supervisor", "", &f)
	if f.Counts != (Counts{}) {
		t.Errorf("the day after: %+v", f.Counts)
	}
}

// TestFiguresClockBack: a clock that went back makes no negative waits.
func TestFiguresClockBack(t *testing.T) {
	h := newHouse(t)
	h.issue("ktp-baru")
	h.core.later(-10 * time.Minute)
	h.do(ticketing.Next{Desk: "loket-1"})
	var f Figures
	h.ask("GET /api/v1/figures", "supervisor", "", &f)
	if w := f.Stages[0].Wait; w.Max != 0 || w.Mean != 0 {
		t.Errorf("wait %+v", w)
	}
}

// TestOffice: what differs by service is resolved.
func TestOffice(t *testing.T) {
	h := newHouse(t)
	var o Office
	h.ask("GET /api/v1/office", "kiosk", "", &o)
	stage := map[string]OfficeStage{}
	for _, s := range o.Stages {
		stage[s.ID] = s
	}
	if to := stage["rekam"].Outcomes[0].To["ktp-hilang"]; to.Hold != "prr" {
		t.Errorf("rekam leads to %+v", to)
	}
	if c := stage["cetak"]; c.Targets["ktp-baru"] != 300 || c.Limit != 600 {
		t.Errorf("cetak takes %v up to %d", c.Targets, c.Limit)
	}
	for _, hold := range o.Holds {
		if hold.ID == "blanko" && (hold.Slips["ktp-baru"] != "tanda-pengambilan" || hold.Slips["ktp-rusak"] != "surat-keterangan") {
			t.Errorf("blanko hands out %v", hold.Slips)
		}
	}
	if len(o.Hours) != 5 || o.Hours[0] != (OfficeHours{1, "07.30", "15.00", "15.30"}) {
		t.Errorf("hours %+v", o.Hours)
	}
	if len(o.Services) != 5 || len(o.Desks) != 4 || o.Policy.NoShowCalls != 3 || o.Services[1].Documents[1].ID != "ktp-asli" {
		t.Errorf("office %+v", o)
	}
}

// TestTokens: a token counts from the answer that gave it to the one that
// revoked it, and its secret is nowhere else.
func TestTokens(t *testing.T) {
	h := newHouse(t)
	var made NewToken
	h.ask("POST /api/v1/tokens", "admin", `{"role":"desk","name":"loket-2"}`, &made)
	h.tokens["new"] = made.Token
	if len(made.Token) != 36 || !strings.HasPrefix(made.Token, "gil_") {
		t.Errorf("secret %q", made.Token)
	}
	h.ask("POST /api/v1/desks/loket-2/open", "new", "", &Desk{})
	list := h.ask("GET /api/v1/tokens", "console", "", &TokenList{})
	if strings.Contains(string(list.body), made.Token) || strings.Contains(string(list.body), hashed(made.Token)) || !strings.Contains(string(list.body), made.ID) {
		t.Errorf("list %s", list.body)
	}
	state, err := h.core.st.Encode()
	if err != nil || strings.Contains(string(state), made.Token) {
		t.Errorf("the state holds the secret (%v)", err)
	}
	if r := h.ask("DELETE /api/v1/tokens/"+made.ID, "admin", "", nil); r.StatusCode != 204 {
		t.Errorf("revoked with %d %s", r.StatusCode, r.body)
	}
	if r := h.ask("POST /api/v1/desks/loket-2/close", "new", "", nil); r.StatusCode != 401 {
		t.Errorf("revoked, and yet %d", r.StatusCode)
	}
}

// TestMetrics: what was done is counted by names the office knows, and never
// by what requests say.
func TestMetrics(t *testing.T) {
	h := newHouse(t)
	h.ask("POST /api/v1/tickets", "kiosk", `{"service":"ktp-rusak"}`, &Ticket{}, "Idempotency-Key", "k")
	h.ask("POST /api/v1/tickets", "kiosk", `{"service":"ktp-rusak"}`, &Ticket{}, "Idempotency-Key", "k")
	code := h.issue("ktp-baru").Code
	for i := range 20 {
		h.ask("POST /api/v1/tickets", "kiosk", fmt.Sprintf(`{"service":"strange-%d"}`, i), nil)
		h.ask(fmt.Sprintf("POST /api/v1/desks/strange-%d/next", i), "supervisor", "", nil)
	}
	h.server.metrics.Appended(3 * time.Millisecond)
	text := string(h.ask("GET /metrics", "", "", nil).body)
	for _, line := range []string{
		`giliran_tickets_issued_total{service="ktp-rusak"} 1`,
		`giliran_tickets_issued_total{service="ktp-hilang"} 0`,
		`giliran_commands_total{action="TakeTicket",result="done"} 1`,
		`giliran_commands_total{action="TakeTicket",result="again"} 1`,
		`giliran_commands_total{action="TakeTicket",result="refused"} 20`,
		`giliran_commands_total{action="Next",result="refused"} 20`,
		`giliran_queue_length{stage="berkas"} 2`,
		`giliran_feed_viewers 3`,
		`giliran_append_seconds_count 1`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("no line %s", line)
		}
	}
	for _, word := range []string{"strange", code, "B001", "loket-1", "gil_"} {
		if strings.Contains(text, word) {
			t.Errorf("the metrics say %q", word)
		}
	}
	h.fail(fmt.Errorf("stopped"))
	if r := h.ask("GET /metrics", "", "", nil); r.StatusCode != 200 || strings.Contains(string(r.body), "giliran_queue_length{") {
		t.Errorf("with the engine stopped: %d", r.StatusCode)
	}
}

// TestOutage: nothing of a failure's cause reaches the asker, and health says
// that the office is not well.
func TestOutage(t *testing.T) {
	h := newHouse(t)
	h.fail(fmt.Errorf("secret cause"))
	for line := range h.operations() {
		r := h.ask(pathOf(line, "A001"), "console", map[bool]string{true: `{}`}[strings.HasPrefix(line, "P")], nil)
		if strings.Contains(string(r.body), "secret cause") {
			t.Errorf("%s: %s", line, r.body)
		}
		if !json.Valid(r.body) {
			t.Errorf("%s: %q", line, r.body)
		}
	}
}
