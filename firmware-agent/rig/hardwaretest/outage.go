//go:build linux

package main

import (
	"errors"
	"fmt"
	"time"

	"giliran/ticketing"
)

// killedUnderPresses kills the office some milliseconds into a burst and starts
// it again. Each press becomes one ticket all the same: by the office, or from
// the lent numbers.
func (h *house) killedUnderPresses() (string, error) {
	const rounds = 6
	papers := newCounter()
	if err := h.printer.count(papers); err != nil {
		return "", err
	}
	lent := 0
	for round := range rounds {
		n, err := h.killInBurst(time.Duration(round) * 8 * time.Millisecond)
		if err == nil {
			err = papers.come(len(services()) * (round + 1))
		}
		if err != nil {
			return "", fmt.Errorf("killed after %d ms: %w", round*8, err)
		}
		lent += n
	}
	if err := h.printer.count(nil); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d presses around %d deaths: %d tickets, %d of them with lent numbers", rounds*5, rounds, rounds*5, lent), nil
}

// killInBurst presses all buttons, and kills the office so long after the
// first was touched.
func (h *house) killInBurst(after time.Duration) (lent int, err error) {
	before, err := readJournal()
	if err != nil {
		return 0, err
	}
	killed := make(chan error, 1)
	time.AfterFunc(after, func() { killed <- h.office.kill() })
	var pins []string
	for _, s := range services() {
		pins = append(pins, s.pin)
		h.ledger.presses[s.id]++
	}
	if _, err := h.press(pins...); err != nil {
		return 0, err
	}
	if err := <-killed; err != nil {
		return 0, err
	}
	if err := h.openOffice(); err != nil {
		return 0, err
	}
	return h.oneEach(before)
}

// oneEach tells whether since then every service's button has led to exactly
// one ticket, and counts those with a lent number.
func (h *house) oneEach(before *journal) (lent int, err error) {
	err = await("a ticket for each press", patience, func() (bool, error) {
		after, err := readJournal()
		return err == nil && len(after.issued)-len(before.issued) == len(services()), err
	})
	if err != nil {
		return 0, err
	}
	time.Sleep(quiet / 3)
	after, err := readJournal()
	if err != nil {
		return 0, err
	}
	each := map[string]int{}
	for number, t := range after.issued {
		if before.issued[number] != nil {
			continue
		}
		each[t.Service]++
		if t.Offline {
			lent++
			h.ledger.lent[t.Service]++
		} else {
			h.ledger.issued[t.Service]++
		}
	}
	for _, s := range services() {
		if each[s.id] != 1 {
			return lent, fmt.Errorf("%d tickets of %s for one press: %v", each[s.id], s.id, each)
		}
	}
	return lent, nil
}

// outage kills the office for a while. Kiosk presses get lent numbers on paper
// and are handed over once, in order; so they are when the agent dies
// meanwhile. Of the desk's presses the old one is dropped and the fresh one
// acts.
func (h *house) outage() (string, error) {
	before, err := readJournal()
	if err != nil {
		return "", err
	}
	lent := before.lent()
	if err := h.office.kill(); err != nil {
		return "", err
	}
	if err := h.lampGlows(kioskLamp, false, fast()); err != nil {
		return "", err
	}
	if err := h.displayShows("----", true); err != nil {
		return "", err
	}
	if _, err := h.press(next); err != nil { // too old when the office is back
		return "", err
	}
	given, err := h.pressOffline(2, lent)
	if err != nil {
		return "", err
	}
	if err := h.agent.kill(); err != nil {
		return "", err
	}
	if h.agent, err = h.runAgent(); err != nil {
		return "", err
	}
	if err := h.lampGlows(kioskLamp, false, fast()); err != nil { // it remembers its wiring
		return "", err
	}
	more, err := h.pressOffline(2, lent)
	if err != nil {
		return "", fmt.Errorf("after the agent's restart: %w", err)
	}
	given = append(given, more...)
	time.Sleep(quiet)
	if _, err := h.press(next); err != nil { // fresh
		return "", err
	}
	if err := h.openOffice(); err != nil {
		return "", err
	}
	if err := h.handedOver(before, given); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d lent numbers on paper, handed over in order; one of two desk presses was too old", len(given)), h.oneCall(before)
}

// pressOffline presses all buttons some times and takes the papers, which have
// to be the next lent numbers, in the order in which the contacts came to rest.
// It takes these out of lent.
func (h *house) pressOffline(times int, lent map[string][]ticketing.LeasedNumber) (given []lentNumber, err error) {
	for range times {
		var pins []string
		var next []lentNumber
		for _, i := range h.random.Perm(len(services())) {
			s := services()[i]
			h.ledger.presses[s.id]++
			h.ledger.lent[s.id]++
			pins, next = append(pins, s.pin), append(next, lentNumber{s.id, lent[s.id][0]})
			lent[s.id] = lent[s.id][1:]
		}
		from := time.Now()
		if _, err := h.press(pins...); err != nil {
			return given, err
		}
		pages, err := h.printer.take(len(pins), patience)
		if err != nil {
			return given, err
		}
		these, err := h.whichLent(pages, next, from, time.Now())
		if err != nil {
			return given, err
		}
		given = append(given, these...)
	}
	return given, nil
}

// handedOver waits until the office knows all of these, and looks at how it
// came to.
func (h *house) handedOver(before *journal, given []lentNumber) error {
	var after *journal
	err := await("everything handed over", patience, func() (bool, error) {
		var err error
		if after, err = readJournal(); err != nil {
			return false, err
		}
		return len(after.issued)-len(before.issued) >= len(given), nil
	})
	if err != nil {
		return err
	}
	var got []string
	var pressed time.Time
	for i := len(before.events); i < len(after.events); i++ {
		f, ok := after.events[i].Fact.(*ticketing.Issued)
		switch {
		case !ok:
			continue
		case !f.Offline || after.events[i].Key != "offline-"+f.Code || f.Pressed.Before(pressed):
			return fmt.Errorf("handed over as %+v with key %q", f, after.events[i].Key)
		}
		got, pressed = append(got, f.Number), f.Pressed
	}
	for i, g := range given {
		if i >= len(got) || got[i] != g.Number {
			return fmt.Errorf("handed over as %v, given out as %v", got, given)
		}
	}
	return errors.Join(h.printerIs("ready"), h.lampGlows(kioskLamp, false, dark()))
}

// oneCall tells whether the desk has called exactly once since then, and ends
// that call.
func (h *house) oneCall(before *journal) error {
	d, err := h.deskIs("with a number called", func(d atDesk) bool { return d.Ticket != nil })
	if err != nil {
		return err
	}
	after, err := readJournal()
	if err != nil {
		return err
	}
	if calls := after.called() - before.called(); calls != 1 {
		return fmt.Errorf("%d calls", calls)
	}
	return h.callEnds(d.Ticket.Number, noShow, ticketing.NoShow)
}
