package ticketing

import "time"

// DayOpened starts a business day, or opens the same day again. Numbers start
// over only when the date is a new one; it is never an earlier one.
type DayOpened struct {
	Day    Date `json:"day"`
	Manual bool `json:"manual,omitempty"` // opened by hand: the hours do not bind until it is closed by hand or a new day opens
	Dated  bool `json:"dated,omitempty"`  // a person named the date: what the clock said before is forgotten
}

// DayClosed ends the business day. What happened to those left over follows
// as facts of their own.
type DayClosed struct{}

// Issued is a new ticket. Its id is the sequence number of this event.
type Issued struct {
	Code     string `json:"code"`
	Number   string `json:"number"`
	N        int    `json:"n"`
	Service  string `json:"service"`
	Stage    string `json:"stage"`
	Priority bool   `json:"priority,omitempty"`
	For      uint64 `json:"for,omitempty"` // the application this visit picks up
	// Offline: the number was given out by a board that could not reach the
	// office. Day is then the business day it belongs to, and Pressed the
	// board's remark on when.
	Offline bool      `json:"offline,omitempty"`
	Day     Date      `json:"day,omitempty"`
	Pressed time.Time `json:"pressed,omitzero"`
}

// Turn is the state of a stage's priority ratio and of a desk's run after a
// call by policy, so that replay needs no policy.
type Turn struct {
	Priority int `json:"priority,omitempty"`
	Regular  int `json:"regular,omitempty"`
	Run      int `json:"run,omitempty"`
}

// CalledUp brings a waiting (parked, missed, returned) application to a desk:
// the applicant is called, or with File only the papers move.
type CalledUp struct {
	Ticket uint64 `json:"ticket"`
	Desk   string `json:"desk"`
	Stage  string `json:"stage"`
	File   bool   `json:"file,omitempty"`
	Turn   *Turn  `json:"turn,omitempty"` // nil when a given number was called
}

// Recalled repeats a call.
type Recalled struct {
	Ticket uint64 `json:"ticket"`
	Desk   string `json:"desk"`
}

// Arrived notes that the called applicant stands at the desk.
type Arrived struct {
	Ticket uint64 `json:"ticket"`
	Desk   string `json:"desk"`
}

// Stepped ends a stage with one of its outcomes and says where that led.
type Stepped struct {
	Ticket   uint64      `json:"ticket"`
	Desk     string      `json:"desk"`
	Stage    string      `json:"stage"`
	Outcome  string      `json:"outcome"`
	To       Destination `json:"to"`
	Complete bool        `json:"complete,omitempty"` // the file is complete: the deadline runs from here
	Missing  []string    `json:"missing,omitempty"`  // ids of missing documents
	Note     string      `json:"note,omitempty"`     // the desk's remark, printed on the slip
	Slip     string      `json:"slip,omitempty"`     // slip handed out
	Outside  bool        `json:"outside,omitempty"`  // the hold is outside the office's hands
}

// Parked sets an application aside at its desk.
type Parked struct {
	Ticket uint64 `json:"ticket"`
	Desk   string `json:"desk"`
}

// Resumed takes a parked application back to a desk without calling.
type Resumed struct {
	Ticket uint64 `json:"ticket"`
	Desk   string `json:"desk"`
}

// Missed ends the calling of an applicant who did not come.
type Missed struct {
	Ticket uint64 `json:"ticket"`
	Desk   string `json:"desk"`
}

// CameBack puts a returned or missed applicant back into the queue of a stage
// at a place (0 is the front).
type CameBack struct {
	Ticket uint64 `json:"ticket"`
	Stage  string `json:"stage"`
	Place  int    `json:"place"`
}

// Transferred moves an application to a stage outside the route, keeping its
// number; with Service also to another service.
type Transferred struct {
	Ticket  uint64 `json:"ticket"`
	Desk    string `json:"desk"`
	Stage   string `json:"stage"`
	Service string `json:"service,omitempty"`
}

// Corrected gives an application the service it really is; stage and number
// stay.
type Corrected struct {
	Ticket  uint64 `json:"ticket"`
	Service string `json:"service"`
}

