package ticketing_test

import (
	"fmt"
	"slices"
	"time"

	"giliran/ticketing"
)

// anyOffice is a small office with a standard of its own: stages that lead on,
// back, into holds and out, services with quotas, hours and collecting, shared
// desks, boards with printers and lent numbers. It is one that package office
// would take.
func anyOffice(c *choices) *ticketing.Office {
	o := &ticketing.Office{ID: "any", Zone: time.FixedZone("WIB", 7*3600), Digits: 1 + c.n(3), RecordReceiver: c.odd(2)}
	o.Policy = ticketing.Policy{
		Ratio:       ticketing.Ratio{Priority: 1 + c.n(3), Regular: 1 + c.n(3)},
		NoShowCalls: 3, NoShowSkip: c.n(5), ReturnSkip: c.n(5), Overtakes: 1 + c.n(3), StageRun: 1 + c.n(3),
	}
	o.Hours = anyHours(c)
	stages := 2 + c.n(3)
	stage := func() string { return fmt.Sprint("stage-", c.n(stages)) }
	for i := range 1 + c.n(3) {
		h := ticketing.Hold{ID: fmt.Sprint("hold-", i), To: stage(), Outside: c.odd(3)}
		if c.odd(2) {
			h.Slip, h.Slips = "slip", map[string]string{"plain": "chit"}
		}
		o.Holds = append(o.Holds, h)
	}
	hold := func() string { return o.Holds[c.n(len(o.Holds))].ID }
	o.Slips = []ticketing.Slip{{ID: "slip", Off: c.odd(3), Instead: "chit"}, {ID: "chit"}}
	for i := range stages {
		o.Stages = append(o.Stages, anyStage(c, i, stage, hold))
	}
	anyDesks(c, o)
	anyServices(c, o, stage, hold)
	anyDevices(c, o)
	return o
}

func anyHours(c *choices) (h ticketing.Hours) {
	if c.odd(8) {
		return h // opened by hand or not at all
	}
	for day := time.Monday; day <= time.Saturday; day++ {
		h.Week[day] = ticketing.Opening{Open: 7 * 60, Last: 14 * 60, Close: 15 * 60}
	}
	h.Holidays = map[ticketing.Date]ticketing.Text{"2026-11-24": {"id": "libur"}}
	return h
}

func anyStage(c *choices, i int, stage, hold func() string) ticketing.Stage {
	s := ticketing.Stage{ID: fmt.Sprint("stage-", i), Mode: ticketing.Called}
	if c.odd(3) {
		s.Mode = ticketing.File
	}
	s.AtClose = pick(c, []ticketing.Closing{{Keep: true}, {}, {Hold: "hold-0"}})
	if c.odd(4) {
		s.Absent = hold()
	}
	s.Outcomes = []ticketing.Outcome{
		{ID: "on", To: ticketing.Destination{Stage: stage()}, Complete: c.odd(2)},
		{ID: "out", To: ticketing.Destination{Finished: true}},
		{ID: "hold", To: ticketing.Destination{Hold: hold()}},
	}
	if !c.odd(4) {
		s.Outcomes = append(s.Outcomes, ticketing.Outcome{ID: "back", To: ticketing.Destination{Returned: true}, Documents: true})
	}
	if c.odd(3) {
		s.Outcomes = append(s.Outcomes, ticketing.Outcome{ID: fmt.Sprint("only-", i), To: ticketing.Destination{Stage: stage()}})
	}
	return s
}

func anyDesks(c *choices, o *ticketing.Office) {
	for i := range 1 + c.n(3) {
		d := ticketing.Desk{ID: fmt.Sprint("desk-", i)}
		first, serves := c.n(len(o.Stages)), 1+c.n(2*len(o.Stages))
		for j := range min(serves, len(o.Stages)) {
			d.Stages = append(d.Stages, o.Stages[(first+j)%len(o.Stages)].ID)
		}
		o.Desks = append(o.Desks, d)
	}
}

func anyServices(c *choices, o *ticketing.Office, stage, hold func() string) {
	documents := []ticketing.Document{{ID: "kk", Name: ticketing.Text{"id": "Kartu Keluarga"}}, {ID: "ktp"}}
	o.Services = []ticketing.Service{
		{ID: "plain", Prefix: "A", Start: "stage-0", Documents: documents, Deadline: c.n(3)},
		{ID: "scarce", Prefix: "B", Start: stage(), Documents: documents[:1], Quota: 1 + c.n(6)},
		{ID: "pickup", Prefix: "P", Start: o.Holds[0].To, Pickup: "hold-0"},
	}
	if c.odd(2) {
		o.Services[1].Opens, o.Services[1].Closes = 8*60, 10*60
	}
	if c.odd(2) {
		s := &o.Stages[c.n(len(o.Stages))]
		own := pick(c, []ticketing.Destination{{Returned: true}, {Hold: hold()}, {Finished: true}})
		o.Services[0].Stages = map[string]ticketing.StageChange{s.ID: {Outcomes: map[string]ticketing.Destination{"on": own}}}
	}
}

func anyDevices(c *choices, o *ticketing.Office) {
	o.Devices = []ticketing.Device{
		{ID: "kiosk", Kiosk: true, Printer: !c.odd(4), Offline: c.n(4)},
		{ID: "panel", Desks: []string{"desk-0"}, Printer: c.odd(3)},
		{ID: "door", Kiosk: true, Offline: c.n(3)},
	}
	o.Printing = ticketing.Printing{MaxAge: time.Duration(c.n(3)) * 90 * time.Second, StopWhenOut: c.odd(2)}
}

// reform takes the last stage out of the office's standard, as an edited
// office.yaml does at a restart: what led there leads to the first.
func reform(o *ticketing.Office) {
	n := len(o.Stages) - 1
	if n < 2 {
		return
	}
	old := o.Stages[n].ID
	o.Stages = o.Stages[:n]
	instead := func(s *string) {
		if *s == old {
			*s = "stage-0"
		}
	}
	for i := range o.Stages {
		for j := range o.Stages[i].Outcomes {
			instead(&o.Stages[i].Outcomes[j].To.Stage)
		}
	}
	for i := range o.Holds {
		instead(&o.Holds[i].To)
	}
	for i := range o.Services {
		instead(&o.Services[i].Start)
	}
	for i := range o.Desks {
		o.Desks[i].Stages = slices.DeleteFunc(o.Desks[i].Stages, func(s string) bool { return s == old })
		if len(o.Desks[i].Stages) == 0 {
			o.Desks[i].Stages = []string{"stage-0"}
		}
	}
}
