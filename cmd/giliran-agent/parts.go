//go:build linux

package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"periph.io/x/conn/v3/gpio"

	agent "giliran/firmware-agent"
	"giliran/firmware-agent/panel"
	"giliran/firmware-agent/printer"
	"giliran/ticketing/office"
)

// wired is a pin and what it is for.
type wired struct{ what, pin string }

func (g *guide) buttons(ctx context.Context) error {
	var all []wired
	for service, pin := range g.board.Kiosk.Services {
		all = append(all, wired{"kiosk button " + service, pin})
	}
	slices.SortFunc(all, func(a, b wired) int { return strings.Compare(a.what, b.what) })
	if pin := g.board.Kiosk.Priority; pin != "" {
		all = append(all, wired{"kiosk button priority", pin})
	}
	for _, p := range g.board.Panels {
		for _, b := range office.Buttons() {
			if pin := p.Buttons[b]; pin != "" {
				all = append(all, wired{p.Desk + " button " + string(b), pin})
			}
		}
	}
	for _, b := range all {
		if err := g.button(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// button waits for a press.
func (g *guide) button(ctx context.Context, b wired) error {
	in, err := g.hardware.Button(b.pin, g.board.Settings.Debounce)
	if err != nil {
		g.fail(b.what, err)
		return nil
	}
	defer in.Close()
	watching, stop := context.WithCancel(ctx)
	events, watched := make(chan panel.Event, 8), make(chan error, 1)
	go func() {
		watched <- panel.Watch(watching, in, panel.Timing{Debounce: g.board.Settings.Debounce}, func(e panel.Event) {
			select {
			case events <- e:
			default: // more than anybody asked for
			}
		})
	}()
	defer func() { stop(); <-watched }()
	g.say("Press the %s (%s), or n and Enter if it does nothing.", b.what, b.pin)
	for {
		select {
		case e := <-events:
			switch e.Kind {
			case panel.Press:
				g.say("  pressed")
				return nil
			case panel.Stuck:
				g.say("  it is pressed already: let go, or look for a short circuit")
			}
		case err := <-watched:
			watched <- err // for the end
			if err != nil {
				g.fail(b.what, err)
			}
			return ctx.Err()
		case line, ok := <-g.lines:
			if !ok {
				return errEnd
			}
			g.fail(b.what, fmt.Errorf("no press (%q)", line))
			return nil
		}
	}
}

func (g *guide) lamps(ctx context.Context) error {
	if l := g.board.Kiosk.Lamp; l.Pin != "" {
		if err := g.lamp(ctx, "kiosk lamp", l); err != nil {
			return err
		}
	}
	for _, p := range g.board.Panels {
		if p.Lamp.Pin != "" {
			if err := g.lamp(ctx, p.Desk+" lamp", p.Lamp); err != nil {
				return err
			}
		}
	}
	return nil
}

// lamp lets a lamp blink until the person has answered.
func (g *guide) lamp(ctx context.Context, what string, l office.Lamp) error {
	out, err := g.hardware.Lamp(l.Pin, gpio.Level(l.ActiveLow))
	if err != nil {
		g.fail(what, err)
		return nil
	}
	defer out.Close()
	lamps := panel.NewLamps()
	lamps.Add(agent.LampPin(l, out)).Set(panel.SlowBlink)
	blinking, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		lamps.Run(blinking, func(err error) { g.say("  %v", err) })
	}()
	defer func() { stop(); <-ended }()
	return g.right(ctx, what, fmt.Sprintf("Does the %s (%s) blink once a second?", what, l.Pin))
}

func (g *guide) displays(ctx context.Context) error {
	for _, p := range g.board.Panels {
		if p.Display == (office.Display{}) {
			continue
		}
		if err := g.display(ctx, p.Desk+" display", p.Display); err != nil {
			return err
		}
	}
	return nil
}

func (g *guide) display(ctx context.Context, what string, d office.Display) error {
	out, end, err := agent.OpenDisplay(g.hardware, d)
	if err != nil {
		g.fail(what, err)
		return nil
	}
	defer func() {
		_ = out.Halt() // whether it works was asked
		_ = end()
	}()
	for _, text := range []string{"8.8.8.8.8.8.8.8.", "A012"} {
		if err := out.Show(text); err != nil {
			g.say("  %v", err) // it may be right all the same
		}
		question := fmt.Sprintf("Does the %s show %s?", what, text)
		if text != "A012" {
			question = fmt.Sprintf("Is every segment of the %s lit?", what)
		}
		if err := g.right(ctx, what, question); err != nil {
			return err
		}
	}
	return nil
}

// printTime bounds a test page.
const printTime = time.Minute

func (g *guide) printer(ctx context.Context) error {
	if g.board.Printer == (office.Printer{}) {
		return nil
	}
	p, err := g.hardware.Printer(g.board.Printer)
	if err != nil {
		g.fail("printer", err)
		return nil
	}
	asking, cancel := context.WithTimeout(ctx, printTime)
	defer cancel()
	status, err := p.Status(asking)
	g.say("Printer: %s.", inWords(status, err))
	now := time.Now()
	pages, err := agent.TestPage(g.templates, g.board.Printer, now)
	if err != nil {
		return err
	}
	r := p.Print(asking, printer.Job{ID: "probe-" + now.String(), Pages: pages})
	if r.Outcome == printer.Failed {
		g.fail("printer", r.Reason)
		return nil
	}
	g.say("  test page: %v", r.Outcome)
	return g.right(ctx, "printer", "Is the test page whole, from edge to edge, and does the QR code read?")
}
