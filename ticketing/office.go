package ticketing

import (
	"slices"
	"time"
)

// Text is one piece of wording in several languages, keyed by language code
// ("id", "jv", "mad", "en"). What people read comes from the office's files,
// never from code.
type Text map[string]string

// In gives the wording in lang; where it is missing, in Indonesian; where that
// is missing too, in any language, the first by its code.
func (t Text) In(lang string) string {
	if s := t[lang]; s != "" {
		return s
	}
	if s := t["id"]; s != "" {
		return s
	}
	best := ""
	for l := range t {
		if t[l] != "" && (best == "" || l < best) {
			best = l
		}
	}
	return t[best]
}

// Office is an office's configuration: who it is, when it is open, and its
// service standard as services, stages, outcomes, holds and desks. It is a
// plain value that never changes while the office runs; package office reads
// it from office.yaml and finds every mistake in it.
type Office struct {
	ID        string
	Name      Text
	Address   string
	Standard  string // the published service standard being executed, e.g. "SK 000.8.3.3/18/427.83.2024"
	Fee       Text   // what it costs, printed on tickets ("GRATIS")
	Languages []string
	Contacts  []Contact // where complaints go
	Ticker    []Text    // lines that run along the bottom of the wall
	Theme     *Theme    // how the wall looks; nil as it comes
	Zone      *time.Location
	Hours     Hours

	Services []Service
	Stages   []Stage
	Holds    []Hold
	Slips    []Slip
	Desks    []Desk

	// Devices are the boards with hardware, and Printing how their printers
	// are used; see do_print.go and do_offline.go.
	Devices  []Device
	Printing Printing

	Digits int // digits of a ticket number after its prefix, 1–6
	Policy Policy
	// RecordReceiver keeps the name of who received a card delivered to the
	// home. It is personal data (UU 27/2022) and so off unless the office
	// turns it on.
	RecordReceiver bool
}

// Contact is one way to reach the office or to complain.
type Contact struct {
	Kind string `json:"kind"` // "whatsapp", "phone", "web", "mail", "facebook", "lapor" …
	Text string `json:"text"` // as printed
}

// Policy holds the numbers by which waiting applicants are ordered.
// See Queue for how they act together.
type Policy struct {
	// Ratio is how many priority applicants are called for how many regular
	// ones while both wait (UU 25/2009 Art. 29 asks for the priority; the
	// ratio keeps it from starving the others). Both at least 1.
	Ratio Ratio
	// NoShowCalls is how often an absent applicant is called before the desk
	// goes on, at least 1. NoShowSkip is how many waiting applicants go first
	// when one who missed the calls reports later.
	NoShowCalls, NoShowSkip int
	// ReturnSkip is how many waiting applicants go first when one who was sent
	// for missing documents is back on the same day.
	ReturnSkip int
	// Overtakes is how often one waiting applicant may be overtaken by people
	// who come back; then nobody is put before him any more. At least 1.
	Overtakes int
	// StageRun is how many applicants in a row a desk takes from the stage it
	// prefers while somebody has waited longer in another of its stages. At
	// least 1.
	StageRun int
}

// Ratio is Priority : Regular, as in "2 priority to 1 regular".
type Ratio struct {
	Priority int `json:"priority"`
	Regular  int `json:"regular"`
}

// Service is something an applicant can take a number for.
type Service struct {
	ID        string
	Prefix    string // upper-case letters before the number, unique in the office
	Name      Text
	Documents []Document
	Start     string // stage where its tickets begin
	Quota     int    // tickets per business day, 0 for no limit
	Opens     Clock  // ticket window within the day; zero values mean the office's own
	Closes    Clock
	// Deadline is how many working days the office has, counted from the
	// moment the file was complete; 0 for none.
	Deadline int
	// Pickup names the hold whose slips this service takes up again (the
	// collecting of a finished card); empty for an ordinary service.
	Pickup string
	// Stages changes single stages for this service only, keyed by stage id.
	Stages map[string]StageChange
}

// Document is one paper an applicant brings.
type Document struct {
	ID   string
	Name Text
}

// StageChange is how one service differs from the common stage.
type StageChange struct {
	Target   time.Duration          // 0: as the stage says
	Outcomes map[string]Destination // by outcome id; others as the stage says
}

// Mode tells whether an applicant is called to a stage or only the file moves.
type Mode string

// The modes of a stage.
const (
	Called Mode = "called" // the applicant is called to a counter and to the wall
	File   Mode = "file"   // only the papers move; the wall shows the stage
)

// Stage is one station of the service standard.
type Stage struct {
	ID       string
	Name     Text
	Mode     Mode
	Target   time.Duration // how long the standard allows, 0 for unsaid
	Limit    time.Duration // upper end of a range target ("5–10 min"), else equal to Target
	Outcomes []Outcome
	// AtClose is what happens at closing time to those who still wait here.
	AtClose Closing
	// Absent is the hold for an application that reaches this stage on a later
	// day than its ticket was issued, when the applicant is not in the room;
	// empty: it waits in the stage like any other.
	Absent string
}

// Closing is what becomes of a waiting ticket when the day closes.
type Closing struct {
	Keep bool   // stays where it is until the next business day
	Hold string // goes into this hold; otherwise, and without Keep, it ends
}

// Outcome is one way a stage can end.
type Outcome struct {
	ID   string
	Name Text
	To   Destination
	// Complete marks the outcome by which the file is received complete and
	// correct: here the deadline starts to run.
	Complete bool
	// Documents asks the desk to name the missing documents.
	Documents bool
}

