//go:build linux

package main

import (
	"fmt"
	"time"

	"giliran/firmware-agent/printer/escpos"
)

// oneByOne presses a kiosk's button, waits for its ticket and its paper, and
// goes on to the next button. Every tenth is for priority.
func (h *house) oneByOne(presses int) (detail string, err error) {
	var pages []escpos.Page
	var numbers []string
	for i := range presses {
		s := services()[i%len(services())]
		if i%10 == 9 {
			if _, err := h.press(kioskPriority); err != nil {
				return "", err
			}
		}
		page, number, err := h.once(s)
		if err != nil {
			return "", fmt.Errorf("press %d: %w", i+1, err)
		}
		pages, numbers = append(pages, page), append(numbers, number)
		if len(pages) == 10 || i == presses-1 {
			if err := h.tickets(pages, false, numbers...); err != nil {
				return "", err
			}
			pages, numbers = nil, nil
		}
	}
	return fmt.Sprintf("%d tickets, %d papers right to the dot", presses, presses), nil
}

// once presses a service's button and takes the paper.
func (h *house) once(s service) (page escpos.Page, number string, err error) {
	number = h.ledger.number(s)
	h.wall.expect(number)
	h.printer.forget()
	touched, err := h.press(s.pin)
	if err != nil {
		return page, number, err
	}
	durable, err := h.wall.shows(number, patience)
	if err != nil {
		return page, number, err
	}
	began, err := h.printer.begin(patience)
	if err != nil {
		return page, number, err
	}
	h.ledger.times = append(h.ledger.times, latency{durable.Sub(touched[0]), began.Sub(touched[0])})
	pages, err := h.printer.take(1, patience)
	if err != nil {
		return page, number, err
	}
	return pages[0], number, nil
}

// bursts presses all buttons within some milliseconds, each time in another
// order, again and again as soon as the tickets of the last time and their
// papers are there. The papers only have to be as many as there are tickets,
// and all different.
func (h *house) bursts(presses int) (detail string, err error) {
	papers := newCounter()
	if err := h.printer.count(papers); err != nil {
		return "", err
	}
	began := time.Now()
	for done := 0; done < presses; {
		burst := services()[:min(len(services()), presses-done)]
		if _, err := h.burst(burst); err != nil {
			return "", fmt.Errorf("after %d presses: %w", done, err)
		}
		done += len(burst)
		if err := papers.come(done); err != nil {
			return "", err
		}
	}
	took := time.Since(began)
	if err := h.printer.count(nil); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d tickets and as many papers, all different, %.1f/s", presses, float64(presses)/took.Seconds()), nil
}

// burst presses the buttons of some services all at once, in a random order,
// and waits for their tickets.
func (h *house) burst(some []service) (numbers []string, err error) {
	var pins []string
	for _, i := range h.random.Perm(len(some)) {
		number := h.ledger.number(some[i])
		h.wall.expect(number)
		pins, numbers = append(pins, some[i].pin), append(numbers, number)
	}
	if _, err := h.press(pins...); err != nil {
		return numbers, err
	}
	for _, number := range numbers {
		if _, err := h.wall.shows(number, patience); err != nil {
			return numbers, err
		}
	}
	return numbers, nil
}

// priority tells whether exactly every tenth of the first presses was for
// priority: the button before the service's.
func (h *house) priority(presses int) (detail string, err error) {
	j, err := readJournal()
	if err != nil {
		return "", err
	}
	marked := 0
	for _, t := range j.issued {
		if t.Priority {
			marked++
		}
	}
	if marked != presses/10 {
		return "", fmt.Errorf("%d tickets have priority, want %d", marked, presses/10)
	}
	return fmt.Sprintf("%d of %d", marked, len(j.issued)), nil
}
