package store_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"giliran/storetest"
)

func TestSnapshots(t *testing.T) {
	s := storetest.New(t)
	if seq, state, err := s.LoadSnapshot(); seq != 0 || state != nil || err != nil {
		t.Fatalf("a new store has snapshot %d, %d bytes, %v", seq, len(state), err)
	}
	appendAll(t, s, events(1, 100))
	states := map[uint64][]byte{}
	for _, seq := range []uint64{0, 10, 40, 100} { // not only of the journal's end
		states[seq] = noise(5<<20, seq)
		if err := s.SaveSnapshot(seq, states[seq]); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SaveSnapshot(101, nil); err == nil {
		t.Error("a snapshot after an event that has not happened")
	}
	appendAll(t, s, events(101, 120))
	s = storetest.Reopen(t, s)
	seq, state, err := s.LoadSnapshot()
	if seq != 100 || !bytes.Equal(state, states[100]) || err != nil {
		t.Fatalf("snapshot %d, %d bytes, %v; want 100", seq, len(state), err)
	}
	if got := replay(t, s, seq); len(got) != 20 {
		t.Errorf("%d events after the snapshot, want 20", len(got))
	}
	kept, _ := filepath.Glob(filepath.Join(s.Dir(), "snapshot-*"))
	if len(kept) != 2 {
		t.Errorf("%d snapshots are kept: %q", len(kept), kept)
	}
}

func noise(n int, seed uint64) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{byte(seed)})
	r.Read(b)
	return b
}

// A damaged snapshot costs a longer replay, nothing else; the log says so.
func TestADamagedSnapshotFallsBack(t *testing.T) {
	dir := storetest.Dir(t)
	s := storetest.Open(t, dir)
	appendAll(t, s, events(1, 50))
	for _, seq := range []uint64{20, 50} {
		if err := s.SaveSnapshot(seq, noise(1000, seq)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		damage string
		next   uint64
	}{{"snapshot-00000000000000000050", 20}, {"snapshot-00000000000000000020", 0}} {
		path := filepath.Join(dir, c.damage)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		setFile(t, path, ptr(flip(string(b), 500)))
		seq, state, err := s.LoadSnapshot()
		if seq != c.next || err != nil || (state == nil) != (seq == 0) {
			t.Errorf("after damage to %s: snapshot %d, %v; want %d", c.damage, seq, err, c.next)
		}
	}
	wantJournal(t, s, events(1, 50))
}

// A snapshot of another store does not fit, however whole it is.
func TestASnapshotOfAnotherStore(t *testing.T) {
	dir := storetest.Dir(t)
	s, other := storetest.Open(t, dir), storetest.New(t)
	appendAll(t, s, events(1, 50))
	alien := events(1, 50)
	alien[3].Actor = "somebody else"
	appendAll(t, other, alien)
	if err := other.SaveSnapshot(50, []byte("another office")); err != nil {
		t.Fatal(err)
	}
	name := "snapshot-00000000000000000050"
	b, err := os.ReadFile(filepath.Join(other.Dir(), name))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
		t.Fatal(err)
	}
	if seq, _, err := s.LoadSnapshot(); seq != 0 || err != nil {
		t.Errorf("loaded snapshot %d, %v", seq, err)
	}
}