// Destination is where an outcome leads: to a stage, into a hold, back to the
// applicant (returned, to come again on the same number), or to the end.
// Exactly one is set.
type Destination struct {
	Stage    string `json:"stage,omitempty"`
	Hold     string `json:"hold,omitempty"`
	Returned bool   `json:"returned,omitempty"`
	Finished bool   `json:"finished,omitempty"`
}

// Hold takes an application out of the queue for hours or days.
type Hold struct {
	ID      string
	Name    Text
	To      string            // stage at which a released application goes on
	Outside bool              // the wait is outside the office's hands (second clock)
	Slip    string            // slip the applicant gets, empty for none
	Slips   map[string]string // slip by service id where it differs from Slip
}

// Slip is a paper given to an applicant who is put on hold.
type Slip struct {
	ID   string
	Name Text
	Note Text // what happens next, in one or two sentences
	Off  bool // the office does not hand it out at present; Instead is used
	// Instead names the slip handed out while this one is off.
	Instead string
}

// Desk is a place where staff work: a counter with an applicant in front of
// it, or an operator who only sees files.
type Desk struct {
	ID     string
	Name   Text
	Stages []string // what it serves, the preferred stage first
}

// Device is a board with hardware beside people: a kiosk, panels on desks, a
// ticket printer.
type Device struct {
	ID      string
	Kiosk   bool     // applicants take numbers here
	Desks   []string // desks whose panels it carries
	Printer bool
	// Offline is how many numbers of each service the board may give out by
	// itself while it cannot reach the office, 0–99; 0 for none.
	Offline int
}

// Printing is how the office uses its ticket printers.
type Printing struct {
	// MaxAge is how long a paper may wait for its printer before it is
	// dropped: paper that comes out when nobody waits for it any more only
	// confuses. 0 means two minutes.
	MaxAge time.Duration
	// StopWhenOut stops giving out numbers at a kiosk whose printer cannot
	// print; otherwise the number is shown on the screen alone.
	StopWhenOut bool
}

// Device gives the device with that id.
func (o *Office) Device(id string) (*Device, bool) {
	return find(o.Devices, id, func(d *Device) string { return d.ID })
}

// PrinterOf is the device that prints for a desk: the one with its panel,
// else the kiosk's, else any; "" when the office has no printer.
func (o *Office) PrinterOf(desk string) string {
	best, rank := "", 0
	for i := range o.Devices {
		d := &o.Devices[i]
		r := 1
		if d.Kiosk {
			r = 2
		}
		if slices.Contains(d.Desks, desk) {
			r = 3
		}
		if d.Printer && r > rank {
			best, rank = d.ID, r
		}
	}
	return best
}

// Service gives the service with that id.
func (o *Office) Service(id string) (*Service, bool) {
	return find(o.Services, id, func(s *Service) string { return s.ID })
}

// Stage gives the stage with that id.
func (o *Office) Stage(id string) (*Stage, bool) {
	return find(o.Stages, id, func(s *Stage) string { return s.ID })
}

// Hold gives the hold with that id.
func (o *Office) Hold(id string) (*Hold, bool) {
	return find(o.Holds, id, func(h *Hold) string { return h.ID })
}

// Slip gives the slip with that id.
func (o *Office) Slip(id string) (*Slip, bool) {
	return find(o.Slips, id, func(s *Slip) string { return s.ID })
}

// Desk gives the desk with that id.
func (o *Office) Desk(id string) (*Desk, bool) {
	return find(o.Desks, id, func(d *Desk) string { return d.ID })
}

// Outcome gives the stage's outcome with that id.
func (s *Stage) Outcome(id string) (*Outcome, bool) {
	return find(s.Outcomes, id, func(o *Outcome) string { return o.ID })
}

// Document gives the service's document with that id.
func (s *Service) Document(id string) (*Document, bool) {
	return find(s.Documents, id, func(d *Document) string { return d.ID })
}

// Serves tells whether the desk serves the stage.
func (d *Desk) Serves(stage string) bool {
	for _, s := range d.Stages {
		if s == stage {
			return true
		}
	}
	return false
}

// Leads is where an outcome of a stage takes an application of a service,
// the service's own differences included.
func (o *Office) Leads(service string, stage *Stage, outcome *Outcome) Destination {
	if s, ok := o.Service(service); ok {
		if to, ok := s.Stages[stage.ID].Outcomes[outcome.ID]; ok {
			return to
		}
	}
	return outcome.To
}

// Target is how long the standard allows a stage for a service, 0 for unsaid.
func (o *Office) Target(service, stage string) time.Duration {
	if s, ok := o.Service(service); ok {
		if t := s.Stages[stage].Target; t > 0 {
			return t
		}
	}
	if s, ok := o.Stage(stage); ok {
		return s.Target
	}
	return 0
}

// SlipFor is the slip an applicant of a service gets when put into a hold,
// with slips that are switched off replaced; empty for none.
func (o *Office) SlipFor(service string, h *Hold) string {
	id := h.Slip
	if own, ok := h.Slips[service]; ok {
		id = own
	}
	for range o.Slips { // a replacement may be off too; never longer than there are slips
		s, ok := o.Slip(id)
		if !ok || !s.Off {
			break
		}
		id = s.Instead
	}
	return id
}

func find[T any](list []T, id string, of func(*T) string) (*T, bool) {
	for i := range list {
		if of(&list[i]) == id {
			return &list[i], true
		}
	}
	return nil, false
}
