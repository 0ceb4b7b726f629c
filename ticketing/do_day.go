package ticketing

import "time"

// Tick lets the hours act: it opens and closes the business day. The engine
// sends it regularly; doing it twice does nothing twice.
type Tick struct{}

func (Tick) decide(d *decision) error {
	today := DateOf(d.now, d.o.Zone)
	hours, works := d.o.Hours.On(today)
	at := func(c Clock) time.Time { return today.At(c, d.o.Zone) }
	sure := d.s.Doubt(d.o, d.now) == nil
	begins := sure && d.s.Day < today && works && !d.now.Before(at(hours.Open)) && d.now.Before(at(hours.Close))
	over := !d.s.Manual && (sure && d.s.Day < today || d.s.Day == today && works && !d.now.Before(at(hours.Close)))
	if d.s.Open && (begins || over) { // a day opened by hand ends when the next begins
		d.close()
	}
	if begins {
		d.fact(&DayOpened{Day: today})
	}
	d.stale()
	return nil
}

// OpenDay opens the business day by hand, whatever the hours. Date is empty
// for today by the clock, which is refused while the clock is in Doubt; a date
// that is named ends the doubt. One before the last business day is refused,
// because numbers would be given twice, and so is one much later.
type OpenDay struct{ Date Date }

func (a OpenDay) decide(d *decision) error {
	doubt := d.s.Doubt(d.o, d.now)
	day := a.Date
	if day == "" {
		if doubt != nil {
			return doubt
		}
		day = DateOf(d.now, d.o.Zone)
	}
	if _, err := time.Parse(time.DateOnly, string(day)); err != nil {
		return refusef(Invalid, DayBackwards, nil, "%q is not a date; write it as 2026-11-23", day)
	}
	if day < d.s.Day {
		return refusef(Conflict, DayBackwards, []string{"day", string(day), "last", string(d.s.Day)},
			"%s is before the last business day, %s: its numbers would be given twice", day, d.s.Day)
	}
	if latest := d.s.LatestDay(); latest != "" && day > latest {
		return refusef(Invalid, DayTooFar, []string{"day", string(day), "last", string(d.s.Day)},
			"%s is more than %d days after the last business day, %s; look at the year", day, stride, d.s.Day)
	}
	if d.s.Open && d.s.Day == day && d.s.Manual && doubt == nil {
		return nil
	}
	if d.s.Open && d.s.Day != day {
		d.close()
	}
	d.fact(&DayOpened{Day: day, Manual: true, Dated: a.Date != ""})
	return nil
}

// CloseDay closes the business day by hand. What is in hand at a desk may be
// finished; what waits is kept, held or ended as each stage says.
type CloseDay struct{}

func (CloseDay) decide(d *decision) error {
	if d.s.Open {
		d.close()
	}
	return nil
}

func (d *decision) close() {
	d.fact(&DayClosed{})
	for _, stage := range d.o.Stages {
		for _, t := range d.s.left(stage.ID) {
			d.putBy(t, &stage)
		}
	}
	for _, t := range d.s.strays(d.o) {
		d.fact(&PutBy{Ticket: t.ID}) // its stage is no longer in the office's standard
	}
}

func (d *decision) putBy(t *Ticket, stage *Stage) {
	c := stage.AtClose
	switch {
	case t.State == Returned:
		c = Closing{} // the place near the front is for the same day
	case c.Keep:
		return
	}
	to := Destination{Hold: c.Hold}
	d.fact(&PutBy{Ticket: t.ID, To: to, Outside: d.outside(to), Slip: d.slip(t.Service, to)})
}

// left lists what closing time finds in a stage, in the order of issue.
func (s *State) left(stage string) []*Ticket {
	return s.list(func(t *Ticket) bool { return t.Stage == stage && t.State.leftOver() })
}

// strays are left-over tickets in stages the office has since removed.
func (s *State) strays(o *Office) []*Ticket {
	return s.list(func(t *Ticket) bool {
		_, known := o.Stage(t.Stage)
		return !known && t.State.leftOver()
	})
}

func (st TicketState) leftOver() bool {
	return st == Waiting || st == Aside || st == NoShow || st == Returned
}
