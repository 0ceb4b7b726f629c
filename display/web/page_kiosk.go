package web

import (
	"encoding/json"
	"net/http"

	"giliran/ticketing"
)

// kioskView is where numbers are taken. It is all the kiosk's screens at
// once; its script shows one at a time.
type kioskView struct {
	Services []kioskService
	Day      ticketing.Date
	Open     bool
	Opens    string // today's hours, "" on a closed day
	Last     string
	Holiday  ticketing.Text
	Paused   []ticketing.Text
	Notice   ticketing.Text
	Letters  []string // of the keypad
	Prints   bool     // the numbers come out on paper
	Broken   bool     // they should, but the printer says that it cannot
	Seconds  int      // until a screen left alone goes back to the start
}

// kioskService is one button.
type kioskService struct {
	ticketing.Service
	Open    bool
	Refusal string // why not
	Left    int    // of today's quota, -1 without one
	Wait    ticketing.Span
	Pickup  bool
}

// lingers is how many seconds a kiosk screen stays when nobody touches it:
// enough to read a number twice, and to photograph a code.
const lingers = 25

// waits are how long somebody would wait who took a number now, by service: what
// the newest board foretells.
func (p *pages) waits() map[string]ticketing.Span {
	var m struct {
		Board struct {
			Services []struct {
				ID   string
				Wait ticketing.Span
			}
		}
	}
	if err := json.Unmarshal(p.latest(), &m); err != nil {
		return nil // before the first board
	}
	waits := map[string]ticketing.Span{}
	for _, s := range m.Board.Services {
		waits[s.ID] = s.Wait
	}
	return waits
}

func (p *pages) kiosk(w http.ResponseWriter, r *http.Request) {
	var b ticketing.Board
	var printer ticketing.PrinterState
	err := p.queue.View(r.Context(), func(s *ticketing.State) {
		b = s.Board(p.office, p.now())
		printer = s.Printers[p.office.PrinterOf("")].State
	})
	if err != nil {
		p.failed(w, r, err)
		return
	}
	v := &kioskView{
		Day: b.Day, Open: b.Open, Opens: b.Office.Opens, Last: b.Office.Last, Holiday: b.Office.Holiday,
		Notice: b.Notice, Seconds: lingers, Broken: printer.Trouble(),
		Prints: p.office.PrinterOf("") != "" && !printer.Trouble(),
	}
	for _, letter := range ticketing.CodeLetters {
		v.Letters = append(v.Letters, string(letter))
	}
	waits := p.waits()
	for i, svc := range p.office.Services {
		on := b.Services[i]
		v.Services = append(v.Services, kioskService{
			Service: svc, Open: on.Open, Refusal: on.Refusal, Left: on.Left, Wait: waits[svc.ID], Pickup: svc.Pickup != "",
		})
	}
	for _, st := range b.Stages {
		if st.Paused != nil {
			v.Paused = append(v.Paused, st.Paused)
		}
	}
	p.show(w, r, http.StatusOK, &page{Kind: "kiosk", Title: "kiosk.title", Script: true, View: v})
}
