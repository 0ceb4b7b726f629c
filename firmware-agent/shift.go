package agent

import (
	"context"
	"slices"
	"sync"
	"time"

	"giliran/firmware-agent/panel"
	"giliran/ticketing/office"
)

// shift is the work with one wiring: everything that is open, and everybody
// who uses it. When the wiring changes, a new shift begins.
type shift struct {
	a     *Agent
	board office.Board
	lamps *panel.Lamps
	signs *signs
	close []func() error // what is open, in the order opened

	kiosk *kiosk
}

// newShift opens what the wiring names. What cannot be opened is told in the
// log and left out: a kiosk with a broken lamp still gives out numbers.
func newShift(a *Agent, b office.Board) *shift {
	s := &shift{a: a, board: b, lamps: panel.NewLamps()}
	s.kiosk = &kiosk{clock: a.o.Clock, hold: b.Settings.PressMaxAge, view: a.view}
	s.signs = &signs{
		settings: b.Settings, kiosk: s.kiosk.waiting, clock: a.o.Clock, view: a.view, log: a.o.Log, shown: a.shown,
	}
	return s
}

// run works until the context ends.
func (s *shift) run(ctx context.Context) {
	var working sync.WaitGroup
	start := func(do func(context.Context)) { working.Go(func() { do(ctx) }) }
	for _, do := range s.open() {
		start(do)
	}
	start(func(ctx context.Context) {
		s.lamps.Run(ctx, func(err error) { s.a.o.Log.Warn("a lamp", "err", err) })
	})
	start(s.signs.run)
	working.Wait()
	for _, end := range slices.Backward(s.close) {
		if err := end(); err != nil {
			s.a.o.Log.Warn("closing", "err", err)
		}
	}
}

// open opens everything and lists who has to run.
func (s *shift) open() (workers []func(context.Context)) {
	var till *offline
	if p := s.printer(); p != nil {
		work := newPaperwork(s.a.o.Templates, s.board.Printer)
		j := s.a.jobs(p, work)
		workers = append(workers, j.run)
		if k := s.board.Kiosk; k.Offline > 0 && len(k.Services) > 0 {
			till = s.a.offline(p, work, k.Offline)
			workers = append(workers, till.run)
		}
	}
	if k := s.board.Kiosk; len(k.Services) > 0 {
		l := s.lane("kiosk", till)
		workers = append(workers, l.run)
		s.sign(&sign{lane: l, lamp: s.lamp(k.Lamp)})
		workers = append(workers, s.kioskButtons(l)...)
	}
	for _, p := range s.board.Panels {
		l := s.lane("desk "+p.Desk, nil)
		workers = append(workers, l.run)
		s.sign(&sign{desk: p.Desk, lane: l, lamp: s.lamp(p.Lamp), display: s.display(p.Display)})
		workers = append(workers, s.deskButtons(l, p)...)
	}
	return workers
}

func (s *shift) sign(g *sign) { s.signs.all = append(s.signs.all, g) }

func (s *shift) lane(name string, till *offline) *lane {
	l := &lane{
		name: name, maxAge: s.board.Settings.PressMaxAge, clock: s.a.o.Clock, view: s.a.view, client: s.a.client, link: s.a.link,
		offline: till, log: s.a.o.Log, in: make(chan press, queued), busy: map[string]bool{}, taken: map[string]time.Duration{},
	}
	return l
}
