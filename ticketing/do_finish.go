package ticketing

import (
	"strings"
)

// Finish ends the stage of the number in hand with one of the stage's
// outcomes. Missing names documents by id or by name in any language. Usual,
// for a button that cannot name one, takes the stage's first outcome.
type Finish struct {
	Desk, Outcome string
	Usual         bool
	Missing       []string
	Note          string
}

func (a Finish) decide(d *decision) error {
	t, err := d.inHand(a.Desk)
	if err != nil {
		return err
	}
	stage, ok := d.o.Stage(t.Stage)
	if !ok {
		return refusef(Conflict, WrongStage, []string{"stage", t.Stage}, "stage %s is no longer in the office's standard; transfer %s", t.Stage, t.Number)
	}
	if a.Usual && a.Outcome == "" && len(stage.Outcomes) > 0 {
		a.Outcome = stage.Outcomes[0].ID
	}
	outcome, err := d.outcome(stage, a.Outcome)
	if err != nil {
		return err
	}
	return d.step(t, a, stage, outcome)
}

func (d *decision) step(t *Ticket, a Finish, stage *Stage, outcome *Outcome) error {
	missing, err := d.documents(t, a.Missing)
	if err != nil {
		return err
	}
	if len(a.Note) > MaxText {
		return tooLong("note")
	}
	to := d.o.Leads(t.Service, stage, outcome)
	if !to.Returned && (len(missing) > 0 || a.Note != "") {
		return refusef(Invalid, WrongOutcome, []string{"outcome", outcome.ID}, "documents and a note go with an outcome that returns the application, not with %s", outcome.ID)
	}
	to = d.arrive(t, to)
	f := &Stepped{
		Ticket: t.ID, Desk: a.Desk, Stage: stage.ID, Outcome: outcome.ID, To: to, Complete: outcome.Complete,
		Missing: missing, Note: a.Note, Outside: d.outside(to),
	}
	if t.Day == d.s.Day { // who is not in the room has his slip already
		f.Slip = d.slip(t.Service, to)
	}
	d.fact(f)
	switch printer := d.o.PrinterOf(a.Desk); {
	case f.Slip != "":
		d.print(printer, PrintAsked{Kind: PaperSlip, Ticket: t.ID, Slip: f.Slip})
	case to.Returned:
		d.print(printer, PrintAsked{Kind: PaperReturned, Ticket: t.ID})
	}
	return nil
}

// outcome finds an outcome of a stage; one of another stage is a conflict,
// one of no stage a mistake.
func (d *decision) outcome(stage *Stage, id string) (*Outcome, error) {
	if o, ok := stage.Outcome(id); ok {
		return o, nil
	}
	var has []string
	for i := range stage.Outcomes {
		has = append(has, stage.Outcomes[i].ID)
	}
	args := []string{"outcome", id, "stage", stage.ID}
	for i := range d.o.Stages {
		if _, ok := d.o.Stages[i].Outcome(id); ok {
			return nil, refusef(Conflict, WrongOutcome, args, "%q does not end stage %s; its outcomes are %s", id, stage.ID, strings.Join(has, ", "))
		}
	}
	return nil, refusef(Invalid, NoSuchOutcome, args, "there is no outcome %q; those of stage %s are %s", id, stage.ID, strings.Join(has, ", "))
}

// documents resolves what a desk named as missing to document ids.
func (d *decision) documents(t *Ticket, named []string) ([]string, error) {
	service, ok := d.o.Service(t.Service)
	if !ok || len(named) == 0 {
		return nil, nil
	}
	var ids, known []string
	for i := range service.Documents {
		known = append(known, service.Documents[i].ID)
	}
	for _, n := range named {
		id := service.documentNamed(n)
		if id == "" {
			return nil, refusef(Invalid, NoSuchDocument, []string{"document", n, "service", service.ID},
				"%s asks for no document %q; it asks for %s", service.ID, n, strings.Join(known, ", "))
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func (s *Service) documentNamed(n string) string {
	for i := range s.Documents {
		doc := &s.Documents[i]
		if doc.ID == n {
			return doc.ID
		}
		for _, name := range doc.Name {
			if strings.EqualFold(name, strings.TrimSpace(n)) {
				return doc.ID
			}
		}
	}
	return ""
}

// Return sends the applicant in hand for missing documents, by the stage's
// outcome that returns. At least one document or a note says why.
type Return struct {
	Desk    string
	Missing []string
	Note    string
}

func (a Return) decide(d *decision) error {
	t, err := d.inHand(a.Desk)
	if err != nil {
		return err
	}
	if len(a.Missing) == 0 && strings.TrimSpace(a.Note) == "" {
		return refuse(Invalid, NeedsReason, `name the missing documents, as {"missing":["…"]}, or say why in "note"`)
	}
	if stage, ok := d.o.Stage(t.Stage); ok {
		for i := range stage.Outcomes {
			if o := &stage.Outcomes[i]; d.o.Leads(t.Service, stage, o).Returned {
				return d.step(t, Finish{Desk: a.Desk, Missing: a.Missing, Note: a.Note}, stage, o)
			}
		}
	}
	return refusef(Conflict, WrongOutcome, []string{"stage", t.Stage}, "stage %s returns nobody", t.Stage)
}

// Transfer sends the number in hand to another stage, or to another service
// and its first stage (or the stage named); the number stays.
type Transfer struct{ Desk, Stage, Service string }

func (a Transfer) decide(d *decision) error {
	t, err := d.inHand(a.Desk)
	if err != nil {
		return err
	}
	stage := a.Stage
	if a.Service != "" {
		service, err := d.service(a.Service)
		if err != nil {
			return err
		}
		if stage == "" {
			stage = service.Start
		}
	}
	if stage == "" {
		return refuse(Invalid, NoSuchStage, `say where to, as {"stage":"…"} or {"service":"…"}`)
	}
	if _, err := d.stage(stage); err != nil {
		return err
	}
	d.fact(&Transferred{Ticket: t.ID, Desk: a.Desk, Stage: stage, Service: a.Service})
	return nil
}

// Link ties the pick-up ticket in hand, taken without its slip, to the
// application whose slip is shown at the desk.
type Link struct{ Desk, Slip string }

func (a Link) decide(d *decision) error {
	t, err := d.inHand(a.Desk)
	if err != nil {
		return err
	}
	service, err := d.service(t.Service)
	if err != nil {
		return err
	}
	if t.For != 0 {
		return wrongState(t, "it is linked to an application already")
	}
	app, err := d.pickup(service, a.Slip)
	if err != nil {
		return err
	}
	d.fact(&Linked{Ticket: t.ID, For: app.ID})
	return nil
}
