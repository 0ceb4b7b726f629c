package agent

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"giliran/ticketing"
	"giliran/ticketing/office"

	"giliran/firmware-agent/printer/paper"
)

// Assignment is what the office wants a board to know, whole each time: what
// is wired, how its desks stand, what to print, which numbers it may give out
// by itself.
type Assignment struct {
	Office   string         `json:"office"`
	At       time.Time      `json:"at"` // when it was made, in the office's time zone
	Day      ticketing.Date `json:"day"`
	Open     bool           `json:"open"`
	Wiring   office.Board   `json:"wiring"`
	Desks    []Desk         `json:"desks"`
	Services []Service      `json:"services"`
	Printer  PrinterView    `json:"printer"`
	Jobs     []Job          `json:"jobs"` // in the order asked
	Leases   []Lease        `json:"leases"`
}

// Desk is how a desk stands whose panel is on the board.
type Desk struct {
	ID      string                `json:"id"`
	State   ticketing.DeskState   `json:"state"`
	Number  string                `json:"number"` // in hand, empty for none
	Ticket  ticketing.TicketState `json:"ticket"` // of that number
	Call    uint64                `json:"call"`   // which call it was; each call has another
	Waiting int                   `json:"waiting"`
}

// Service is a service with a button on the board.
type Service struct {
	ID      string `json:"id"`
	Open    bool   `json:"open"`
	Refusal string `json:"refusal"`
}

// PrinterView is the board's printer as the office last heard of it.
type PrinterView struct {
	State   ticketing.PrinterState `json:"state"`
	Trouble bool                   `json:"trouble"`
}

// Job is a paper to print. Data is one of package paper's data, by Kind.
type Job struct {
	ID    uint64              `json:"id"`
	Kind  ticketing.PaperKind `json:"kind"`
	State ticketing.JobState  `json:"state"`
	Asked time.Time           `json:"asked"`
	Copy  int                 `json:"copy"` // 0 for the first print
	Data  json.RawMessage     `json:"data"`
}

// Lease is what the board may give out of a service while it cannot reach the
// office. Data is the ticket without what differs from number to number: its
// URL ends where the ticket's code goes, and its Time is the layout of a time
// of day (as in package time). After Until, if that is said, nothing of it is
// given out.
type Lease struct {
	Service string                   `json:"service"`
	Day     ticketing.Date           `json:"day"`
	Until   time.Time                `json:"until,omitzero"`
	Numbers []ticketing.LeasedNumber `json:"numbers"`
	Data    paper.TicketData         `json:"data"`
}

// message is an assignment and its place in the order of assignments: seq
// counts up within an epoch, and epochs have no order.
type message struct {
	epoch string
	seq   uint64
	board Assignment
}

// errMalformed is wrapped by every error about bytes that are no message.
var errMalformed = errors.New("the office sent no assignment")

// parseMessage reads {"epoch":"…","seq":12,"board":{…}}. Members it does not
// know are skipped, so that an older agent understands a newer office.
func parseMessage(wire []byte) (message, error) {
	var raw struct {
		Epoch string      `json:"epoch"`
		Seq   *uint64     `json:"seq"`
		Board *Assignment `json:"board"`
	}
	if !utf8.Valid(wire) {
		return message{}, fmt.Errorf("%w: not UTF-8", errMalformed)
	}
	if err := json.Unmarshal(wire, &raw); err != nil {
		return message{}, fmt.Errorf("%w: %w", errMalformed, err)
	}
	if raw.Epoch == "" || raw.Seq == nil || raw.Board == nil {
		return message{}, fmt.Errorf("%w: epoch, seq or board is missing", errMalformed)
	}
	if raw.Board.Wiring.ID == "" {
		return message{}, fmt.Errorf("%w: nothing about the wiring", errMalformed)
	}
	return message{raw.Epoch, *raw.Seq, *raw.Board}, nil
}

// supersedes reports whether m may take the place of old.
func (m message) supersedes(old message) bool {
	return m.epoch != old.epoch || m.seq >= old.seq
}
