package web

import (
	"fmt"
	"slices"
	"time"

	"giliran/ticketing"
)

// papers writes what stands on papers: finished strings in the office's first
// language, for templates that only lay them out. Nothing on them is personal.
type papers struct {
	o       *ticketing.Office
	lang    string
	say     sayer
	baseURL string
}

func newPapers(o *ticketing.Office, baseURL string) papers {
	all, err := readWordings(wordFiles)
	if err != nil {
		panic(err) // the language files are part of the program
	}
	lang := firstLanguage
	if len(o.Languages) > 0 {
		lang = o.Languages[0]
	}
	return papers{o: o, lang: lang, baseURL: baseURL, say: func(key string, pairs ...any) string { return all.say(lang, key, pairs...) }}
}

// The papers' fields are those of the agent's templates (firmware-agent/
// printer/paper), by name.

// TicketPaper is a ticket.
type TicketPaper struct {
	Office, Address, Number, Service, Date, Time string
	Documents                                    []string
	Fee                                          string
	Ahead, Estimate, Wait, Notice                string
	Contacts                                     []string
	Code, URL                                    string
	Reprint                                      bool
}

// SlipPaper is what somebody takes home while his application is on hold.
type SlipPaper struct {
	Office, Address, Title, Number, Service, Date, Time, Reason string
	Next, Contacts                                              []string
	Code, URL                                                   string
	Reprint                                                     bool
}

// ReturnedPaper names what is missing.
type ReturnedPaper struct {
	Office, Number, Service, Date, Time string
	Missing                             []string
	Until                               string
	Contacts                            []string
	Code, URL                           string
}

// RegisterPaper is the daily register.
type RegisterPaper struct {
	Office, Date string
	Rows         []RegisterLine
	Totals       []RegisterTotal
	Printed      string
}

// RegisterLine is one application of the day.
type RegisterLine struct{ Number, Service, Came, Done, Outcome string }

// RegisterTotal is one line under the register.
type RegisterTotal struct{ Label, Value string }

// TestPaper is a test page; the agent fills in what it knows of its printer.
type TestPaper struct{ Office string }

// of is what stands on a job's paper.
func (p papers) of(s *ticketing.State, j *ticketing.Job, now time.Time, public *ticketing.Board) any {
	t := s.Ticket(j.Ticket)
	switch {
	case j.Kind == ticketing.PaperTest:
		return TestPaper{Office: p.name(p.o.Name)}
	case j.Kind == ticketing.PaperRegister:
		return p.register(s, j.Day, now)
	case t == nil:
		return nil
	case j.Kind == ticketing.PaperSlip:
		return p.slip(t, j)
	case j.Kind == ticketing.PaperReturned:
		return p.returned(t, now)
	}
	paper := p.blank(t.Service, s)
	paper.Number, paper.Code, paper.URL, paper.Reprint = t.Number, grouped(t.Code), p.url(t.Code), j.Copy > 0
	paper.Date, paper.Time = p.when(t.Issued)
	if t.State == ticketing.Waiting {
		paper.Ahead = fmt.Sprint(s.Ahead(t, p.o.Policy.Ratio))
		paper.Estimate = p.estimate(t, public)
	}
	return paper
}

// estimate is how long a ticket of today waits, "" where that is not known.
func (p papers) estimate(t *ticketing.Ticket, public *ticketing.Board) string {
	for _, st := range public.Stages {
		for _, w := range st.Waiting {
			if st.ID == t.Stage && w.Number == t.Number && w.Day == "" && w.Wait.Known() {
				return sayWait(p.say, w.Wait)
			}
		}
	}
	return ""
}

// blank is a service's ticket without what differs from number to number.
func (p papers) blank(service string, s *ticketing.State) TicketPaper {
	paper := TicketPaper{
		Office: p.name(p.o.Name), Address: p.o.Address, Fee: p.name(p.o.Fee), Contacts: p.contacts(),
		Date: sayDay(p.say, s.Day), Time: p.say("time.clock"), URL: p.url(""),
	}
	srv, ok := p.o.Service(service)
	if !ok {
		return paper
	}
	paper.Service, paper.Documents = p.name(srv.Name), p.documents(srv, nil)
	if stage, ok := p.o.Stage(srv.Start); ok {
		paper.Wait = p.name(stage.Name)
	}
	for _, stage := range p.o.Way(service) {
		if notice, paused := s.Paused[stage]; paused {
			paper.Notice = p.name(notice)
			break
		}
	}
	return paper
}

