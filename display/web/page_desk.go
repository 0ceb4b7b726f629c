package web

import (
	"net/http"
	"slices"
	"time"

	"giliran/ticketing"
)

// deskView is a desk as the one who works there sees it.
type deskView struct {
	Desk    *ticketing.Desk
	State   ticketing.DeskState
	Reason  string
	Open    bool // the business day
	Hand    *inHand
	Last    *lastDone // what it did before, when its hand is empty
	Lines   []line
	Waiting int         // in all of its stages
	Next    *lineTicket // whom the desk calls next, nil for nobody
	Away    []awayTicket
	Prints  bool // the office has a printer
	// Broken are the printers that cannot print: whoever sits nearest mends them.
	Broken []ticketing.BoardPrinter
	Undo   bool
	Calls  int // after how many calls the custom goes on
	// Stages and Services are where a number can be sent instead.
	Stages   []ticketing.Stage
	Services []ticketing.Service
}

// inHand is the number a desk works on.
type inHand struct {
	Ticket   ticketing.Ticket
	Service  *ticketing.Service
	Stage    ticketing.Stage
	Other    bool // the number is of another day
	Began    time.Time
	Target   time.Duration
	Limit    time.Duration
	Outcomes []ending
	Steps    []step
	For      string // number of the application a pick-up is for
	Unlinked bool   // a pick-up without its slip
	Missing  []ticketing.Text
}

// ending is an outcome as a button: the key that presses it and where it leads.
type ending struct {
	Key      int // 1–9, 0 for none
	ID       string
	Name     ticketing.Text
	To       ticketing.Text // nil when returned or finished
	Hold     bool
	Returned bool
	Finished bool
}

// lastDone is the application a desk has just sent on.
type lastDone struct {
	Ticket  ticketing.Ticket
	Stage   ticketing.Text
	Hold    ticketing.Text
	Slip    *ticketing.Slip // to hand over now
	Missing []ticketing.Text
}

// line is one of the desk's stages and who waits there, in order of call.
type line struct {
	Name    ticketing.Text
	Paused  ticketing.Text
	Tickets []lineTicket
	More    int // waiting beyond those listed
}

// lineTicket is one waiting number, and what for.
type lineTicket struct {
	Number   string
	Service  ticketing.Text
	Priority bool
	Since    time.Time
}

// awayTicket is a number that can be taken up again.
type awayTicket struct {
	Code, Number string
	State        ticketing.TicketState
	Since        time.Time
}

// listed is how many waiting numbers a desk sees of each stage.
const listed = 12

