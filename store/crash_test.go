package store_test

import (
	"bufio"
	"fmt"
	"io"
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

// appender reads from its standard input how many batches to append, and says
// after each which event has been acknowledged.
func appender(dir string) int {
	s, err := store.Open(dir, store.Options{KeepFree: 1})
	for err == nil {
		var batches int
		if _, err = fmt.Scan(&batches); err == io.EOF {
			err = s.Close()
			break
		}
		for n := range batches {
			if err == nil {
				err = appendBatch(s, uint64(n%7+1))
			}
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func appendBatch(s *store.Store, n uint64) error {
	last := s.LastSeq()
	if err := s.Append(heavy(last+1, last+n)); err != nil {
		return err
	}
	fmt.Println(last + n)
	if last/100 == (last+n)/100 {
		return nil
	}
	return s.SaveSnapshot(last+n, make([]byte, 100_000))
}

// process is an appender at work.
type process struct {
	t            *testing.T
	cmd          *exec.Cmd
	in           io.Writer
	out          *bufio.Scanner
	acknowledged uint64
}

func startAppender(t *testing.T, dir string) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), appenderDir+"="+dir)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: cmd, in: in, out: bufio.NewScanner(out)}
	t.Cleanup(p.kill)
	return p
}

// order tells the appender to append so many batches.
func (p *process) order(batches int) { fmt.Fprintln(p.in, batches) }

// next waits for the next acknowledgement; false when the process has ended.
func (p *process) next() bool {
	p.t.Helper()
	if !p.out.Scan() {
		return false
	}
	seq, err := strconv.ParseUint(p.out.Text(), 10, 64)
	if err != nil {
		p.t.Fatalf("the appender says %q", p.out.Text())
	}
	p.acknowledged = seq
	return true
}

// kill ends the process as a kill does; what it had said before still counts.
func (p *process) kill() {
	p.cmd.Process.Kill()
	for p.next() {
	}
	p.cmd.Wait()
}

// A process is killed in the middle of appending, eight times in the same
// directory: every acknowledged event is there, and the journal goes on.
func TestKilledWhileAppending(t *testing.T) {
	dir := t.TempDir()
	rounds := 8
	if testing.Short() {
		rounds = 4
	}
	for range rounds {
		p := startAppender(t, dir)
		p.order(200)
		for range 1 + rand.IntN(60) {
			if !p.next() {
				t.Fatal("the appender has ended")
			}
		}
		p.kill()
		sum := storetest.Check(t, dir)
		if sum.Last < p.acknowledged {
			t.Fatalf("event %d was acknowledged, the journal ends at %d", p.acknowledged, sum.Last)
		}
	}
	s := storetest.Open(t, dir)
	wantJournal(t, s, heavy(1, s.LastSeq()))
}
