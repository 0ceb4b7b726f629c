package ticketing

import (
	"fmt"
	"strings"
	"time"
)

// doublePress is the time within which the same button acts once.
const doublePress = time.Second

// OpenDesk puts a desk to work; it also ends a pause.
type OpenDesk struct{ Desk string }

func (a OpenDesk) decide(d *decision) error {
	if _, err := d.desk(a.Desk); err != nil {
		return err
	}
	if d.s.DeskOf(a.Desk).State != DeskOpen {
		d.fact(&DeskOpened{Desk: a.Desk})
	}
	return nil
}

// CloseDesk ends a desk's work; what it has in hand must be settled first.
type CloseDesk struct{ Desk string }

func (a CloseDesk) decide(d *decision) error {
	if err := d.idle(a.Desk); err != nil {
		return err
	}
	if d.s.DeskOf(a.Desk).State != DeskShut {
		d.fact(&DeskClosed{Desk: a.Desk})
	}
	return nil
}

// PauseDesk is a break of one desk, with a reason the public may read.
type PauseDesk struct{ Desk, Reason string }

func (a PauseDesk) decide(d *decision) error {
	if err := d.idle(a.Desk); err != nil {
		return err
	}
	if len(a.Reason) > MaxText {
		return tooLong("reason")
	}
	switch r := d.s.DeskOf(a.Desk); {
	case r.State == DeskShut:
		return notOpen(a.Desk, r.State)
	case r.State != DeskBreak || r.Reason != a.Reason:
		d.fact(&DeskPaused{Desk: a.Desk, Reason: a.Reason})
	}
	return nil
}

// Next calls whoever comes next by policy (see pick).
type Next struct{ Desk string }

func (a Next) decide(d *decision) error {
	desk, err := d.desk(a.Desk)
	if err != nil {
		return err
	}
	if r := d.s.DeskOf(a.Desk); r.Ticket != 0 && d.pressedAgain(r, "next") {
		d.result = Result{Ticket: r.Ticket, Again: true}
		return nil
	}
	if err := d.ready(desk); err != nil {
		return err
	}
	t, turn, ok := pick(d.s, d.o, desk)
	if !ok {
		return d.nobody(desk)
	}
	d.call(t, desk, t.Stage, &turn)
	return nil
}

// nobody says why a desk has nobody to call.
func (d *decision) nobody(desk *Desk) error {
	for _, stage := range desk.Stages {
		if _, paused := d.s.Paused[stage]; paused && len(d.s.Queues[stage]) > 0 {
			return refusef(Conflict, StageOnPause, []string{"stage", stage}, "stage %s is paused for the whole office", stage)
		}
	}
	return refusef(Conflict, NobodyWaits, []string{"desk", desk.ID}, "nobody waits for %s", desk.ID)
}

// CallNumber calls a given number out of turn: one that waits, is parked, has
// missed its calls or was sent for documents. Ticket is a code or a number of
// the day.
type CallNumber struct{ Desk, Ticket string }

func (a CallNumber) decide(d *decision) error {
	desk, err := d.desk(a.Desk)
	if err != nil {
		return err
	}
	t, err := d.ticket(a.Ticket)
	if err != nil {
		return err
	}
	if r := d.s.DeskOf(a.Desk); r.Ticket == t.ID && d.pressedAgain(r, "call") {
		d.result = Result{Ticket: t.ID, Again: true}
		return nil
	}
	if err := d.ready(desk); err != nil {
		return err
	}
	stage := t.Stage
	switch t.State {
	case Waiting, Aside, NoShow:
	case Returned:
		stage = d.backTo(t)
	default:
		return wrongState(t, "it cannot be called")
	}
	if err := d.serves(desk, t, stage); err != nil {
		return err
	}
	d.call(t, desk, stage, nil)
	return nil
}

func (d *decision) serves(desk *Desk, t *Ticket, stage string) error {
	if !desk.Serves(stage) {
		return refusef(Conflict, WrongDesk, []string{"number", t.Number, "stage", stage, "desk", desk.ID},
			"%s is at stage %s, which %s does not serve", t.Number, stage, desk.ID)
	}
	if _, paused := d.s.Paused[stage]; paused {
		return refusef(Conflict, StageOnPause, []string{"stage", stage}, "stage %s is paused for the whole office", stage)
	}
	return nil
}

func (d *decision) call(t *Ticket, desk *Desk, stage string, turn *Turn) {
	st, ok := d.o.Stage(stage)
	d.fact(&CalledUp{Ticket: t.ID, Desk: desk.ID, Stage: stage, File: ok && st.Mode == File, Turn: turn})
	d.result.Ticket = t.ID
}

// Recall repeats the call of the number in hand.
type Recall struct{ Desk string }

func (a Recall) decide(d *decision) error {
	t, err := d.inHand(a.Desk)
	if err != nil {
		return err
	}
	if t.State != Calling {
		return wrongState(t, "only a called number is called again")
	}
	if d.pressedAgain(d.s.DeskOf(a.Desk), "recall") {
		d.result.Again = true
		return nil
	}
	d.fact(&Recalled{Ticket: t.ID, Desk: a.Desk})
	return nil
}

// Arrive notes that the called applicant stands at the desk. It is optional:
// a stage may be finished straight from the call.
type Arrive struct{ Desk string }

func (a Arrive) decide(d *decision) error {
	t, err := d.inHand(a.Desk)
	if err != nil {
		return err
	}
	if t.State == Calling {
		d.fact(&Arrived{Ticket: t.ID, Desk: a.Desk})
	}
	return nil
}

