package web

import (
	"context"
	"maps"
	"net/http"

	"giliran/ticketing"
)

// adminView is the office for those who run it.
type adminView struct {
	Day     ticketing.Date
	Open    bool
	Manual  bool
	Doubt   *ticketing.Refusal // of the clock's date, nil for none: somebody has to name it
	Latest  ticketing.Date     // that can be named
	Notice  ticketing.Text
	Desks   []adminDesk
	Stages  []adminStage
	Holds   []adminHold
	Late    []*Ticket
	Figures Figures
	Papers  Papers
	Copies  []Copy
	Tokens  []TokenInfo // for an admin only
	Acts    []ticketing.Act
	Trust   string // fingerprint of the office's own authority, "" for none
	Admin   bool
	Roles   []string
}

// adminDesk is a desk's row.
type adminDesk struct {
	ticketing.Desk
	State  ticketing.DeskState
	Reason string
	Number string
}

// adminStage is a stage with today's figures.
type adminStage struct {
	ticketing.Stage
	Paused ticketing.Text
	StageFigures
}

// adminHold is a hold and who is in it, the oldest first.
type adminHold struct {
	ticketing.Hold
	To      ticketing.Text
	Tickets []*Ticket
	More    int // beyond those listed
}

// heldListed is how many of a hold are listed to choose from; the oldest can
// be released in any number.
const heldListed = 60

// actsListed is how many of the newest acts are listed.
const actsListed = 30

func (p *pages) admin(w http.ResponseWriter, r *http.Request) {
	c, _ := p.who(r)
	v, err := p.adminOf(r.Context(), adminRole.has(c.Role))
	if err != nil {
		p.failed(w, r, err)
		return
	}
	p.show(w, r, http.StatusOK, &page{Kind: "admin", Title: "admin.title", Script: true, View: v})
}

func (p *pages) adminOf(ctx context.Context, admin bool) (*adminView, error) {
	v := &adminView{Copies: p.copies(), Admin: admin, Roles: ticketing.Roles(), Acts: p.trail.newest(actsListed), Trust: p.fingerprint()}
	figures, err := p.figures(ctx)
	if err != nil {
		return nil, err
	}
	v.Figures = figures
	if err := p.queue.View(ctx, func(s *ticketing.State) { p.sightAdmin(v, s) }); err != nil {
		return nil, err
	}
	if v.Papers, err = p.papers(ctx); err != nil {
		return nil, err
	}
	open, err := p.list(ctx, &ticketFilter{})
	if err != nil {
		return nil, err
	}
	p.sortAdmin(v, open.Tickets)
	if admin {
		tokens, err := p.tokens(ctx)
		if err != nil {
			return nil, err
		}
		v.Tokens = tokens.Tokens
	}
	return v, nil
}

// sightAdmin copies what only the state knows.
func (p *pages) sightAdmin(v *adminView, s *ticketing.State) {
	if v.Doubt = s.Doubt(p.office, p.now()); v.Doubt != nil {
		v.Latest = s.LatestDay()
	}
	v.Day, v.Open, v.Manual, v.Notice = s.Day, s.Open, s.Manual, maps.Clone(s.Notice)
	for _, d := range p.office.Desks {
		rec := s.DeskOf(d.ID)
		row := adminDesk{Desk: d, State: rec.State, Reason: rec.Reason}
		if t := s.Ticket(rec.Ticket); t != nil {
			row.Number = t.Number
		}
		v.Desks = append(v.Desks, row)
	}
	for i, st := range p.office.Stages {
		v.Stages = append(v.Stages, adminStage{Stage: st, Paused: s.Paused[st.ID], StageFigures: v.Figures.Stages[i]})
	}
}

// sortAdmin sorts the open tickets into holds and deliveries due.
func (p *pages) sortAdmin(v *adminView, open []*Ticket) {
	held := map[string][]*Ticket{}
	for _, t := range open {
		if t.State == ticketing.Held {
			held[t.Hold] = append(held[t.Hold], t)
		}
		if t.Late {
			v.Late = append(v.Late, t)
		}
	}
	for _, h := range p.office.Holds {
		row := adminHold{Hold: h, To: ahead(p.office, ticketing.Destination{Stage: h.To}).Name, Tickets: held[h.ID]}
		row.More = max(0, len(row.Tickets)-heldListed)
		row.Tickets = row.Tickets[:len(row.Tickets)-row.More]
		v.Holds = append(v.Holds, row)
	}
}
