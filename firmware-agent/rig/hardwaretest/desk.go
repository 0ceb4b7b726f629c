//go:build linux

package main

import (
	"fmt"
	"net/http"
	"time"

	"giliran/ticketing"
)

// atDesk is a desk as the office sees it.
type atDesk struct {
	State   string
	Ticket  *ticket
	Waiting int
}

func (h *house) desk() (d atDesk, err error) {
	return d, h.staff.ask(http.MethodGet, "/api/v1/desks/"+desk, nil, &d)
}

// deskIs waits until the desk is as wanted.
func (h *house) deskIs(wanted string, ok func(atDesk) bool) (d atDesk, err error) {
	err = await("a desk "+wanted, patience, func() (bool, error) {
		d, err = h.desk()
		return err == nil && ok(d), err
	})
	return d, err
}

// longPress is how long a button is held that opens or closes a desk.
const longPress = 1800 * time.Millisecond

// deskOpens holds the button for next.
func (h *house) deskOpens() (string, error) {
	if _, err := h.hold(longPress, next); err != nil {
		return "", err
	}
	d, err := h.deskIs("that is open", func(d atDesk) bool { return d.State == string(ticketing.DeskOpen) })
	if err != nil {
		return "", err
	}
	if err := h.lampGlows(deskLamp, true, lit()); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d wait, the lamp is lit", d.Waiting), h.displayShows(blankDigits, false)
}

// deskCalls goes through the desk's buttons, and reads each call off the
// display's wires.
func (h *house) deskCalls() (string, error) {
	before, err := readJournal()
	if err != nil {
		return "", err
	}
	const rounds = 6
	var shown []string
	for round := range rounds {
		number, err := h.callNext()
		if err != nil {
			return "", fmt.Errorf("round %d: %w", round+1, err)
		}
		shown = append(shown, number)
		end, ended := noShow, ticketing.NoShow
		if round%2 == 1 {
			end, ended = finish, usual(number)
		}
		if err := h.callEnds(number, end, ended); err != nil {
			return "", fmt.Errorf("round %d, %s: %w", round+1, number, err)
		}
	}
	after, err := readJournal()
	if err != nil {
		return "", err
	}
	if got := after.called() - before.called(); got != rounds {
		return "", fmt.Errorf("%d calls for %d presses", got, rounds)
	}
	return fmt.Sprintf("%v on the wires, each once called and once recalled", shown), nil
}

// usual is what a number's usual outcome at this desk makes of it: a card is
// handed over, a file goes on to the next stage.
func usual(number string) ticketing.TicketState {
	if number[0] == 'P' {
		return ticketing.Finished
	}
	return ticketing.Waiting
}

// callNext presses next and recall.
func (h *house) callNext() (number string, err error) {
	if _, err := h.press(next); err != nil {
		return "", err
	}
	d, err := h.deskIs("with a number called", func(d atDesk) bool { return d.Ticket != nil })
	if err != nil {
		return "", err
	}
	if err := h.displayShows(d.Ticket.Number, true); err != nil {
		return "", err
	}
	if err := h.lampGlows(deskLamp, true, slow()); err != nil {
		return "", err
	}
	if _, err := h.press(recall); err != nil {
		return "", err
	}
	_, err = h.deskIs("that called again", func(d atDesk) bool { return d.Ticket != nil && d.Ticket.Calls == 2 })
	return d.Ticket.Number, err
}

// callEnds presses a button that ends a call.
func (h *house) callEnds(number, button string, as ticketing.TicketState) error {
	if _, err := h.press(button); err != nil {
		return err
	}
	if _, err := h.deskIs("without a number", func(d atDesk) bool { return d.Ticket == nil }); err != nil {
		return err
	}
	t, err := h.staff.byNumber(number)
	if err == nil && (t == nil || t.State != string(as)) {
		err = fmt.Errorf("the ticket is %+v, want %s", t, as)
	}
	if err != nil {
		return err
	}
	return h.displayShows(blankDigits, false)
}

// heldButtons holds two buttons down for a long time: each is one press.
func (h *house) heldButtons() (string, error) {
	a, b := services()[0], services()[1]
	first, second := h.ledger.number(a), h.ledger.number(b)
	if _, err := h.hold(time.Minute, a.pin, b.pin); err != nil {
		return "", err
	}
	pages, err := h.printer.take(2, patience)
	if err != nil {
		return "", err
	}
	return "two buttons held for a minute: two tickets", h.tickets(pages, false, first, second)
}
