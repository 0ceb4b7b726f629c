package ticketing_test

import (
	"fmt"
	"strings"

	"giliran/ticketing"
)

// tell says a fact as a sentence; the event has been applied.
func (g *game) tell(e *ticketing.Event) string {
	n := func(id uint64) string {
		if t := g.s.Ticket(id); t != nil {
			return t.Number
		}
		return "?"
	}
	switch f := e.Fact.(type) {
	case *ticketing.DayOpened:
		if f.Manual {
			return fmt.Sprintf("day %s opened by hand", f.Day)
		}
		return fmt.Sprintf("day %s opened", f.Day)
	case *ticketing.DayClosed:
		return "day closed"
	case *ticketing.Issued:
		t := g.s.Ticket(e.Seq)
		s := fmt.Sprintf("%s issued for %s, %d ahead at %s", f.Number, f.Service, g.s.Ahead(t, g.o.Policy.Ratio), f.Stage)
		if f.For != 0 {
			s += ", to pick up " + n(f.For)
		}
		if f.Offline {
			s += ", given out offline"
		}
		return s
	case *ticketing.CalledUp:
		if f.File {
			return fmt.Sprintf("%s: %s takes the file (%s)", n(f.Ticket), f.Desk, f.Stage)
		}
		return fmt.Sprintf("%s called to %s (%s)", n(f.Ticket), f.Desk, f.Stage)
	case *ticketing.Recalled:
		return fmt.Sprintf("%s called again to %s, call %d", n(f.Ticket), f.Desk, g.s.Ticket(f.Ticket).Calls)
	case *ticketing.Arrived:
		return fmt.Sprintf("%s is at %s", n(f.Ticket), f.Desk)
	case *ticketing.Stepped:
		s := fmt.Sprintf("%s %s: %s → %s", n(f.Ticket), f.Stage, f.Outcome, where(f.To))
		if f.Slip != "" {
			s += ", gets a " + f.Slip
		}
		if len(f.Missing) > 0 {
			s += ", missing " + strings.Join(f.Missing, ", ")
		}
		if f.Complete {
			s += ", the file is complete"
		}
		return s
	case *ticketing.Parked:
		return fmt.Sprintf("%s parked at %s", n(f.Ticket), f.Desk)
	case *ticketing.Resumed:
		return fmt.Sprintf("%s resumed at %s", n(f.Ticket), f.Desk)
	case *ticketing.Missed:
		return fmt.Sprintf("%s did not come to %s", n(f.Ticket), f.Desk)
	case *ticketing.CameBack:
		return fmt.Sprintf("%s is back at %s, %d go first", n(f.Ticket), f.Stage, f.Place)
	case *ticketing.Transferred:
		return fmt.Sprintf("%s sent to %s as %s", n(f.Ticket), f.Stage, g.s.Ticket(f.Ticket).Service)
	case *ticketing.Corrected:
		return fmt.Sprintf("%s is really %s", n(f.Ticket), f.Service)
	case *ticketing.PrioritySet:
		return fmt.Sprintf("%s priority %t", n(f.Ticket), f.Priority)
	case *ticketing.Released:
		return fmt.Sprintf("%s released from %s → %s", n(f.Ticket), f.Hold, where(f.To))
	case *ticketing.PutBy:
		return fmt.Sprintf("%s left over → %s", n(f.Ticket), where(f.To))
	case *ticketing.Linked:
		return fmt.Sprintf("%s picks up %s", n(f.Ticket), n(f.For))
	case *ticketing.Delivered:
		return fmt.Sprintf("%s delivered to the home, received by %q", n(f.Ticket), f.Receiver)
	case *ticketing.Undone:
		return fmt.Sprintf("%s took its last step back", f.Desk)
	case *ticketing.DeskOpened:
		return f.Desk + " open"
	case *ticketing.DeskClosed:
		return f.Desk + " closed"
	case *ticketing.DeskPaused:
		return fmt.Sprintf("%s paused: %s", f.Desk, f.Reason)
	case *ticketing.StagePaused:
		return fmt.Sprintf("stage %s paused: %s", f.Stage, f.Notice.In("id"))
	case *ticketing.StageResumed:
		return "stage " + f.Stage + " works again"
	case *ticketing.PrintAsked:
		s := fmt.Sprintf("paper %d for %s: %s", e.Seq, f.Printer, f.Kind)
		if f.Ticket != 0 {
			s += " of " + n(f.Ticket)
		}
		if f.Copy > 0 {
			s += fmt.Sprintf(", copy %d of paper %d", f.Copy, f.Of)
		}
		return s
	case *ticketing.PrintStarted:
		return fmt.Sprintf("paper %d is being printed", f.Job)
	case *ticketing.PrintEnded:
		return fmt.Sprintf("paper %d %s %s", f.Job, f.As, f.Reason)
	case *ticketing.PrinterChanged:
		return fmt.Sprintf("printer %s: %s", f.Printer, f.State)
	case *ticketing.Leased:
		var numbers []string
		for _, x := range f.Numbers {
			numbers = append(numbers, x.Number)
		}
		return fmt.Sprintf("%s holds %s", f.Device, strings.Join(numbers, " "))
	case *ticketing.NoticeSet:
		return "notice: " + f.Notice.In("id")
	}
	return e.Kind()
}

func where(to ticketing.Destination) string {
	switch {
	case to.Stage != "":
		return to.Stage
	case to.Hold != "":
		return "hold " + to.Hold
	case to.Returned:
		return "back to the applicant"
	case to.Finished:
		return "finished"
	}
	return "ended"
}
