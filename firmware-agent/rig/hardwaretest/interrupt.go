//go:build linux

package main

import (
	"fmt"
	"net/http"
	"time"

	"giliran/ticketing"
)

// cablePulled pulls the cable in the middle of a ticket and puts it back.
func (h *house) cablePulled() (string, error) {
	err := h.interrupted(h.pullIn)
	return "unsure each time, never printed twice by itself, the next ticket whole", err
}

// agentKilled kills the agent with a paper in flight and starts it again.
func (h *house) agentKilled() (string, error) {
	err := h.interrupted(h.killIn)
	return "unsure each time; nothing by itself; printed again once when asked, and never when not", err
}

// interruption presses a button, breaks in when the time has come, mends that,
// and gives the paper of which nobody knows whether it is out.
type interruption func(s service, come func() error) (unsure job, err error)

// interrupted breaks into a ticket at its first byte and at its end. Staff then
// decide: it is printed again, or it is out.
func (h *house) interrupted(by interruption) error {
	if err := h.atFirst(by); err != nil {
		return fmt.Errorf("at the first byte: %w", err)
	}
	if err := h.atLast(by); err != nil {
		return fmt.Errorf("while the paper came out: %w", err)
	}
	return nil
}

// atFirst breaks in while the first bytes go out. Half a ticket hangs in the
// printer; the next one has to be whole all the same.
func (h *house) atFirst(by interruption) error {
	unsure, err := by(services()[0], func() error {
		_, err := h.printer.begin(patience)
		return err
	})
	if err != nil {
		return err
	}
	if err := h.nothingComes(); err != nil {
		return err
	}
	if err := h.nextWhole(services()[1]); err != nil {
		return err
	}
	if err := h.reprint(unsure); err != nil {
		return err
	}
	return h.takeWhole(unsure.Number, true, 0)
}

// atLast breaks in when the printer has everything and prints.
func (h *house) atLast(by interruption) error {
	reached := h.printer.gate.hold(1000)
	unsure, err := by(services()[2], func() error { return reaches(reached) })
	if err != nil {
		return err
	}
	pages, err := h.printer.take(1, patience)
	if err != nil {
		return err
	}
	if err := h.tickets(pages, false, unsure.Number); err != nil {
		return err
	}
	if err := h.isPrinted(unsure); err != nil {
		return err
	}
	return h.nextWhole(services()[3])
}

// pullIn pulls the cable, puts it back when the office knows that the paper is
// unsure, and waits until the printer is seen to be there.
func (h *house) pullIn(s service, come func() error) (unsure job, err error) {
	h.printer.forget()
	number, err := h.order(s)
	if err != nil {
		return unsure, err
	}
	if err := come(); err != nil {
		return unsure, err
	}
	if err := h.printer.unplug(); err != nil {
		return unsure, err
	}
	if unsure, err = h.jobIs(number, ticketing.JobUnsure); err != nil {
		return unsure, err
	}
	if err := h.printer.plug(); err != nil {
		return unsure, err
	}
	return unsure, h.mended()
}

// killIn kills the agent, starts it again, and waits until the office knows that
// the paper is unsure.
func (h *house) killIn(s service, come func() error) (unsure job, err error) {
	h.printer.forget()
	number, err := h.order(s)
	if err != nil {
		return unsure, err
	}
	if err := come(); err != nil {
		return unsure, err
	}
	if err := h.agent.kill(); err != nil {
		return unsure, err
	}
	h.printer.gate.open()
	if err := h.startAgent(); err != nil {
		return unsure, err
	}
	return h.jobIs(number, ticketing.JobUnsure)
}

// nextWhole tells whether the next ticket is whole, behind at most one piece of
// the last.
func (h *house) nextWhole(s service) error {
	number, err := h.order(s)
	if err == nil {
		err = h.takeWhole(number, false, 1)
	}
	if err != nil {
		return fmt.Errorf("the next ticket: %w", err)
	}
	return nil
}

// isPrinted has staff say that a paper is out, and sees that it comes no more.
func (h *house) isPrinted(j job) error {
	if err := h.staff.ask(http.MethodPost, fmt.Sprintf("/api/v1/jobs/%d/printed", j.ID), struct{}{}, nil); err != nil {
		return err
	}
	if err := h.finished(j.Number); err != nil {
		return err
	}
	return h.nothingComes()
}

// reaches waits for a printer that is held at a row, until it has taken all
// that was sent.
func reaches(reached <-chan struct{}) error {
	select {
	case <-reached:
		time.Sleep(time.Second)
		return nil
	case <-time.After(patience):
		return fmt.Errorf("the printer never came to that row")
	}
}
