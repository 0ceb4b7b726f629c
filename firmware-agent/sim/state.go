package sim

import (
	"slices"

	agent "giliran/firmware-agent"
	"giliran/ticketing"
	"giliran/ticketing/office"
)

// state is everything the page shows.
type state struct {
	Board    string                 `json:"board"` // empty before the first wiring
	Link     agent.LinkState        `json:"link"`
	Reason   string                 `json:"reason"`
	Printer  ticketing.PrinterState `json:"printer"`
	Offline  int                    `json:"offline"`
	Kiosk    *place                 `json:"kiosk"`
	Desks    []place                `json:"desks"`
	Faults   map[string]bool        `json:"faults"`
	Papers   []sheet                `json:"papers"`   // the latest, oldest first
	Nonsense string                 `json:"nonsense"` // what the printer was sent that no printer should be sent
}

// place is a kiosk or a desk.
type place struct {
	Name    string   `json:"name"`
	Buttons []button `json:"buttons"`
	Lamp    *lamp    `json:"lamp"`
	Display *display `json:"display"`
}

type button struct {
	Name string `json:"name"`
	Pin  string `json:"pin"`
	Down bool   `json:"down"`
}

type lamp struct {
	Pin     string `json:"pin"`
	Lit     bool   `json:"lit"`
	Pattern string `json:"pattern"`
}

type display struct {
	Segments []int  `json:"segments"` // one set for each digit; none while it is off
	Text     string `json:"text"`
}

type sheet struct {
	N    int  `json:"n"`
	Rows int  `json:"rows"`
	Cut  bool `json:"cut"`
}

// shownPapers is how many papers the strip is long.
const shownPapers = 12

func (p *page) state() state {
	status := p.agent.Status()
	s := state{Link: status.Link, Reason: status.Reason, Printer: status.Printer, Offline: status.Offline, Faults: p.faults()}
	if err := p.board.Printing.Fault(); err != nil {
		s.Nonsense = err.Error()
	}
	all := p.board.Printing.Papers()
	for i := max(0, len(all)-shownPapers); i < len(all); i++ {
		s.Papers = append(s.Papers, sheet{i + 1, all[i].Image.Rect.Dy(), all[i].Cut})
	}
	b, ok := p.agent.Wiring()
	if !ok {
		return s
	}
	s.Board = b.ID
	if len(b.Kiosk.Services) > 0 {
		k := place{Name: "kiosk", Lamp: p.lamp(b.Kiosk.Lamp, status.Shown[""]), Buttons: p.kioskButtons(b.Kiosk)}
		s.Kiosk = &k
	}
	for _, d := range b.Panels {
		desk := place{Name: d.Desk, Lamp: p.lamp(d.Lamp, status.Shown[d.Desk]), Display: p.display(d.Display, status.Shown[d.Desk])}
		for _, name := range office.Buttons() {
			if pin := d.Buttons[name]; pin != "" {
				desk.Buttons = append(desk.Buttons, p.button(string(name), pin))
			}
		}
		s.Desks = append(s.Desks, desk)
	}
	return s
}

func (p *page) kioskButtons(k office.Kiosk) (all []button) {
	for service, pin := range k.Services {
		all = append(all, p.button(service, pin))
	}
	slices.SortFunc(all, func(a, b button) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	if k.Priority != "" {
		all = append(all, p.button("priority", k.Priority))
	}
	return all
}

func (p *page) button(name, pin string) button { return button{name, pin, p.board.Pressed(pin)} }

func (p *page) lamp(l office.Lamp, shown agent.Shown) *lamp {
	if l.Pin == "" {
		return nil
	}
	return &lamp{l.Pin, p.board.Lit(l), shown.Lamp.String()}
}

func (p *page) display(d office.Display, shown agent.Shown) *display {
	if d == (office.Display{}) {
		return nil
	}
	out := &display{Segments: []int{}, Text: shown.Display}
	for _, s := range p.board.Segments(d) {
		out.Segments = append(out.Segments, int(s))
	}
	return out
}

func (p *page) faults() map[string]bool {
	s, pulled, ok := p.board.Printing.State()
	return map[string]bool{
		"paper-out": ok && s.Paper == 0, "paper-low": ok && s.NearEnd, "cover-open": ok && s.CoverOpen, "cutter": ok && s.CutterJam,
		"printer-cable": pulled, "network-cable": p.board.Network.Pulled(),
	}
}

// pins are those of all buttons.
func (p *page) pins() (all []string) {
	s := p.state()
	places := s.Desks
	if s.Kiosk != nil {
		places = append(places, *s.Kiosk)
	}
	for _, place := range places {
		for _, b := range place.Buttons {
			all = append(all, b.Pin)
		}
	}
	return all
}
