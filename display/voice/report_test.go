package voice

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// Whatever a speaking process writes, it is one of the events, with a length
// that can be waited for and a reason that can be logged.
func FuzzReport(f *testing.F) {
	f.Add([]byte(`{"event":"ready"}`))
	f.Add([]byte(`{"event":"started","id":18446744073709551615,"length":600000}`))
	f.Add([]byte(`{"event":"failed","reason":"` + strings.Repeat("é", 400) + `"}`))
	f.Add([]byte(`{"event":"started","length":-1}`))
	f.Add([]byte(`{"event":"sing"}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, line []byte) {
		r, err := readReport(line)
		if err != nil {
			return
		}
		if d := time.Duration(r.Length) * time.Millisecond; d < 0 || d > longestAnnouncement {
			t.Errorf("a length of %v", d)
		}
		if len(r.Reason) > longestReason+len("…") || !utf8.ValidString(r.Reason) {
			t.Errorf("a reason of %d bytes: %q", len(r.Reason), r.Reason)
		}
		if !strings.Contains("ready started finished failed", string(r.Event)) || r.Event == "" {
			t.Errorf("an event %q", r.Event)
		}
	})
}

func TestAFarewellIsAReport(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := Farewell(&out, errors.New("no device")); err != nil {
		t.Fatal(err)
	}
	if r, err := readReport(out.Bytes()); err != nil || r != (Report{Event: Failed, Reason: "no device"}) {
		t.Errorf("%v, %v", r, err)
	}
}
