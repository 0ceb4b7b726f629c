package agent

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"giliran/firmware-agent/panel"
	"giliran/ticketing"
	"giliran/ticketing/office"
)

func TestWhatALampSays(t *testing.T) {
	lamps := office.Lamps{Idle: office.Off, Waiting: office.On, Called: office.Slow, LinkLost: office.Fast, PrinterTrouble: office.Double}
	for _, c := range []struct {
		name string
		standing
		want panel.Pattern
	}{
		{"nothing", standing{link: LinkUp}, panel.Off},
		{"somebody waits", standing{link: LinkUp, working: true}, panel.On},
		{"the printer is in trouble", standing{link: LinkUp, working: true, trouble: true}, panel.DoubleFlash},
		{"called", standing{link: LinkUp, working: true, trouble: true, called: true}, panel.SlowBlink},
		{"no link", standing{link: LinkDown, working: true, trouble: true, called: true}, panel.FastBlink},
		{"starting", standing{link: LinkStarting}, panel.FastBlink},
		{"refused", standing{link: LinkRefused}, panel.FastBlink},
		{"a press led to nothing", standing{link: LinkUp, sorry: true, called: true}, panel.FastBlink},
	} {
		if got := c.lamp(lamps); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if got := (standing{link: LinkUp}).lamp(office.Lamps{Idle: "a newer pattern"}); got != panel.Off {
		t.Errorf("an unknown pattern is %v", got)
	}
}

func TestWhatADisplaySays(t *testing.T) {
	g := &sign{}
	desk := func(state ticketing.DeskState, number string, ticket ticketing.TicketState, call uint64) Desk {
		return Desk{State: state, Number: number, Ticket: ticket, Call: call}
	}
	open := ticketing.DeskOpen
	for _, c := range []struct {
		at   int // seconds
		link LinkState
		Desk
		want string // with ~ if it blinks
	}{
		{0, LinkStarting, desk("", "", "", 0), "~----"},
		{1, LinkUp, desk(ticketing.DeskShut, "", "", 0), "----"},
		{2, LinkUp, desk(ticketing.DeskBreak, "", "", 0), "----"},
		{3, LinkUp, desk(open, "", "", 0), ""},
		{4, LinkUp, desk(open, "A012", ticketing.Calling, 7), "~A012"},
		{13, LinkUp, desk(open, "A012", ticketing.Calling, 7), "~A012"},
		{14, LinkUp, desk(open, "A012", ticketing.Calling, 7), "A012"},
		{20, LinkUp, desk(open, "A012", ticketing.Calling, 8), "~A012"}, // called again
		{22, LinkUp, desk(open, "A012", ticketing.Serving, 8), "A012"},
		{23, LinkDown, desk(open, "A012", ticketing.Serving, 8), "~----"},
		{24, LinkUp, desk(open, "A012", ticketing.Serving, 8), "A012"},
		{25, LinkUp, desk(open, "", "", 8), ""},
	} {
		shown := g.number(c.link, c.Desk, time.Duration(c.at)*time.Second)
		got := shown.Display
		if shown.Blinks {
			got = "~" + got
		}
		if got != c.want {
			t.Errorf("after %d s: %q, want %q", c.at, got, c.want)
		}
	}
}

// tube is a display that notes what it is sent, and may fail.
type tube struct {
	fail error
	sent []string
}

func (d *tube) Show(s string) error { d.sent = append(d.sent, s); return d.fail }
func (d *tube) Refresh() error      { d.sent = append(d.sent, "refresh"); return d.fail }
func (d *tube) Halt() error         { d.sent = append(d.sent, "halt"); return nil }

func TestADisplayThatFailsIsToldOnce(t *testing.T) {
	var log strings.Builder
	l := slog.New(slog.NewTextHandler(&log, nil))
	d := &tube{fail: errors.New("unplugged")}
	g := &sign{desk: "loket-1", display: d}
	for up := range time.Duration(3) {
		g.show(Shown{Display: "A012"}, up*time.Second, l)
	}
	d.fail = nil
	for up := range time.Duration(2) {
		g.show(Shown{Display: "A012"}, (3+up)*time.Second, l)
	}
	g.show(Shown{Display: "A012"}, refreshEvery, l)
	g.show(Shown{Display: "A012", Blinks: true}, refreshEvery+750*time.Millisecond, l)
	if got := strings.Join(d.sent, " "); got != "A012 A012 A012 A012 A012 A012 refresh " {
		t.Errorf("sent %q", got)
	}
	if got := log.String(); strings.Count(got, "unplugged") != 1 || strings.Count(got, "is back") != 1 {
		t.Errorf("said %s", got)
	}
}
