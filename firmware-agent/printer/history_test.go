package printer

import (
	"fmt"
	"testing"
)

func TestHistoryRemembersWhatMustNotBePrintedAgain(t *testing.T) {
	h := newHistory()
	h.keep("printed", Result{Outcome: Printed})
	h.keep("unknown", Result{Outcome: Unknown})
	h.keep("failed", Result{Outcome: Failed})
	for id, want := range map[string]bool{"printed": true, "unknown": true, "failed": false, "never": false} {
		if _, ok := h.find(id); ok != want {
			t.Errorf("%s: %v", id, ok)
		}
	}
}

func TestHistoryDoesNotGrowForEver(t *testing.T) {
	h := newHistory()
	for i := range remembered + 10 {
		h.keep(fmt.Sprint(i), Result{Outcome: Printed})
	}
	if len(h.results) != remembered || len(h.order) != remembered {
		t.Errorf("%d results, %d in order", len(h.results), len(h.order))
	}
	if _, ok := h.find("9"); ok {
		t.Error("the oldest is still known")
	}
	if _, ok := h.find("10"); !ok {
		t.Error("a younger one is forgotten")
	}
}
