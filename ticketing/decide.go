package ticketing

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"time"
)

// Command is a wish: what to do, who asks, and a key by which the same wish
// delivered twice is known to be one.
type Command struct {
	Key   string // idempotency key, "" for none; at most MaxKey bytes
	Actor string // role and name of the asker, such as "desk loket-1"
	From  string // where the asker is, such as "192.168.1.20", for the audit
	Do    Action
}

// Bounds of what people type, in bytes.
const (
	MaxKey  = 200
	MaxText = 500
)

// Action is one kind of wish. The actions are the exported structs of this
// package that say so.
type Action interface{ decide(*decision) error }

// Result tells what a command concerned, for the answer to whoever asked.
type Result struct {
	Ticket  uint64   // ticket issued or acted on (the first of several), 0 for none
	Tickets []uint64 // all of several, in order: the released ones; nil for one or none
	// Again is set when the command had been done before (same key, or a
	// double press): nothing happened now.
	Again bool
}

// decision gathers the facts of one command.
type decision struct {
	s      *State
	o      *Office
	now    time.Time
	facts  []Fact
	result Result
}

func (d *decision) fact(f Fact) { d.facts = append(d.facts, f) }

// Decide answers a command with the events it causes, in order, or with a
// *Refusal. It changes nothing: whoever keeps the state appends the events to
// the journal and then applies them. The same state, office, command and time
// always give the same answer.
func (s *State) Decide(o *Office, c Command, now time.Time) ([]Event, Result, error) {
	if len(c.Key) > MaxKey {
		return nil, Result{}, refusef(Invalid, TooLong, nil, "the idempotency key is longer than %d bytes", MaxKey)
	}
	print := uint64(0)
	if c.Key != "" {
		print = fingerprint(c.Do)
		if done, ok := s.Keys[scoped(c.Actor, c.Key)]; ok {
			if done.Print != print {
				return nil, Result{}, refuse(Invalid, KeyReused, "this idempotency key was used for a different command; use a new key for a new command")
			}
			return nil, Result{Ticket: done.Ticket, Tickets: slices.Clone(done.Tickets), Again: true}, nil
		}
	}
	d := &decision{s: s, o: o, now: now.UTC().Round(0)}
	if err := c.Do.decide(d); err != nil {
		return nil, Result{}, err
	}
	events := make([]Event, len(d.facts))
	for i, f := range d.facts {
		events[i] = Event{Seq: s.Seq + 1 + uint64(i), At: d.now, Actor: c.Actor, From: c.From, Fact: f}
	}
	if len(events) > 0 && c.Key != "" {
		events[0].Key, events[0].Print = c.Key, print
		events[0].remember(d.result)
	}
	return events, d.result, nil
}

// fingerprint tells two different commands apart. What is drawn by chance for
// a command (a ticket's code) is no part of it.
func fingerprint(a Action) uint64 {
	h := fnv.New64a()
	b, _ := json.Marshal(a)
	fmt.Fprintf(h, "%T %s", a, b)
	return h.Sum64()
}

// service, desk, stage, hold look an id of the command up in the office.
func (d *decision) service(id string) (*Service, error) {
	if s, ok := d.o.Service(id); ok {
		return s, nil
	}
	return nil, refusef(Invalid, NoSuchService, []string{"service", id}, "there is no service %q; GET /api/v1/office lists them", id)
}

func (d *decision) stage(id string) (*Stage, error) {
	if s, ok := d.o.Stage(id); ok {
		return s, nil
	}
	return nil, refusef(Invalid, NoSuchStage, []string{"stage", id}, "there is no stage %q; GET /api/v1/office lists them", id)
}

func (d *decision) desk(id string) (*Desk, error) {
	if s, ok := d.o.Desk(id); ok {
		return s, nil
	}
	return nil, refusef(Missing, NoSuchDesk, []string{"desk", id}, "there is no desk %q; GET /api/v1/office lists them", id)
}

// ticket looks up a reference: a code, or a number of the business day.
func (d *decision) ticket(ref string) (*Ticket, error) {
	if t := d.s.ByCode(ref); t != nil {
		return t, nil
	}
	if t := d.s.ByNumber(NormalCode(ref)); t != nil {
		return t, nil
	}
	return nil, refusef(Missing, NoSuchTicket, []string{"ticket", ref}, "there is no ticket %q today; check the number, or type the code on the paper", ref)
}

func (d *decision) open() error {
	if d.s.Open {
		return nil
	}
	return refuse(Conflict, DayShut, "the office is closed; open the day first")
}

// arrive is where an application really goes when an outcome or a release
// leads to a destination now: one whose applicant is not in the room waits in
// a hold instead of being called.
func (d *decision) arrive(t *Ticket, to Destination) Destination {
	stage, ok := d.o.Stage(to.Stage)
	if !ok {
		return to
	}
	away := t.Day != d.s.Day && stage.Absent != ""
	if away && t.For == 0 {
		return Destination{Hold: stage.Absent}
	}
	if !d.s.Open && stage.AtClose.Hold != "" {
		return Destination{Hold: stage.AtClose.Hold}
	}
	return to
}

// outside tells whether a destination is a hold outside the office's hands.
func (d *decision) outside(to Destination) bool {
	h, ok := d.o.Hold(to.Hold)
	return ok && h.Outside
}

// slip is what an applicant of a service gets when going to a destination.
func (d *decision) slip(service string, to Destination) string {
	h, ok := d.o.Hold(to.Hold)
	if !ok {
		return ""
	}
	return d.o.SlipFor(service, h)
}
