package spare

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"giliran/store"
	"giliran/storetest"
)

// What is in the mirror is the journal, through files that begin and end
// anywhere, and goes on after a restart of the office.
func TestAMirrorIsTheJournal(t *testing.T) {
	s, dir := storetest.New(t), storetest.Dir(t)
	m := mirrored(t, s, dir)
	wantCopy(t, dir, 0, "")
	for range 5 {
		grow(t, s, 20)
		rounds(t, m)
		wantCopy(t, dir, 0, journalOf(t, s))
		m = mirrored(t, s, dir) // the office has been restarted
	}
	files, err := segments(dir)
	if err != nil || len(files) < 3 {
		t.Fatalf("only %d files, %v", len(files), err)
	}
	wantCopy(t, dir, 33, journalUntil(t, s, 33))
}

func journalUntil(t testing.TB, s *store.Store, seq uint64) string {
	t.Helper()
	lines, _, err := s.Lines(0, seq, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return string(lines)
}

// damages are what can happen to a mirror of 60 events in files of about ten.
var damages = map[string]struct {
	hurt func(d *damaged)
	says string
}{
	"a byte of an old file": {func(d *damaged) { d.flip(d.file(1), 700) }, "cannot be read in journal-"},
	"a byte of the newest":  {func(d *damaged) { d.flip(d.file(-1), 300) }, "cannot be read in journal-"},
	"a checksum": {func(d *damaged) {
		d.flip(d.file(1), 1+strings.IndexByte(string(d.read(d.file(1))), '\n'))
	}, "wrong checksum"},
	"the head of a file":  {func(d *damaged) { d.flip(d.file(1), 3) }, "the head of journal-"},
	"the epoch of a file": {func(d *damaged) { d.flip(d.file(1), 18) }, "the head of journal-"},
	"a file's place":      {func(d *damaged) { d.rename(d.file(1), d.file(2)) }, "does not continue the file before it"},
	"an old file cut":     {func(d *damaged) { d.cut(d.file(1), 700) }, "ends in the middle of a line"},
	"an old file cut at a line": {func(d *damaged) {
		b := d.read(d.file(1))
		d.cut(d.file(1), 1+strings.LastIndexByte(string(b[:len(b)-1]), '\n'))
	}, "are not there"},
	"the newest cut":               {func(d *damaged) { d.cut(d.file(-1), 300) }, "it had reached event 60 and only"},
	"the newest cut at a line":     {func(d *damaged) { d.cutLine(d.file(-1)) }, "it had reached event 60 and only 59 can be read"},
	"the newest empty":             {func(d *damaged) { d.cut(d.file(-1), 0) }, "the head of journal-"},
	"the newest gone":              {func(d *damaged) { d.remove(d.file(-1)) }, "it had reached event 60 and only"},
	"the first gone":               {func(d *damaged) { d.remove(d.file(0)) }, "the events from 1 to"},
	"one between gone":             {func(d *damaged) { d.remove(d.file(2)) }, "are not there"},
	"all files gone":               {func(d *damaged) { d.removeAll() }, "it had reached event 60 and only 0 can be read"},
	"the mark gone":                {func(d *damaged) { d.remove(markName) }, "the file mark is gone"},
	"the mark altered":             {func(d *damaged) { d.flip(markName, 30) }, "the file mark cannot be read"},
	"the mark empty":               {func(d *damaged) { d.cut(markName, 0) }, "the file mark cannot be read"},
	"a line twice":                 {func(d *damaged) { d.twice(d.file(-1)) }, "event 61 cannot be read"},
	"the last line's end is wrong": {func(d *damaged) { d.flip(d.file(-1), -1) }, "it had reached event 60 and only 59"},
}

// Whatever happens to a mirror's files is said in plain words, with what is
// whole and what to type; never is less of it taken for all. What is whole can
// be restored; and the office, while it has its journal, mends the mirror.
func TestDamagedMirrors(t *testing.T) {
	s := storetest.New(t)
	grow(t, s, 60)
	for name, c := range damages {
		t.Run(name, func(t *testing.T) {
			d := &damaged{t, storetest.Dir(t)}
			mirrored(t, s, d.dir)
			wantCopy(t, d.dir, 0, journalOf(t, s))
			c.hurt(d)
			_, err := ReadCopy(d.dir, 0)
			var damage *Damage
			if !errors.As(err, &damage) || !errors.Is(err, ErrDamaged) {
				t.Fatalf("%v, want a *Damage", err)
			}
			t.Log(err)
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("it says %q, want %q in it", err, c.says)
			}
			if damage.Whole > 0 {
				wantCopy(t, d.dir, damage.Whole, journalUntil(t, s, damage.Whole))
			}
			if _, err := ReadCopy(d.dir, damage.Whole+1); !errors.Is(err, ErrDamaged) && damage.Whole < 60 {
				t.Errorf("one event more than is whole: %v", err)
			}
			mirrored(t, s, d.dir)
			wantCopy(t, d.dir, 0, journalOf(t, s))
		})
	}
}

