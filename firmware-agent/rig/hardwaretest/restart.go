//go:build linux

package main

import (
	"fmt"
	"net/http"

	"giliran/ticketing"
)

// agentKilled kills the agent with a paper in flight and starts it again.
// Staff then decide: the paper is out, or it is printed again.
func (h *house) agentKilled() (string, error) {
	if err := h.killedAtFirst(); err != nil {
		return "", fmt.Errorf("at the first byte: %w", err)
	}
	if err := h.killedAtLast(); err != nil {
		return "", fmt.Errorf("while the paper came out: %w", err)
	}
	return "unsure each time; nothing by itself; printed again once when asked, and never when not", nil
}

// killedAtFirst kills it while the first bytes go out. Half a ticket hangs in
// the printer; the next one has to be whole all the same.
func (h *house) killedAtFirst() error {
	unsure, err := h.killIn(services()[0], func() error {
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

// killedAtLast kills it when the printer has everything and prints.
func (h *house) killedAtLast() error {
	reached := h.printer.gate.hold(1200)
	unsure, err := h.killIn(services()[2], func() error { return reaches(reached) })
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
	return h.isPrinted(unsure)
}

// killIn presses a button, kills the agent when the time has come, starts it
// again, and waits until the office knows that the paper is unsure.
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
