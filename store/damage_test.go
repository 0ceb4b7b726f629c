package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"giliran/store"
	"giliran/storetest"
	"giliran/ticketing"
)

// imageEvents is how many events a crash image holds.
const imageEvents = 150

// bulky is an event of an image: a megabyte together, just enough for each third
// of it to go to Badger.
func bulky(seq uint64) ticketing.Event {
	return event(seq, strings.Repeat(fmt.Sprintf("keterangan %d ", seq), 760))
}

// crashImage is the directory of a store as a kill leaves it: tables, a
// write-ahead log that holds more, a memtable log, two snapshots, and what
// stands beside Badger.
func crashImage(t testing.TB) string {
	t.Helper()
	home := filepath.Join(storetest.Dir(t), "store")
	var s *store.Store
	for i := range uint64(3) {
		if i > 0 {
			storetest.Close(t, s)
		}
		s = openSmall(t, home)
		for seq := 50*i + 1; seq <= 50*i+50; seq += 10 {
			appendAll(t, s, bulkyEvents(seq, seq+9))
			if seq == 50*i+21 {
				if err := s.SaveSnapshot(50*i+25, bytes.Repeat([]byte("state"), 1000)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	dir := copyDir(t, s.Dir())
	for name, content := range files(t, dir) { // files end in megabytes of nothing: keep some
		used := len(strings.TrimRight(content, "\x00"))
		if err := os.Truncate(filepath.Join(dir, name), int64(min(len(content), used+8<<10))); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// openSmall opens a store whose write-ahead log has small files.
func openSmall(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(dir, store.SmallSegments(storetest.Options(t)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { storetest.Close(t, s) })
	return s
}

func bulkyEvents(from, to uint64) (out []ticketing.Event) {
	for seq := from; seq <= to; seq++ {
		out = append(out, bulky(seq))
	}
	return out
}

// An image is a store's directory with 150 events.
type image struct {
	dir   string
	event func(seq uint64) ticketing.Event
}

// images are stores as they are today and as the first format left them, which
// had no write-ahead log (and does not change any more).
func images(t testing.TB) map[string]image {
	small := func(seq uint64) ticketing.Event { return event(seq, "") }
	return map[string]image{
		"killed":           {crashImage(t), bulky},
		"format 1, killed": {"testdata/format1/killed", small},
		"format 1, closed": {"testdata/format1/closed", small},
	}
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
func honest(t testing.TB, dir string, image image) error {
	before := files(t, dir)
	s, err := store.Open(dir, store.SmallSegments(storetest.Options(t)))
	if err != nil {
		if !sameFiles(before, files(t, dir)) {
			return fmt.Errorf("the refusal (%v) has changed the evidence", err)
		}
		return errors.Join(properRefusal(err), rescued(t, dir, image, err))
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
		if e != asJSON(t, image.event(uint64(i)+1)) {
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

// rescued rescues what it can from a damaged store, which must be a beginning of
// what was written, whole, and as much as the refusal to open it had promised.
func rescued(t testing.TB, dir string, image image, refusal error) error {
	before := files(t, dir)
	to := filepath.Join(storetest.Dir(t), "rescued")
	found, err := store.Rescue(dir, to, store.SmallSegments(storetest.Options(t)))
	if err != nil {
		return fmt.Errorf("rescue: %w", err)
	}
	if !sameFiles(before, files(t, dir)) {
		return errors.New("the rescue has changed the evidence")
	}
	var d *store.Damage
	if errors.As(refusal, &d) && d.Whole != found.Last {
		return fmt.Errorf("%d events were promised, %d rescued", d.Whole, found.Last)
	}
	if found.Last == 0 {
		return nil
	}
	s := openSmall(t, to)
	defer storetest.Close(t, s)
	if s.LastSeq() != found.Last || !found.At.Equal(image.event(found.Last).At) {
		return fmt.Errorf("%+v rescued, the new store has %d events", found, s.LastSeq())
	}
	for i, e := range replay(t, s, 0) {
		if e != asJSON(t, image.event(uint64(i)+1)) {
			return fmt.Errorf("event %d is rescued as %s", i+1, e)
		}
	}
	return nil
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
	all := images(t)
	delete(all, "format 1, closed") // left to the property
	for kind, image := range all {
		for name, content := range files(t, image.dir) {
			for how, damaged := range crudeDamage(content) {
				t.Run(kind+"/"+name+" "+how, func(t *testing.T) {
					t.Parallel()
					dir := copyDir(t, image.dir)
					setFile(t, filepath.Join(dir, name), damaged)
					if err := honest(t, dir, image); err != nil {
						t.Error(err)
					}
				})
			}
		}
	}
}

// crudeDamage is what can become of a file; nil takes it away.
func crudeDamage(content string) map[string]*string {
	size := max(1, len(strings.TrimRight(content, "\x00")))
	return map[string]*string{
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
	for kind, image := range images(t) {
		t.Run(kind, func(t *testing.T) { rapid.Check(t, func(r *rapid.T) { damageProperty(t, r, image) }) })
	}
}

func damageProperty(t *testing.T, r *rapid.T, image image) {
	all := files(t, image.dir)
	var names []string
	for name, content := range all {
		if len(content) > 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
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
	dir := copyDir(t, image.dir)
	defer os.RemoveAll(dir)
	setFile(t, filepath.Join(dir, name), ptr(string(b)))
	if err := honest(t, dir, image); err != nil {
		r.Fatal(err)
	}
}

// A store of the first format opens as it was, goes on, and is of the present
// one from then on.
func TestFormat1(t *testing.T) {
	for _, how := range []string{"killed", "closed"} {
		dir := copyDir(t, "testdata/format1/"+how)
		s := storetest.Open(t, dir)
		wantJournal(t, s, events(1, imageEvents))
		appendAll(t, s, events(imageEvents+1, imageEvents+10))
		s = storetest.Reopen(t, s)
		appendAll(t, s, events(imageEvents+11, imageEvents+20))
		killed := copyDir(t, dir)
		wantJournal(t, s, events(1, imageEvents+20))
		wantJournal(t, storetest.Open(t, killed), events(1, imageEvents+20))
	}
}

// What is left over in a directory tells that a store has been there.
func TestAStoreThatIsGone(t *testing.T) {
	image := crashImage(t)
	for name, c := range map[string]struct {
		remove []string
		want   error
	}{
		"Badger's folder":                         {[]string{"badger"}, store.ErrMissing},
		"Badger's folder and the log":             {[]string{"badger", "wal"}, store.ErrMissing},
		"Badger's folder, the log and last":       {[]string{"badger", "wal", "last"}, store.ErrMissing},
		"all but the snapshots":                   {[]string{"badger", "wal", "last", "mark"}, store.ErrMissing},
		"all but the log":                         {[]string{"badger", "last", "mark", "snapshot-*"}, store.ErrDamaged},
		"the log and Badger's":                    {[]string{"wal", "badger/*.mem"}, store.ErrDamaged},
		"the manifest and all beside Badger":      {[]string{"badger/MANIFEST", "last", "mark", "snapshot-*"}, store.ErrDamaged},
		"a table and all beside Badger":           {[]string{"badger/000001.sst", "last", "mark", "snapshot-*"}, store.ErrDamaged},
		"Badger's tables, mark and the snapshots": {[]string{"badger/*.sst", "badger/*.mem", "badger/MANIFEST", "badger/KEYREGISTRY", "wal", "mark", "snapshot-*"}, store.ErrMissing},
		"everything: then it is a new office":     {[]string{"badger", "wal", "last", "mark", "snapshot-*"}, nil},
		"last and mark: then Badger knows":        {[]string{"last", "mark"}, nil},
		"Badger's log: then ours knows":           {[]string{"badger/*.mem"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			dir := copyDir(t, image)
			for _, pattern := range c.remove {
				remove(t, dir, pattern)
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

func remove(t testing.TB, dir, pattern string) {
	t.Helper()
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

// Somebody puts a part of another store, or of an old copy of the same, in
// place: the journal is whole all the same, or refused.
func TestPartsOfAnotherStore(t *testing.T) {
	home := filepath.Join(storetest.Dir(t), "store")
	s := openSmall(t, home)
	appendAll(t, s, bulkyEvents(1, 100))
	storetest.Close(t, s)
	old := copyDir(t, home)
	appendAll(t, openSmall(t, home), bulkyEvents(101, 150))
	alien := crashImage(t) // the same events, made into another store
	for _, part := range []string{"badger", "wal", "last", "mark"} {
		for whose, from := range map[string]string{"another's": alien, "an old copy's": old} {
			t.Run(whose+" "+part, func(t *testing.T) {
				dir := copyDir(t, home)
				if err := errors.Join(os.RemoveAll(dir+"/"+part), os.Rename(copyDir(t, from)+"/"+part, dir+"/"+part)); err != nil {
					t.Fatal(err)
				}
				s, err := store.Open(dir, storetest.Options(t))
				if err != nil {
					if err := properRefusal(err); err != nil {
						t.Error(err)
					}
					return
				}
				wantJournal(t, s, bulkyEvents(1, 150))
				storetest.Close(t, s)
			})
		}
	}
}

// An append that the power interrupted was not acknowledged: a part of it may
// be in the log, in any sectors, and the store opens without it and goes on.
func TestATornAppendIsNoDamage(t *testing.T) {
	s := openSmall(t, storetest.Dir(t))
	appendAll(t, s, events(1, 40))
	before := copyDir(t, s.Dir())
	appendAll(t, s, events(41, 90))
	after := files(t, s.Dir())["wal/1"]
	if err := os.Remove(filepath.Join(before, "mark")); err != nil {
		t.Fatal(err) // it could have been written before the power went only after the append
	}
	for range 20 {
		dir := copyDir(t, before)
		log := []byte(files(t, dir)["wal/1"])
		changed := 0
		for at := 0; at < len(log); at += 512 {
			if sector := after[at : at+512]; string(log[at:at+512]) != sector && rand.IntN(2) == 0 {
				copy(log[at:], sector)
				changed++
			}
		}
		setFile(t, filepath.Join(dir, "wal/1"), ptr(string(log)))
		s := storetest.Open(t, dir)
		if last := s.LastSeq(); last != 40 && last != 90 {
			t.Fatalf("with %d sectors of the append the journal ends at %d", changed, last)
		}
		appendAll(t, s, events(s.LastSeq()+1, 100))
		wantJournal(t, storetest.Reopen(t, s), events(1, 100))
	}
}

// What a kill leaves unfinished is cleared away: a log that has no byte yet
// (dgraph-io/badger#2207), a file that was not yet in its place.
func TestUnfinishedFilesAreNoDamage(t *testing.T) {
	dir := crashImage(t)
	for _, name := range []string{"badger/00099.mem", "last.tmp", "wal/9.tmp", "snapshot-00000000000000000140.tmp"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	wantJournal(t, storetest.Open(t, dir), bulkyEvents(1, imageEvents))
	left, _ := filepath.Glob(filepath.Join(dir, "*.tmp"))
	more, _ := filepath.Glob(filepath.Join(dir, "wal", "*.tmp"))
	if left = append(left, more...); len(left) != 0 {
		t.Errorf("%q are left", left)
	}
}

// What each kind of damage leaves to be rescued.
func TestRescue(t *testing.T) {
	for name, c := range map[string]struct {
		remove string
		image  string
		least  uint64
	}{
		"the manifest":               {"badger/MANIFEST", "killed", imageEvents},
		"the first table":            {"badger/000001.sst", "killed", 0},
		"the second table":           {"badger/000002.sst", "killed", 1},
		"the log":                    {"wal", "killed", 1},
		"a manifest of format 1":     {"badger/MANIFEST", "format 1, killed", imageEvents},
		"the last table of format 1": {"badger/000003.sst", "format 1, closed", 100},
	} {
		t.Run(name, func(t *testing.T) {
			image := images(t)[c.image]
			dir := copyDir(t, image.dir)
			remove(t, dir, c.remove)
			found, err := store.Survey(dir)
			if err != nil || found.Last < c.least || found.Last > found.Seen {
				t.Errorf("%+v, %v; want at least %d", found, err, c.least)
			}
			if err := rescued(t, dir, image, nil); err != nil {
				t.Error(err)
			}
		})
	}
}
