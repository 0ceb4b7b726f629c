package ticketing_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"giliran/ticketing"
	"giliran/ticketing/office"
)

// history is what a random day wrote into the journal, one event a line.
func history(tb testing.TB, n uint64) []byte {
	var b bytes.Buffer
	day := randomTape(1, n)
	d := newDuel(anyOffice(&choices{day.office}))
	d.wishes = wishes()
	d.open()
	for i := range day.steps[:min(len(day.steps), 12)] {
		d.step(&choices{day.steps[i][:]})
	}
	for i := range d.log {
		line, err := d.log[i].MarshalJSON()
		if err != nil {
			tb.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	return b.Bytes()
}

// FuzzHistory: whatever stands in the journal's records, the office starts,
// shows its board, and goes on. An event that is read is written again as it
// was.
func FuzzHistory(f *testing.F) {
	for n := range uint64(12) {
		f.Add(history(f, n))
	}
	f.Add([]byte(`{"kind":"day-opened","fact":{"day":"2026-11-23"}}
{"kind":"issued","fact":{"code":"A","number":"A001","n":1,"service":"ktp-baru","stage":"berkas"}}
{"kind":"came-back","fact":{"ticket":2,"stage":"berkas","place":-1}}
{"kind":"came-back","fact":{"ticket":2,"stage":"berkas","place":9}}
{"kind":"undone","fact":{"desk":"loket-1","step":2}}
`))
	o := office.Default().Office
	f.Fuzz(func(t *testing.T, journal []byte) {
		s := ticketing.NewState()
		for line := range bytes.Lines(journal) {
			var e ticketing.Event
			if e.UnmarshalJSON(line) != nil {
				continue
			}
			same(t, &e)
			e.Seq = s.Seq + 1 // the store sees to it
			s.Apply(&e)
		}
		goesOn(t, &o, s)
	})
}

func same(t *testing.T, e *ticketing.Event) {
	b, err := e.MarshalJSON()
	if err != nil {
		return // a year of five digits, say
	}
	var again ticketing.Event
	if err := again.UnmarshalJSON(b); err != nil {
		t.Fatalf("%s\nis written, and cannot be read: %v", b, err)
	}
	if c, err := again.MarshalJSON(); err != nil || !bytes.Equal(b, c) {
		t.Fatalf("%s\nread and written is\n%s (%v)", b, c, err)
	}
}

// goesOn uses an office as far as can be without knowing it.
func goesOn(t *testing.T, o *ticketing.Office, s *ticketing.State) {
	now := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	if b, err := s.Encode(); err == nil {
		if s, err = ticketing.DecodeState(b); err != nil {
			t.Fatalf("%s\nis a snapshot, and cannot be read: %v", b, err)
		}
	}
	s.Check(o)
	_, _ = json.Marshal(s.Board(o, now))
	for _, a := range []ticketing.Action{
		ticketing.Tick{}, ticketing.OpenDesk{Desk: "loket-1"}, ticketing.TakeTicket{Service: "ktp-baru", Code: "ABCDEFGH"}, ticketing.Next{Desk: "loket-1"},
		ticketing.Recall{Desk: "loket-1"}, ticketing.Finish{Desk: "loket-1", Usual: true}, ticketing.UndoStep{Desk: "loket-1"}, ticketing.UndoStep{Desk: "loket-2"}, ticketing.Return{Desk: "loket-1", Note: "x"},
		ticketing.ReleaseHold{Hold: "prr", Count: 9}, ticketing.CloseDay{}, ticketing.OpenDay{Date: s.Day.Add(9)},
	} {
		events, _, err := s.Decide(o, ticketing.Command{Actor: "test", Do: a}, now)
		if r := (*ticketing.Refusal)(nil); err != nil && !errors.As(err, &r) {
			t.Fatalf("%s: %v", said(a), err)
		}
		for i := range events {
			s.Apply(&events[i])
		}
	}
	for _, id := range s.Queues["berkas"] {
		s.Ahead(s.Ticket(id), o.Policy.Ratio)
	}
	for _, x := range s.Tickets {
		o.Clocks(x, now)
		o.Late(x, now)
	}
}

// FuzzDamagedHistory: the same for a real day's history from which events are
// missing, in which some stand twice or elsewhere, or name other tickets and
// places.
func FuzzDamagedHistory(f *testing.F) {
	days := make([][][]byte, 16)
	for n := range days {
		days[n] = bytes.SplitAfter(history(f, uint64(n)), []byte("\n"))
	}
	f.Add([]byte{0, 1, 5, 9, 7})
	f.Add([]byte{1, 3, 20, 2, 0, 3, 30, 1, 1, 2, 9, 9, 9})
	o := office.Default().Office
	f.Fuzz(func(t *testing.T, edits []byte) {
		c := &choices{edits[:min(len(edits), 200)]}
		lines := slices.Clone(pick(c, days))
		for len(c.b) > 0 {
			damage(c, lines)
		}
		s := ticketing.NewState()
		for _, line := range lines {
			var e ticketing.Event
			if e.UnmarshalJSON(line) == nil {
				e.Seq = s.Seq + 1
				s.Apply(&e)
			}
		}
		goesOn(t, &o, s)
	})
}

var numberInEvent = regexp.MustCompile(`(ticket|place|job|step|for|n)":\d+`)

// damage makes one thing wrong in a history.
func damage(c *choices, lines [][]byte) {
	i, j := c.n(len(lines)), c.n(len(lines))
	switch c.n(4) {
	case 0:
		lines[i] = nil
	case 1:
		lines[i] = lines[j]
	case 2:
		lines[i], lines[j] = lines[j], lines[i]
	case 3:
		to := pick(c, []string{"0", "-1", "1", "7", "99"})
		if k := c.n(16); k < 12 {
			to = fmt.Sprint(k * 3)
		}
		lines[i] = numberInEvent.ReplaceAll(lines[i], []byte(`$1":`+to))
	}
}

// FuzzState: any bytes are no snapshot, or one with which the office goes on.
func FuzzState(f *testing.F) {
	for n := range uint64(6) {
		s := ticketing.NewState()
		for line := range bytes.Lines(history(f, n)) {
			var e ticketing.Event
			if err := e.UnmarshalJSON(line); err != nil {
				f.Fatal(err)
			}
			s.Apply(&e)
		}
		b, err := s.Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	for _, hole := range []string{`"Tickets":{"1":null}`, `"Tickets":{"1":{"ID":1,"State":"waiting"}}`, `"Queues":{"berkas":[7]}`, `"Holds":{"prr":[7]}`,
		`"Desks":{"loket-1":null}`, `"Desks":{"loket-1":{"State":"open","Ticket":7}}`, `"Desks":{"loket-2":{"Undo":{}}}`, `"Jobs":{"1":null}`, `"Leases":{"a":null}`} {
		f.Add([]byte(`{"Day":"2026-11-23","Open":true,` + hole + `}`))
	}
	o := office.Default().Office
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := ticketing.DecodeState(b); err == nil {
			goesOn(t, &o, s)
		}
	})
}

// FuzzTyped: what people type as a code finds a ticket or nobody, and the form
// it is brought to is one that stays.
func FuzzTyped(f *testing.F) {
	stories, _ := filepath.Glob("testdata/*.story")
	for _, s := range stories {
		if b, err := os.ReadFile(s); err == nil {
			f.Add(string(b[:min(len(b), 40)]))
		}
	}
	f.Add("abcd-efgh")
	f.Add(" K7 m2\u00a0ß")
	f.Fuzz(func(t *testing.T, typed string) {
		if once := ticketing.NormalCode(typed); ticketing.NormalCode(once) != once {
			t.Errorf("%q becomes %q, and that %q", typed, once, ticketing.NormalCode(once))
		}
	})
}
