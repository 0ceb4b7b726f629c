package ticketing

import (
	"slices"
	"strings"
)

// ReleaseHold lets applications in a hold go on at the stage the hold names:
// those named (by code or by number of the day), or else the Count oldest.
type ReleaseHold struct {
	Hold  string
	Count int
	Codes []string
}

func (a ReleaseHold) decide(d *decision) error {
	hold, ok := d.o.Hold(a.Hold)
	if !ok {
		return refusef(Missing, NoSuchHold, []string{"hold", a.Hold}, "there is no hold %q; GET /api/v1/office lists them", a.Hold)
	}
	if (a.Count > 0) == (len(a.Codes) > 0) || a.Count < 0 {
		return refuse(Invalid, BadCount, `say how many, as {"count":50}, or which, as {"codes":["…"]}`)
	}
	list, err := d.released(a)
	if err != nil {
		return err
	}
	for _, t := range list {
		to := d.arrive(t, Destination{Stage: hold.To})
		if to.Hold == hold.ID {
			to = Destination{Stage: hold.To} // released on purpose: let it through
		}
		if len(list) > 1 {
			d.result.Tickets = append(d.result.Tickets, t.ID)
		}
		d.fact(&Released{Ticket: t.ID, Hold: hold.ID, To: to, Outside: d.outside(to)})
	}
	if len(list) > 0 {
		d.result.Ticket = list[0].ID
	}
	return nil
}

func (d *decision) released(a ReleaseHold) ([]*Ticket, error) {
	if a.Count > 0 {
		return d.s.InHold(a.Hold, a.Count), nil
	}
	var list []*Ticket
	for _, code := range a.Codes {
		t, err := d.ticket(code)
		if err != nil {
			return nil, err
		}
		if t.State != Held || t.Hold != a.Hold {
			return nil, wrongState(t, "it is not in hold "+a.Hold)
		}
		if t.Visit != 0 {
			return nil, wrongState(t, "it is being picked up")
		}
		if !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return list, nil
}

// InHold lists up to n applications of a hold, the oldest first; those being
// picked up right now are left out.
func (s *State) InHold(hold string, n int) []*Ticket {
	list := make([]*Ticket, 0, len(s.Holds[hold]))
	for _, id := range s.Holds[hold] {
		if t := s.Tickets[id]; t.Visit == 0 {
			list = append(list, t)
		}
	}
	slices.SortFunc(list, byID)
	return list[:min(n, len(list))]
}

// PauseStage stops a stage for the whole office: no desk takes from it, and
// kiosk, ticket, board and status page say why.
type PauseStage struct {
	Stage  string
	Notice Text // at least in one language
}

func (a PauseStage) decide(d *decision) error {
	if _, err := d.stageIn(a.Stage); err != nil {
		return err
	}
	if err := checkText("notice", a.Notice); err != nil {
		return err
	}
	if strings.TrimSpace(a.Notice.In("id")) == "" {
		return refuse(Invalid, NeedsReason, `say why the stage is paused, as {"notice":{"id":"…"}}`)
	}
	d.fact(&StagePaused{Stage: a.Stage, Notice: a.Notice})
	return nil
}

// ResumeStage lets a paused stage work again.
type ResumeStage struct{ Stage string }

func (a ResumeStage) decide(d *decision) error {
	if _, err := d.stageIn(a.Stage); err != nil {
		return err
	}
	if _, paused := d.s.Paused[a.Stage]; paused {
		d.fact(&StageResumed{Stage: a.Stage})
	}
	return nil
}

// SetNotice changes the running notice; an empty text takes it away.
type SetNotice struct{ Notice Text }

func (a SetNotice) decide(d *decision) error {
	if err := checkText("notice", a.Notice); err != nil {
		return err
	}
	d.fact(&NoticeSet{Notice: a.Notice})
	return nil
}

// stageIn is a stage named in the path of a request.
func (d *decision) stageIn(id string) (*Stage, error) {
	if s, ok := d.o.Stage(id); ok {
		return s, nil
	}
	return nil, refusef(Missing, NoSuchStage, []string{"stage", id}, "there is no stage %q; GET /api/v1/office lists them", id)
}

func checkText(what string, t Text) error {
	if len(t) > 8 {
		return tooLong(what)
	}
	for lang, s := range t {
		if len(s) > MaxText || len(lang) > 8 {
			return tooLong(what)
		}
	}
	return nil
}

func byID(a, b *Ticket) int {
	switch {
	case a.ID < b.ID:
		return -1
	case a.ID > b.ID:
		return 1
	}
	return 0
}

// Of lists the tickets issued on a business day that are still known, in the
// order of issue.
func (s *State) Of(day Date) []*Ticket {
	return s.list(func(t *Ticket) bool { return t.Day == day })
}

// list gives the tickets that satisfy want, in the order of issue.
func (s *State) list(want func(*Ticket) bool) []*Ticket {
	var list []*Ticket
	for _, t := range s.Tickets {
		if want(t) {
			list = append(list, t)
		}
	}
	slices.SortFunc(list, byID)
	return list
}
