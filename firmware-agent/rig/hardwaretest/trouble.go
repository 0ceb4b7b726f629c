//go:build linux

package main

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"giliran/firmware-agent/printer/escpos"
	"giliran/ticketing"
)

// quiet is how long nothing may happen that must not happen.
const quiet = 15 * time.Second

// jobIs waits until the latest job of a number is as said.
func (h *house) jobIs(number string, state ticketing.JobState) (last job, err error) {
	err = await(fmt.Sprintf("a paper of %s that is %s", number, state), patience, func() (bool, error) {
		_, jobs, err := h.staff.papers()
		last = job{}
		for _, j := range jobs {
			if j.Number == number {
				last = j
			}
		}
		return last.State == string(state), err
	})
	if err != nil {
		err = fmt.Errorf("%w; it is %+v", err, last)
	}
	return last, err
}

// waits tells whether a ticket is good, whatever became of its paper.
func (h *house) waits(number string) error {
	t, err := h.staff.byNumber(number)
	if err == nil && (t == nil || t.State != string(ticketing.Waiting)) {
		err = fmt.Errorf("ticket %s is %+v", number, t)
	}
	return err
}

// nothingComes waits and sees that no whole paper comes out.
func (h *house) nothingComes() error {
	time.Sleep(quiet)
	if n := h.printer.out(); n > 0 {
		return fmt.Errorf("%d papers came out by themselves", n)
	}
	return nil
}

// trouble waits until everybody sees that the printer cannot print.
func (h *house) trouble(state ticketing.PrinterState) error {
	if err := h.printerIs(string(state)); err != nil {
		return err
	}
	return h.lampGlows(kioskLamp, false, double())
}

// mended waits until everybody sees that it can again.
func (h *house) mended() error {
	if err := h.printerIs(string(ticketing.PrinterReady)); err != nil {
		return err
	}
	return h.lampGlows(kioskLamp, false, dark())
}

// order presses a service's button and waits for the ticket alone.
func (h *house) order(s service) (number string, err error) {
	numbers, err := h.burst([]service{s})
	return numbers[0], err
}

// takeWhole takes the papers that have come out, of which the last one has to
// be the ticket of a number. So many pieces of the one before may precede it: a
// torn piece, or all of it if the printer had all of it; and then, because the
// agent cannot know that, a scrap of white paper that it has cut off.
func (h *house) takeWhole(number string, again bool, torn int) error {
	if err := h.finished(number); err != nil {
		return err
	}
	pages, err := h.printer.tear()
	if err != nil {
		return err
	}
	written := slices.DeleteFunc(slices.Clone(pages), white)
	if scraps := len(pages) - len(written); len(written) == 0 || len(written) > torn+1 || scraps > torn {
		return fmt.Errorf("%d papers and pieces and %d white ones came out for %s", len(written), scraps, number)
	}
	return h.tickets(pages[len(pages)-1:], again, number)
}

// white tells whether there is not a dot on a paper.
func white(p escpos.Page) bool {
	return !slices.ContainsFunc(p.Image.Pix, func(grey byte) bool { return grey == 0 })
}

// finished waits until nothing of a number is on its way to the printer.
func (h *house) finished(number string) error {
	return await("the end of the paper of "+number, patience, func() (bool, error) {
		_, jobs, err := h.staff.papers()
		return err == nil && !slices.ContainsFunc(jobs, func(j job) bool { return j.Number == number }), err
	})
}

// reprint has staff ask for a job's paper again.
func (h *house) reprint(j job) error {
	return h.staff.ask(http.MethodPost, fmt.Sprintf("/api/v1/jobs/%d/reprint", j.ID), struct{}{}, nil)
}

// paperEndsSmall is the same with a printer that is full when its paper ends,
// and takes no question any more: only its USB port still tells.
func (h *house) paperEndsSmall() (string, error) {
	if err := h.printer.become(smallBuffer, false); err != nil {
		return "", err
	}
	if err := h.printer.change(func(s *escpos.State) { s.Paper = 200 }); err != nil {
		return "", err
	}
	number, err := h.order(services()[1])
	if err != nil {
		return "", err
	}
	if err := h.trouble(ticketing.PrinterOut); err != nil {
		return "", err
	}
	unsure, err := h.jobIs(number, ticketing.JobUnsure)
	if err != nil {
		return "", err
	}
	if err := h.printer.change(newRoll); err != nil {
		return "", err
	}
	if err := h.mended(); err != nil {
		return "", err
	}
	if err := h.nextWhole(services()[2]); err != nil {
		return "", err
	}
	if err := h.reprint(unsure); err != nil {
		return "", err
	}
	if err := h.takeWhole(number, true, 0); err != nil {
		return "", err
	}
	return "unsure for " + unsure.Reason + ", the next ticket whole", h.printer.become(bigBuffer, false)
}

