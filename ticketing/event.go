package ticketing

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Event is one fact in the office's history. Its sequence number is the only
// order there is; the time is a remark (clocks of small computers jump).
type Event struct {
	Seq uint64    // 1, 2, 3 … without gap
	At  time.Time // wall clock when it was decided; may go backwards
	// Key and Print identify the command that caused the event, so that the
	// same command delivered twice acts once. Only the first event of a
	// command carries them.
	Key   string
	Print uint64
	// Tickets are what the command was answered with, where that is not the
	// one ticket its first fact tells of: the same answer belongs to the same
	// command when it comes again.
	Tickets []uint64
	// Actor is who asked: role and name of the token, or [Clockwork] for the
	// office's own clockwork. Never a person's name.
	Actor string
	// From is where the command came from, such as "192.168.1.20" or
	// "console"; empty for the office's own clockwork and in old journals.
	// Those who act hold a token of the office: it is the address of a desk's
	// computer, never that of an applicant's phone.
	From string
	Fact Fact
}

// Fact is what happened. Facts carry every decision resolved (where an
// application went, not which rule sent it), so that an old journal replays
// the same under any later office.yaml.
type Fact interface {
	kind() string
	apply(*State, *Event)
}

// A fact's name in the journal never changes; a fact whose meaning must
// change gets a new name and the old one stays readable for good.
func blank(kind string) Fact {
	switch kind {
	case "day-opened":
		return new(DayOpened)
	case "day-closed":
		return new(DayClosed)
	case "issued":
		return new(Issued)
	case "called":
		return new(CalledUp)
	case "recalled":
		return new(Recalled)
	case "arrived":
		return new(Arrived)
	case "stepped":
		return new(Stepped)
	case "parked":
		return new(Parked)
	case "resumed":
		return new(Resumed)
	case "missed":
		return new(Missed)
	case "came-back":
		return new(CameBack)
	case "transferred":
		return new(Transferred)
	case "corrected":
		return new(Corrected)
	case "priority-set":
		return new(PrioritySet)
	case "released":
		return new(Released)
	case "put-by":
		return new(PutBy)
	case "linked":
		return new(Linked)
	case "delivered":
		return new(Delivered)
	case "undone":
		return new(Undone)
	case "desk-opened":
		return new(DeskOpened)
	case "desk-closed":
		return new(DeskClosed)
	case "desk-paused":
		return new(DeskPaused)
	case "stage-paused":
		return new(StagePaused)
	case "stage-resumed":
		return new(StageResumed)
	case "notice-set":
		return new(NoticeSet)
	case "print-asked":
		return new(PrintAsked)
	case "print-started":
		return new(PrintStarted)
	case "print-ended":
		return new(PrintEnded)
	case "printer-changed":
		return new(PrinterChanged)
	case "leased":
		return new(Leased)
	case "token-added":
		return new(TokenAdded)
	case "token-revoked":
		return new(TokenRevoked)
	}
	return nil
}

// Kind is the fact's name in the journal, such as "issued".
func (e *Event) Kind() string {
	if e.Fact == nil {
		return ""
	}
	return e.Fact.kind()
}

// about is the ticket an event concerns, 0 for none.
func (e *Event) about() uint64 {
	switch f := e.Fact.(type) {
	case *Issued:
		return e.Seq
	case *CalledUp:
		return f.Ticket
	case *Recalled:
		return f.Ticket
	case *Arrived:
		return f.Ticket
	case *Stepped:
		return f.Ticket
	case *Parked:
		return f.Ticket
	case *Resumed:
		return f.Ticket
	case *Missed:
		return f.Ticket
	case *CameBack:
		return f.Ticket
	case *Transferred:
		return f.Ticket
	case *Corrected:
		return f.Ticket
	case *PrioritySet:
		return f.Ticket
	case *Released:
		return f.Ticket
	case *PutBy:
		return f.Ticket
	case *Linked:
		return f.Ticket
	case *Delivered:
		return f.Ticket
	case *PrintAsked:
		return f.Ticket
	}
	return 0
}

// remember notes a command's answer on its first event.
func (e *Event) remember(r Result) {
	e.Tickets = slices.Clone(r.Tickets)
	if len(e.Tickets) == 0 && r.Ticket != 0 && r.Ticket != e.about() {
		e.Tickets = []uint64{r.Ticket}
	}
}

// done is what the state keeps of the command that caused the event.
func (e *Event) done(day Date) Done {
	d := Done{Print: e.Print, Ticket: e.about(), Day: day}
	if len(e.Tickets) > 0 {
		d.Ticket = e.Tickets[0]
	}
	if len(e.Tickets) > 1 {
		d.Tickets = e.Tickets
	}
	return d
}

// eventJSON is the form on disk. F is the fact itself to write it, in one go,
// and its bytes to read it, since the kind must be known first.
type eventJSON[F any] struct {
	Seq     uint64    `json:"seq"`
	At      time.Time `json:"at"`
	Key     string    `json:"key,omitempty"`
	Print   uint64    `json:"print,omitempty"`
	Tickets []uint64  `json:"tickets,omitempty"`
	Actor   string    `json:"by,omitempty"`
	From    string    `json:"from,omitempty"`
	Kind    string    `json:"kind"`
	Fact    F         `json:"fact"`
}

// ErrUnknownFact is returned for a record whose fact this version does not
// know: the journal was written by a newer one.
var ErrUnknownFact = errors.New("the journal holds a kind of fact this version does not know")

// MarshalJSON writes the event as one JSON object, the form the journal keeps
// and `giliran log` prints.
func (e Event) MarshalJSON() ([]byte, error) {
	if e.Fact == nil {
		return nil, errors.New("event without a fact")
	}
	return json.Marshal(&eventJSON[Fact]{e.Seq, e.At, e.Key, e.Print, e.Tickets, e.Actor, e.From, e.Fact.kind(), e.Fact})
}

// UnmarshalJSON reads what MarshalJSON wrote; ErrUnknownFact (wrapped) for a
// fact of a newer version.
func (e *Event) UnmarshalJSON(b []byte) error {
	var j eventJSON[json.RawMessage]
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	f := blank(j.Kind)
	if f == nil {
		return fmt.Errorf("%w: %q at sequence %d", ErrUnknownFact, j.Kind, j.Seq)
	}
	if err := json.Unmarshal(j.Fact, f); err != nil {
		return fmt.Errorf("fact %q at sequence %d: %w", j.Kind, j.Seq, err)
	}
	*e = Event{j.Seq, j.At, j.Key, j.Print, j.Tickets, j.Actor, j.From, f}
	return nil
}
