package printer

import "giliran/firmware-agent/printer/paper"

// Job is one piece of work. The ID names it for good: a Printer never prints two
// jobs of one ID, so printing again on purpose takes a new ID.
type Job struct {
	ID    string
	Pages []paper.Page
}

// Outcome is what became of a job.
type Outcome int

const (
	// Unknown: bytes went out, and the printer never confirmed. The paper may
	// have come out, may be half done, may still come. Look before reprinting.
	// It is also the zero value.
	Unknown Outcome = iota
	// Printed: the printer has confirmed that all of it is on paper.
	Printed
	// Failed: nothing whole came out, and nothing will. Once the reason is
	// mended the job may be printed again, under the same ID.
	Failed
)

// String names the outcome.
func (o Outcome) String() string {
	switch o {
	case Printed:
		return "printed"
	case Failed:
		return "failed"
	default:
		return "unknown"
	}
}

// Result tells what became of a job, and why.
type Result struct {
	Outcome Outcome
	// Reason is nil for a job that went well. Beside Printed it tells what
	// kept the printer from cutting the finished ticket: tear it off by hand.
	Reason error
	// Status is what the printer said last; not Known where it said nothing.
	Status Status
}
