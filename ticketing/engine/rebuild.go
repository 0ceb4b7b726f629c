package engine

import (
	"fmt"

	"giliran/ticketing"
)

// rebuild makes the state anew from snapshot and journal.
func (e *Engine) rebuild() error {
	state := ticketing.NewState()
	seq, b, err := e.journal.LoadSnapshot()
	if err != nil {
		return fmt.Errorf("load the snapshot: %w", err)
	}
	if seq > 0 {
		if state, err = ticketing.DecodeState(b); err != nil {
			e.opt.Log.Warn("snapshot of an unknown form; replaying everything", "err", err)
			state = ticketing.NewState()
		}
	}
	e.since = 0
	err = e.journal.Replay(state.Seq, func(ev ticketing.Event) error {
		state.Apply(&ev)
		e.since++
		return nil
	})
	if err != nil {
		return fmt.Errorf("replay the journal: %w", err)
	}
	e.state, e.broken = state, false
	return nil
}

func (e *Engine) snapshot() error {
	if e.since == 0 {
		return nil
	}
	b, err := e.state.Encode()
	if err != nil {
		return err
	}
	if err := e.journal.SaveSnapshot(e.state.Seq, b); err != nil {
		return err
	}
	e.since = 0
	return nil
}
