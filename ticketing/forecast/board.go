package forecast

import (
	"time"

	"giliran/ticketing"
)

// shown is how sure the public is told: nine in ten.
const shown = 0.9

// Show puts on a board how long each number still waits, and how long somebody
// would who took one now, where that can be said. The ends are rounded outwards
// to what people say, so that the picture stays calm.
func (f *Forecast) Show(b *ticketing.Board) {
	if !b.Open {
		return
	}
	newcomers := map[string]ticketing.Span{}
	for i := range b.Stages {
		s := &b.Stages[i]
		if len(s.Paused) > 0 {
			continue
		}
		desks, idle := f.desks(b, s.ID)
		var waiting [2]int
		for j := range s.Waiting {
			s.Waiting[j].Wait = f.span(Place{Stage: s.ID, Ahead: j, Desks: desks, Idle: j == 0 && idle})
			waiting[index(s.Waiting[j].Priority)]++
		}
		newcomers[s.ID] = f.span(Place{
			Stage: s.ID, Ahead: ahead(waiting, false, f.office.Policy.Ratio), Desks: desks, Idle: len(s.Waiting) == 0 && idle,
		})
	}
	for i := range b.Services {
		if s, ok := f.office.Service(b.Services[i].ID); ok && b.Services[i].Open {
			b.Services[i].Wait = newcomers[s.Start]
		}
	}
}

// desks counts the open desks that serve a stage, and tells whether one of them
// serves nobody.
func (f *Forecast) desks(b *ticketing.Board, stage string) (open int, idle bool) {
	for i := range b.Desks {
		d, ok := f.office.Desk(b.Desks[i].ID)
		if ok && b.Desks[i].State == ticketing.DeskOpen && d.Serves(stage) {
			open++
			idle = idle || b.Desks[i].Number == ""
		}
	}
	return open, idle
}

// span is the interval the public is told, the zero Span where none is known.
func (f *Forecast) span(p Place) ticketing.Span {
	i, ok := f.Wait(p, shown)
	if !ok {
		return ticketing.Span{}
	}
	return ticketing.Span{down(i.Low), up(i.High)}
}

// step is between two round numbers of minutes as people say them.
func step(minutes int) int {
	switch {
	case minutes < 5:
		return 1
	case minutes < 60:
		return 5
	}
	return 15
}

// down is the last round number of minutes before a wait.
func down(d time.Duration) int {
	m := int(d / time.Minute)
	return m - m%step(m)
}

// up is the first round number of minutes after a wait, at least 1.
func up(d time.Duration) int {
	m := max(1, int((d+time.Minute-1)/time.Minute))
	s := step(m - 1)
	return (m + s - 1) / s * s
}
