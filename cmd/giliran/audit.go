package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"giliran/store"
	"giliran/ticketing"
)

// audit prints the journal as an audit trail.
func (c *logCmd) audit(w io.Writer) error {
	out := bufio.NewWriter(w)
	a := auditor{out, map[uint64]string{}}
	err := withJournal(c.Data,
		func(o *officeClient) error {
			r, events := io.Pipe()
			go func() { events.CloseWithError(o.stream("/console/log", events)) }()
			return errors.Join(a.read(r), r.Close())
		},
		func(st *store.Store) error { return st.Replay(0, a.tell) })
	return errors.Join(err, out.Flush())
}

// auditor prints acts and knows every ticket's number.
type auditor struct {
	w       io.Writer
	numbers map[uint64]string
}

// read tells every event of a stream of JSON.
func (a *auditor) read(r io.Reader) error {
	for d := json.NewDecoder(r); ; {
		var e ticketing.Event
		switch err := d.Decode(&e); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := a.tell(e); err != nil {
			return err
		}
	}
}

func (a *auditor) tell(e ticketing.Event) error {
	if issued, ok := e.Fact.(*ticketing.Issued); ok {
		a.numbers[e.Seq] = issued.Number
	}
	act, ok := ticketing.ActOf(&e, func(ticket uint64) string { return a.numbers[ticket] })
	if !ok {
		return nil
	}
	_, err := fmt.Fprintf(a.w, "%s  %-22s %-16s %-14s %-6s %s\n",
		act.At.Local().Format("2006-01-02 15:04:05 -0700"), act.Actor, orDash(act.From), act.Kind, orDash(act.Number), act.Detail)
	return err
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// auditTail is how many of the newest events the admin page's trail is made
// of at a start.
const auditTail = 500

// tail reads them.
func tail(st *store.Store) (events []ticketing.Event, err error) {
	last := st.LastSeq()
	err = st.Replay(last-min(last, auditTail), func(e ticketing.Event) error {
		events = append(events, e)
		return nil
	})
	return events, err
}
