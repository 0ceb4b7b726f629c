package ticketing_test

import (
	"bytes"

	"giliran/ticketing"
)

// restart goes on from a snapshot, as after a power cut.
func (d *duel) restart() {
	b, err := d.s.Encode()
	if err != nil {
		d.wrong("%v", err)
	}
	s, err := ticketing.DecodeState(b)
	if err != nil {
		d.wrong("%v", err)
	}
	if again, _ := s.Encode(); !bytes.Equal(again, b) {
		d.wrong("a snapshot came back as\n%s\nwas\n%s", again, b)
	}
	d.s = s
}

// replay: the state is the fold of its events, in the journal's form too.
func (d *duel) replay() {
	s := ticketing.NewState()
	for i := range d.log {
		b, err := d.log[i].MarshalJSON()
		if err != nil {
			d.wrong("%v", err)
		}
		var e ticketing.Event
		if err := e.UnmarshalJSON(b); err != nil {
			d.wrong("%v", err)
		}
		s.Apply(&e)
	}
	got, _ := s.Encode()
	if want, _ := d.s.Encode(); !bytes.Equal(got, want) {
		d.wrong("replayed:\n%s\nwas:\n%s", got, want)
	}
}
