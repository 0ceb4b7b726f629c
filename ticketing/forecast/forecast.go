package forecast

import (
	"maps"
	"math"
	"slices"
	"time"

	"giliran/ticketing"
)

// Book is what the days before today have taught. It does not change.
type Book struct {
	office *ticketing.Office
	lines  map[string]*line // by stage to which applicants are called
}

// Forecast is what follows for today. It does not change and may be used by
// many goroutines.
type Forecast struct {
	office *ticketing.Office
	stages map[string]*outlook
}

// Learn reads the visits of the days before the state's business day, as far
// back as the state remembers them.
func Learn(o *ticketing.Office, s *ticketing.State) *Book {
	b := &Book{office: o, lines: map[string]*line{}}
	for i := range o.Stages {
		if o.Stages[i].Mode == ticketing.Called {
			b.lines[o.Stages[i].ID] = &line{}
		}
	}
	for _, d := range days(o, s) {
		from := d.At(0, o.Zone)
		b.read(b.lines, s, from, d.Add(1).At(0, o.Zone))
	}
	return b
}

// days are those before today on which tickets were given out, in order.
func days(o *ticketing.Office, s *ticketing.State) []ticketing.Date {
	known := map[ticketing.Date]bool{}
	for _, t := range s.Tickets {
		if t.Day < s.Day {
			known[t.Day] = true
		}
	}
	return slices.Sorted(maps.Keys(known))
}

// read lets lines live through a day.
func (b *Book) read(lines map[string]*line, s *ticketing.State, from, to time.Time) {
	moments := day(s, from, to)
	for stage, l := range lines {
		l.morning(b.office, stage, from)
		for _, m := range moments {
			l.read(m, m.stage == stage, b.office.Policy.Ratio)
		}
	}
}

// Today adds what has happened today until now.
func (b *Book) Today(s *ticketing.State, now time.Time) *Forecast {
	f := &Forecast{office: b.office, stages: map[string]*outlook{}}
	lines := map[string]*line{}
	for stage, l := range b.lines {
		lines[stage] = l.clone()
	}
	from := s.Day.At(0, b.office.Zone)
	if s.Day != "" && from.Before(now) {
		b.read(lines, s, from, now)
	}
	for stage, l := range lines {
		l.until(now)
		f.stages[stage] = l.outlook()
	}
	return f
}

// outlook is what a line has taught.
type outlook struct {
	pace    pace
	scores  []float64 // in order of size
	greeted []float64 // the same
}

func (l *line) outlook() *outlook {
	slices.Sort(l.scores)
	slices.Sort(l.greeted)
	return &outlook{l.pace, l.scores, l.greeted}
}

// Interval is between which two waits the truth lies, Low ≤ High, Low not
// negative.
type Interval struct{ Low, High time.Duration }

// Place is a place in a stage's line.
type Place struct {
	Stage string
	Ahead int  // how many are called before, by the ratio; at least 0
	Desks int  // open desks that serve the stage
	Idle  bool // nobody waits, and one of the desks serves nobody
}

const (
	// fewest is from how many past forecasts on there are new ones.
	fewest = 20
	// cautious is by how much each end of an interval lies further out than
	// past forecasts say: neighbours in a line share its luck, so that they
	// tell less than their number.
	cautious = 0.015
)

// Wait tells between which times somebody at a place waits to be called, with
// the given probability (0 to 1, 0.9 for nine in ten). ok is false when there is
// too little to go by, or no desk is open. Further behind, neither end is
// earlier.
func (f *Forecast) Wait(p Place, probability float64) (i Interval, ok bool) {
	o := f.stages[p.Stage]
	if o == nil || p.Desks < 1 {
		return Interval{}, false
	}
	tail := max(0, (1-probability)/2-cautious)
	known := o.pace.ready() && len(o.scores) >= fewest
	if known {
		g := o.pace.guess(max(0, p.Ahead), p.Desks)
		i = Interval{g.at(quantile(o.scores, tail)), g.at(quantile(o.scores, 1-tail))}
	}
	if !p.Idle {
		return i, known
	}
	i.Low = 0 // and no later than one who has to wait for a desk
	if len(o.greeted) >= fewest {
		high := time.Duration(quantile(o.greeted, probability) * float64(time.Second))
		if !known || high < i.High {
			i.High = high
		}
		known = true
	}
	return i, known
}

// quantile of a list in order of size: the one below which a further member
// falls with probability p, if all come in any order alike.
func quantile(sorted []float64, p float64) float64 {
	at := p*float64(len(sorted)+1) - 1
	below := math.Floor(at)
	i := int(min(max(below, 0), float64(len(sorted)-1)))
	j := int(min(max(below+1, 0), float64(len(sorted)-1)))
	return sorted[i] + (sorted[j]-sorted[i])*(at-below)
}
