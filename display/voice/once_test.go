package voice

import (
	"fmt"
	"strings"
	"testing"
)

func TestEachLineIsToldOnce(t *testing.T) {
	var told []string
	o := &once{tell: func(line string) { told = append(told, line) }}
	for _, piece := range []string{"no ca", "rd\nno card\n", "", "busy\nno card", "\n", "cut off"} {
		if n, err := o.Write([]byte(piece)); n != len(piece) || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	}
	if got := strings.Join(told, "|"); got != "no card|busy" {
		t.Errorf("told %s", got)
	}
	for i := range 10 * onceLines {
		fmt.Fprintf(o, "%d %s\n", i, strings.Repeat("x", 2*onceLength))
	}
	fmt.Fprint(o, strings.Repeat("y", 100*onceLength))
	if len(told) != onceLines || len(told[onceLines-1]) != onceLength || len(o.rest) > onceLength {
		t.Errorf("%d lines told, the last of %d bytes, %d bytes kept", len(told), len(told[len(told)-1]), len(o.rest))
	}
}