// Any bit flipped and any file cut anywhere is noticed.
func TestAnyDamageIsNoticed(t *testing.T) {
	s := storetest.New(t)
	grow(t, s, 30)
	rapid.Check(t, func(r *rapid.T) {
		dir, err := os.MkdirTemp(storetest.Dir(t), "mirror")
		if err != nil {
			r.Fatal(err)
		}
		d := &damaged{t, dir}
		mirrored(t, s, d.dir)
		entries, _ := os.ReadDir(d.dir)
		name := rapid.SampledFrom(entries).Draw(r, "file").Name()
		at := rapid.IntRange(0, len(d.read(name))-1).Draw(r, "at")
		switch rapid.SampledFrom([]string{"flip", "cut", "zeros"}).Draw(r, "how") {
		case "flip":
			b := d.read(name)
			b[at] ^= 1 << rapid.IntRange(0, 7).Draw(r, "bit")
			d.write(name, b)
		case "cut":
			d.cut(name, at)
		case "zeros":
			b := d.read(name)
			clear(b[at:])
			d.write(name, b)
		}
		if _, err := ReadCopy(d.dir, 0); !errors.Is(err, ErrDamaged) && !errors.Is(err, store.ErrNewer) {
			r.Fatalf("%v, want ErrDamaged", err)
		}
	})
}

// The power goes while the mirror is written: behind what the mark knows lies
// the beginning of one more line. That was promised to nobody.
func TestATornEndIsNoDamage(t *testing.T) {
	s, dir := storetest.New(t), storetest.Dir(t)
	grow(t, s, 15)
	m := mirrored(t, s, dir)
	before := journalOf(t, s)
	f, err := os.OpenFile(segmentPath(dir, m.after), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	grow(t, s, 1)
	lines, _, err := s.Lines(15, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(lines[:len(lines)/2]); err != nil {
		t.Fatal(err)
	}
	f.Close()
	wantCopy(t, dir, 0, before)
	mirrored(t, s, dir)
	wantCopy(t, dir, 0, journalOf(t, s))
}

// damaged is a mirror's directory that something happens to.
type damaged struct {
	t   testing.TB
	dir string
}

func (d *damaged) ok(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// file is the i-th of the journal's files, from the end for negative ones.
func (d *damaged) file(i int) string {
	d.t.Helper()
	files, err := segments(d.dir)
	d.ok(err)
	if i < 0 {
		i += len(files)
	}
	return filepath.Base(segmentPath(d.dir, files[i]))
}

func (d *damaged) read(name string) []byte {
	b, err := os.ReadFile(filepath.Join(d.dir, name))
	d.ok(err)
	return b
}

func (d *damaged) write(name string, b []byte) {
	d.ok(os.WriteFile(filepath.Join(d.dir, name), b, 0o600))
}

func (d *damaged) flip(name string, at int) {
	b := d.read(name)
	if at < 0 {
		at += len(b)
	}
	b[at] ^= 1
	d.write(name, b)
}

func (d *damaged) cut(name string, at int) { d.write(name, d.read(name)[:at]) }

func (d *damaged) cutLine(name string) {
	b := d.read(name)
	d.cut(name, 1+strings.LastIndexByte(string(b[:len(b)-1]), '\n'))
}

func (d *damaged) twice(name string) {
	b := d.read(name)
	d.write(name, append(b, b[1+strings.LastIndexByte(string(b[:len(b)-1]), '\n'):]...))
}

func (d *damaged) remove(name string) { d.ok(os.Remove(filepath.Join(d.dir, name))) }

func (d *damaged) rename(from, to string) {
	d.ok(os.Rename(filepath.Join(d.dir, from), filepath.Join(d.dir, to)))
}

func (d *damaged) removeAll() {
	files, err := filepath.Glob(filepath.Join(d.dir, segmentPrefix+"*"))
	d.ok(err)
	for _, f := range files {
		d.ok(os.Remove(f))
	}
}

// A directory that is not there is said to be that, not an empty mirror.
func TestNoMirrorAtAll(t *testing.T) {
	if _, err := ReadCopy(filepath.Join(t.TempDir(), "stick"), 0); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v, want ErrNotExist", err)
	}
	if _, err := ReadCopy(t.TempDir(), 0); !errors.Is(err, ErrDamaged) {
		t.Errorf("an empty directory: %v", err)
	}
	if IsMirror(t.TempDir()) {
		t.Error("an empty directory is taken for a mirror")
	}
}

// A file that goes bad while the office runs is mended within a day.
func TestFilesAreGoneThroughDaily(t *testing.T) {
	s, d := storetest.New(t), &damaged{t, storetest.Dir(t)}
	grow(t, s, 60)
	m := mirrored(t, s, d.dir)
	d.flip(d.file(1), 700)
	for range 10 {
		if err := m.round(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ReadCopy(d.dir, 0); !errors.Is(err, ErrDamaged) {
		t.Errorf("on the same day: %v, want it as it was", err)
	}
	m.again = m.again.Add(-daily)
	if err := m.round(); err != nil {
		t.Fatal(err)
	}
	rounds(t, m)
	wantCopy(t, d.dir, 0, journalOf(t, s))
}
