package store_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"giliran/store"
	"giliran/storetest"
	"giliran/ticketing"
)

// TestModel drives a store at random beside the simplest store there is, a
// slice, and they must never differ.
func TestModel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		m := &model{t: t, s: storetest.New(t)}
		defer func() { storetest.Close(t, m.s) }()
		r.Repeat(map[string]func(*rapid.T){
			"append":   m.append,
			"snapshot": m.snapshot,
			"resume":   m.resume,
			"reopen":   m.reopen,
			"":         m.agrees,
		})
	})
}

type model struct {
	t      *testing.T
	s      *store.Store
	want   []string          // the journal
	states map[uint64]string // the snapshots that have been saved
}

func (m *model) append(r *rapid.T) {
	var batch []ticketing.Event
	for range rapid.IntRange(0, 40).Draw(r, "events") {
		note := rapid.StringN(0, 200, -1).Draw(r, "note")
		batch = append(batch, event(uint64(len(m.want)+1), note))
		m.want = append(m.want, asJSON(m.t, batch[len(batch)-1]))
	}
	appendAll(m.t, m.s, batch)
}

func (m *model) snapshot(r *rapid.T) {
	seq := rapid.Uint64Range(0, uint64(len(m.want))).Draw(r, "seq")
	state := rapid.StringN(1, 100, -1).Draw(r, "state")
	if err := m.s.SaveSnapshot(seq, []byte(state)); err != nil {
		r.Fatal(err)
	}
	if m.states == nil {
		m.states = map[uint64]string{}
	}
	m.states[seq] = state
	for seqs := keys(m.states); len(seqs) > 2; seqs = seqs[1:] {
		delete(m.states, seqs[0])
	}
}

// resume does what a start does: the newest snapshot, and what follows it.
func (m *model) resume(r *rapid.T) {
	seq, state, err := m.s.LoadSnapshot()
	if err != nil {
		r.Fatal(err)
	}
	if seqs := keys(m.states); len(seqs) > 0 && seq != seqs[len(seqs)-1] || string(state) != m.states[seq] {
		r.Fatalf("snapshot %d with state %q, want one of %v", seq, state, m.states)
	}
	if got := replay(m.t, m.s, seq); !slices.Equal(got, m.want[seq:]) {
		r.Fatalf("%d events after snapshot %d, want %d", len(got), seq, len(m.want)-int(seq))
	}
}

func keys(m map[uint64]string) (k []uint64) {
	for seq := range m {
		k = append(k, seq)
	}
	slices.Sort(k)
	return k
}

func (m *model) agrees(r *rapid.T) {
	if got := m.s.LastSeq(); got != uint64(len(m.want)) {
		r.Fatalf("LastSeq is %d, want %d", got, len(m.want))
	}
}

func (m *model) reopen(r *rapid.T) {
	m.s = storetest.Reopen(m.t, m.s)
	if got := replay(m.t, m.s, 0); !slices.Equal(got, m.want) {
		r.Fatalf("%d events, want %d; first difference at %d", len(got), len(m.want), differ(got, m.want)+1)
	}
}
