package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"giliran/store"
	"giliran/storetest"
	"giliran/ticketing"
)

// imageEvents is how many events a crash image holds.
const imageEvents = 150

// crashImage is the directory of a store as a kill leaves it: two tables, a
// memtable log, two snapshots, and what stands beside Badger.
func crashImage(t testing.TB) string {
	t.Helper()
	s := storetest.New(t)
	for i := range uint64(3) {
		if i > 0 {
			s = storetest.Reopen(t, s)
		}
		appendAll(t, s, events(50*i+1, 50*i+25))
		appendAll(t, s, events(50*i+26, 50*i+50))
		if err := s.SaveSnapshot(50*i+25, bytes.Repeat([]byte("state"), 1000)); err != nil {
			t.Fatal(err)
		}
	}
	dir := copyDir(t, s.Dir())
	for name, content := range files(t, dir) { // logs end in megabytes of nothing: keep some
		used := len(strings.TrimRight(content, "\x00"))
		if err := os.Truncate(filepath.Join(dir, name), int64(min(len(content), used+8<<10))); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func copyDir(t testing.TB, from string) string {
	t.Helper()
	to := filepath.Join(storetest.Dir(t), "store")
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

// files lists a directory's files with their content.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	m := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		m[strings.TrimPrefix(path, dir+"/")] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// honest opens a damaged store: either it refuses, with an error that says
// what to type and leaves everything as it was, or it has every event, or it
// names the first it cannot give. What it must never do is go on with less.
func honest(t testing.TB, dir string) error {
	before := files(t, dir)
	s, err := store.Open(dir, storetest.Options(t))
	if err != nil {
		if !sameFiles(before, files(t, dir)) {
			return fmt.Errorf("the refusal (%v) has changed the evidence", err)
		}
		return properRefusal(err)
	}
	defer storetest.Close(t, s)
	if s.LastSeq() != imageEvents {
		return fmt.Errorf("opened with %d events, %d were written", s.LastSeq(), imageEvents)
	}
	problems := 0
	if sum, err := s.Check(t.Context(), func(store.Problem) { problems++ }); err != nil || sum.Problems != problems {
		return fmt.Errorf("Check: %v, %d problems reported, %d counted", err, problems, sum.Problems)
	}
	var got []string
	err = s.Replay(0, func(e ticketing.Event) error { got = append(got, asJSON(t, e)); return nil })
	for i, e := range got {
		if e != asJSON(t, event(uint64(i)+1, "")) {
			return fmt.Errorf("event %d is %s", i+1, e)
		}
	}
	if err != nil {
		var d *store.Damage
		if !errors.As(err, &d) || int(d.Seq) != len(got)+1 || problems == 0 {
			return fmt.Errorf("replay ended after %d events with %w; Check found %d problems", len(got), err, problems)
		}
		return nil
	}
	if len(got) != imageEvents {
		return fmt.Errorf("replay gave %d events of %d", len(got), imageEvents)
	}
	return s.Append(events(imageEvents+1, imageEvents+1))
}

func properRefusal(err error) error {
	if !errors.Is(err, store.ErrDamaged) && !errors.Is(err, store.ErrMissing) {
		return fmt.Errorf("refused with %w, want ErrDamaged or ErrMissing", err)
	}
	if !strings.Contains(err.Error(), "giliran restore FILE") {
		return fmt.Errorf("the error does not say what to type: %w", err)
	}
	return nil
}

func sameFiles(a, b map[string]string) bool {
	for name, content := range a {
		if b[name] != content {
			return false
		}
	}
	return true
}

// Every file of a store, damaged in every crude way.
func TestDamagedFiles(t *testing.T) {
	image := crashImage(t)
	for name, content := range files(t, image) {
		size := max(1, len(strings.TrimRight(content, "\x00")))
		for how, damaged := range map[string]*string{ // nil takes the file away
			"gone":         nil,
			"empty":        ptr(""),
			"half":         ptr(content[:size/2]),
			"first byte":   ptr(flip(content, 0)),
			"a third":      ptr(flip(content, size/3)),
			"last byte":    ptr(flip(content, size-1)),
			"tail cut off": ptr(content[:size-1]),
			"zeroed":       ptr(strings.Repeat("\x00", len(content))),
			"garbage":      ptr(strings.Repeat("\xff\x07", len(content)/2)),
			"more behind":  ptr(content + "more"),
		} {
			t.Run(name+" "+how, func(t *testing.T) {
				t.Parallel()
				dir := copyDir(t, image)
				setFile(t, filepath.Join(dir, name), damaged)
				if err := honest(t, dir); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func ptr(s string) *string { return &s }

func flip(s string, at int) string {
	if len(s) == 0 {
		return s
	}
	b := []byte(s)
	b[at] ^= 0x10
	return string(b)
}

func setFile(t testing.TB, path string, content *string) {
	t.Helper()
	err := os.Remove(path)
	if content != nil {
		err = os.WriteFile(path, []byte(*content), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Any one bit of any file, and any cut.
func TestDamageProperty(t *testing.T) {
	image := crashImage(t)
	all := files(t, image)
	var names []string
	for name, content := range all {
		if len(content) > 0 {
			names = append(names, name)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.SampledFrom(names).Draw(r, "file")
		content := all[name]
		used := max(1, len(strings.TrimRight(content, "\x00")))
		at := rapid.IntRange(0, min(used+64, len(content))-1).Draw(r, "at")
		b := []byte(content)
		if rapid.Bool().Draw(r, "cut") {
			b = b[:at]
		} else {
			b[at] ^= 1 << rapid.IntRange(0, 7).Draw(r, "bit")
		}
		dir := copyDir(t, image)
		defer os.RemoveAll(dir)
		setFile(t, filepath.Join(dir, name), ptr(string(b)))
		if err := honest(t, dir); err != nil {
			r.Fatal(err)
		}
	})
}

// What is left over in a directory tells that a store has been there.
func TestAStoreThatIsGone(t *testing.T) {
	image := crashImage(t)
	for name, c := range map[string]struct {
		remove []string
		want   error
	}{
		"Badger's folder":                         {[]string{"badger"}, store.ErrMissing},
		"Badger's folder and last":                {[]string{"badger", "last"}, store.ErrMissing},
		"all but the snapshots":                   {[]string{"badger", "last", "mark"}, store.ErrMissing},
		"the manifest and all beside Badger":      {[]string{"badger/MANIFEST", "last", "mark", "snapshot-*"}, store.ErrDamaged},
		"a table and all beside Badger":           {[]string{"badger/000001.sst", "last", "mark", "snapshot-*"}, store.ErrDamaged},
		"Badger's tables, mark and the snapshots": {[]string{"badger/*.sst", "badger/*.mem", "badger/MANIFEST", "badger/KEYREGISTRY", "mark", "snapshot-*"}, store.ErrMissing},
		"everything: then it is a new office":     {[]string{"badger", "last", "mark", "snapshot-*"}, nil},
		"last and mark: then Badger knows":        {[]string{"last", "mark"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			dir := copyDir(t, image)
			for _, pattern := range c.remove {
				paths, _ := filepath.Glob(filepath.Join(dir, pattern))
				if len(paths) == 0 {
					t.Fatalf("no %s in the image", pattern)
				}
				for _, path := range paths {
					if err := os.RemoveAll(path); err != nil {
						t.Fatal(err)
					}
				}
			}
			s, err := store.Open(dir, storetest.Options(t))
			if !errors.Is(err, c.want) {
				t.Fatalf("%v, want %v", err, c.want)
			}
			if err != nil {
				if err := properRefusal(err); err != nil {
					t.Error(err)
				}
				return
			}
			storetest.Close(t, s)
			storetest.Check(t, dir)
		})
	}
}

// Somebody puts Badger's folder of another store, or an old copy of the same,
// in place.
func TestAnotherStoresFolder(t *testing.T) {
	s := storetest.New(t)
	appendAll(t, s, events(1, 100))
	old := copyDir(t, s.Dir())
	appendAll(t, s, events(101, 150))
	storetest.Close(t, s)
	other := storetest.New(t)
	appendAll(t, other, events(1, 200))
	storetest.Close(t, other)
	for name, from := range map[string]string{"another's": other.Dir(), "an old copy": old} {
		dir := copyDir(t, s.Dir())
		if err := errors.Join(os.RemoveAll(dir+"/badger"), os.Rename(copyDir(t, from)+"/badger", dir+"/badger")); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(dir, storetest.Options(t)); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s: %v, want ErrDamaged", name, err)
		}
	}
}

// An append that the power interrupted was not acknowledged: half of it may be
// in the log, and the store opens without it.
func TestATornAppendIsNoDamage(t *testing.T) {
	image := crashImage(t)
	for cut := 1; cut < 200; cut += 13 {
		dir := copyDir(t, image)
		log := filepath.Join(dir, "badger", onlyLog(t, dir))
		b, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		used := len(bytes.TrimRight(b, "\x00"))
		torn := append(b[:used:used], b[20:20+cut]...) // what an append begins with
		setFile(t, log, ptr(string(torn)+strings.Repeat("\x00", 1000)))
		s, err := store.Open(dir, storetest.Options(t))
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		wantJournal(t, s, events(1, imageEvents))
		storetest.Close(t, s)
	}
}

// What a kill leaves unfinished is cleared away: a log that has no byte yet
// (dgraph-io/badger#2207), a file that was not yet in its place.
func TestUnfinishedFilesAreNoDamage(t *testing.T) {
	dir := crashImage(t)
	for _, name := range []string{"badger/00099.mem", "last.tmp", "snapshot-00000000000000000140.tmp"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	wantJournal(t, storetest.Open(t, dir), events(1, imageEvents))
	if left, _ := filepath.Glob(filepath.Join(dir, "*.tmp")); len(left) != 0 {
		t.Errorf("%q are left", left)
	}
}

func onlyLog(t testing.TB, dir string) string {
	t.Helper()
	logs, _ := filepath.Glob(filepath.Join(dir, "badger", "*.mem"))
	if len(logs) != 1 {
		t.Fatalf("%d logs in %s", len(logs), dir)
	}
	return filepath.Base(logs[0])
}
