//go:build linux

// Hardwaretest judges the whole way from a finger to light and paper: the real
// office (giliran serve) and the real agent (giliran-agent run) as processes on
// the rig's board, whose buttons bounce, whose wires are read, whose printer
// draws every dot, and whose cables and programs are pulled and killed.
//
// It prints a line for each check and exits with 0 if all held. It must see the
// programs only from outside: hardware, HTTP, `giliran log`. From the product
// it takes the pure package ticketing, to read the journal, and the drawing of
// papers, to compare dots.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"time"
)

func main() {
	presses := flag.Int("presses", 1000, "how many times the kiosk's buttons are pressed one by one and in bursts, 20 or more")
	flag.Parse()
	if failed := judge(*presses); failed > 0 {
		fmt.Printf("hardwaretest: %d checks failed\n", failed)
		os.Exit(1)
	}
}

// check is one promise. Its detail is printed when it held.
type check struct {
	name string
	run  func(*house) (detail string, err error)
}

// checks are made in this order. A tenth of the presses comes one by one, and
// their papers are read dot by dot: enough to meet every service and priority.
func checks(presses int) []check {
	slowly := max(presses/10, 2*len(services()))
	return []check{
		{"the agent finds its office and its hardware", (*house).agentComes},
		{fmt.Sprintf("%d presses, one by one", slowly), func(h *house) (string, error) { return h.oneByOne(slowly) }},
		{"priority is chosen before the service", func(h *house) (string, error) { return h.priority(slowly) }},
		{fmt.Sprintf("%d presses in bursts of five", presses-slowly), func(h *house) (string, error) { return h.bursts(presses - slowly) }},
		{"buttons held down", (*house).heldButtons},
		{"a desk opens by its button", (*house).deskOpens},
		{"next, recall, finish, no-show", (*house).deskCalls},
		{"no paper, or the cover open, before a ticket", (*house).notReady},
		{"the paper ends in the middle", (*house).paperEnds},
		{"the paper ends in a small printer", (*house).paperEndsSmall},
		{"a printer that answers nothing", (*house).mute},
		{"no cable before a ticket", (*house).cableOut},
		{"the cable is pulled in the middle", (*house).cablePulled},
		{"the office is killed under presses", (*house).killedUnderPresses},
		{"the office is away", (*house).outage},
		{"the agent is killed with a paper in flight", (*house).agentKilled},
		{"one press, one ticket, one paper", (*house).audit},
	}
}

// judge makes all checks and counts those that failed.
func judge(presses int) (failed int) {
	began := time.Now()
	h, err := open()
	if err != nil {
		fmt.Println("FAIL the office opens:", err)
		return 1
	}
	all := checks(presses)
	for _, c := range all {
		if !h.holds(c) {
			failed++
		}
	}
	fmt.Printf("%d of %d checks held, %.0f s by the machine's clock\n", len(all)-failed, len(all), time.Since(began).Seconds())
	h.ledger.tell()
	return failed
}

// holds makes a check, and says how it ended. What the programs had to say in
// the meantime follows one that failed.
func (h *house) holds(c check) bool {
	began := time.Now()
	h.logs()
	detail, err := c.run(h)
	if err == nil {
		err = h.settled()
	}
	if err != nil {
		fmt.Printf("FAIL %s: %v\n%s\n", c.name, err, h.logs())
		h.mend()
		return false
	}
	fmt.Printf("ok   %s: %s (%.0f s)\n", c.name, detail, time.Since(began).Seconds())
	return true
}

// settled waits until the agent is linked and nothing is on its way; nothing
// may be left in the printer.
func (h *house) settled() error {
	if h.agent.over() {
		return nil // the last check stops everything
	}
	if err := h.lampGlows(kioskLamp, false, dark()); err != nil {
		return err
	}
	err := await("papers that have come to their end", patience, func() (bool, error) {
		_, jobs, err := h.staff.papers()
		return !slices.ContainsFunc(jobs, func(j job) bool { return j.State == "pending" || j.State == "printing" }), err
	})
	if err != nil {
		return err
	}
	return h.nothingLeft()
}

// mend brings the hardware and the programs back to order after a check that
// failed, as far as it can, so that the others say something.
func (h *house) mend() {
	h.printer.gate.open()
	h.printer.buffer, h.printer.silent = bigBuffer, false
	h.printer.counter = nil
	if _, err := h.printer.tear(); err != nil {
		fmt.Println("the printer gave up:", err)
	}
	err := errors.Join(h.printer.change(newRoll), h.printer.change(coverShut), h.plugged(), h.running(), h.lampGlows(kioskLamp, false, dark()))
	j, unread := readJournal()
	if err = errors.Join(err, unread); err != nil {
		fmt.Println("cannot mend that:", err)
		return
	}
	h.ledger.recount(j)
	number, err := h.order(services()[0]) // the agent gets rid of what hangs in the printer
	if err == nil {
		err = h.finished(number)
	}
	pages, torn := h.printer.tear()
	fmt.Printf("mended; %d papers were in the printer; %v\n", len(pages), errors.Join(err, torn))
}

func (h *house) plugged() error {
	if h.printer.ear() != nil {
		return nil
	}
	return h.printer.plug()
}

func (h *house) running() error {
	if h.office.over() {
		if err := h.openOffice(); err != nil {
			return err
		}
	}
	if h.agent.over() {
		return h.startAgent()
	}
	return nil
}

// agentComes starts the agent.
func (h *house) agentComes() (string, error) {
	if err := h.startAgent(); err != nil {
		return "", err
	}
	if err := h.lampGlows(kioskLamp, false, dark()); err != nil {
		return "", err
	}
	if err := h.lampGlows(deskLamp, true, dark()); err != nil {
		return "", err
	}
	return "printer ready, lamps dark", h.displayShows("----", false)
}
