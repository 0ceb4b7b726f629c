package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"giliran/display/feed"
	"giliran/ticketing"
)

// Assignment is everything a board with hardware needs to know, whole each
// time, newest wins: what is wired, how its desks stand (lamps, displays),
// which papers to print, which numbers it may give out by itself.
type Assignment struct {
	Office   string            `json:"office"`
	At       time.Time         `json:"at"`
	Day      ticketing.Date    `json:"day"`
	Open     bool              `json:"open"`
	Wiring   json.RawMessage   `json:"wiring"` // the board's part of office.yaml
	Desks    []AssignedDesk    `json:"desks"`
	Services []AssignedService `json:"services"`
	Printer  AssignedPrinter   `json:"printer"`
	Jobs     []AssignedJob     `json:"jobs"`
	Leases   []AssignedLease   `json:"leases"`
}

// AssignedDesk is a desk whose panel is on the board.
type AssignedDesk struct {
	ID      string                `json:"id"`
	State   ticketing.DeskState   `json:"state"`
	Number  string                `json:"number"`
	Ticket  ticketing.TicketState `json:"ticket"`
	Call    uint64                `json:"call"`    // sequence of its present call
	Waiting int                   `json:"waiting"` // how many it could call
}

// AssignedService is a service with a button on the board.
type AssignedService struct {
	ID      string `json:"id"`
	Open    bool   `json:"open"`
	Refusal string `json:"refusal"`
}

// AssignedPrinter is the printer as the office last heard of it.
type AssignedPrinter struct {
	State   ticketing.PrinterState `json:"state"`
	Trouble bool                   `json:"trouble"`
}

// AssignedJob is a paper to print, with what stands on it.
type AssignedJob struct {
	ID    uint64              `json:"id"`
	Kind  ticketing.PaperKind `json:"kind"`
	State ticketing.JobState  `json:"state"`
	Asked time.Time           `json:"asked"`
	Copy  int                 `json:"copy"`
	Data  any                 `json:"data"`
}

// AssignedLease is what the board may give out of a service while it cannot
// reach the office; Data is the ticket's paper without its number. Its URL ends
// where the number's code goes, its Time is the layout of a time of day. Until
// is when the last of them may be given out, left out for no limit.
type AssignedLease struct {
	Service string                   `json:"service"`
	Day     ticketing.Date           `json:"day"`
	Until   time.Time                `json:"until,omitzero"`
	Numbers []ticketing.LeasedNumber `json:"numbers"`
	Data    any                      `json:"data"`
}

// Devices keeps an Assignment fresh for every board, each on a feed of its
// own, and lets one agent at a time have it.
type Devices struct {
	office *ticketing.Office
	epoch  string
	wiring map[string]json.RawMessage
	papers papers
	now    func() time.Time
	feeds  map[string]*deviceFeed
}

// deviceFeed is one board's feed.
type deviceFeed struct {
	hub   *feed.Hub
	shown []byte // the newest assignment without its time

	mu       sync.Mutex
	instance string // the agent that has it
}

// NewDevices makes the feeds of an office's boards. wiring is each board's
// part of office.yaml as JSON; baseURL is how phones reach the status page.
func NewDevices(o *ticketing.Office, epoch string, wiring map[string]json.RawMessage, baseURL string, now func() time.Time) *Devices {
	d := &Devices{office: o, epoch: epoch, wiring: wiring, papers: newPapers(o, baseURL), now: now, feeds: map[string]*deviceFeed{}}
	for i := range o.Devices {
		// Two seats: an agent that comes back before its old link is known to
		// be dead takes the second.
		d.feeds[o.Devices[i].ID] = &deviceFeed{hub: feed.NewHub(feed.HubOptions{MaxViewers: 2})}
	}
	return d
}

// Close ends every board's feed.
func (d *Devices) Close() {
	for _, f := range d.feeds {
		f.hub.Close()
	}
}