func (p papers) slip(t *ticketing.Ticket, j *ticketing.Job) SlipPaper {
	paper := SlipPaper{
		Office: p.name(p.o.Name), Address: p.o.Address, Number: t.Number, Service: p.service(t), Contacts: p.contacts(),
		Code: grouped(t.Code), URL: p.url(t.Code), Reprint: j.Copy > 0,
	}
	paper.Date, paper.Time = p.when(j.Since)
	if slip, ok := p.o.Slip(j.Slip); ok {
		paper.Title = p.name(slip.Name)
		if note := p.name(slip.Note); note != "" {
			paper.Next = []string{note}
		}
	}
	if hold, ok := p.o.Hold(t.Hold); ok {
		paper.Reason = p.name(hold.Name)
	}
	return paper
}

func (p papers) returned(t *ticketing.Ticket, now time.Time) ReturnedPaper {
	paper := ReturnedPaper{
		Office: p.name(p.o.Name), Number: t.Number, Service: p.service(t), Contacts: p.contacts(),
		Code: grouped(t.Code), URL: p.url(t.Code),
	}
	paper.Date, paper.Time = p.when(t.Since)
	if srv, ok := p.o.Service(t.Service); ok {
		paper.Missing = p.documents(srv, t.Missing)
	}
	if t.Note != "" {
		paper.Missing = append(paper.Missing, t.Note)
	}
	today := ticketing.DateOf(now, p.o.Zone)
	if h, ok := p.o.Hours.On(today); ok {
		paper.Until = today.At(h.Close, p.o.Zone).Format(p.say("time.clock"))
	}
	return paper
}

func (p papers) register(s *ticketing.State, day ticketing.Date, now time.Time) RegisterPaper {
	paper := RegisterPaper{Office: p.name(p.o.Name), Date: sayDay(p.say, day)}
	date, clock := p.when(now)
	paper.Printed = date + ", " + clock
	counts := map[ticketing.TicketState]int{}
	for _, t := range s.Of(day) {
		_, came := p.when(t.Issued)
		line := RegisterLine{Number: t.Number, Service: p.service(t), Came: came, Outcome: p.say("state." + string(t.State))}
		if t.State.Over() {
			_, line.Done = p.when(t.Since)
		}
		if hold, ok := p.o.Hold(t.Hold); ok {
			line.Outcome = p.name(hold.Name)
		}
		paper.Rows = append(paper.Rows, line)
		counts[t.State]++
	}
	paper.Totals = append(paper.Totals, RegisterTotal{p.say("paper.all"), fmt.Sprint(len(paper.Rows))})
	for _, st := range []ticketing.TicketState{ticketing.Finished, ticketing.Held, ticketing.Returned, ticketing.NoShow, ticketing.Ended} {
		if counts[st] > 0 {
			paper.Totals = append(paper.Totals, RegisterTotal{p.say("state." + string(st)), fmt.Sprint(counts[st])})
		}
	}
	return paper
}

func (p papers) name(t ticketing.Text) string { return t.In(p.lang) }

func (p papers) service(t *ticketing.Ticket) string {
	if srv, ok := p.o.Service(t.Service); ok {
		return p.name(srv.Name)
	}
	return t.Service
}

// documents names a service's documents: those with the given ids, or all.
func (p papers) documents(s *ticketing.Service, ids []string) []string {
	var names []string
	for i := range s.Documents {
		d := &s.Documents[i]
		if ids == nil || slices.Contains(ids, d.ID) {
			names = append(names, p.name(d.Name))
		}
	}
	return names
}

func (p papers) contacts() []string {
	var lines []string
	for _, c := range p.o.Contacts {
		lines = append(lines, p.say("contact."+c.Kind)+" "+c.Text)
	}
	return lines
}

func (p papers) url(code string) string { return p.baseURL + "/s/" + code }

func (p papers) when(t time.Time) (date, clock string) {
	at := t.In(p.o.Zone)
	return sayDate(p.say, at), at.Format(p.say("time.clock"))
}
