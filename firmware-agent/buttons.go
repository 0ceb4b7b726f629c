package agent

import (
	"context"
	"fmt"
	"giliran/firmware-agent/panel"
	"giliran/ticketing/office"
	"net/http"
	"slices"
	"time"
)

// kioskButtons are those for services, and for priority.
func (s *shift) kioskButtons(l *lane) (workers []func(context.Context)) {
	k := s.board.Kiosk
	for _, service := range sorted(k.Services) {
		workers = append(workers, s.button(service, k.Services[service], 0, l, func(e panel.Event, p press) (press, bool) {
			if e.Kind != panel.Press {
				return p, false
			}
			p.ticket = &wantedTicket{Service: service, Priority: s.kiosk.take()}
			p.call = call{method: http.MethodPost, path: "/api/v1/tickets", key: s.a.key(), body: p.ticket}
			return p, true
		}))
	}
	if k.Priority != "" {
		workers = append(workers, s.button("priority", k.Priority, 0, l, func(e panel.Event, p press) (press, bool) {
			if e.Kind == panel.Press {
				s.kiosk.choose()
			}
			return p, false
		}))
	}
	return workers
}

// deskButtons are those of a panel.
func (s *shift) deskButtons(l *lane, p office.Panel) (workers []func(context.Context)) {
	for _, b := range office.Buttons() {
		if p.Buttons[b] == "" {
			continue
		}
		workers = append(workers, s.button(string(b), p.Buttons[b], s.board.Settings.LongPress, l, func(e panel.Event, what press) (press, bool) {
			verb, body := deskVerb(b, e.Kind)
			what.button += " " + e.Kind.String()
			what.call = call{method: http.MethodPost, path: fmt.Sprintf("/api/v1/desks/%s/%s", p.Desk, verb), key: s.a.key(), body: body}
			return what, verb != ""
		}))
	}
	return workers
}

// deskVerb is what a desk's button asks for; "" is nothing. Held long, next
// opens the desk and finish closes it, so that a counter needs no screen.
func deskVerb(b office.Button, k panel.Kind) (verb string, body any) {
	switch {
	case k == panel.Press && b == office.Finish:
		return "finish", map[string]bool{"usual": true}
	case k == panel.Press:
		return string(b), struct{}{}
	case k == panel.Long && b == office.Next:
		return "open", struct{}{}
	case k == panel.Long && b == office.Finish:
		return "close", struct{}{}
	}
	return "", nil
}

// watchAgain is how long a button is left alone whose pin has failed.
const watchAgain = 5 * time.Second

// button watches a pin and gives the lane what its events mean.
func (s *shift) button(name, pin string, long time.Duration, l *lane, mean func(panel.Event, press) (press, bool)) func(context.Context) {
	timing := panel.Timing{Debounce: s.board.Settings.Debounce, Long: long}
	tell := func(e panel.Event) {
		if e.Kind == panel.Stuck {
			s.a.o.Log.Warn("a button is stuck", "place", l.name, "button", name, "pin", pin)
		}
		if p, ok := mean(e, press{button: name, at: when(s.a.o.Clock, e), pressed: s.a.view.officeTime()}); ok {
			l.accept(p)
		}
	}
	return func(ctx context.Context) {
		for ctx.Err() == nil {
			if err := s.watch(ctx, pin, timing, tell); err != nil {
				s.cannot("button "+name, err)
			}
			select {
			case <-ctx.Done():
			case <-s.a.o.Clock.After(watchAgain):
			}
		}
	}
}

func (s *shift) watch(ctx context.Context, pin string, t panel.Timing, tell func(panel.Event)) error {
	in, err := s.a.o.Hardware.Button(pin, t.Debounce)
	if err != nil {
		return err
	}
	defer in.Close()
	return panel.Watch(ctx, in, t, tell)
}

func sorted(m map[string]string) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
