package ticketing

import "time"

// Board is the public picture of the office: calls, desks, stages, and the
// waiting numbers of each stage in order. It holds nothing personal. Every
// viewer gets the same bytes and finds its own number in it.
type Board struct {
	Office BoardOffice `json:"office"`
	// At is the wall clock when the board was made; a viewer shows it when
	// the link is lost ("data pukul 09.41").
	At       time.Time      `json:"at"`
	Day      Date           `json:"day"`  // the business day, "" before the first
	Open     bool           `json:"open"` // the day is open
	Calls    []Call         `json:"calls"`
	Desks    []BoardDesk    `json:"desks"`
	Stages   []BoardStage   `json:"stages"`
	Services []BoardService `json:"services"`
	Holds    []BoardHold    `json:"holds"`
	Notice   Text           `json:"notice,omitempty"` // the running notice set by hand
	// Printers lists the ticket printers that say they cannot print.
	Printers []BoardPrinter `json:"printers,omitempty"`
}

// BoardPrinter is a printer in trouble.
type BoardPrinter struct {
	ID    string       `json:"id"`
	State PrinterState `json:"state"`
}

// BoardOffice is what a screen needs to know of the office itself.
type BoardOffice struct {
	Name      Text      `json:"name"`
	Languages []string  `json:"languages"` // in the order to show and speak them
	Zone      string    `json:"zone"`      // IANA name
	Offset    int       `json:"offset"`    // seconds east of UTC at At, for screens without zone files
	Ticker    []Text    `json:"ticker,omitempty"`
	Contacts  []Contact `json:"contacts,omitempty"`
	Ratio     Ratio     `json:"ratio"` // priority : regular, so that a screen can explain the order
	Holiday   Text      `json:"holiday,omitempty"`
	// Opens and Last are today's hours as "07.30"; empty on a closed day.
	Opens string `json:"opens,omitempty"`
	Last  string `json:"last,omitempty"`
	// Theme is how the office wants its wall to look; nil as it comes.
	Theme *Theme `json:"theme,omitempty"`
}

// Call is one call to a desk. Seq counts calls alone and grows for good, so a
// screen shows and speaks each exactly once and in order.
type Call struct {
	Seq    uint64    `json:"seq"`
	Number string    `json:"number"`
	Day    Date      `json:"day,omitempty"` // only when the number is not of the board's day
	Desk   string    `json:"desk"`
	Stage  string    `json:"stage"`
	At     time.Time `json:"at"`
	Nth    int       `json:"nth"` // 1 for the first call, 2 and more for recalls
}

// BoardDesk is a desk as the public sees it.
type BoardDesk struct {
	ID     string      `json:"id"`
	Name   Text        `json:"name"`
	State  DeskState   `json:"state"`
	Reason string      `json:"reason,omitempty"` // of a pause
	Called bool        `json:"called"`           // serves stages to which applicants are called
	Number string      `json:"number,omitempty"`
	Day    Date        `json:"day,omitempty"` // only when the number is not of the board's day
	Stage  string      `json:"stage,omitempty"`
	Ticket TicketState `json:"ticket,omitempty"` // called or serving
	Call   uint64      `json:"call,omitempty"`   // Seq of its present call
}

// BoardStage is a stage and who waits for it.
type BoardStage struct {
	ID      string      `json:"id"`
	Name    Text        `json:"name"`
	Mode    Mode        `json:"mode"`
	Waiting []BoardWait `json:"waiting"` // in the order of the queue
	Serving []BoardWait `json:"serving"` // at desks now
	Paused  Text        `json:"paused,omitempty"`
	Minutes int         `json:"minutes,omitempty"` // the standard's target
}

// BoardWait is one number in a queue. The reason of a priority is never
// shown; that a number has priority is, so that the order explains itself.
type BoardWait struct {
	Number   string `json:"n"`
	Day      Date   `json:"day,omitempty"` // only when not of the board's day
	Priority bool   `json:"p,omitempty"`
	Wait     Span   `json:"w,omitzero"` // until it is called, with nine chances in ten
}

// Span is between how many minutes something takes. The zero Span is unknown.
type Span [2]int

// Known tells whether anything is known.
func (s Span) Known() bool { return s != Span{} }

// BoardService is a service at the kiosk.
type BoardService struct {
	ID      string `json:"id"`
	Prefix  string `json:"prefix"`
	Name    Text   `json:"name"`
	Open    bool   `json:"open"`              // tickets are given out now
	Refusal string `json:"refusal,omitempty"` // why not: a Refusal code such as "quota"
	Issued  int    `json:"issued"`            // today
	Left    int    `json:"left"`              // of today's quota, -1 without one
	Paused  string `json:"paused,omitempty"`  // id of a paused stage on its way
	// Wait is until somebody would be called who took a number now, with nine
	// chances in ten.
	Wait Span `json:"wait,omitzero"`
}

// BoardHold counts the applications in a hold.
type BoardHold struct {
	ID    string `json:"id"`
	Name  Text   `json:"name"`
	Count int    `json:"count"`
}

// DeskState is whether a desk works.
type DeskState string

// The states of a desk.
const (
	DeskShut  DeskState = "closed"
	DeskOpen  DeskState = "open"
	DeskBreak DeskState = "paused"
)
