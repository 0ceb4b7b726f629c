package agent_test

import (
	"strings"
	"testing"
	"time"

	"giliran/firmware-agent/panel"
	"giliran/firmware-agent/printer/escpos"
	"giliran/ticketing"
)

func newRoll(s *escpos.State)   { *s = escpos.State{Paper: escpos.Endless} }
func noPaper(s *escpos.State)   { s.Paper = 0 }
func openCover(s *escpos.State) { s.CoverOpen = true }

// Each printer has its own trouble when a number is taken. What the office
// says of the paper, what lies in the tray, and what comes of it when
// everything is mended and staff, where they have to, ask for it again.
func TestPapersInTrouble(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		printer escpos.Options
		before  func(*escpos.State)
		papers  string                 // by the office
		state   ticketing.PrinterState // of the printer
		pieces  int
		mended  string // papers, once the printer is mended
		whole   int
	}{
		{"paper out before", escpos.Options{}, noPaper, "pending", ticketing.PrinterOut, 0, "printed", 1},
		{"cover open before", escpos.Options{}, openCover, "pending", ticketing.PrinterCover, 0, "printed", 1},
		{"a jammed cutter", escpos.Options{}, func(s *escpos.State) { s.CutterJam = true }, "pending", ticketing.PrinterError, 0, "printed", 1},
		{"paper low", escpos.Options{}, func(s *escpos.State) { s.NearEnd = true }, "printed", ticketing.PrinterLow, 1, "printed", 1},
		{"paper out in the middle", escpos.Options{}, func(s *escpos.State) { s.Paper = 200 }, "failed/paper-out", ticketing.PrinterOut, 0, "failed/paper-out", 0},
		{"paper out in the middle, and the printer prints on", escpos.Options{NoClear: true}, func(s *escpos.State) { s.Paper = 200 }, "unsure/paper-out", ticketing.PrinterOut, 0, "unsure/paper-out", 1},
		{"cable pulled in the middle", escpos.Options{HangUpAfter: 9000}, newRoll, "unsure/gone", ticketing.PrinterReady, 0, "unsure/gone", 0},
		{"never answers", escpos.Options{Silent: true}, newRoll, "unsure/no-answer", ticketing.PrinterUnknown, 1, "unsure/no-answer", 1},
		{"answers garbage", escpos.Options{Garbage: true}, newRoll, "unsure/no-answer", ticketing.PrinterUnknown, 1, "unsure/no-answer", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			b := newBoard(h, c.printer)
			if b.options = quick(); c.printer.Silent || c.printer.Garbage {
				b.options = hasty()
			}
			b.start()
			b.ready()
			b.paper.Change(c.before)
			passing(t, h.clock, 50*time.Millisecond, "the agent has looked", func() bool {
				s := b.paper.State()
				return h.printer() != ticketing.PrinterReady || !s.CoverOpen && !s.CutterJam && !s.NearEnd && s.Paper != 0
			})
			h.take("ktp-baru")
			await(t, "the office says "+c.papers, func() bool { return h.papers() == c.papers })
			passing(t, h.clock, 50*time.Millisecond, "the printer is "+string(c.state), func() bool { return h.printer() == c.state })
			await(t, "the tray", func() bool { return b.pieces() == c.pieces })
			await(t, "the kiosk's lamp says so", func() bool { return (b.lamp("") == panel.DoubleFlash) == c.state.Trouble() })

			b.paper.Change(newRoll)
			passing(t, h.clock, 50*time.Millisecond, "it is mended", func() bool { return !h.printer().Trouble() && h.papers() == c.mended })
			await(t, "the tray, mended", func() bool { return b.pieces() == c.whole })
			if c.mended == "printed" {
				return
			}
			// Staff have looked, and want it again.
			h.do(ticketing.Reprint{Ticket: h.tickets()[0].Code})
			await(t, "a copy", func() bool {
				_, second, _ := strings.Cut(h.papers(), ", ")
				return b.pieces() > c.whole && (second == "printed" || second == c.papers)
			})
		})
	}
}

// The office may or may not have heard of a trouble whose report got no
// answer; what is so afterwards it hears in any case.
func TestAReportThatGotNoAnswer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := newBench(h)
	h.between(once(lose, "PUT"))
	b.paper.Change(noPaper)
	passing(t, h.clock, 20*time.Millisecond, "it is told", func() bool { return h.printer() == ticketing.PrinterOut })
	b.paper.Change(newRoll)
	passing(t, h.clock, 20*time.Millisecond, "it is mended", func() bool { return h.printer() == ticketing.PrinterReady })
}
