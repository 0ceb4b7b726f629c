package store_test

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"giliran/store"
	"giliran/storetest"
	"giliran/storetest/powerdisk"
)

// The power is cut at every named point of a store's life, at any request that
// reaches the disk meanwhile. From each disk that is left every acknowledged
// event comes back, and the journal goes on.
func TestPowerCut(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT TESTED: mounts disks")
	}
	powerdisk.Rounds(t, cutEverywhere)
}

func cutEverywhere(t *testing.T, n int) {
	d := powerdisk.PlugIn(t)
	disk := d.Mount(filepath.Join(t.TempDir(), "disk"))
	dir := filepath.Join(disk, "store")
	w := powerdisk.StartWorker(t, workerDir+"="+disk)
	cuts := func(name string, prepare func() *powerdisk.Point) {
		d.Cuts(w, name, n, prepare, func(left string, said []string) (int, int) { return checkLeft(t, left, said) })
	}
	order := func(o string) func() *powerdisk.Point {
		return func() *powerdisk.Point { return &powerdisk.Point{Order: o} }
	}
	first := 0
	d.Cuts(w, "the first start", n, func() *powerdisk.Point {
		first++
		return &powerdisk.Point{Order: fmt.Sprint("first ", first)}
	}, func(left string, _ []string) (int, int) {
		// Nothing is acknowledged, but the next start must find nothing in its way.
		storetest.Check(t, filepath.Join(left, fmt.Sprint("first-", first)))
		return 0, 0
	})
	w.Do("open")
	cuts("an append", order("append 1 7"))
	cuts("appends of one event", order("append 20 1"))
	cuts("a batch of 64", order("append 2 64"))
	cuts("the log goes on in another file", func() *powerdisk.Point {
		return &powerdisk.Point{Order: "append 60 3", Files: idleLogs(t, dir), Within: 6}
	})
	cuts("a snapshot", func() *powerdisk.Point {
		w.Do("append 1 1")
		return &powerdisk.Point{Order: "snapshot"}
	})
	cuts("Badger's table is made behind appends", func() *powerdisk.Point {
		return &powerdisk.Point{Order: "append 300 4", Files: []string{filepath.Join(dir, "badger", "MANIFEST")}, Within: 8}
	})
	cuts("the store is closed and opened", func() *powerdisk.Point {
		w.Do("append 20 7")
		return &powerdisk.Point{Order: "reopen"}
	})
	cuts("the next start after a kill", func() *powerdisk.Point {
		w.Do("append 20 7")
		w.Restart()
		return &powerdisk.Point{Order: "open"}
	})
}

// idleLogs are the log's files but for the one written last.
func idleLogs(t *testing.T, dir string) (idle []string) {
	t.Helper()
	logs, err := filepath.Glob(filepath.Join(dir, "wal", "*"))
	if err != nil || len(logs) < 2 {
		t.Fatal(logs, err)
	}
	age := func(path string) int64 {
		var st unix.Stat_t
		if err := unix.Stat(path, &st); err != nil {
			t.Fatal(err)
		}
		return st.Mtim.Nano()
	}
	slices.SortFunc(logs, func(a, b string) int { return cmp.Compare(age(a), age(b)) })
	return logs[:len(logs)-1]
}

// checkLeft opens the store on a disk that is left.
func checkLeft(t *testing.T, left string, said []string) (acknowledged, lost int) {
	t.Helper()
	if len(said) > 0 {
		if _, err := fmt.Sscan(said[len(said)-1], &acknowledged); err != nil {
			t.Fatal(err)
		}
	}
	s := openSmall(t, filepath.Join(left, "store"))
	defer storetest.Close(t, s)
	sum, err := s.Check(t.Context(), func(p store.Problem) { t.Errorf("after a power cut: %v", p) })
	if err != nil || sum.Events != sum.Last {
		t.Errorf("%d events of %d: %v", sum.Events, sum.Last, err)
	}
	got := replay(t, s, 0)
	for i, e := range heavy(1, uint64(len(got))) {
		if asJSON(t, e) != got[i] {
			t.Fatalf("event %d is %s", i+1, got[i])
		}
	}
	appendAll(t, s, heavy(sum.Last+1, sum.Last+1))
	return acknowledged, max(0, acknowledged-len(got))
}

