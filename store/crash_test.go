package store_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"giliran/store"
	"giliran/storetest"
)

// appenderDir names the environment variable that makes the test binary an
// appender to the store in that directory.
const appenderDir = "STORE_TEST_APPENDER"

// appender appends batches of different sizes and says after each what has
// been acknowledged, until it is killed.
func appender(dir string) int {
	s, err := store.Open(dir, store.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	for n := uint64(1); ; n = n%7 + 1 {
		last := s.LastSeq()
		if err := s.Append(events(last+1, last+n)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		if last/100 != (last+n)/100 {
			if err := s.SaveSnapshot(last+n, make([]byte, 100_000)); err != nil {
				fmt.Fprintln(os.Stderr, err)
				return 1
			}
		}
		fmt.Println(last + n)
	}
}

// A process is killed in the middle of appending, thirty times in the same
// directory: every acknowledged event is there, and the journal goes on.
func TestKilledWhileAppending(t *testing.T) {
	dir := t.TempDir()
	rounds := 30
	if testing.Short() {
		rounds = 8
	}
	for range rounds {
		acknowledged := killAppender(t, dir, rand.IntN(60))
		sum := storetest.Check(t, dir)
		if sum.Last < acknowledged {
			t.Fatalf("event %d was acknowledged, the journal ends at %d", acknowledged, sum.Last)
		}
	}
	s := storetest.Open(t, dir)
	wantJournal(t, s, events(1, s.LastSeq()))
}

func killAppender(t *testing.T, dir string, after int) (acknowledged uint64) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), appenderDir+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		if acknowledged, err = strconv.ParseUint(lines.Text(), 10, 64); err != nil {
			t.Fatalf("the appender says %q", lines.Text())
		}
		if n == after {
			cmd.Process.Kill() // and read on: what it said before counts
		}
	}
	cmd.Wait()
	return acknowledged
}
