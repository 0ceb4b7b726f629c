package engine_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"giliran/ticketing"
	"giliran/ticketing/engine"
	"giliran/ticketing/office"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// notebook is a journal in memory that can be told to fail.
type notebook struct {
	mu       sync.Mutex
	events   []ticketing.Event
	appends  int
	fail     error // the next append fails
	keep     int   // and keeps this many of its events all the same
	snapshot []byte
	seq      uint64
	gate     chan struct{} // when set, an append waits for it
}

var errDisk = errors.New("the disk is on fire")

func (n *notebook) Append(events []ticketing.Event) error {
	if n.gate != nil {
		<-n.gate
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.appends++
	if err := n.fail; err != nil {
		n.fail = nil
		n.events = append(n.events, events[:n.keep]...)
		return err
	}
	n.events = append(n.events, events...)
	return nil
}

func (n *notebook) Replay(after uint64, give func(ticketing.Event) error) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, e := range n.events {
		if e.Seq <= after {
			continue
		}
		if err := give(e); err != nil {
			return err
		}
	}
	return nil
}

func (n *notebook) SaveSnapshot(seq uint64, b []byte) error { n.seq, n.snapshot = seq, b; return nil }

func (n *notebook) LoadSnapshot() (uint64, []byte, error) { return n.seq, n.snapshot, nil }

func (n *notebook) durable() uint64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	return uint64(len(n.events))
}

// watcher is a publisher that checks the promise: nothing is shown that is
// not durable.
type watcher struct {
	t    *testing.T
	n    *notebook
	mu   sync.Mutex
	seq  uint64
	seen int

	published int // boards
}

func (w *watcher) Publish(s *ticketing.State, events []ticketing.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if d := w.n.durable(); s.Seq > d {
		w.t.Errorf("published sequence %d when only %d events were durable", s.Seq, d)
	}
	if s.Seq < w.seq {
		w.t.Errorf("published sequence %d after %d", s.Seq, w.seq)
	}
	w.seq = s.Seq
	w.published++
	w.seen += len(events)
}

var monday = time.Date(2026, 11, 23, 8, 0, 0, 0, time.FixedZone("WIB", 7*3600))

