package ticketing

import "time"

// TicketState is where a ticket stands.
type TicketState string

// The states of a ticket, as the API names them.
const (
	Waiting  TicketState = "waiting"  // in a stage's queue
	Calling  TicketState = "called"   // called to a desk, not there yet
	Serving  TicketState = "serving"  // at a desk
	Aside    TicketState = "parked"   // set aside by a desk
	Held     TicketState = "held"     // in a hold
	Returned TicketState = "returned" // sent for missing documents
	NoShow   TicketState = "no-show"  // did not come when called
	Finished TicketState = "finished" // done
	Ended    TicketState = "ended"    // left over at closing time
)

// Over tells whether nothing can happen to the ticket any more.
func (s TicketState) Over() bool { return s == Finished || s == Ended }

// Ticket is one number and the application it stands for. It holds nothing
// personal.
type Ticket struct {
	ID       uint64 // sequence of the event that issued it
	Code     string // the secret on the paper, see NewCode
	Number   string // as called, "B001"; unique within Day
	N        int
	Day      Date // the business day it was issued on
	Service  string
	Priority bool `json:",omitempty"`

	State TicketState
	Stage string // the stage it is in, was held or returned from; kept when over
	Desk  string `json:",omitempty"` // desk that has it (called, serving) or parked it
	Hold  string `json:",omitempty"`

	For   uint64 `json:",omitempty"` // application this pick-up visit is for
	Visit uint64 `json:",omitempty"` // open pick-up visit for this application

	Issued   time.Time
	Since    time.Time // when it came into the present State
	Complete time.Time // when its file was complete, zero before
	Calls    int       `json:",omitempty"` // calls since it last waited
	// Entered is the sequence of the event by which it joined its present
	// queue: who entered earlier has waited longer.
	Entered uint64 `json:",omitempty"`
	// Overtaken counts how often somebody who came back was put before it in
	// its present queue.
	Overtaken int      `json:",omitempty"`
	Missing   []string `json:",omitempty"` // documents it was returned for
	Note      string   `json:",omitempty"`
	Slip      string   `json:",omitempty"` // last slip handed out
	Route     []Leg    // what it has been through, in order
	Last      uint64   // sequence of the last event about it
	Over      Date     `json:",omitempty"` // business day it came to rest on
}

// Leg is one part of an application's way: a stage or a hold.
type Leg struct {
	Stage   string    `json:"stage,omitempty"`
	Hold    string    `json:"hold,omitempty"`
	Outside bool      `json:"outside,omitempty"` // hold outside the office's hands
	In      time.Time `json:"in"`                // came in
	Called  time.Time `json:"called,omitzero"`   // first called, or taken up by a desk
	Out     time.Time `json:"out,omitzero"`      // went on
	Desk    string    `json:"desk,omitempty"`
	Outcome string    `json:"outcome,omitempty"`
}

// leg is the present part of the way; a ticket always has one.
func (t *Ticket) leg() *Leg { return &t.Route[len(t.Route)-1] }

// clone copies the ticket with its route, so that the copy stays as it was.
func (t *Ticket) clone() Ticket {
	c := *t
	c.Route = append([]Leg(nil), t.Route...)
	c.Missing = append([]string(nil), t.Missing...)
	return c
}
