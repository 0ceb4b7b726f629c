package office

import (
	"strings"
	"time"

	"giliran/ticketing"
)

func stages(v value) []ticketing.Stage {
	var list []ticketing.Stage
	for _, e := range v.some("stage") {
		list = append(list, stage(e))
	}
	return list
}

func stage(e entry) ticketing.Stage {
	b := e.object("name", "mode", "target", "outcomes", "at-close", "absent")
	s := ticketing.Stage{
		ID:     e.id("stage"),
		Name:   b.need("name", "name: the stage's name").text(),
		Mode:   mode(b.need("mode", "mode: called (the applicant comes to a desk) or mode: file (only the papers move)")),
		Absent: b.get("absent").refer("hold"),
	}
	s.Target, s.Limit = b.get("target").span(time.Second, longestTarget, "2m or 5-10m")
	outcomes := b.need("outcomes", "outcomes: with the ways the stage can end")
	for _, o := range outcomes.some("outcome") {
		s.Outcomes = append(s.Outcomes, outcome(o))
	}
	s.AtClose = atClose(b.get("at-close"), s.Mode)
	return s
}

func mode(v value) ticketing.Mode {
	s := v.word("called or file")
	if s != "" && s != string(ticketing.Called) && s != string(ticketing.File) {
		v.wrong(suggest(s, "the modes", []string{"called", "file"}), "%q is not a mode", s)
	}
	return ticketing.Mode(s)
}

func outcome(e entry) ticketing.Outcome {
	b := e.object(append([]string{"name", "complete", "documents"}, ways()...)...)
	o := ticketing.Outcome{
		ID:        e.id("outcome"),
		Name:      b.need("name", "name: the outcome's name, as it stands on the desk's button").text(),
		To:        destination(e, b),
		Complete:  b.get("complete").flag(),
		Documents: b.get("documents").flag(),
	}
	return o
}

// ways are the keys by which an outcome says where it leads.
func ways() []string { return []string{"to", "hold", "returned", "finished"} }

// destination reads where an outcome leads; it must be exactly one place.
func destination(e entry, b object) ticketing.Destination {
	d := ticketing.Destination{
		Stage:    b.get("to").refer("stage"),
		Hold:     b.get("hold").refer("hold"),
		Returned: b.get("returned").flag(),
		Finished: b.get("finished").flag(),
	}
	var given []string
	for _, k := range ways() {
		if v := b.get(k); b.meant[k] || v.given() && (k == "to" || k == "hold" || v.flag()) {
			given = append(given, k)
		}
	}
	switch {
	case len(given) == 0:
		e.wrong("add to: a stage, hold: a hold, returned: true or finished: true", "the outcome %q leads nowhere", e.key)
	case len(given) > 1:
		e.wrong("keep one of them", "the outcome %q leads to more than one place (%s)", e.key, strings.Join(given, ", "))
	}
	return d
}

// atClose reads what becomes of those left at closing time. Unsaid, files stay
// and applicants come again.
func atClose(v value, m ticketing.Mode) ticketing.Closing {
	if v.isBlock() {
		hold := v.object("hold").need("hold", "hold: the hold's id")
		return ticketing.Closing{Hold: hold.refer("hold")}
	}
	s, ok := v.scalar("keep, end or {hold: a hold}")
	if ok && s != "keep" && s != "end" {
		v.wrong("write keep, end or {hold: a hold}", "%q does not fit", s)
	}
	return ticketing.Closing{Keep: s == "keep" || !ok && m == ticketing.File}
}