// start runs an office that is open at a fixed moment.
func start(t *testing.T, n *notebook) (*engine.Engine, *watcher) {
	t.Helper()
	w := &watcher{t: t, n: n}
	o := office.Default().Office
	e, err := engine.Start(&o, n, w, engine.Options{Now: func() time.Time { return monday }, Tick: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e, w
}

func do(t *testing.T, e *engine.Engine, key string, a ticketing.Action) (ticketing.Result, error) {
	t.Helper()
	return e.Do(context.Background(), ticketing.Command{Key: key, Actor: "test", Do: a})
}

func must(t *testing.T, e *engine.Engine, a ticketing.Action) ticketing.Result {
	t.Helper()
	r, err := do(t, e, "", a)
	if err != nil {
		t.Fatalf("%#v: %v", a, err)
	}
	return r
}

func take(i int) ticketing.TakeTicket {
	code, _ := ticketing.NewCode(rand.New(rand.NewSource(int64(i))))
	return ticketing.TakeTicket{Service: "ktp-rusak", Code: code}
}

func number(t *testing.T, e *engine.Engine, id uint64) (n string) {
	t.Helper()
	if err := e.View(context.Background(), func(s *ticketing.State) { n = s.Ticket(id).Number }); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestManyAtOnceGetNumbersWithoutGapOrDouble(t *testing.T) {
	n := &notebook{}
	e, w := start(t, n)
	must(t, e, ticketing.OpenDay{})
	const clients, each = 64, 20
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := map[uint64]bool{}
	for c := range clients {
		wg.Go(func() {
			for i := range each {
				r, err := do(t, e, "", take(c*each+i))
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				got[r.Ticket] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(got) != clients*each {
		t.Fatalf("%d different tickets for %d takers", len(got), clients*each)
	}
	o := office.Default().Office
	var problems []string
	_ = e.View(context.Background(), func(s *ticketing.State) { problems = s.Check(&o) })
	if len(problems) > 0 {
		t.Error(strings.Join(problems, "\n"))
	}
	if n.appends >= clients*each {
		t.Errorf("%d appends for %d tickets: nobody shared a commit", n.appends, clients*each)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if w.seen != len(n.events) {
		t.Errorf("%d events published of %d", w.seen, len(n.events))
	}
}

func TestTwoDesksNeverCallOneTicket(t *testing.T) {
	e, _ := start(t, &notebook{})
	must(t, e, ticketing.OpenDay{})
	for i := range 100 {
		must(t, e, take(i))
	}
	var mu sync.Mutex
	called := map[uint64]string{}
	var wg sync.WaitGroup
	for _, desk := range []string{"loket-1", "loket-2"} {
		must(t, e, ticketing.OpenDesk{Desk: desk})
		wg.Go(func() {
			for range 50 {
				r, err := do(t, e, "", ticketing.Next{Desk: desk})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				if other := called[r.Ticket]; other != "" {
					t.Errorf("%s and %s called the same ticket", desk, other)
				}
				called[r.Ticket] = desk
				mu.Unlock()
				if _, err := do(t, e, "", ticketing.Finish{Desk: desk, Outcome: "lengkap"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if len(called) != 100 {
		t.Errorf("%d of 100 called", len(called))
	}
}

// TestFailedAppend: what the journal could not keep has not happened, the
// same key may be tried again, and what it did keep is found.
func TestFailedAppend(t *testing.T) {
	for _, kept := range []int{0, 1} {
		t.Run(fmt.Sprintf("%d of the batch kept", kept), func(t *testing.T) {
			n := &notebook{}
			e, _ := start(t, n)
			must(t, e, ticketing.OpenDay{})
			n.fail, n.keep = errDisk, kept
			if _, err := do(t, e, "k", take(1)); !errors.Is(err, engine.ErrJournal) || !errors.Is(err, errDisk) {
				t.Fatalf("the failure came back as %v", err)
			}
			r, err := do(t, e, "k", take(2))
			if err != nil {
				t.Fatal(err)
			}
			if r.Again != (kept == 1) {
				t.Errorf("done before: %v, though %d were kept", r.Again, kept)
			}
			if got := number(t, e, r.Ticket); got != "B001" {
				t.Errorf("the number is %s, want B001", got)
			}
		})
	}
}

// TestEverybodyInAFailedBatchHears: commands that shared a commit share its
// failure, also one that was only told about an earlier one's ticket. Those
// of a later commit get the one ticket of their key.
func TestEverybodyInAFailedBatchHears(t *testing.T) {
	n := &notebook{}
	e, _ := start(t, n)
	must(t, e, ticketing.OpenDay{})
	n.fail, n.gate = errDisk, make(chan struct{})
	type heard struct {
		r   ticketing.Result
		err error
	}
	answers := make(chan heard)
	for i := range 8 {
		go func() { r, err := do(t, e, "same", take(i)); answers <- heard{r, err} }()
	}
	close(n.gate)
	failed, tickets := 0, map[uint64]bool{}
	for range 8 {
		if h := <-answers; errors.Is(h.err, engine.ErrJournal) {
			failed++
		} else if h.err != nil {
			t.Error(h.err)
		} else {
			tickets[h.r.Ticket] = true
		}
	}
	if failed == 0 {
		t.Error("nobody heard of the failure")
	}
	if failed < 8 && len(tickets) != 1 {
		t.Errorf("one wish became %d tickets", len(tickets))
	}
	o := office.Default().Office
	_ = e.View(context.Background(), func(s *ticketing.State) {
		if p := s.Check(&o); len(p) > 0 {
			t.Error(strings.Join(p, "\n"))
		}
		if s.Seq != n.durable() {
			t.Errorf("the state is at %d, the journal at %d", s.Seq, n.durable())
		}
	})
}

func TestRestartFindsTheSameState(t *testing.T) {
	for _, snapshot := range []bool{true, false} {
		t.Run(fmt.Sprintf("snapshot=%t", snapshot), func(t *testing.T) {
			n := &notebook{}
			e, _ := start(t, n)
			must(t, e, ticketing.OpenDay{})
			must(t, e, ticketing.OpenDesk{Desk: "loket-1"})
			for i := range 5 {
				must(t, e, take(i))
			}
			must(t, e, ticketing.Next{Desk: "loket-1"})
			before := encoded(t, e)
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
			if n.seq != n.durable() {
				t.Errorf("the closing snapshot is at %d of %d", n.seq, n.durable())
			}
			if !snapshot {
				n.seq, n.snapshot = 0, nil
			}
			again, _ := start(t, n)
			if after := encoded(t, again); after != before {
				t.Errorf("another state after the restart:\n%s\n%s", before, after)
			}
		})
	}
}

func encoded(t *testing.T, e *engine.Engine) (s string) {
	t.Helper()
	err := e.View(context.Background(), func(st *ticketing.State) {
		b, err := st.Encode()
		if err != nil {
			t.Error(err)
		}
		s = string(b)
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAfterCloseNothingIsDone(t *testing.T) {
	n := &notebook{}
	e, _ := start(t, n)
	must(t, e, ticketing.OpenDay{})
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := do(t, e, "", take(1)); !errors.Is(err, engine.ErrStopped) {
		t.Errorf("after the end: %v", err)
	}
	if err := e.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	if n.durable() != 1 {
		t.Errorf("%d events, want the one of the opening", n.durable())
	}
}

func TestAnAskerWhoLeavesDelaysNobody(t *testing.T) {
	n := &notebook{gate: make(chan struct{})}
	e, _ := start(t, n)
	ctx, leave := context.WithCancel(context.Background())
	gone := make(chan error)
	go func() {
		_, err := e.Do(ctx, ticketing.Command{Do: ticketing.OpenDay{}})
		gone <- err
	}()
	leave()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("who left heard %v", err)
	}
	close(n.gate)
	must(t, e, ticketing.OpenDesk{Desk: "kasi"})
}

func TestARefusalIsNoFailure(t *testing.T) {
	e, _ := start(t, &notebook{})
	_, err := do(t, e, "", take(1))
	var r *ticketing.Refusal
	if !errors.As(err, &r) || r.Code != ticketing.DayShut {
		t.Errorf("a ticket before opening: %v", err)
	}
}

// TestNewTicketsGatherUntilTheyAreAskedFor: a rush does not draw the board for
// every number, and whoever asks sees all of it.
func TestNewTicketsGatherUntilTheyAreAskedFor(t *testing.T) {
	n := &notebook{}
	e, w := start(t, n)
	must(t, e, ticketing.OpenDay{})
	w.mu.Lock()
	before := w.published
	w.mu.Unlock()
	for i := range 200 {
		must(t, e, take(i))
	}
	if err := e.Show(context.Background()); err != nil {
		t.Fatal(err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seq != n.durable() {
		t.Errorf("event %d is durable and %d shown", n.durable(), w.seq)
	}
	if drawn := w.published - before; drawn > 100 {
		t.Errorf("the board was drawn %d times for 200 tickets in a row", drawn)
	}
}
