package ticketing

import (
	"slices"
	"time"
)

// Papers.
//
// Whoever gets a number, a slip or his papers back gets a paper, if the office
// has a printer. The wish to print is a fact like any other (PrintAsked, in
// the same commit as what it tells of); the agent beside the printer says
// when it starts (before the first byte) and what became of it. A job is
// pending, then printing, then printed or failed. Two things can go wrong in
// between, and neither may print twice or nothing in silence: a job nobody
// took in time is dropped, and one that was being printed when the power went
// is unsure: a person looks and says it was printed, or asks for it again.

// PaperKind is what a paper is.
type PaperKind string

// The papers.
const (
	PaperTicket   PaperKind = "ticket"
	PaperSlip     PaperKind = "slip"
	PaperReturned PaperKind = "returned"
	PaperRegister PaperKind = "register"
	PaperTest     PaperKind = "test"
)

// JobState is how far a paper has come.
type JobState string

// The states of a job.
const (
	JobPending  JobState = "pending"
	JobPrinting JobState = "printing"
	JobPrinted  JobState = "printed"
	JobFailed   JobState = "failed"
	JobUnsure   JobState = "unsure"  // nobody knows; a person has to look
	JobDropped  JobState = "dropped" // waited too long
)

func (s JobState) over() bool { return s == JobPrinted || s == JobFailed || s == JobDropped }

// Job is one paper.
type Job struct {
	ID      uint64
	Printer string
	Kind    PaperKind
	Ticket  uint64 `json:",omitempty"`
	Slip    string `json:",omitempty"`
	Day     Date   `json:",omitempty"`
	Of      uint64 `json:",omitempty"` // the job this one repeats
	Copy    int    `json:",omitempty"`
	State   JobState
	Reason  string    `json:",omitempty"`
	Since   time.Time // when it came into its state
}

// PrinterState is what a printer says of itself.
type PrinterState string

// The states of a printer.
const (
	PrinterReady    PrinterState = "ready"
	PrinterLow      PrinterState = "paper-low"
	PrinterOut      PrinterState = "paper-out"
	PrinterCover    PrinterState = "cover-open"
	PrinterOffline  PrinterState = "offline"
	PrinterError    PrinterState = "error"
	PrinterUnknown  PrinterState = "unknown" // it does not answer; never taken for ready
	defaultPaperAge              = 2 * time.Minute
)

// Trouble tells whether the printer says that it cannot print.
func (s PrinterState) Trouble() bool {
	return s == PrinterOut || s == PrinterCover || s == PrinterOffline || s == PrinterError
}

// PrinterRecord is a printer's last word.
type PrinterRecord struct {
	State PrinterState
	Since time.Time
}

func (f *PrintAsked) kind() string { return "print-asked" }
func (f *PrintAsked) apply(s *State, e *Event) {
	s.Jobs[e.Seq] = &Job{
		ID: e.Seq, Printer: f.Printer, Kind: f.Kind, Ticket: f.Ticket, Slip: f.Slip, Day: f.Day, Of: f.Of, Copy: f.Copy,
		State: JobPending, Since: e.At,
	}
}

func (f *PrintStarted) kind() string { return "print-started" }
func (f *PrintStarted) apply(s *State, e *Event) {
	if j := s.Jobs[f.Job]; j != nil {
		j.State, j.Since = JobPrinting, e.At
	}
}

func (f *PrintEnded) kind() string { return "print-ended" }
func (f *PrintEnded) apply(s *State, e *Event) {
	if j := s.Jobs[f.Job]; j != nil {
		j.State, j.Reason, j.Since = f.As, f.Reason, e.At
	}
}

func (f *PrinterChanged) kind() string { return "printer-changed" }
func (f *PrinterChanged) apply(s *State, e *Event) {
	s.Printers[f.Printer] = PrinterRecord{State: f.State, Since: e.At}
}

// JobsOf lists a printer's jobs that are not over, in the order asked.
func (s *State) JobsOf(printer string) []*Job {
	var list []*Job
	for _, j := range s.Jobs {
		if j.Printer == printer && !j.State.over() {
			list = append(list, j)
		}
	}
	slices.SortFunc(list, func(a, b *Job) int { return int(a.ID) - int(b.ID) })
	return list
}

// Troubled lists the papers of the day that are not printed and not known to
// be in order: waiting, being printed, unsure, failed or dropped, in the order
// asked. A failed one that was asked for again is left out.
func (s *State) Troubled() []*Job {
	again := map[uint64]bool{}
	var list []*Job
	for _, j := range s.Jobs {
		again[j.Of] = true
		if j.State != JobPrinted {
			list = append(list, j)
		}
	}
	list = slices.DeleteFunc(list, func(j *Job) bool { return again[j.ID] })
	slices.SortFunc(list, func(a, b *Job) int { return int(a.ID) - int(b.ID) })
	return list
}
