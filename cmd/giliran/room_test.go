package main

import (
	"os"
	"regexp"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// TestRoomForEverybody: whatever the limit, what is shared out fits into it
// with something kept, and everybody gets a share.
func TestRoomForEverybody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(leastFiles, 1<<20).Draw(t, "limit")
		r := shareOut(limit)
		if r.staff < 16 || r.connections < 32 || r.viewers < 48 {
			t.Errorf("of %d files: %+v", limit, r)
		}
		if used := r.staff + r.connections + r.viewers; limit-used < min(kept, limit/4) {
			t.Errorf("of %d files %d are shared out", limit, used)
		}
	})
}

// TestTheUnitGivesEnoughFiles: as systemd starts it, without a say in its own
// limits, the office has every seat it could use.
func TestTheUnitGivesEnoughFiles(t *testing.T) {
	unit, err := os.ReadFile("../../.dist/systemd/giliran.service")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?m)^LimitNOFILE=(\d+)$`).FindSubmatch(unit)
	if m == nil {
		t.Fatal("the unit does not say how many files the office may open")
	}
	limit, err := strconv.Atoi(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	if r := shareOut(limit); r != (room{mostViewers, mostStaff, mostConnections}) {
		t.Errorf("%d files leave %+v", limit, r)
	}
}
