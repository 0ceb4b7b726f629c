package printer_test

import (
	"context"
	"sync"
	"testing"

	"giliran/firmware-agent/printer"
	"giliran/firmware-agent/printer/escpos"
)

// questions is the size of the four status questions in bytes.
const questions = 4 * 3

func TestATicketIsPrintedWhenThePrinterSaysSo(t *testing.T) {
	b := newBench(t, escpos.Options{})
	p := b.printer(t, patient())
	a, c := job(t, "A012"), job(t, "C003")

	r := p.Print(t.Context(), a)
	expect(t, r, printer.Printed, nil)
	if !r.Status.Ready() {
		t.Errorf("status %+v", r.Status)
	}
	expect(t, p.Print(t.Context(), c), printer.Printed, nil)

	if len(b.pieces()) != 2 {
		t.Fatalf("%d pieces of paper", len(b.pieces()))
	}
	wholeTicket(t, b.pieces()[0], a)
	wholeTicket(t, b.pieces()[1], c)
}

func TestAPrinterThatCannotPrintGetsNoJob(t *testing.T) {
	for name, tt := range map[string]struct {
		state func(*escpos.State)
		want  error
	}{
		"out of paper":  {func(s *escpos.State) { s.Paper = 0 }, printer.ErrPaperOut},
		"cover open":    {func(s *escpos.State) { s.CoverOpen = true }, printer.ErrCoverOpen},
		"cutter jammed": {func(s *escpos.State) { s.CutterJam = true }, printer.ErrFault},
		"broken":        {func(s *escpos.State) { s.Fault = true }, printer.ErrFault},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, escpos.Options{})
			p := b.printer(t, patient())
			b.Change(tt.state)
			expect(t, p.Print(t.Context(), job(t, "A012")), printer.Failed, tt.want)
			if b.Received() != questions {
				t.Errorf("%d bytes went out, more than the questions", b.Received())
			}

			b.Change(func(s *escpos.State) { *s = escpos.State{Paper: escpos.Endless} })
			expect(t, p.Print(t.Context(), job(t, "A012")), printer.Printed, nil)
			if len(b.Pages()) != 1 {
				t.Errorf("%d pages once the printer was mended", len(b.Pages()))
			}
		})
	}
}

func TestALowRollStillPrints(t *testing.T) {
	b := newBench(t, escpos.Options{})
	b.Change(func(s *escpos.State) { s.NearEnd = true })
	r := b.printer(t, patient()).Print(t.Context(), job(t, "A012"))
	expect(t, r, printer.Printed, nil)
	if !r.Status.PaperNearEnd {
		t.Error("nobody is told to bring a new roll")
	}
}

func TestOneJobIsPrintedOnce(t *testing.T) {
	b := newBench(t, escpos.Options{})
	p := b.printer(t, patient())
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if r := p.Print(context.Background(), job(t, "A012")); r.Outcome != printer.Printed {
				t.Errorf("%v: %v", r.Outcome, r.Reason)
			}
		})
	}
	all.Wait()
	if len(b.Pages()) != 1 {
		t.Errorf("%d papers of one ticket", len(b.Pages()))
	}
}

func TestJobsThatAreNone(t *testing.T) {
	b := newBench(t, escpos.Options{})
	p := b.printer(t, patient())
	anonymous, empty := job(t, "A012"), job(t, "A012")
	anonymous.ID, empty.Pages = "", nil
	expect(t, p.Print(t.Context(), anonymous), printer.Failed, printer.ErrNoJob)
	expect(t, p.Print(t.Context(), empty), printer.Failed, printer.ErrNoJob)
}

func TestStatusIsReadWithoutPaper(t *testing.T) {
	b := newBench(t, escpos.Options{})
	p := b.printer(t, patient())
	status, err := p.Status(t.Context())
	if err != nil || !status.Ready() {
		t.Errorf("%+v, %v", status, err)
	}
	b.Change(func(s *escpos.State) { s.CoverOpen = true })
	status, err = p.Status(t.Context())
	if err != nil || !status.CoverOpen || !status.Offline || status.Ready() {
		t.Errorf("%+v, %v", status, err)
	}
	if len(b.Pages()) != 0 {
		t.Error("asking moved paper")
	}
}

// A printer that takes its time is asked again now and then, and believed.
func TestASlowPrinterIsWaitedFor(t *testing.T) {
	t.Parallel()
	b := newBench(t, escpos.Options{})
	b.hold()
	open := b.spied(func(asked int) {
		if asked > 8 { // four before the job, and a whole round while waiting
			b.release()
		}
	})
	expect(t, printer.New(open, brisk()).Print(t.Context(), job(t, "A012")), printer.Printed, nil)
}

func TestOthersWaitForTheirTurnOnlyAsLongAsTheyLike(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{})
	b := newBench(t, escpos.Options{Pace: sync.OnceFunc(func() { close(begun) })})
	b.hold()
	p := b.printer(t, patient())
	first := make(chan printer.Result, 1)
	go func() { first <- p.Print(context.Background(), job(t, "A001")) }()
	<-begun

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	expect(t, p.Print(gone, job(t, "A002")), printer.Failed, context.Canceled)
	if _, err := p.Status(gone); err == nil {
		t.Error("asked in the middle of a job")
	}
	b.release()
	expect(t, <-first, printer.Printed, nil)
	if len(b.Pages()) != 1 {
		t.Errorf("%d pages", len(b.Pages()))
	}
}
