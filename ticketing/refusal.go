package ticketing

import "fmt"

// Refusal is a wish that cannot be granted, said so that a person can act on
// it. It changes nothing. Detail is English for logs and the API; pages show
// the wording of their language file for Code, filled from Args.
type Refusal struct {
	Code   RefusalCode
	Class  Class
	Detail string
	Args   map[string]string
}

func (r *Refusal) Error() string { return r.Detail }

// Class sorts refusals by what the asker can do about them.
type Class int

// The classes of refusals.
const (
	Invalid  Class = iota // the wish itself is wrong: correct it
	Missing               // it names something that is not there
	Conflict              // not in the present state: look again
)

// RefusalCode names a refusal for programs and language files.
type RefusalCode string

// The refusals.
const (
	NoSuchService  RefusalCode = "unknown-service"
	NoSuchDesk     RefusalCode = "unknown-desk"
	NoSuchStage    RefusalCode = "unknown-stage"
	NoSuchHold     RefusalCode = "unknown-hold"
	NoSuchOutcome  RefusalCode = "unknown-outcome"
	NoSuchDocument RefusalCode = "unknown-document"
	NoSuchTicket   RefusalCode = "unknown-ticket"
	NoSuchToken    RefusalCode = "unknown-token"
	DayShut        RefusalCode = "day-closed"
	DayBackwards   RefusalCode = "day-backwards"
	DayTooFar      RefusalCode = "day-too-far"
	ClockBehind    RefusalCode = "clock-behind"
	ClockAhead     RefusalCode = "clock-ahead"
	AfterHours     RefusalCode = "after-hours"
	QuotaReached   RefusalCode = "quota"
	DeskNotOpen    RefusalCode = "desk-closed"
	DeskBusy       RefusalCode = "desk-busy"
	DeskEmpty      RefusalCode = "desk-empty"
	NobodyWaits    RefusalCode = "nobody-waiting"
	StageOnPause   RefusalCode = "stage-paused"
	WrongDesk      RefusalCode = "wrong-desk"
	WrongStage     RefusalCode = "wrong-stage"
	WrongOutcome   RefusalCode = "wrong-outcome"
	WrongState     RefusalCode = "wrong-state"
	NothingToUndo  RefusalCode = "nothing-to-undo"
	NotPickup      RefusalCode = "not-a-pickup"
	SlipNotReady   RefusalCode = "slip-not-ready"
	KeyReused      RefusalCode = "key-reused"
	CodeTaken      RefusalCode = "code-taken"
	NeedsReason    RefusalCode = "reason-needed"
	BadCount       RefusalCode = "bad-count"
	TooLong        RefusalCode = "too-long"
	BadToken       RefusalCode = "bad-token"
	NoSuchJob      RefusalCode = "unknown-paper"
	WrongJob       RefusalCode = "wrong-paper"
	NoSuchPrinter  RefusalCode = "unknown-printer"
	PrinterDown    RefusalCode = "printer"
	NoSuchLease    RefusalCode = "no-offline-numbers"
	LeaseGone      RefusalCode = "lease-over"
)

// refuse makes a refusal; args are pairs of a name and a value.
func refuse(class Class, code RefusalCode, detail string, args ...string) error {
	r := &Refusal{Code: code, Class: class, Detail: detail, Args: map[string]string{}}
	for i := 0; i+1 < len(args); i += 2 {
		r.Args[args[i]] = args[i+1]
	}
	return r
}

func refusef(class Class, code RefusalCode, args []string, format string, a ...any) error {
	return refuse(class, code, fmt.Sprintf(format, a...), args...)
}
