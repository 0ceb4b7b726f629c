package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dgraph-io/badger/v4"

	"giliran/ticketing"
)

// These tests alter records inside Badger, whose own checksums are then right:
// only the journal's can tell.

func forged(t *testing.T, alter func(t *badger.Txn) error) *Store {
	t.Helper()
	s, err := Open(t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for seq := uint64(1); seq <= 9; seq++ {
		if err := s.Append([]ticketing.Event{desk(seq)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SaveSnapshot(5, []byte("five")); err != nil {
		t.Fatal(err)
	}
	for s.move() { // all of it into Badger
	}
	if err := s.db.Update(alter); err != nil {
		t.Fatal(err)
	}
	return s
}

func desk(seq uint64) ticketing.Event {
	return ticketing.Event{Seq: seq, At: time.Unix(int64(seq), 0).UTC(), Actor: "office", Fact: &ticketing.DeskOpened{Desk: fmt.Sprintf("loket-%d", seq)}}
}

func value(t *badger.Txn, seq uint64) []byte {
	item, err := t.Get(key(seq))
	if err != nil {
		panic(err)
	}
	v, err := item.ValueCopy(nil)
	if err != nil {
		panic(err)
	}
	return v
}

// resealed gives the record another body, with its checksum right.
func resealed(t *badger.Txn, seq uint64, change func(body string) string) error {
	v := value(t, seq)
	r := seal(seq, claimedLink(v), []byte(change(string(v[bodyAt:]))))
	return t.Set(key(seq), r.value)
}

func TestForgedJournals(t *testing.T) {
	for name, c := range map[string]struct {
		alter    func(t *badger.Txn) error
		bad      uint64 // where replay ends
		problems []uint64
		want     error
	}{
		"untouched": {func(t *badger.Txn) error { return nil }, 0, nil, nil},
		"a record removed": {func(t *badger.Txn) error {
			return t.Delete(key(4))
		}, 4, []uint64{4}, ErrDamaged},
		"the last record removed": {func(t *badger.Txn) error {
			return t.Delete(key(9))
		}, 9, []uint64{9}, ErrDamaged},
		"one byte changed": {func(t *badger.Txn) error {
			v := value(t, 6)
			v[len(v)-3] ^= 1
			return t.Set(key(6), v)
		}, 6, []uint64{6}, ErrDamaged},
		"altered with a fitting checksum": {func(t *badger.Txn) error {
			return resealed(t, 7, func(s string) string { return strings.Replace(s, "loket-7", "loket-1", 1) })
		}, 7, []uint64{7}, ErrDamaged},
		"two records swapped": {func(t *badger.Txn) error {
			a, b := value(t, 2), value(t, 3)
			return errors.Join(t.Set(key(2), b), t.Set(key(3), a))
		}, 2, []uint64{2, 3, 4}, ErrDamaged},
		"cut short": {func(t *badger.Txn) error {
			return t.Set(key(8), value(t, 8)[:10])
		}, 8, []uint64{8, 9}, ErrDamaged},
		"a record of a newer version": {func(t *badger.Txn) error {
			v := value(t, 3)
			v[0] = recordVersion + 1
			c := checksum(3, v)
			v[1], v[2], v[3], v[4] = byte(c>>24), byte(c>>16), byte(c>>8), byte(c)
			return t.Set(key(3), v)
		}, 3, []uint64{3}, ErrNewer},
		"the snapshot's record altered": {func(t *badger.Txn) error {
			r := seal(5, link{1}, value(t, 5)[bodyAt:])
			return t.Set(key(5), r.value)
		}, 5, []uint64{5, 5, 6}, ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			s := forged(t, c.alter)
			var seen uint64
			err := s.Replay(0, func(e ticketing.Event) error { seen = e.Seq; return nil })
			if !errors.Is(err, c.want) || c.bad != 0 && seen != c.bad-1 {
				t.Errorf("replay: %v after event %d; want %v at %d", err, seen, c.want, c.bad)
			}
			var d *Damage
			if errors.As(err, &d) && d.Seq != c.bad {
				t.Errorf("replay names event %d, want %d", d.Seq, c.bad)
			}
			var found []uint64
			if _, err := s.Check(t.Context(), func(p Problem) { found = append(found, p.Seq) }); err != nil {
				t.Error(err)
			}
			slices.Sort(found)
			if !slices.Equal(found, c.problems) {
				t.Errorf("Check finds problems at %d, want %d", found, c.problems)
			}
		})
	}
}

// A journal that a newer version has written: its facts are not guessed at.
func TestAFactFromTheFuture(t *testing.T) {
	s := forged(t, func(t *badger.Txn) error { return nil })
	tip := *s.tip.Load()
	body, err := json.Marshal(map[string]any{"seq": 10, "at": time.Unix(10, 0), "kind": "teleported", "fact": struct{}{}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.append([]record{seal(10, tip.Link.next(10, body), body)}); err != nil {
		t.Fatal(err)
	}
	err = s.Replay(0, func(ticketing.Event) error { return nil })
	if !errors.Is(err, ErrNewer) || !errors.Is(err, ticketing.ErrUnknownFact) {
		t.Errorf("replay: %v, want ErrNewer", err)
	}
}

// A store of a newer layout is refused as what it is, a damaged file is not
// taken for one.
func TestALayoutFromTheFuture(t *testing.T) {
	dir := t.TempDir()
	line := `{"format":3,"epoch":"E","shards":["a","b"]}` + "\n"
	for sum, want := range map[string]error{
		string(sumLine([]byte(line))): ErrNewer,
		"sum 00000000\n":              ErrMissing,
	} {
		if err := writeFile(lastPath(dir), []byte(line), []byte(sum)); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir, Options{}); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", sum, err, want)
		}
	}
}
