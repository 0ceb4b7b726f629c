package web

import (
	"context"
	"math"
	"slices"
	"time"

	"giliran/ticketing"
)

// Figures are how the office stands today. Counts that are no "today" are of
// this moment.
type Figures struct {
	Day  ticketing.Date `json:"day" example:"2026-11-23"`
	Open bool           `json:"open"`
	Counts
	Deliveries int              `json:"deliveries_due" doc:"Applications past their deadline, to be delivered to the home"`
	Services   []ServiceFigures `json:"services" nullable:"false"`
	Stages     []StageFigures   `json:"stages" nullable:"false"`
	Holds      []HoldFigures    `json:"holds" nullable:"false"`
}

// Counts are tickets by what became of them.
type Counts struct {
	Issued   int `json:"issued" doc:"Today"`
	Waiting  int `json:"waiting"`
	AtDesks  int `json:"at_desks" doc:"Called or being served"`
	Parked   int `json:"parked"`
	NoShows  int `json:"no_shows"`
	Returned int `json:"returned" doc:"Sent for documents, not yet back"`
	Held     int `json:"held"`
	Finished int `json:"finished" doc:"Today"`
	Ended    int `json:"ended" doc:"Left over at closing time today"`
}

// ServiceFigures are a service's counts.
type ServiceFigures struct {
	Service string `json:"service" example:"ktp-rusak"`
	Counts
}

// StageFigures are a stage's counts and times.
type StageFigures struct {
	Stage   string  `json:"stage" example:"berkas"`
	Waiting int     `json:"waiting"`
	AtDesks int     `json:"at_desks"`
	Done    int     `json:"done" doc:"Ended today"`
	Wait    Minutes `json:"wait" doc:"From joining the queue to the first call, of those called today"`
	Work    Minutes `json:"work" doc:"From the first call to the end, of those that ended today"`
	Target  float64 `json:"target_minutes" doc:"The standard's, 0 for unsaid"`
	Limit   float64 `json:"limit_minutes" doc:"Upper end of the standard's range"`
	Over    int     `json:"over_target" doc:"How many of those done today took longer than their limit"`
}

// HoldFigures count a hold.
type HoldFigures struct {
	Hold string `json:"hold" example:"blanko"`
	Held int    `json:"held"`
}

// Minutes sum up spans, to a tenth of a minute.
type Minutes struct {
	Mean float64 `json:"mean_minutes"`
	Max  float64 `json:"max_minutes"`
	n    int
	sum  time.Duration
}

// figures copies the tickets that matter out of the state and counts outside.
func (s *Server) figures(ctx context.Context) (Figures, error) {
	f := Figures{}
	var tickets []ticketing.Ticket
	err := s.queue.View(ctx, func(st *ticketing.State) {
		f.Day, f.Open = st.Day, st.Open
		for _, t := range st.Tickets {
			if t.State.Over() && t.Over != st.Day {
				continue
			}
			c := *t
			c.Route = slices.Clone(t.Route)
			tickets = append(tickets, c)
		}
	})
	if err != nil {
		return Figures{}, err
	}
	s.count(&f, tickets)
	s.countStages(&f, tickets)
	return f, nil
}

func (s *Server) count(f *Figures, tickets []ticketing.Ticket) {
	services, holds, now := map[string]*Counts{}, map[string]int{}, s.now()
	of := func(service string) *Counts {
		if services[service] == nil {
			services[service] = &Counts{}
		}
		return services[service]
	}
	for i := range tickets {
		t := &tickets[i]
		f.add(t, f.Day)
		of(t.Service).add(t, f.Day)
		if t.State == ticketing.Held {
			holds[t.Hold]++
		}
		if late, _ := s.office.Late(t, now); late {
			f.Deliveries++
		}
	}
	f.Services = list(s.office.Services, func(service ticketing.Service) ServiceFigures {
		return ServiceFigures{Service: service.ID, Counts: *of(service.ID)}
	})
	f.Holds = list(s.office.Holds, func(h ticketing.Hold) HoldFigures { return HoldFigures{Hold: h.ID, Held: holds[h.ID]} })
}

func (c *Counts) add(t *ticketing.Ticket, today ticketing.Date) {
	if t.Day == today {
		c.Issued++
	}
	switch t.State {
	case ticketing.Waiting:
		c.Waiting++
	case ticketing.Calling, ticketing.Serving:
		c.AtDesks++
	case ticketing.Aside:
		c.Parked++
	case ticketing.NoShow:
		c.NoShows++
	case ticketing.Returned:
		c.Returned++
	case ticketing.Held:
		c.Held++
	case ticketing.Finished:
		c.Finished++
	case ticketing.Ended:
		c.Ended++
	}
}

func (s *Server) countStages(f *Figures, tickets []ticketing.Ticket) {
	stages := map[string]*StageFigures{}
	for i := range s.office.Stages {
		st := &s.office.Stages[i]
		stages[st.ID] = &StageFigures{Stage: st.ID, Target: minutes(st.Target), Limit: minutes(st.Limit)}
	}
	for i := range tickets {
		t := &tickets[i]
		if now := stages[t.Stage]; now != nil {
			now.standing(t.State)
		}
		for j := range t.Route {
			if leg := stages[t.Route[j].Stage]; leg != nil {
				s.countLeg(leg, t, &t.Route[j], f.Day)
			}
		}
	}
	f.Stages = list(s.office.Stages, func(st ticketing.Stage) StageFigures {
		done := *stages[st.ID]
		done.Wait.close()
		done.Work.close()
		return done
	})
}

func (f *StageFigures) standing(state ticketing.TicketState) {
	switch state {
	case ticketing.Waiting:
		f.Waiting++
	case ticketing.Calling, ticketing.Serving:
		f.AtDesks++
	}
}

// countLeg adds one passage through a stage, as far as it was today.
func (s *Server) countLeg(f *StageFigures, t *ticketing.Ticket, l *ticketing.Leg, day ticketing.Date) {
	today := func(at time.Time) bool { return !at.IsZero() && ticketing.DateOf(at, s.office.Zone) == day }
	if today(l.Called) && today(l.In) {
		f.Wait.add(l.Called.Sub(l.In))
	}
	if l.Called.IsZero() || !today(l.Out) {
		return
	}
	f.Done++
	took := l.Out.Sub(l.Called)
	f.Work.add(took)
	if limit := max(s.office.Target(t.Service, l.Stage), time.Duration(f.Limit*float64(time.Minute))); limit > 0 && took > limit {
		f.Over++
	}
}

// add counts a span; one that a clock set back made negative counts as none.
func (m *Minutes) add(d time.Duration) {
	d = max(0, d)
	m.n++
	m.sum += d
	m.Max = max(m.Max, minutes(d))
}

func (m *Minutes) close() {
	if m.n > 0 {
		m.Mean = minutes(m.sum / time.Duration(m.n))
	}
}

func minutes(d time.Duration) float64 { return math.Round(d.Minutes()*10) / 10 }
