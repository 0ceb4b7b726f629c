package agent

import (
	"context"
	"log/slog"
	"time"

	"giliran/firmware-agent/digits"
	"giliran/firmware-agent/panel"
	"giliran/ticketing"
	"giliran/ticketing/office"
)

const (
	// blinkFor is how long a desk's number blinks after each call.
	blinkFor = 10 * time.Second
	// blinkStep is how often a blinking display is looked at; digits.Blink
	// changes at whole tenths of a second.
	blinkStep = 100 * time.Millisecond
	// refreshEvery is how often displays are sent everything again: neither
	// chip can be asked what it shows.
	refreshEvery = 10 * time.Second
	// dashes stand where there is no number to show.
	dashes = "----"
)

// sign is what one place shows: its lamp and its display, either may be nil.
type sign struct {
	desk    string // empty: the kiosk
	lane    *lane
	lamp    *panel.Lamp
	display Display

	call      uint64        // the call that was last shown
	called    time.Duration // since when
	failing   bool          // the display's last word was an error
	refreshed time.Duration
}

// Display is a number display, as package digits has them.
type Display interface {
	Show(text string) error
	Refresh() error
	Halt() error
}

// Shown is what a place shows just now.
type Shown struct {
	Lamp    panel.Pattern
	Display string // what stands on the display, blinking or not
	Blinks  bool
}

// signs keeps lamps and displays as the view is.
type signs struct {
	settings office.Settings
	all      []*sign
	kiosk    func() bool // priority was chosen, the service is to follow
	clock    Clock
	view     *view
	log      *slog.Logger
	shown    func(desk string, s Shown)
}

// run shows until the context ends, then switches the displays off. The lamps
// are panel.Lamps' to switch off.
func (s *signs) run(ctx context.Context) {
	changed, end := s.view.follow()
	defer end()
	for ctx.Err() == nil {
		rest := s.show(s.view.now(), s.clock.Up())
		select {
		case <-ctx.Done():
		case <-changed:
		case <-s.clock.After(rest):
		}
	}
	for _, g := range s.all {
		if g.display != nil {
			_ = g.display.Halt() // it has been told if the display does not answer
		}
	}
}

// show brings every sign to what it should be, and says when to look again.
func (s *signs) show(now snapshot, up time.Duration) (rest time.Duration) {
	rest = refreshEvery
	for _, g := range s.all {
		working, sorryTo := g.lane.mood()
		place := standing{link: now.link, trouble: now.printer.Trouble(), sorry: up < sorryTo}
		if place.sorry {
			rest = min(rest, sorryTo-up)
		}
		shown := Shown{}
		if g.desk == "" {
			place.working, place.called = working, s.kiosk()
		} else {
			desk := deskOf(now.board.Desks, g.desk)
			place.working, place.called = desk.Waiting > 0, desk.Ticket == ticketing.Calling
			shown = g.number(now.link, desk, up)
		}
		shown.Lamp = place.lamp(s.settings.Lamps)
		if g.lamp != nil {
			g.lamp.Set(shown.Lamp)
		}
		if g.display != nil {
			g.show(shown, up, s.log)
			if shown.Blinks {
				rest = min(rest, blinkStep)
			}
		}
		s.shown(g.desk, shown)
	}
	return rest
}

func deskOf(list []Desk, id string) Desk {
	for _, d := range list {
		if d.ID == id {
			return d
		}
	}
	return Desk{ID: id}
}

// standing is everything a lamp can tell.
type standing struct {
	link    LinkState
	trouble bool // the printer's
	sorry   bool // a press has just led to nothing
	called  bool
	working bool // a desk: somebody waits; a kiosk: a press is being worked on
}

// lamp picks the most urgent.
func (s standing) lamp(l office.Lamps) panel.Pattern {
	switch {
	case s.sorry:
		return panel.FastBlink
	case s.link != LinkUp:
		return pattern(l.LinkLost)
	case s.called:
		return pattern(l.Called)
	case s.trouble:
		return pattern(l.PrinterTrouble)
	case s.working:
		return pattern(l.Waiting)
	}
	return pattern(l.Idle)
}

func pattern(p office.Pattern) panel.Pattern {
	return map[office.Pattern]panel.Pattern{
		office.On: panel.On, office.Slow: panel.SlowBlink, office.Double: panel.DoubleFlash, office.Fast: panel.FastBlink,
	}[p]
}

// number is what a desk's display should show: blinking dashes without a link,
// dashes while the desk is not open, else the number in hand, which blinks for
// a while after each call.
func (g *sign) number(link LinkState, d Desk, up time.Duration) Shown {
	switch {
	case link != LinkUp:
		return Shown{Display: dashes, Blinks: true}
	case d.State != ticketing.DeskOpen:
		return Shown{Display: dashes}
	}
	if d.Call != g.call {
		g.call, g.called = d.Call, up
	}
	return Shown{Display: d.Number, Blinks: d.Ticket == ticketing.Calling && up-g.called < blinkFor}
}

// show brings the display to that, and everything again from time to time.
func (g *sign) show(s Shown, up time.Duration, log *slog.Logger) {
	text := s.Display
	if s.Blinks {
		text = digits.Blink(text, up-g.called)
	}
	err := g.display.Show(text)
	if err == nil && up-g.refreshed >= refreshEvery {
		g.refreshed = up
		err = g.display.Refresh()
	}
	if err != nil && !g.failing {
		log.Warn("the number display", "desk", g.desk, "err", err)
	}
	if err == nil && g.failing {
		log.Info("the number display is back", "desk", g.desk)
	}
	g.failing = err != nil
}
