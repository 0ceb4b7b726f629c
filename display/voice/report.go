package voice

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// Event is what a speaking process reports.
type Event string

// The events, in the order in which they come. A process is ready once, when it
// has a sound device; each announcement is then either finished or failed, and
// was started if any of it was to be heard.
const (
	Ready    Event = "ready"
	Started  Event = "started"
	Finished Event = "finished"
	Failed   Event = "failed"
)

// Report is one line of a speaking process.
type Report struct {
	Event  Event  `json:"event"`
	ID     uint64 `json:"id,omitempty"`     // of the announcement
	Length int64  `json:"length,omitempty"` // how long a started one takes, ms
	Reason string `json:"reason,omitempty"` // of a failure
}

// lineLimit is the longest line between the two processes, in bytes.
const lineLimit = 64 << 10

// longestAnnouncement is the greatest length that is believed.
const longestAnnouncement = 10 * time.Minute

// longestReason is how much of a reason is kept, in bytes: sound libraries list
// every device they have tried.
const longestReason = 300

// readReport reads a line; what nobody can have meant is an error.
func readReport(line []byte) (Report, error) {
	var r Report
	if err := json.Unmarshal(line, &r); err != nil {
		return r, fmt.Errorf("voice: report: %w", err)
	}
	switch r.Event {
	case Ready, Started, Finished, Failed:
	default:
		return r, fmt.Errorf("voice: report: event %q", r.Event)
	}
	if r.Length < 0 || r.Length > longestAnnouncement.Milliseconds() {
		return r, fmt.Errorf("voice: report: a length of %d ms", r.Length)
	}
	if len(r.Reason) > longestReason {
		r.Reason = strings.ToValidUTF8(r.Reason[:longestReason], "") + "…"
	}
	return r, nil
}

// writeLine writes a value as one line of JSON.
func writeLine(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

// Farewell reports why a speaking process ends, whether or not it ever was
// ready.
func Farewell(out io.Writer, why error) error {
	return writeLine(out, Report{Event: Failed, Reason: why.Error()})
}
