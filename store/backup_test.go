package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"giliran/store"
	"giliran/storetest"
)

func backup(t testing.TB, s *store.Store) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Backup(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestBackupAndRestore(t *testing.T) {
	s := storetest.New(t)
	for _, n := range []uint64{0, 1, 3000} {
		appendAll(t, s, events(s.LastSeq()+1, n))
		dir := filepath.Join(storetest.Dir(t), "restored")
		if err := store.Restore(dir, bytes.NewReader(backup(t, s)), storetest.Options(t)); err != nil {
			t.Fatal(err)
		}
		r := storetest.Open(t, dir)
		wantJournal(t, r, events(1, n))
		if r.Epoch() == s.Epoch() {
			t.Error("the restored store has the old epoch")
		}
		if !bytes.Equal(lines(backup(t, r)), lines(backup(t, s))) {
			t.Error("the records have changed")
		}
		appendAll(t, r, events(n+1, n+1))
		wantJournal(t, storetest.Reopen(t, r), events(1, n+1))
	}
}

// lines are a backup's records without its first and last line.
func lines(b []byte) []byte {
	b = b[bytes.IndexByte(b, '\n')+1:]
	return b[:bytes.LastIndexByte(b[:len(b)-1], '\n')+1]
}

// The office goes on while the backup is written: the backup holds a moment
// of it, whole.
func TestBackupWhileAppending(t *testing.T) {
	s := storetest.New(t)
	appendAll(t, s, events(1, 200))
	var work sync.WaitGroup
	work.Go(func() {
		for seq := uint64(201); seq <= 600; seq++ {
			if err := s.Append(events(seq, seq)); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range 5 {
		dir := filepath.Join(storetest.Dir(t), "restored")
		if err := store.Restore(dir, bytes.NewReader(backup(t, s)), storetest.Options(t)); err != nil {
			t.Fatal(err)
		}
		r := storetest.Open(t, dir)
		if r.LastSeq() < 200 {
			t.Errorf("the backup ends at %d", r.LastSeq())
		}
		wantJournal(t, r, events(1, r.LastSeq()))
	}
	work.Wait()
	wantJournal(t, s, events(1, 600))
}

func TestRestoreOverwritesNothing(t *testing.T) {
	s := storetest.New(t)
	appendAll(t, s, events(1, 10))
	b := backup(t, s)
	if err := store.Restore(s.Dir(), bytes.NewReader(b), storetest.Options(t)); !errors.Is(err, store.ErrExists) {
		t.Errorf("over an open store: %v, want ErrExists", err)
	}
	dir := storetest.Dir(t)
	note := filepath.Join(dir, "note.txt")
	if err := os.WriteFile(note, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(dir, bytes.NewReader(b), storetest.Options(t)); !errors.Is(err, store.ErrExists) {
		t.Errorf("over a file: %v, want ErrExists", err)
	}
	if err := os.Remove(note); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(dir, bytes.NewReader(b), storetest.Options(t)); err != nil {
		t.Errorf("into an empty folder: %v", err)
	}
	wantJournal(t, storetest.Open(t, dir), events(1, 10))
	wantJournal(t, s, events(1, 10))
}

// What a power cut left of a restore is cleared away; one that is still at it
// is left alone.
func TestAnUnfinishedRestore(t *testing.T) {
	s := storetest.New(t)
	appendAll(t, s, events(1, 10))
	b := backup(t, s)
	dir := filepath.Join(storetest.Dir(t), "store")
	busy := storetest.Open(t, dir+".restoring")
	if err := store.Restore(dir, bytes.NewReader(b), storetest.Options(t)); !errors.Is(err, store.ErrLocked) {
		t.Errorf("beside another restore: %v, want ErrLocked", err)
	}
	storetest.Close(t, busy)
	if err := store.Restore(dir, bytes.NewReader(b), storetest.Options(t)); err != nil {
		t.Fatal(err)
	}
	wantJournal(t, storetest.Open(t, dir), events(1, 10))
}

// Truncated anywhere, altered in any bit, followed by anything: refused, with
// nothing left behind.
func TestDamagedBackupsAreRefused(t *testing.T) {
	s := storetest.New(t)
	appendAll(t, s, events(1, 30))
	good := backup(t, s)
	parent := storetest.Dir(t)
	dir := filepath.Join(parent, "restored")
	rapid.Check(t, func(r *rapid.T) {
		bad := bytes.Clone(good)
		at := rapid.IntRange(0, len(bad)-1).Draw(r, "at")
		switch rapid.SampledFrom([]string{"cut", "flip", "more", "repeat", "drop line"}).Draw(r, "how") {
		case "cut":
			bad = bad[:at]
		case "flip":
			bad[at] ^= 1 << rapid.IntRange(0, 7).Draw(r, "bit")
		case "more":
			bad = append(bad, rapid.SliceOfN(rapid.Byte(), 1, 20).Draw(r, "more")...)
		case "repeat":
			bad = append(bad[:at:at], good...)
			if at == 0 {
				bad = append(bad, good...)
			}
		case "drop line":
			l := bytes.SplitAfter(good, []byte("\n"))
			i := at % (len(l) - 1)
			bad = bytes.Join(append(l[:i:i], l[i+1:]...), nil)
		}
		err := store.Restore(dir, bytes.NewReader(bad), storetest.Options(t))
		if !errors.Is(err, store.ErrBadBackup) {
			r.Fatalf("%v, want ErrBadBackup", err)
		}
		if left, _ := os.ReadDir(parent); len(left) != 0 {
			r.Fatalf("%s is left behind", left[0].Name())
		}
	})
}

// A damaged journal makes no backup that looks like one.
func TestNoBackupOfADamagedJournal(t *testing.T) {
	dir := crashImage(t)
	table := filepath.Join(dir, "badger", "000002.sst")
	b, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	setFile(t, table, ptr(flip(string(b), 100)))
	s := storetest.Open(t, dir)
	var out bytes.Buffer
	if err := s.Backup(&out); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("%v, want ErrDamaged", err)
	}
	if strings.Contains(out.String(), "\nend ") {
		t.Error("the backup has an end")
	}
}

// The writer behind a backup fails: the stick is full, the client is gone.
func TestABackupThatCannotBeWritten(t *testing.T) {
	s := storetest.New(t)
	appendAll(t, s, events(1, 2000))
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	if err := s.Backup(full); err == nil {
		t.Error("a backup to a full device succeeds")
	}
	wantJournal(t, s, events(1, 2000))
}
