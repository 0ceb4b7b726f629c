package panel

import (
	"fmt"
	"time"
)

// Event is something a person (or a fault) did with a button.
type Event struct {
	Kind Kind
	At   time.Time     // when it happened, not when it became certain
	Held time.Duration // with Release: how long the button was down
}

// Kind is what happened to a button.
type Kind uint8

// What happens to a button. A Press is always followed by one Release before
// the next Press; in between come at most one Double (directly after the
// Press), one Long and one Stuck, in this order.
const (
	Press   Kind = iota + 1 // it went down
	Release                 // it came up
	Long                    // it has been down for Timing.Long, and still is
	Double                  // the Press before this event made a double with the one before
	Stuck                   // it has been down for Timing.Stuck, or was down from the start (no Press then)
)

// String is for logs.
func (k Kind) String() string {
	names := [...]string{Press: "press", Release: "release", Long: "long press", Double: "double press", Stuck: "stuck"}
	if k == 0 || int(k) >= len(names) {
		return fmt.Sprintf("Kind(%d)", uint8(k))
	}
	return names[k]
}
