package ticketing_test

import (
	"fmt"
	"slices"
	"time"

	"giliran/ticketing"
)

// minute is the time of day in the office, with its seconds.
func (w *oracle) minute() float64 {
	t := w.now.In(w.o.Zone)
	return float64(t.Hour()*60+t.Minute()) + float64(t.Second())/60
}

func (w *oracle) today() ticketing.Date { return ticketing.DateOf(w.now, w.o.Zone) }

// believes tells whether the clock's date may be taken for today's.
func (w *oracle) believes() bool {
	gone := func(days int) bool { return w.day != "" && w.today() > w.day.Add(days) }
	return w.today() >= w.day && !gone(31) && w.known.Sub(w.now) <= 2*time.Minute
}

// happened looks at the clock because a wish has come true. One that named the
// date makes it forget what the clock said before.
func (w *oracle) happened(a ticketing.Action) {
	if open, ok := a.(ticketing.OpenDay); ok && open.Date != "" || w.now.After(w.known) {
		w.known = w.now
	}
}

func (w *oracle) take(a ticketing.TakeTicket) bool {
	s := w.service(a.Service)
	if s == nil || !w.open || s.Quota > 0 && w.count[s.ID] >= s.Quota {
		return false
	}
	if !w.manual && w.today() == w.day && w.believes() && !w.inWindow(s) {
		return false
	}
	printer := w.printerFor(a.Device)
	if w.o.Printing.StopWhenOut && w.printer[printer].Trouble() {
		return false
	}
	if a.Code == "" || w.codeTaken(a.Code) {
		return false
	}
	c := &card{code: a.Code, day: w.day, service: s.ID, priority: a.Priority}
	if a.Slip != "" {
		app := w.toPickUp(s, a.Slip)
		if app == nil {
			return false
		}
		c.app, c.priority, app.visit = app, a.Priority || app.priority, c
		w.touch(app)
	}
	w.count[s.ID]++
	c.number = fmt.Sprintf("%s%0*d", s.Prefix, w.o.Digits, w.count[s.ID])
	w.admit(c, s.Start)
	w.paper(printer, ticketing.PaperTicket, c)
	return true
}

func (w *oracle) admit(c *card, stage string) {
	w.all = append(w.all, c)
	w.join(c, stage, last)
	w.touch(c)
}

// inWindow tells whether a service gives out tickets at this time of day.
func (w *oracle) inWindow(s *ticketing.Service) bool {
	hours, _ := w.o.Hours.On(w.day)
	from, to := hours.Open, hours.Last
	if s.Opens > 0 {
		from = s.Opens
	}
	if s.Closes > 0 {
		to = s.Closes
	}
	return w.minute() >= float64(from) && w.minute() <= float64(to)
}

func (w *oracle) codeTaken(code string) bool {
	for _, l := range w.leases {
		for _, n := range l.numbers {
			if n.Code == code {
				return true
			}
		}
	}
	return slices.ContainsFunc(w.all, func(c *card) bool { return c.code == code })
}

func (w *oracle) tick() {
	today := w.today()
	hours, works := w.o.Hours.On(today)
	begins := w.believes() && w.day < today && works && w.minute() >= float64(hours.Open) && w.minute() < float64(hours.Close)
	ends := w.day < today && w.believes() || w.day == today && works && w.minute() >= float64(hours.Close)
	if begins || ends && !w.manual {
		w.closeDay()
	}
	if begins {
		w.begin(today, false)
	}
	w.dropOldPapers()
}

func (w *oracle) openDay(day ticketing.Date) bool {
	if day == "" {
		if !w.believes() {
			return false
		}
		day = w.today()
	}
	if _, err := time.Parse(time.DateOnly, string(day)); err != nil || day < w.day || w.day != "" && day > w.day.Add(400) {
		return false
	}
	if day != w.day {
		w.closeDay()
	}
	w.begin(day, true)
	return true
}

// begin opens the day. A new one starts the numbers and the ratio over, and
// throws old papers away.
func (w *oracle) begin(day ticketing.Date, manual bool) {
	w.open, w.manual = true, manual
	if day == w.day {
		return
	}
	w.day = day
	clear(w.count)
	clear(w.picks)
	w.all = slices.DeleteFunc(w.all, func(c *card) bool {
		c.gone = c.isOver() && c.over < day.Add(-7)
		return c.gone
	})
	w.jobs = slices.DeleteFunc(w.jobs, func(j *oracleJob) bool {
		return j.state == ticketing.JobPrinted || j.state == ticketing.JobFailed || j.state == ticketing.JobDropped
	})
}

func (w *oracle) closeDay() {
	if !w.open {
		return
	}
	w.open, w.manual = false, false
	for _, l := range w.leases {
		l.over = true
	}
	for _, d := range w.desks {
		d.undo = nil
		if d.hand == nil {
			d.state = "closed"
		}
	}
	for _, c := range w.all {
		if c.state == "waiting" || c.state == "parked" || c.state == "no-show" || c.state == "returned" {
			w.leftOver(c)
		}
	}
}

// leftOver is what closing time does to one who is still there.
func (w *oracle) leftOver(c *card) {
	s := w.stage(c.stage)
	if c.state == "returned" || s == nil {
		w.rest(c, "ended")
	} else if !s.AtClose.Keep {
		w.send(c, ticketing.Destination{Hold: s.AtClose.Hold})
	} else {
		return
	}
	w.touch(c)
}

// late tells whether an application is past its deadline: that many working
// days after its file was complete, at the same time of day within the hours.
func (w *oracle) late(c *card) bool {
	s := w.service(c.service)
	if s.Deadline == 0 || c.complete.IsZero() {
		return false
	}
	at := c.complete.In(w.o.Zone)
	for left := s.Deadline; left > 0; {
		at = at.AddDate(0, 0, 1)
		if at.Sub(c.complete) > 800*24*time.Hour {
			return false
		}
		if _, works := w.o.Hours.On(ticketing.DateOf(at, w.o.Zone)); works {
			left--
		}
	}
	day := ticketing.DateOf(at, w.o.Zone)
	hours, _ := w.o.Hours.On(day)
	clock := ticketing.Clock(at.Hour()*60 + at.Minute())
	return w.now.After(day.At(min(max(clock, hours.Open), hours.Close), w.o.Zone))
}
