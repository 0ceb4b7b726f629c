package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"giliran/ticketing"
)

// chained makes the records of so many events.
func chained(t testing.TB, n uint64) (records []record) {
	t.Helper()
	var l link
	for seq := uint64(1); seq <= n; seq++ {
		body, err := json.Marshal(desk(seq))
		if err != nil {
			t.Fatal(err)
		}
		l = l.next(seq, body)
		records = append(records, seal(seq, l, body))
	}
	return records
}

// FuzzFrames: whatever is in a segment, the frames found in it are exactly what
// was written.
func FuzzFrames(f *testing.F) {
	r := chained(f, 9)
	two := appendFrame(appendFrame(nil, 1, r[:4]), 1, r[4:])
	f.Add(two)
	f.Add(appendFrame(slices.Clone(two), 2, r[:1]))
	f.Add(append([]byte("GFRM\x00\x00\x00\x00"), two...))
	f.Add(two[:len(two)-9])
	f.Fuzz(func(t *testing.T, b []byte) {
		end := 0
		for _, f := range scan(b) {
			var records []record
			if err := f.records(func(r record) error { records = append(records, r); return nil }); err != nil {
				t.Fatal(err)
			}
			again := appendFrame(nil, f.generation, records)
			unpadded := frameHead + len(f.body)
			if f.at < end || f.at%frameAlign != 0 || !bytes.Equal(again[:unpadded], b[f.at:f.at+unpadded]) {
				t.Errorf("the frame at %d is not what was written", f.at)
			}
			end = f.at + f.size
		}
	})
}

// What an earlier use has left in a segment is not its content, wherever the
// present use ends.
func TestAnEarlierUseDoesNotCount(t *testing.T) {
	r := chained(t, 20)
	var segment []byte
	for i := range r {
		segment = appendFrame(segment, 1, r[i:i+1])
	}
	for n := 1; n <= 5; n++ {
		now := appendFrame(nil, 2, r[:n])
		frames := scan(append(now, segment[len(now):]...))
		if len(frames) != 1 || frames[0].span != (span{1, uint64(n)}) || frames[0].generation != 2 {
			t.Errorf("%d records over 20 old ones are read as %v", n, frames)
		}
		// Were the present use's beginning lost, what lies before the rest of it
		// would still be old.
		at := scan(segment)[n].at
		frames = scan(append(append(bytes.Clone(segment[:at]), now...), segment[at+len(now):]...))
		if len(frames) != 1 || frames[0].generation != 2 {
			t.Errorf("%d records behind old ones are read as %v", n, frames)
		}
	}
}

// fill appends so many events, 100 at a time.
func fill(t testing.TB, s *Store, n uint64) {
	t.Helper()
	for last := s.LastSeq(); n > 0; n -= 100 {
		var batch []ticketing.Event
		for range 100 {
			last++
			batch = append(batch, desk(last))
		}
		if err := s.Append(batch); err != nil {
			t.Fatal(err)
		}
	}
}

// The log's files are used again and again: a long journal needs no more of
// them than a short one.
func TestTheLogGoesRound(t *testing.T) {
	dir, err := os.MkdirTemp("/dev/shm", "giliran-log-") // quicker, where there is one
	if err != nil {
		dir = t.TempDir()
	}
	defer os.RemoveAll(dir)
	// Two memtables of 8 MB, what is on its way there, and one ahead. The first
	// round ends after it has settled to that.
	const most = 14
	for _, n := range []uint64{80_000, 40_000} {
		s, err := Open(dir, Options{KeepFree: 1})
		if err != nil {
			t.Fatal(err)
		}
		fill(t, s, n)
		sum, err := s.Check(t.Context(), func(p Problem) { t.Error(p) })
		if err != nil || sum.Events != s.LastSeq() {
			t.Errorf("%d events of %d: %v", sum.Events, s.LastSeq(), err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if files, _ := os.ReadDir(walDir(dir)); len(files) > most {
			t.Errorf("the write-ahead log has %d files", len(files))
		}
	}
}

// A hole in the log is not taken for its end, even where nothing else knows how
// far the journal had come; and what Badger holds heals it.
func TestAHoleInTheLog(t *testing.T) {
	for _, inBadger := range []bool{false, true} {
		dir := t.TempDir()
		s, err := Open(dir, Options{KeepFree: 1})
		if err != nil {
			t.Fatal(err)
		}
		fill(t, s, 300)
		for inBadger && s.move() {
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(walDir(dir), "1")
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		b[scan(b)[2].at+1000] ^= 4 // events 101 to 200
		err = errors.Join(os.WriteFile(path, b, 0o600), os.Remove(lastPath(dir)), os.Remove(markPath(dir)))
		if err != nil {
			t.Fatal(err)
		}
		s, err = Open(dir, Options{KeepFree: 1})
		if err == nil {
			if s.LastSeq() != 300 {
				t.Errorf("the journal ends at %d of 300", s.LastSeq())
			}
			err = errors.Join(err, s.Close())
		}
		if errors.Is(err, ErrDamaged) == inBadger {
			t.Errorf("in Badger %v: %v", inBadger, err)
		}
	}
}

// The log of another store goes on from where this one's tables end, but not
// from what they hold. Nothing else is there to tell.
func TestAnotherStoresLog(t *testing.T) {
	made := func(n uint64, tables bool, first ticketing.Event) string {
		dir := t.TempDir()
		s, err := Open(dir, Options{KeepFree: 1})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Append([]ticketing.Event{first}); err != nil {
			t.Fatal(err)
		}
		for seq := uint64(2); seq <= n; seq++ {
			if err := s.Append([]ticketing.Event{desk(seq)}); err != nil {
				t.Fatal(err)
			}
		}
		for tables && s.move() {
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	other := desk(1)
	other.Actor = "somebody else"
	dir, alien := made(20, true, desk(1)), made(30, false, other)
	if err := errors.Join(os.RemoveAll(walDir(dir)), os.Rename(walDir(alien), walDir(dir)), os.Remove(lastPath(dir)), os.Remove(markPath(dir))); err != nil {
		t.Fatal(err)
	}
	s, err := Open(dir, Options{KeepFree: 1})
	var d *Damage
	if !errors.As(err, &d) || d.Whole != 20 {
		t.Errorf("%v, want damage, and 20 events that can be read", err)
	}
	if err == nil {
		s.Close()
	}
}