// Publish shows every board its part of a committed state, with what the public
// board of that state foretells; it is called on the engine's goroutine.
func (d *Devices) Publish(s *ticketing.State, public *ticketing.Board) {
	for i := range d.office.Devices {
		dev := &d.office.Devices[i]
		f := d.feeds[dev.ID]
		a := d.assign(s, dev, public)
		same, err := json.Marshal(a)
		if err != nil || bytes.Equal(same, f.shown) {
			continue
		}
		f.shown = same
		a.At = d.now().In(d.office.Zone)
		if b, err := json.Marshal(a); err == nil {
			f.hub.Publish(d.epoch, s.Seq, b)
		}
	}
}

func (d *Devices) assign(s *ticketing.State, dev *ticketing.Device, public *ticketing.Board) Assignment {
	a := Assignment{
		Office: d.office.ID, Day: s.Day, Open: s.Open, Wiring: d.wiring[dev.ID],
		Desks: []AssignedDesk{}, Services: []AssignedService{}, Jobs: []AssignedJob{}, Leases: []AssignedLease{},
	}
	for _, id := range dev.Desks {
		if desk, ok := d.office.Desk(id); ok {
			a.Desks = append(a.Desks, assignDesk(s, desk))
		}
	}
	now := d.now()
	if dev.Kiosk {
		for _, b := range s.BoardServices(d.office, now) {
			a.Services = append(a.Services, AssignedService{ID: b.ID, Open: b.Open, Refusal: b.Refusal})
		}
	}
	p := s.Printers[dev.ID]
	a.Printer = AssignedPrinter{State: p.State, Trouble: p.State.Trouble()}
	for _, j := range s.JobsOf(dev.ID) {
		a.Jobs = append(a.Jobs, AssignedJob{ID: j.ID, Kind: j.Kind, State: j.State, Asked: j.Since, Copy: j.Copy, Data: d.papers.of(s, j, now, public)})
	}
	for _, l := range s.LeasesOf(dev.ID) {
		a.Leases = append(a.Leases, AssignedLease{Service: l.Service, Day: l.Day, Until: s.LentUntil(d.office, l.Service).In(d.office.Zone), Numbers: append([]ticketing.LeasedNumber{}, l.Numbers...), Data: d.papers.blank(l.Service, s)})
	}
	return a
}

func assignDesk(s *ticketing.State, desk *ticketing.Desk) AssignedDesk {
	r := s.DeskOf(desk.ID)
	a := AssignedDesk{ID: desk.ID, State: r.State, Call: r.Call}
	if t := s.Ticket(r.Ticket); t != nil {
		a.Number, a.Ticket = t.Number, t.State
	}
	for _, stage := range desk.Stages {
		if _, paused := s.Paused[stage]; !paused {
			a.Waiting += len(s.Queues[stage])
		}
	}
	return a
}

// connect lets an agent follow its board, unless another one does.
func (s *Server) connect(w http.ResponseWriter, r *http.Request) {
	board := r.PathValue("board")
	c, _, err := s.permitted(r, deviceRole, "")
	f, ok := s.devices.feed(board)
	switch {
	case err != nil:
	case !ok:
		err = problem(http.StatusNotFound, "unknown-device", "office.yaml's wiring has no board "+board, "device", board)
	case c.Name != board:
		err = problem(http.StatusForbidden, "other-device", "this token is for board "+c.Name+" only", "device", c.Name)
	case !f.admit(r.URL.Query().Get("instance")):
		err = problem(http.StatusConflict, "device-taken", "another agent is connected as "+board+"; stop it, or give this one a board of its own", "device", board)
	}
	if err != nil {
		s.problemOf(err).write(w)
		return
	}
	f.hub.ServeHTTP(w, r)
}

func (d *Devices) feed(board string) (*deviceFeed, bool) {
	if d == nil {
		return nil, false
	}
	f, ok := d.feeds[board]
	return f, ok
}

// admit gives the board to an agent when nobody has it, or to the one that
// had it and lost its link.
func (f *deviceFeed) admit(instance string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.hub.Viewers() > 0 && instance != f.instance {
		return false
	}
	f.instance = instance
	return true
}
