package web

import (
	"fmt"
	"time"

	"giliran/ticketing"
)

// Office is the office's configuration as programs need it. What differs by
// service is resolved: an outcome's way, a stage's target and a hold's slip
// are given for every service.
type Office struct {
	ID        string              `json:"id" example:"candipuro"`
	Name      ticketing.Text      `json:"name"`
	Address   string              `json:"address"`
	Standard  string              `json:"standard" doc:"The published service standard"`
	Fee       ticketing.Text      `json:"fee"`
	Languages []string            `json:"languages" nullable:"false" doc:"The first is the main one"`
	Zone      string              `json:"zone" example:"Asia/Jakarta"`
	Digits    int                 `json:"digits" doc:"Of a number after its prefix"`
	Contacts  []ticketing.Contact `json:"contacts" nullable:"false"`
	Ticker    []ticketing.Text    `json:"ticker" nullable:"false"`
	Hours     []OfficeHours       `json:"hours" nullable:"false" doc:"Of a week, seasons and holidays aside"`
	Policy    OfficePolicy        `json:"policy"`
	Services  []OfficeService     `json:"services" nullable:"false"`
	Stages    []OfficeStage       `json:"stages" nullable:"false"`
	Holds     []OfficeHold        `json:"holds" nullable:"false"`
	Slips     []OfficeSlip        `json:"slips" nullable:"false"`
	Desks     []OfficeDesk        `json:"desks" nullable:"false"`
}

// OfficeHours are one weekday's.
type OfficeHours struct {
	Weekday int    `json:"weekday" doc:"0 is Sunday"`
	Open    string `json:"open" example:"07.30"`
	Last    string `json:"last" example:"15.00" doc:"Last ticket"`
	Close   string `json:"close" example:"15.30"`
}

// OfficePolicy is what staff and screens are reminded of.
type OfficePolicy struct {
	Ratio       ticketing.Ratio `json:"ratio" doc:"Priority to regular applicants"`
	NoShowCalls int             `json:"no_show_calls" doc:"How often an absent applicant is called"`
}

// OfficeService is a service and the papers it asks for.
type OfficeService struct {
	ID        string           `json:"id" example:"ktp-rusak"`
	Prefix    string           `json:"prefix" example:"B"`
	Name      ticketing.Text   `json:"name"`
	Documents []OfficeDocument `json:"documents" nullable:"false"`
	Start     string           `json:"start" example:"berkas"`
	Quota     int              `json:"quota" doc:"Tickets a day, 0 for no limit"`
	Deadline  int              `json:"deadline_days" doc:"Working days, 0 for none"`
	Pickup    string           `json:"pickup" doc:"Hold whose slips it takes, else empty"`
}

// OfficeDocument is one paper.
type OfficeDocument struct {
	ID   string         `json:"id" example:"kk"`
	Name ticketing.Text `json:"name"`
}

// OfficeStage is a stage with its outcomes.
type OfficeStage struct {
	ID       string          `json:"id" example:"berkas"`
	Name     ticketing.Text  `json:"name"`
	Mode     ticketing.Mode  `json:"mode" enum:"called,file"`
	Targets  map[string]int  `json:"target_seconds" doc:"By service, 0 for unsaid"`
	Limit    int             `json:"limit_seconds" doc:"Upper end of a range"`
	Outcomes []OfficeOutcome `json:"outcomes" nullable:"false"`
}

// OfficeOutcome is one way a stage ends.
type OfficeOutcome struct {
	ID        string                           `json:"id" example:"lengkap"`
	Name      ticketing.Text                   `json:"name"`
	To        map[string]ticketing.Destination `json:"to" doc:"Where it leads, by service"`
	Complete  bool                             `json:"complete" doc:"The deadline starts to run"`
	Documents bool                             `json:"documents" doc:"Name the missing documents"`
}

// OfficeHold is a hold.
type OfficeHold struct {
	ID      string            `json:"id" example:"blanko"`
	Name    ticketing.Text    `json:"name"`
	To      string            `json:"to" doc:"Stage at which the released go on"`
	Outside bool              `json:"outside" doc:"Outside the office's hands"`
	Slips   map[string]string `json:"slips" doc:"By service, empty for none"`
}

