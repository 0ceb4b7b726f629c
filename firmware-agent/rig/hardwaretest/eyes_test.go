//go:build linux

package main

import (
	"testing"
	"time"

	"giliran/firmware-agent/rig/board"
)

// edges is a lamp that changes at these milliseconds, lit from the first on.
func edges(times ...int) (all []board.Edge) {
	for i, at := range times {
		all = append(all, board.Edge{At: time.Duration(at) * time.Millisecond, High: i%2 == 0, Driven: true})
	}
	return all
}

func TestRhythm(t *testing.T) {
	for name, c := range map[string]struct {
		edges []board.Edge
		want  glow
		start int // which of the times ended with the first edge
		ok    bool
	}{
		"slow":                 {edges(0, 500, 1000, 1500), slow(), 1, true},
		"a little late":        {edges(0, 540, 1010, 1500), slow(), 1, true},
		"too late":             {edges(0, 600, 1000, 1500), slow(), 1, false},
		"fast is not slow":     {edges(0, 200, 400, 600), slow(), 1, false},
		"fast":                 {edges(0, 200, 400, 600), fast(), 1, true},
		"double":               {edges(0, 150, 350, 500, 2000, 2150), double(), 3, true},
		"double, from the 2nd": {edges(0, 150, 1650, 1800, 2000), double(), 1, true},
		"too few to tell":      {edges(0, 500), slow(), 1, false},
		"the wrong way round":  {edges(0, 500, 1000, 1500), slow(), 0, false},
	} {
		if err := rhythm(c.edges, false, c.want, c.start); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReadDigits(t *testing.T) {
	if got := readDigits([]byte{0x77, 0x3f, 0x06, 0x5b}); got != "A012" {
		t.Errorf("got %q", got)
	}
	if got := readDigits([]byte{0x40, 0x00, 0x01, 0x76}); got != "- ?X" {
		t.Errorf("got %q", got)
	}
}

func TestTexts(t *testing.T) {
	if all, err := texts(nil); err != nil || len(all) > 0 {
		t.Errorf("nothing is %q, %v", all, err)
	}
}