func (p *pages) desk(w http.ResponseWriter, r *http.Request) {
	d, ok := p.office.Desk(r.PathValue("desk"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	v := &deskView{Desk: d}
	if err := p.queue.View(r.Context(), func(s *ticketing.State) { p.fillDesk(v, s) }); err != nil {
		p.failed(w, r, err)
		return
	}
	p.show(w, r, http.StatusOK, &page{Kind: "desk", Title: "desk.title", Script: true, View: v})
}

func (p *pages) fillDesk(v *deskView, s *ticketing.State) {
	o, rec := p.office, s.DeskOf(v.Desk.ID)
	v.State, v.Reason, v.Open = rec.State, rec.Reason, s.Open
	_, _, err := s.Decide(o, ticketing.Command{Do: ticketing.UndoStep{Desk: v.Desk.ID}}, p.now())
	v.Undo = err == nil
	v.Calls, v.Stages, v.Services = o.Policy.NoShowCalls, o.Stages, o.Services
	for _, id := range v.Desk.Stages {
		l := lineOf(o, s, id)
		v.Waiting += len(l.Tickets) + l.More
		v.Lines = append(v.Lines, l)
	}
	for _, t := range s.Line(o, v.Desk, 1) {
		v.Next = &lineTicket{Number: t.Number, Service: ahead(o, ticketing.Destination{Stage: t.Stage}).Name}
	}
	v.Away, v.Prints = awayFrom(o, s, v.Desk), o.PrinterOf("") != ""
	v.Broken = s.PrintersInTrouble(o)
	if t := s.Ticket(rec.Ticket); t != nil {
		v.Hand = handOf(o, s, t)
	} else if rec.Undo != nil && len(rec.Undo.Before) > 0 {
		v.Last = lastOf(o, s.Ticket(rec.Undo.Before[0].ID))
	}
}

func lineOf(o *ticketing.Office, s *ticketing.State, stage string) line {
	l := line{Paused: s.Paused[stage]}
	if st, ok := o.Stage(stage); ok {
		l.Name = st.Name
	}
	order := s.Order(stage, o.Policy.Ratio)
	l.More = max(0, len(order)-listed)
	for _, t := range order[:len(order)-l.More] {
		l.Tickets = append(l.Tickets, lineTicket{Number: t.Number, Service: serviceOf(o, t).Name, Priority: t.Priority, Since: t.Since})
	}
	return l
}

// awayFrom lists whom the desk can take up again: those it has parked, and of
// today those who missed their calls or were sent for documents from a stage
// it serves.
func awayFrom(o *ticketing.Office, s *ticketing.State, d *ticketing.Desk) []awayTicket {
	var list []awayTicket
	for _, t := range s.Tickets {
		mine := t.State == ticketing.Aside && t.Desk == d.ID
		missed := t.State == ticketing.NoShow && d.Serves(t.Stage)
		back := t.State == ticketing.Returned && servesCalled(o, d)
		if mine || missed || back {
			list = append(list, awayTicket{Code: t.Code, Number: t.Number, State: t.State, Since: t.Since})
		}
	}
	slices.SortFunc(list, func(a, b awayTicket) int { return a.Since.Compare(b.Since) })
	return list
}

// servesCalled tells whether applicants come to the desk at all.
func servesCalled(o *ticketing.Office, d *ticketing.Desk) bool {
	return slices.ContainsFunc(d.Stages, func(id string) bool {
		st, ok := o.Stage(id)
		return ok && st.Mode == ticketing.Called
	})
}

func handOf(o *ticketing.Office, s *ticketing.State, t *ticketing.Ticket) *inHand {
	h := &inHand{Ticket: copied(t), Other: t.Day != s.Day, Steps: steps(o, t), Began: t.Since, Target: o.Target(t.Service, t.Stage)}
	if n := len(t.Route); n > 0 && !t.Route[n-1].Called.IsZero() {
		h.Began = t.Route[n-1].Called
	}
	h.Service = serviceOf(o, t)
	h.Missing = documentNames(h.Service, t.Missing)
	if app := s.Ticket(t.For); app != nil {
		h.For = app.Number
	}
	h.Unlinked = h.Service.Pickup != "" && t.For == 0
	st, ok := o.Stage(t.Stage)
	if !ok {
		return h
	}
	h.Stage = *st
	if h.Limit = h.Target; h.Target == st.Target {
		h.Limit = max(st.Limit, st.Target)
	}
	h.Outcomes = endings(o, t.Service, st)
	return h
}

func endings(o *ticketing.Office, service string, st *ticketing.Stage) []ending {
	var list []ending
	for i := range st.Outcomes {
		out := &st.Outcomes[i]
		to := o.Leads(service, st, out)
		e := ending{Key: i + 1, ID: out.ID, Name: out.Name, Hold: to.Hold != "", Returned: to.Returned, Finished: to.Finished}
		if i >= 9 {
			e.Key = 0
		}
		if to.Stage != "" || to.Hold != "" {
			e.To = ahead(o, to).Name
		}
		list = append(list, e)
	}
	return list
}

func lastOf(o *ticketing.Office, t *ticketing.Ticket) *lastDone {
	if t == nil {
		return nil
	}
	l := &lastDone{Ticket: copied(t)}
	if t.State == ticketing.Returned {
		l.Missing = documentNames(serviceOf(o, t), t.Missing)
	}
	if st, ok := o.Stage(t.Stage); ok {
		l.Stage = st.Name
	}
	if h, ok := o.Hold(t.Hold); ok && t.State == ticketing.Held {
		l.Hold = h.Name
		l.Slip, _ = o.Slip(t.Slip)
	}
	return l
}

// serviceOf is a ticket's service; one the office has dropped keeps its id for
// a name.
func serviceOf(o *ticketing.Office, t *ticketing.Ticket) *ticketing.Service {
	if svc, ok := o.Service(t.Service); ok {
		return svc
	}
	return &ticketing.Service{ID: t.Service, Name: ticketing.Text{firstLanguage: t.Service}}
}
