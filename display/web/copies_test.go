package web

import (
	"strings"
	"testing"
	"time"
)

// TestCopiesAreShown: the office's own page says in its words how the copies
// on a second medium are doing, and the monitor learns it as numbers.
func TestCopiesAreShown(t *testing.T) {
	h := newHouse(t)
	if page := string(h.ask("GET /admin", "supervisor", "", nil).body); strings.Contains(page, "copies") {
		t.Error("an office without copies has a place for them")
	}
	for state, words := range map[string]string{
		"ok": "aman", "behind": "menyusul", "stuck": "tidak menjawab", "missing": "tidak terpasang", "full": "media penuh",
		"read-only": "tidak dapat ditulisi", "other": "kantor atau pencatatan lain", "ahead": "hubungi teknisi", "failed": "media bermasalah",
	} {
		h.server.copies = func() []Copy {
			return []Copy{
				{Kind: "mirror", State: state, Lacks: 12},
				{Kind: "backup", State: "ok", Lacks: 3, Made: h.core.now().Add(-time.Hour)},
			}
		}
		page := string(h.ask("GET /admin", "supervisor", "", nil).body)
		for _, want := range []string{"Salinan langsung", words, "Cadangan berkala", "lengkap 07.00"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page does not say %q", state, want)
			}
		}
		ok := "1"
		if state != "ok" && state != "behind" {
			ok = "0"
		}
		if said := strings.Contains(page, "belum tersalin 12 kejadian"); said != (state != "ok") {
			t.Errorf("%s: the page says what is lacking: %t", state, said)
		}
		text := string(h.ask("GET /metrics", "", "", nil).body)
		for _, line := range []string{`giliran_copy_ok{copy="mirror"} ` + ok, `giliran_copy_lacks_events{copy="mirror"} 12`, `giliran_copy_ok{copy="backup"} 1`} {
			if !strings.Contains(text, line+"\n") {
				t.Errorf("%s: no line %s", state, line)
			}
		}
	}
}