// OfficeSlip is a paper for those on hold.
type OfficeSlip struct {
	ID   string         `json:"id" example:"tanda-pengambilan"`
	Name ticketing.Text `json:"name"`
	Note ticketing.Text `json:"note"`
}

// OfficeDesk is a desk.
type OfficeDesk struct {
	ID     string         `json:"id" example:"loket-1"`
	Name   ticketing.Text `json:"name"`
	Stages []string       `json:"stages" nullable:"false" doc:"The preferred one first"`
}

func officeView(o *ticketing.Office) Office {
	v := Office{
		ID: o.ID, Name: o.Name, Address: o.Address, Standard: o.Standard, Fee: wording(o.Fee), Zone: o.Zone.String(), Digits: o.Digits,
		Languages: list(o.Languages, same), Contacts: list(o.Contacts, same), Ticker: list(o.Ticker, same),
		Policy: OfficePolicy{Ratio: o.Policy.Ratio, NoShowCalls: o.Policy.NoShowCalls},
	}
	for day, h := range o.Hours.Week {
		if h.Close > h.Open {
			v.Hours = append(v.Hours, OfficeHours{Weekday: day, Open: clock(h.Open), Last: clock(h.Last), Close: clock(h.Close)})
		}
	}
	v.Services = list(o.Services, serviceView)
	v.Stages = list(o.Stages, func(st ticketing.Stage) OfficeStage { return stageView(o, &st) })
	v.Holds = list(o.Holds, func(h ticketing.Hold) OfficeHold {
		return OfficeHold{ID: h.ID, Name: h.Name, To: h.To, Outside: h.Outside,
			Slips: byService(o, func(service string) string { return o.SlipFor(service, &h) })}
	})
	v.Slips = list(o.Slips, func(s ticketing.Slip) OfficeSlip { return OfficeSlip{ID: s.ID, Name: s.Name, Note: wording(s.Note)} })
	v.Desks = list(o.Desks, func(d ticketing.Desk) OfficeDesk {
		return OfficeDesk{ID: d.ID, Name: d.Name, Stages: list(d.Stages, same)}
	})
	return v
}

func serviceView(s ticketing.Service) OfficeService {
	return OfficeService{
		ID: s.ID, Prefix: s.Prefix, Name: s.Name, Start: s.Start, Quota: s.Quota, Deadline: s.Deadline, Pickup: s.Pickup,
		Documents: list(s.Documents, func(d ticketing.Document) OfficeDocument { return OfficeDocument{ID: d.ID, Name: d.Name} }),
	}
}

func stageView(o *ticketing.Office, st *ticketing.Stage) OfficeStage {
	return OfficeStage{
		ID: st.ID, Name: st.Name, Mode: st.Mode, Limit: int(st.Limit / time.Second),
		Targets: byService(o, func(service string) int { return int(o.Target(service, st.ID) / time.Second) }),
		Outcomes: list(st.Outcomes, func(out ticketing.Outcome) OfficeOutcome {
			return OfficeOutcome{ID: out.ID, Name: out.Name, Complete: out.Complete, Documents: out.Documents,
				To: byService(o, func(service string) ticketing.Destination { return o.Leads(service, st, &out) })}
		}),
	}
}

// byService asks for every service.
func byService[T any](o *ticketing.Office, of func(service string) T) map[string]T {
	m := make(map[string]T, len(o.Services))
	for _, s := range o.Services {
		m[s.ID] = of(s.ID)
	}
	return m
}

// list is never nil, so that JSON has [] and not null.
func list[A, B any](from []A, of func(A) B) []B {
	to := make([]B, len(from))
	for i, a := range from {
		to[i] = of(a)
	}
	return to
}

// wording is never nil either.
func wording(t ticketing.Text) ticketing.Text {
	if t == nil {
		return ticketing.Text{}
	}
	return t
}

func same[T any](t T) T { return t }

// clock is a time of day as it is written in Indonesia.
func clock(c ticketing.Clock) string { return fmt.Sprintf("%02d.%02d", c/60, c%60) }
