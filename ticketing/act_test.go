package ticketing_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"giliran/ticketing"
)

func numbered(ticket uint64) string { return fmt.Sprintf("A%03d", ticket) }

// TestActs: what an audit says of events, and of which it says nothing.
func TestActs(t *testing.T) {
	for _, c := range []struct {
		actor string
		fact  ticketing.Fact
		want  string // "" for nothing
	}{
		{"desk loket-1", &ticketing.CalledUp{Ticket: 7, Desk: "loket-1", Stage: "berkas"}, "called A007 desk=loket-1 stage=berkas"},
		{"desk loket-1", &ticketing.Stepped{Ticket: 7, Desk: "loket-1", Stage: "berkas", Outcome: "lengkap", To: ticketing.Destination{Stage: "validasi"}, Note: "secret"}, "stepped A007 desk=loket-1 stage=berkas outcome=lengkap to=validasi"},
		{"desk loket-1", &ticketing.Stepped{Ticket: 7, Desk: "loket-1", Stage: "serah", Outcome: "diserahkan", To: ticketing.Destination{Finished: true}}, "stepped A007 desk=loket-1 stage=serah outcome=diserahkan to=finished"},
		{"supervisor kasi", &ticketing.Delivered{Ticket: 3, Receiver: "secret"}, "delivered A003"},
		{"supervisor kasi", &ticketing.NoticeSet{Notice: ticketing.Text{"id": "secret"}}, "notice-set"},
		{"desk loket-1", &ticketing.DeskPaused{Desk: "loket-1", Reason: "secret"}, "desk-paused desk=loket-1"},
		{"admin console", &ticketing.TokenAdded{ID: "ABC", Role: "desk", Name: "loket-1", Hash: "secret"}, "token-added id=ABC role=desk name=loket-1"},
		{"device pi-1", &ticketing.Leased{Device: "pi-1", Service: "ktp", Numbers: []ticketing.LeasedNumber{{Number: "A9", Code: "secret"}}}, "leased service=ktp device=pi-1"},
		{"supervisor kasi", &ticketing.Issued{Code: "secret", Number: "A001", Service: "ktp"}, "issued A009 service=ktp"},
		{"kiosk pintu", &ticketing.Issued{Code: "secret", Number: "A001", Service: "ktp"}, ""},
		{"device pi-1", &ticketing.Issued{Code: "secret", Number: "A001", Service: "ktp"}, ""},
		{ticketing.Clockwork, &ticketing.DayOpened{Day: "2026-11-23"}, ""},
	} {
		e := ticketing.Event{Seq: 9, Actor: c.actor, From: "192.168.1.9", Fact: c.fact}
		a, ok := ticketing.ActOf(&e, numbered)
		got := strings.Join(strings.Fields(a.Kind+" "+a.Number+" "+a.Detail), " ")
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s %T: %q %t, want %q", c.actor, c.fact, got, ok, c.want)
		}
		if ok && (a.From != "192.168.1.9" || a.Actor != c.actor) {
			t.Errorf("%+v has lost who or where from", a)
		}
	}
}

// TestFrom: where a command came from stands on all of its events and survives
// the journal; an old record without it still reads.
func TestFrom(t *testing.T) {
	e := ticketing.Event{Seq: 1, Actor: "desk loket-1", From: "192.168.1.9", Fact: &ticketing.DeskOpened{Desk: "loket-1"}}
	b, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var back ticketing.Event
	if err := json.Unmarshal(b, &back); err != nil || back.From != e.From {
		t.Errorf("from %q after the journal, %v", back.From, err)
	}
	old := `{"seq":1,"at":"2026-11-23T01:00:00Z","by":"desk loket-1","kind":"desk-opened","fact":{"desk":"loket-1"}}`
	back = ticketing.Event{}
	if err := json.Unmarshal([]byte(old), &back); err != nil || back.From != "" || back.Actor != "desk loket-1" {
		t.Errorf("an old record reads as %+v, %v", back, err)
	}
	if b, _ := json.Marshal(back); string(b) != old {
		t.Errorf("an old record is written as %s", b)
	}
}
