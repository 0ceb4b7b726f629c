//go:build linux

package main

import (
	"bytes"
	"fmt"

	"giliran/ticketing"
)

// audit stops both programs and holds the journal against the ledger.
func (h *house) audit() (string, error) {
	if err := h.nothingLeft(); err != nil {
		return "", err
	}
	if err := h.agent.stop(); err != nil {
		return "", err
	}
	if err := h.office.stop(); err != nil {
		return "", err
	}
	verdict, err := ask("verify", "--data", dataDir(), "--office", officeFile())
	if err != nil {
		return "", err
	}
	if !bytes.HasPrefix(verdict, []byte("ok: ")) {
		return "", fmt.Errorf("giliran verify: %s", verdict)
	}
	j, err := readJournal()
	if err != nil {
		return "", err
	}
	if err := h.eachPressOnce(j); err != nil {
		return "", err
	}
	if err := eachPaperOnce(j); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d presses, %d tickets; verify says %s", h.ledger.all(), len(j.issued), bytes.TrimSpace(verdict)), nil
}

// eachPressOnce: as many tickets as presses, the office's own numbers and the
// lent ones each without a gap.
func (h *house) eachPressOnce(j *journal) error {
	if got, want := len(j.issued), h.ledger.all(); got != want {
		return fmt.Errorf("%d tickets for %d presses", got, want)
	}
	for _, s := range services() {
		for n := 1; n <= h.ledger.issued[s.id]; n++ {
			if number := fmt.Sprintf("%s%03d", s.prefix, n); j.issued[number] == nil {
				return fmt.Errorf("%s is missing", number)
			}
		}
		for n := 1; n <= h.ledger.lent[s.id]; n++ {
			if number := fmt.Sprintf("%sX%02d", s.prefix, n); j.issued[number] == nil {
				return fmt.Errorf("%s is missing", number)
			}
		}
	}
	return nil
}

// eachPaperOnce: no job is started twice, none is left open, and none but
// those that staff asked for is a second print.
func eachPaperOnce(j *journal) error {
	started, state := map[uint64]int{}, map[uint64]ticketing.JobState{}
	first := map[uint64]int{} // by ticket
	for i := range j.events {
		e := &j.events[i]
		switch f := e.Fact.(type) {
		case *ticketing.PrintAsked:
			state[e.Seq] = ticketing.JobPending
			if f.Copy == 0 {
				first[f.Ticket]++
			}
		case *ticketing.PrintStarted:
			started[f.Job]++
		case *ticketing.PrintEnded:
			state[f.Job] = f.As
		}
	}
	for id, s := range state {
		if started[id] != 1 || s != ticketing.JobPrinted && s != ticketing.JobFailed {
			return fmt.Errorf("paper %d was started %d times and is %s", id, started[id], s)
		}
	}
	for _, t := range j.issued {
		want := 1
		if t.Offline {
			want = 0 // its paper was the board's own
		}
		if first[t.id] != want {
			return fmt.Errorf("%s has %d first papers, want %d", t.Number, first[t.id], want)
		}
	}
	return nil
}
