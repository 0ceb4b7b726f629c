package ticketing

import "time"

// Board draws the public picture of the state. It shares nothing with the
// state, so it may be kept and encoded elsewhere.
func (s *State) Board(o *Office, now time.Time) Board {
	b := Board{
		Office: s.boardOffice(o, now), At: now.UTC().Round(0), Day: s.Day, Open: s.Open,
		Calls: append([]Call{}, s.Calls...), Notice: s.Notice,
		Desks: []BoardDesk{}, Stages: []BoardStage{}, Holds: []BoardHold{},
	}
	for i := range o.Desks {
		b.Desks = append(b.Desks, s.boardDesk(o, &o.Desks[i]))
	}
	for i := range o.Stages {
		b.Stages = append(b.Stages, s.boardStage(o, &o.Stages[i]))
	}
	b.Services = s.BoardServices(o, now)
	for i := range o.Holds {
		h := &o.Holds[i]
		b.Holds = append(b.Holds, BoardHold{ID: h.ID, Name: h.Name, Count: len(s.Holds[h.ID])})
	}
	b.Printers = s.PrintersInTrouble(o)
	return b
}

// PrintersInTrouble lists the ticket printers that say they cannot print, in
// the office's order.
func (s *State) PrintersInTrouble(o *Office) (list []BoardPrinter) {
	for i := range o.Devices {
		if p := s.Printers[o.Devices[i].ID]; p.State.Trouble() {
			list = append(list, BoardPrinter{ID: o.Devices[i].ID, State: p.State})
		}
	}
	return list
}

func (s *State) boardOffice(o *Office, now time.Time) BoardOffice {
	_, offset := now.In(o.Zone).Zone()
	b := BoardOffice{
		Name: o.Name, Languages: o.Languages, Zone: o.Zone.String(), Offset: offset,
		Ticker: o.Ticker, Contacts: o.Contacts, Ratio: o.Policy.Ratio, Theme: o.Theme,
	}
	today := DateOf(now, o.Zone)
	b.Holiday = o.Hours.Holidays[today]
	if h, ok := o.Hours.On(today); ok {
		b.Opens = clockOf(today.At(h.Open, o.Zone), o.Zone)
		b.Last = clockOf(today.At(h.Last, o.Zone), o.Zone)
	}
	return b
}

func (s *State) boardDesk(o *Office, desk *Desk) BoardDesk {
	r := s.DeskOf(desk.ID)
	b := BoardDesk{ID: desk.ID, Name: desk.Name, State: r.State, Reason: r.Reason}
	for _, id := range desk.Stages {
		if stage, ok := o.Stage(id); ok && stage.Mode == Called {
			b.Called = true
		}
	}
	if t := s.Tickets[r.Ticket]; t != nil {
		b.Number, b.Stage, b.Ticket, b.Call, b.Day = t.Number, t.Stage, t.State, r.Call, s.otherDay(t)
	}
	return b
}

func (s *State) boardStage(o *Office, stage *Stage) BoardStage {
	b := BoardStage{
		ID: stage.ID, Name: stage.Name, Mode: stage.Mode, Paused: s.Paused[stage.ID],
		Minutes: int(stage.Target / time.Minute), Waiting: []BoardWait{}, Serving: []BoardWait{},
	}
	for _, t := range s.Order(stage.ID, o.Policy.Ratio) {
		b.Waiting = append(b.Waiting, s.boardWait(t))
	}
	for i := range o.Desks {
		if t := s.Tickets[s.DeskOf(o.Desks[i].ID).Ticket]; t != nil && t.Stage == stage.ID {
			b.Serving = append(b.Serving, s.boardWait(t))
		}
	}
	return b
}

func (s *State) boardWait(t *Ticket) BoardWait {
	return BoardWait{Number: t.Number, Day: s.otherDay(t), Priority: t.Priority}
}

// otherDay is a ticket's day where its number alone would be taken for one of
// the business day.
func (s *State) otherDay(t *Ticket) Date {
	if t.Day == s.Day {
		return ""
	}
	return t.Day
}

// BoardServices is what the board says of the services, in the office's order.
func (s *State) BoardServices(o *Office, now time.Time) []BoardService {
	services := make([]BoardService, 0, len(o.Services))
	for i := range o.Services {
		services = append(services, s.boardService(o, &o.Services[i], now))
	}
	return services
}

func (s *State) boardService(o *Office, service *Service, now time.Time) BoardService {
	b := BoardService{
		ID: service.ID, Prefix: service.Prefix, Name: service.Name,
		Issued: s.Issued[service.ID], Left: -1, Paused: s.pausedOnWay(o, service),
	}
	if service.Quota > 0 {
		b.Left = max(0, service.Quota-b.Issued)
	}
	d := &decision{s: s, o: o, now: now}
	if r, ok := d.issuing(service).(*Refusal); ok {
		b.Refusal = string(r.Code)
	}
	b.Open = b.Refusal == ""
	return b
}

// pausedOnWay is the first paused stage an application of a service would
// come to, "" for none.
func (s *State) pausedOnWay(o *Office, service *Service) string {
	if len(s.Paused) == 0 {
		return ""
	}
	for _, stage := range o.Way(service.ID) {
		if _, paused := s.Paused[stage]; paused {
			return stage
		}
	}
	return ""
}

// Way lists every stage an application of a service can come to, in the order
// in which outcomes and releases lead on from its first.
func (o *Office) Way(service string) []string {
	srv, ok := o.Service(service)
	if !ok {
		return nil
	}
	way := []string{srv.Start}
	seen := map[string]bool{srv.Start: true}
	for i := 0; i < len(way); i++ {
		stage, ok := o.Stage(way[i])
		if !ok {
			continue
		}
		for j := range stage.Outcomes {
			to := o.Leads(service, stage, &stage.Outcomes[j])
			next := to.Stage
			if h, held := o.Hold(to.Hold); held {
				next = h.To
			}
			if next != "" && !seen[next] {
				seen[next] = true
				way = append(way, next)
			}
		}
	}
	return way
}