// PrioritySet changes an application's priority. The reason is nobody's
// business and is not recorded.
type PrioritySet struct {
	Ticket   uint64 `json:"ticket"`
	Priority bool   `json:"priority"`
}

// Released takes one application out of a hold and says where it goes on: a
// stage, or another hold when the applicant has to come first.
type Released struct {
	Ticket  uint64      `json:"ticket"`
	Hold    string      `json:"hold"`
	To      Destination `json:"to"`
	Outside bool        `json:"outside,omitempty"`
}

// PutBy is what closing time did to an application left over: a hold, or the
// end.
type PutBy struct {
	Ticket  uint64      `json:"ticket"`
	To      Destination `json:"to"`
	Slip    string      `json:"slip,omitempty"`
	Outside bool        `json:"outside,omitempty"`
}

// Linked ties a pick-up ticket taken without its slip to the application it
// picks up.
type Linked struct {
	Ticket uint64 `json:"ticket"`
	For    uint64 `json:"for"`
}

// Delivered ends an application past its deadline at the applicant's home.
// Receiver stays empty unless the office has turned its recording on.
type Delivered struct {
	Ticket   uint64 `json:"ticket"`
	Receiver string `json:"receiver,omitempty"`
}

// Undone takes a desk's last step back.
type Undone struct {
	Desk string `json:"desk"`
	Step uint64 `json:"step"` // sequence of the step taken back
}

// DeskOpened puts a desk to work.
type DeskOpened struct {
	Desk string `json:"desk"`
}

// DeskClosed ends a desk's work.
type DeskClosed struct {
	Desk string `json:"desk"`
}

// DeskPaused is a break of one desk.
type DeskPaused struct {
	Desk   string `json:"desk"`
	Reason string `json:"reason,omitempty"`
}

// StagePaused stops a stage for the whole office and tells everyone why.
type StagePaused struct {
	Stage  string `json:"stage"`
	Notice Text   `json:"notice"`
}

// StageResumed lets a paused stage work again.
type StageResumed struct {
	Stage string `json:"stage"`
}

// NoticeSet changes the office's running notice; empty takes it away.
type NoticeSet struct {
	Notice Text `json:"notice"`
}

// PrintAsked puts a paper in a printer's line. The job's id is the sequence
// number of this event.
type PrintAsked struct {
	Printer string    `json:"printer"`
	Kind    PaperKind `json:"kind"`
	Ticket  uint64    `json:"ticket,omitempty"`
	Slip    string    `json:"slip,omitempty"` // which slip
	Day     Date      `json:"day,omitempty"`  // of a register
	Of      uint64    `json:"of,omitempty"`   // the job this one repeats
	Copy    int       `json:"copy,omitempty"` // 0 for the first print
}

// PrintStarted says that a job's printer is about to get its first byte.
type PrintStarted struct {
	Job uint64 `json:"job"`
}

// PrintEnded says what became of a job: printed, failed, dropped, or unsure
// when nobody knows.
type PrintEnded struct {
	Job    uint64   `json:"job"`
	As     JobState `json:"as"`
	Reason string   `json:"reason,omitempty"`
}

// PrinterChanged is what a printer says of itself.
type PrinterChanged struct {
	Printer string       `json:"printer"`
	State   PrinterState `json:"state"`
}

// Leased lends a board numbers it may give out while it cannot reach the
// office. It replaces what the board still held of the service.
type Leased struct {
	Device  string         `json:"device"`
	Service string         `json:"service"`
	Numbers []LeasedNumber `json:"numbers"`
}

// LeasedNumber is one lent number with the code of its paper.
type LeasedNumber struct {
	Number string `json:"number"`
	Code   string `json:"code"`
}

// TokenAdded admits a holder of a secret to a role. Only the secret's
// SHA-256 is kept.
type TokenAdded struct {
	ID   string `json:"id"`
	Role string `json:"role"`
	Name string `json:"name"`
	Hash string `json:"hash"` // hex SHA-256
}

// TokenRevoked shuts a token out.
type TokenRevoked struct {
	ID string `json:"id"`
}

// Token is an admitted token as the state keeps it.
type Token struct {
	ID, Role, Name, Hash string
	Added                time.Time
}
