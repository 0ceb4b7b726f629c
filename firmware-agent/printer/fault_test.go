package printer_test

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"giliran/firmware-agent/printer"
	"giliran/firmware-agent/printer/escpos"
)

// newRoll puts paper in.
func newRoll(s *escpos.State) { s.Paper = escpos.Endless }

// paperFor leaves so many rows on the roll.
func paperFor(rows int) func(*escpos.State) {
	return func(s *escpos.State) { s.Paper = rows }
}

func TestPaperEndsInTheMiddle(t *testing.T) {
	t.Parallel()
	b := newBench(t, escpos.Options{})
	b.Change(paperFor(100))
	p := b.printer(t, brisk())
	a := job(t, "A012")
	expect(t, p.Print(t.Context(), a), printer.Failed, printer.ErrPaperOut)

	// The printer has dropped the rest: a new roll brings no backlog.
	b.Change(newRoll)
	if n := b.Pages()[0].Image.Rect.Dy(); n != 100 || len(b.Pages()) != 1 {
		t.Fatalf("%d rows, %d pages", n, len(b.Pages()))
	}
	// The same job may be printed now, and the stub is cut off before it.
	expect(t, p.Print(t.Context(), a), printer.Printed, nil)
	if len(b.pieces()) != 2 {
		t.Fatalf("%d pieces", len(b.pieces()))
	}
	wholeTicket(t, b.pieces()[1], a)
}

func TestPaperEndsInTheMiddleOfAPrinterThatCannotForget(t *testing.T) {
	t.Parallel()
	b := newBench(t, escpos.Options{NoClear: true})
	b.Change(paperFor(100))
	p := b.printer(t, brisk())
	a, c := job(t, "A012"), job(t, "C003")
	expect(t, p.Print(t.Context(), a), printer.Unknown, printer.ErrPaperOut)

	// It will finish the ticket with the new roll, so it must not get it again…
	b.Change(newRoll)
	expect(t, p.Print(t.Context(), a), printer.Unknown, printer.ErrPaperOut)
	// …and its late answers are not the next ticket's.
	expect(t, p.Print(t.Context(), c), printer.Printed, nil)
	if len(b.pieces()) != 2 {
		t.Fatalf("%d pieces", len(b.pieces()))
	}
	wholeTicket(t, b.pieces()[0], a)
	wholeTicket(t, b.pieces()[1], c)
}

// Late answers of the last job do not vouch for this one.
func TestPaperEndsTwiceInAPrinterThatCannotForget(t *testing.T) {
	t.Parallel()
	b := newBench(t, escpos.Options{NoClear: true})
	b.Change(paperFor(100))
	p := b.printer(t, brisk())
	a, c := job(t, "A012"), job(t, "C003")
	expect(t, p.Print(t.Context(), a), printer.Unknown, printer.ErrPaperOut)

	rest := a.Pages[0].Picture.Height - 100 + 3*30 // and the feed before the cut
	b.Change(paperFor(rest + 100))
	expect(t, p.Print(t.Context(), c), printer.Unknown, printer.ErrPaperOut)
	if len(b.pieces()) != 1 {
		t.Fatalf("%d pieces", len(b.pieces()))
	}
	wholeTicket(t, b.pieces()[0], a)
}

func TestPaperEndsAfterTheTicket(t *testing.T) {
	t.Parallel()
	b := newBench(t, escpos.Options{})
	p := b.printer(t, brisk())
	a := job(t, "A012")
	b.Change(paperFor(a.Pages[0].Picture.Height + 10))
	r := p.Print(t.Context(), a)
	expect(t, r, printer.Printed, printer.ErrPaperOut) // tear it off by hand
	if !r.Status.PaperOut {
		t.Errorf("status %+v", r.Status)
	}
	wholeTicket(t, b.Pages()[0], a)
	expect(t, p.Print(t.Context(), job(t, "A013")), printer.Failed, printer.ErrPaperOut)

	b.Change(newRoll)
	expect(t, p.Print(t.Context(), job(t, "A013")), printer.Printed, nil)
	wholeTicket(t, b.pieces()[len(b.pieces())-1], job(t, "A013"))
}

func TestCoverOpenedInTheMiddle(t *testing.T) {
	t.Parallel()
	var rows atomic.Int32
	var b *bench
	b = newBench(t, escpos.Options{Pace: func() {
		if rows.Add(1) == 50 {
			b.Change(func(s *escpos.State) { s.CoverOpen = true })
		}
	}})
	p := b.printer(t, brisk())
	a := job(t, "A012")
	expect(t, p.Print(t.Context(), a), printer.Failed, printer.ErrCoverOpen)
	b.Change(func(s *escpos.State) { s.CoverOpen = false })
	expect(t, p.Print(t.Context(), a), printer.Printed, nil)
	wholeTicket(t, b.pieces()[1], a)
}