// Miss gives up calling an applicant who did not come. Policy.NoShowCalls is
// the custom the desk page reminds of, not a lock: staff see the room.
type Miss struct{ Desk string }

func (a Miss) decide(d *decision) error {
	t, err := d.inHand(a.Desk)
	if err != nil {
		return err
	}
	if t.State != Calling {
		return wrongState(t, "only a called number can be a no-show")
	}
	d.fact(&Missed{Ticket: t.ID, Desk: a.Desk})
	return nil
}

// Park sets the number in hand aside at this desk.
type Park struct{ Desk string }

func (a Park) decide(d *decision) error {
	t, err := d.inHand(a.Desk)
	if err != nil {
		return err
	}
	d.fact(&Parked{Ticket: t.ID, Desk: a.Desk})
	return nil
}

// Resume takes a parked number back in hand without calling it: the one
// named, or the one this desk parked last. A number that was returned or has
// missed its calls is put back into the queue instead (see CheckIn).
type Resume struct{ Desk, Ticket string }

func (a Resume) decide(d *decision) error {
	desk, err := d.desk(a.Desk)
	if err != nil {
		return err
	}
	t, err := d.parked(a)
	if err != nil {
		return err
	}
	if t.State == Returned || t.State == NoShow {
		return CheckIn{Ticket: t.Code}.decide(d)
	}
	if t.State != Aside {
		return wrongState(t, "only a parked number is resumed")
	}
	if err := d.ready(desk); err != nil {
		return err
	}
	if err := d.serves(desk, t, t.Stage); err != nil {
		return err
	}
	d.fact(&Resumed{Ticket: t.ID, Desk: a.Desk})
	d.result.Ticket = t.ID
	return nil
}

func (d *decision) parked(a Resume) (*Ticket, error) {
	if a.Ticket != "" {
		return d.ticket(a.Ticket)
	}
	all := d.s.list(func(t *Ticket) bool { return t.State == Aside && t.Desk == a.Desk })
	if len(all) == 0 {
		return nil, refusef(Conflict, WrongState, []string{"desk", a.Desk}, "%s has parked nobody", a.Desk)
	}
	last := all[0]
	for _, t := range all {
		if t.Last > last.Last {
			last = t
		}
	}
	return last, nil
}

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

// UndoStep takes the desk's last step back, as long as nobody has acted on
// the application since. A call that was heard stays heard; everything else
// is as before.
type UndoStep struct{ Desk string }

func (a UndoStep) decide(d *decision) error {
	if _, err := d.desk(a.Desk); err != nil {
		return err
	}
	r := d.s.DeskOf(a.Desk)
	if r.Undo == nil {
		return refusef(Conflict, NothingToUndo, []string{"desk", a.Desk}, "%s has no step to take back", a.Desk)
	}
	for i := range r.Undo.Before {
		b := &r.Undo.Before[i]
		if t := d.s.Ticket(b.ID); t == nil || t.Last != r.Undo.Last {
			return refusef(Conflict, NothingToUndo, []string{"number", b.Number}, "somebody has acted on %s since; it cannot be taken back", b.Number)
		}
	}
	first := &r.Undo.Before[0]
	if r.Ticket != 0 && r.Ticket != first.ID {
		return busy(a.Desk, d.s.Ticket(r.Ticket))
	}
	d.fact(&Undone{Desk: a.Desk, Step: r.Undo.Step})
	d.result.Ticket = first.ID
	return nil
}

// ready refuses unless the desk is open with nothing in hand, on an open day.
func (d *decision) ready(desk *Desk) error {
	if err := d.open(); err != nil {
		return err
	}
	r := d.s.DeskOf(desk.ID)
	if r.State != DeskOpen {
		return notOpen(desk.ID, r.State)
	}
	if r.Ticket != 0 {
		return busy(desk.ID, d.s.Ticket(r.Ticket))
	}
	return nil
}

// idle refuses unless the desk is known and has nothing in hand.
func (d *decision) idle(desk string) error {
	if _, err := d.desk(desk); err != nil {
		return err
	}
	if id := d.s.DeskOf(desk).Ticket; id != 0 {
		return busy(desk, d.s.Ticket(id))
	}
	return nil
}

// inHand is the ticket a desk has, and becomes the command's result.
func (d *decision) inHand(desk string) (*Ticket, error) {
	if _, err := d.desk(desk); err != nil {
		return nil, err
	}
	t := d.s.Ticket(d.s.DeskOf(desk).Ticket)
	if t == nil {
		return nil, refusef(Conflict, DeskEmpty, []string{"desk", desk}, "%s has no number in hand; call one first", desk)
	}
	d.result.Ticket = t.ID
	return t, nil
}

// pressedAgain tells a double press: the same act of the desk within a
// second. A clock that went back is no double press.
func (d *decision) pressedAgain(r DeskRecord, act string) bool {
	since := d.now.Sub(r.ActedAt)
	return r.Acted == act && since >= 0 && since < doublePress
}

func notOpen(desk string, state DeskState) error {
	return refusef(Conflict, DeskNotOpen, []string{"desk", desk, "state", string(state)}, "%s is %s; open it first", desk, state)
}

func busy(desk string, t *Ticket) error {
	return refusef(Conflict, DeskBusy, []string{"desk", desk, "number", t.Number, "state", string(t.State)},
		"%s still has %s; finish it, park it or mark it a no-show first", desk, fmt.Sprint(t.Number))
}