// workerDir names the environment variable that makes the test binary work on a
// store in that directory.
const workerDir = "STORE_TEST_WORKER"

// worker obeys: first N, open, append TIMES EVENTS, last, snapshot, reopen. After each append
// it says the last event that has been acknowledged.
func worker(dir string) error {
	var s *store.Store
	for {
		var order string
		if _, err := fmt.Scan(&order); err != nil {
			return nil // the test is over
		}
		if err := obey(&s, filepath.Join(dir, "store"), order); err != nil {
			return err
		}
		fmt.Println("done")
	}
}

func obey(s **store.Store, dir, order string) (err error) {
	opt := store.SmallSegments(store.Options{KeepFree: 1})
	switch order {
	case "open":
		if *s == nil {
			*s, err = store.Open(dir, opt)
		}
	case "first":
		var n int
		fmt.Scan(&n)
		var first *store.Store
		if first, err = store.Open(fmt.Sprintf("%s/../first-%d", dir, n), opt); err == nil {
			err = first.Close()
		}
	case "reopen":
		if err = (*s).Close(); err == nil {
			*s, err = store.Open(dir, opt)
		}
	case "last":
		fmt.Println((*s).LastSeq())
	case "snapshot":
		err = (*s).SaveSnapshot((*s).LastSeq(), make([]byte, 100_000))
	case "append":
		var times, n uint64
		fmt.Scan(&times, &n)
		for ; times > 0 && err == nil; times-- {
			last := (*s).LastSeq()
			if err = (*s).Append(heavy(last+1, last+n)); err == nil {
				fmt.Println(last + n)
			}
		}
	}
	return err
}

// What a commit costs the disk itself, counted behind the file system: an SD
// card has only so many writes in it, and a flush is what a commit waits for.
// The log goes round several times meanwhile, Badger makes tables, and the
// kernel writes back what it holds: the longer the test takes, the more often
// ext4 flushes on its own account, every five seconds.
func TestWhatACommitCosts(t *testing.T) {
	if testing.Short() {
		t.Skip("mounts a disk")
	}
	for _, c := range []struct {
		batch, commits uint64
		bytes, flushes float64 // at most, per event and per commit
	}{{1, 6000, 5000, 1.02}, {64, 1000, 750, 1.06}} {
		t.Run(fmt.Sprint("batches of ", c.batch), func(t *testing.T) {
			d := powerdisk.PlugIn(t)
			s := storetest.Open(t, filepath.Join(d.Mount(filepath.Join(t.TempDir(), "disk")), "store"))
			for range 400 { // until the log has all its files
				appendAll(t, s, events(s.LastSeq()+1, s.LastSeq()+128))
			}
			unix.Sync()
			bytes, flushes := cost(t, d, s, c.commits, c.batch)
			t.Logf("%.0f bytes an event, %.4f flushes a commit", bytes, flushes)
			if bytes > c.bytes || flushes > c.flushes {
				t.Errorf("an event costs %.0f bytes, a commit %.4f flushes", bytes, flushes)
			}
		})
	}
}

// cost makes so many commits and tells what the disk saw of it.
func cost(t *testing.T, d *powerdisk.Disk, s *store.Store, commits, batch uint64) (bytesPerEvent, flushesPerCommit float64) {
	t.Helper()
	b0, f0 := d.Count()
	for range commits {
		appendAll(t, s, events(s.LastSeq()+1, s.LastSeq()+batch))
	}
	_, f1 := d.Count()
	unix.Sync() // what the kernel still holds is written too
	b1, _ := d.Count()
	return float64(b1-b0) / float64(commits*batch), float64(f1-f0) / float64(commits)
}