func TestPrintersThatSayNothingOfUse(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]escpos.Options{
		"never answers":   {Silent: true},
		"answers garbage": {Garbage: true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, options)
			p := b.printer(t, hasty())
			for range 2 { // the second time nothing must go out
				r := p.Print(t.Context(), job(t, "A012"))
				expect(t, r, printer.Unknown, printer.ErrTimeout)
				if r.Status.Known || r.Status.Ready() {
					t.Errorf("status %+v", r.Status)
				}
			}
			// The next ticket comes out below the first, with nothing between.
			expect(t, p.Print(t.Context(), job(t, "A013")), printer.Unknown, printer.ErrTimeout)
			b.settled(t, 2)
			if len(b.pieces()) != 2 {
				t.Fatalf("%d pieces", len(b.pieces()))
			}
			wholeTicket(t, b.pieces()[0], job(t, "A012"))
			wholeTicket(t, b.pieces()[1], job(t, "A013"))
		})
	}
}

func TestStatusOfASilentPrinterIsUnknown(t *testing.T) {
	t.Parallel()
	b := newBench(t, escpos.Options{Silent: true})
	status, err := b.printer(t, hasty()).Status(t.Context())
	if err != nil || status != (printer.Status{}) || status.Ready() {
		t.Errorf("%+v, %v", status, err)
	}
}

// A clone that knows its status but no GS r: ready, and still not vouched for.
// Only its first job is waited for in vain.
func TestAPrinterThatNeverConfirms(t *testing.T) {
	t.Parallel()
	b := newBench(t, escpos.Options{NoMarks: true})
	o := brisk()
	o.Confirm = time.Second
	p := b.printer(t, o)
	for i, number := range []string{"A012", "C003"} {
		begun := time.Now()
		r := p.Print(t.Context(), job(t, number))
		expect(t, r, printer.Unknown, printer.ErrTimeout)
		if !r.Status.Ready() {
			t.Errorf("status %+v", r.Status)
		}
		if took := time.Since(begun); i > 0 && took >= o.Confirm {
			t.Errorf("%s took %v", number, took)
		}
	}
	b.settled(t, 2)
	if len(b.pieces()) != 2 {
		t.Errorf("%d pieces", len(b.pieces()))
	}
}

func TestCablePulledInTheMiddle(t *testing.T) {
	t.Parallel()
	b := newBench(t, escpos.Options{HangUpAfter: 5000})
	p := b.printer(t, brisk())
	a, c := job(t, "A012"), job(t, "C003")
	expect(t, p.Print(t.Context(), a), printer.Unknown, printer.ErrGone)

	// Plugged in again it still waits for the rest of a picture.
	expect(t, p.Print(t.Context(), c), printer.Printed, nil)
	pieces := b.pieces()
	wholeTicket(t, pieces[len(pieces)-1], c)
	if len(pieces) > 2 {
		t.Errorf("%d pieces", len(pieces))
	}
}

// The printer stops taking bytes: a wire without a buffer shows it.
func TestAStuckPrinterHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	emulator := escpos.NewEmulator(escpos.Options{Dots: dots, Buffer: 2000, NoClear: true})
	served := make(chan error, 8)
	var wires []net.Conn
	o := brisk()
	o.Write = time.Second
	p := printer.New(func(context.Context) (printer.Conn, error) {
		ours, theirs := net.Pipe()
		wires = append(wires, theirs)
		go func() { served <- emulator.Serve(theirs) }()
		return ours, nil
	}, o)
	emulator.Change(paperFor(30))
	expect(t, p.Print(t.Context(), job(t, "A012")), printer.Unknown, printer.ErrTimeout)

	emulator.Change(newRoll)
	wires[0].Close()
	<-served
	expect(t, p.Print(t.Context(), job(t, "C003")), printer.Printed, nil)
	pages := emulator.Pages()
	wholeTicket(t, pages[len(pages)-1], job(t, "C003"))
	wires[1].Close()
	<-served
	emulator.Close()
	if err := emulator.Err(); err != nil {
		t.Error(err)
	}
}

// One bad moment is no reason to stop believing a printer: the next job is
// waited for even if it is quiet for a while.
func TestAPrinterThatWasStuckIsBelievedAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t, escpos.Options{Buffer: 2000, NoClear: true})
	o := brisk()
	o.Confirm = 3 * time.Second // also for a busy machine
	var second atomic.Bool
	p := printer.New(b.spied(func(asked int) {
		if second.Load() && asked > 8 { // before the job, after settling, and now while waiting
			b.release()
		}
	}), o)
	b.hold()
	expect(t, p.Print(t.Context(), job(t, "A012")), printer.Unknown, printer.ErrTimeout)
	b.release()
	b.settled(t, 1)

	b.hold()
	second.Store(true)
	expect(t, p.Print(t.Context(), job(t, "C003")), printer.Printed, nil)
	wholeTicket(t, b.pieces()[1], job(t, "C003"))
}

func TestTheCallerGivesUpInTheMiddle(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	b := newBench(t, escpos.Options{Pace: cancel})
	b.hold()
	r := b.printer(t, patient()).Print(ctx, job(t, "A012"))
	expect(t, r, printer.Unknown, context.Canceled)
}

// A printer that reports by itself is believed at once: nobody waits until it
// is time to ask again, which here is never.
func TestTroubleIsReportedUnasked(t *testing.T) {
	t.Parallel()
	b := newBench(t, escpos.Options{})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	b.Change(paperFor(30))
	p := b.printer(t, printer.Options{Reply: time.Hour, Write: time.Hour, Confirm: time.Hour})
	expect(t, p.Print(ctx, job(t, "A012")), printer.Failed, printer.ErrPaperOut)
}
