package web

import (
	"testing"

	"giliran/ticketing"
)

// TestATicketSaysHowLong: on the paper of who waits stands how long, where the
// board foretells it.
func TestATicketSaysHowLong(t *testing.T) {
	h := newHouse(t)
	h.issue("ktp-rusak")
	h.issue("ktp-rusak")
	p := newPapers(h.server.office, "http://office")
	on := func(number string, wait ticketing.Span) string {
		var paper TicketPaper
		err := h.core.View(t.Context(), func(s *ticketing.State) {
			b := s.Board(h.server.office, h.core.now())
			b.Stages[0].Waiting[1].Wait = wait
			paper = p.of(s, &ticketing.Job{Kind: ticketing.PaperTicket, Ticket: s.ByNumber(number).ID}, h.core.now(), &b).(TicketPaper)
		})
		if err != nil {
			t.Fatal(err)
		}
		return paper.Ahead + " before: " + paper.Estimate
	}
	for _, c := range []struct {
		number string
		wait   ticketing.Span
		want   string
	}{
		{"B002", ticketing.Span{20, 35}, "1 before: ± 20–35 menit"},
		{"B002", ticketing.Span{0, 5}, "1 before: kurang dari 5 menit"},
		{"B002", ticketing.Span{75, 150}, "1 before: ± 1–3 jam"},
		{"B002", ticketing.Span{}, "1 before: "},
		{"B001", ticketing.Span{20, 35}, "0 before: "},
	} {
		if got := on(c.number, c.wait); got != c.want {
			t.Errorf("%v: %q, want %q", c.wait, got, c.want)
		}
	}
}
