package spare

import (
	"bytes"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/sys/unix"

	"giliran/store"
	"giliran/storetest"
	"giliran/storetest/powerdisk"
	"giliran/ticketing"
)

// TestMain lets the test binary be the disk that loses its power and the
// process that works on it, and wants no goroutine left over by anything.
func TestMain(m *testing.M) {
	powerdisk.Main()
	if disk := os.Getenv(workerDir); disk != "" {
		if err := worker(disk); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if err := flag.Set("rapid.checks", "50"); err != nil { // each round writes and reads files
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

// grow appends n events, each in a commit of its own as an office does.
func grow(t testing.TB, s *store.Store, n int) {
	t.Helper()
	for range n {
		seq := s.LastSeq() + 1
		e := ticketing.Event{Seq: seq, At: time.Unix(int64(seq), 0).UTC(), Actor: "desk loket-1", Fact: &ticketing.DeskOpened{Desk: fmt.Sprintf("loket-%d", seq)}}
		if err := s.Append([]ticketing.Event{e}); err != nil {
			t.Fatal(err)
		}
	}
}

// mirrored is a mirror's directory with what a mirror writes there, without
// the goroutines.
func mirrored(t testing.TB, s *store.Store, dir string) *medium {
	t.Helper()
	m := &medium{dir: dir, journal: s, limit: 2000, moved: func(uint64) {}}
	rounds(t, m)
	return m
}

// rounds lets the mirror do all it has to do.
func rounds(t testing.TB, m *medium) {
	t.Helper()
	for m.again = (time.Time{}); m.again.IsZero() || m.fresh; {
		if err := m.round(); err != nil {
			t.Fatal(err)
		}
	}
}

// journalOf is the whole journal as a backup's lines.
func journalOf(t testing.TB, s *store.Store) string {
	t.Helper()
	lines, to, err := s.Lines(0, s.LastSeq(), 1<<30)
	if err != nil || to != s.LastSeq() {
		t.Fatal(to, err)
	}
	return string(lines)
}

// wantCopy reads the mirror, restores it into a store, and compares that with
// the events it must hold.
func wantCopy(t testing.TB, dir string, until uint64, want string) {
	t.Helper()
	c, err := ReadCopy(dir, until)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := c.Backup(&b); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(storetest.Dir(t), "restored")
	if err := store.Restore(data, &b, storetest.Options(t)); err != nil {
		t.Fatal(err)
	}
	r := storetest.Open(t, data)
	defer storetest.Close(t, r)
	if got := journalOf(t, r); got != want {
		t.Fatalf("restored is\n%s\nwant\n%s", got, want)
	}
}

// eventually waits for what another goroutine is about to do.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("never: %s", what)
		}
	}
}

func quiet(t testing.TB) *slog.Logger { return slog.New(slog.NewTextHandler(t.Output(), nil)) }

// disk mounts a small file system in memory, or skips the test.
func disk(t testing.TB, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("mounting a small disk needs root: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
	return dir
}

func makeDir(t testing.TB, dir string) string {
	t.Helper()
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

// differently is an event that grow does not make.
func differently(seq uint64) []ticketing.Event {
	return []ticketing.Event{{Seq: seq, At: time.Unix(7, 0).UTC(), Actor: "desk kasi", Fact: &ticketing.DeskClosed{Desk: "kasi"}}}
}