func noPaper(s *escpos.State)   { s.Paper = 0 }
func newRoll(s *escpos.State)   { s.Paper = escpos.Endless }
func coverOpen(s *escpos.State) { s.CoverOpen = true }
func coverShut(s *escpos.State) { s.CoverOpen = false }

// notReady presses while there is no paper and while the cover is open.
func (h *house) notReady() (string, error) {
	if err := h.pressWhile(ticketing.PrinterOut, noPaper, newRoll); err != nil {
		return "", err
	}
	if err := h.pressWhile(ticketing.PrinterCover, coverOpen, coverShut); err != nil {
		return "", err
	}
	return "both tickets were good, and came out once when that was mended", nil
}

func (h *house) pressWhile(state ticketing.PrinterState, spoil, mend func(*escpos.State)) error {
	if err := h.printer.change(spoil); err != nil {
		return err
	}
	if err := h.trouble(state); err != nil {
		return err
	}
	number, err := h.order(services()[0])
	if err != nil {
		return err
	}
	if err := h.nothingComes(); err != nil {
		return err
	}
	if _, err := h.jobIs(number, ticketing.JobPending); err != nil {
		return err
	}
	if err := h.waits(number); err != nil {
		return err
	}
	if err := h.printer.change(mend); err != nil {
		return err
	}
	if err := h.mended(); err != nil {
		return err
	}
	return h.takeWhole(number, false, 0)
}

// mute presses at a printer that answers nothing, as cheap ones do: it prints,
// and nobody can be sure.
func (h *house) mute() (string, error) {
	if err := h.printer.become(bigBuffer, true); err != nil {
		return "", err
	}
	if err := h.printerIs(string(ticketing.PrinterUnknown)); err != nil {
		return "", err
	}
	number, err := h.order(services()[2])
	if err != nil {
		return "", err
	}
	unsure, err := h.jobIs(number, ticketing.JobUnsure)
	if err != nil {
		return "", err
	}
	pages, err := h.printer.take(1, patience)
	if err != nil {
		return "", err
	}
	if err := h.tickets(pages, false, number); err != nil {
		return "", err
	}
	if err := h.isPrinted(unsure); err != nil {
		return "", err
	}
	if err := h.printer.become(bigBuffer, false); err != nil {
		return "", err
	}
	return "printed once, and unsure", h.printerIs(string(ticketing.PrinterReady))
}

// paperEnds lets the roll end in the middle of a ticket.
func (h *house) paperEnds() (string, error) {
	if err := h.printer.change(func(s *escpos.State) { s.Paper = 400 }); err != nil {
		return "", err
	}
	number, err := h.order(services()[1])
	if err != nil {
		return "", err
	}
	if err := h.trouble(ticketing.PrinterOut); err != nil {
		return "", err
	}
	failed, err := h.jobIs(number, ticketing.JobFailed)
	if err != nil {
		return "", err
	}
	if failed.Reason != string(ticketing.PrinterOut) {
		return "", fmt.Errorf("the reason is %q", failed.Reason)
	}
	if err := h.waits(number); err != nil {
		return "", err
	}
	if err := h.printer.change(newRoll); err != nil {
		return "", err
	}
	if err := h.mended(); err != nil {
		return "", err
	}
	if err := h.nothingComes(); err != nil {
		return "", err
	}
	if err := h.reprint(failed); err != nil {
		return "", err
	}
	return "failed for paper-out, printed again once when asked", h.takeWhole(number, true, 1)
}

// cableOut pulls the printer's cable, presses, and puts it back.
func (h *house) cableOut() (string, error) {
	if err := h.printer.unplug(); err != nil {
		return "", err
	}
	if err := h.trouble(ticketing.PrinterOffline); err != nil {
		return "", err
	}
	number, err := h.order(services()[2])
	if err != nil {
		return "", err
	}
	if err := h.waits(number); err != nil {
		return "", err
	}
	if err := h.printer.plug(); err != nil {
		return "", err
	}
	if err := h.mended(); err != nil {
		return "", err
	}
	return "the ticket was good, and came out once with the cable", h.takeWhole(number, false, 0)
}
