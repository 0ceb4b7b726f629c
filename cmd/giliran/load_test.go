package main

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

// TestRushAndPulledPlug: 64 clients take 10,000 tickets while four desks
// call; then the plug is pulled in the middle of more. Numbers have no gap and
// no double, and every acknowledged ticket is there after the restart.
func TestRushAndPulledPlug(t *testing.T) {
	tickets := 10_000
	if testing.Short() {
		tickets = 1_000
	}
	data := t.TempDir()
	o := serve(t, data)
	o.run("day", "open")
	kiosk := o.as("kiosk", "pintu")
	ledger := newLedger()
	quit := make(chan struct{})
	var desks sync.WaitGroup
	for desk, outcome := range map[string]string{"loket-1": "lengkap", "loket-2": "lengkap", "kasi": "sah", "siak-1": "sesuai"} {
		c := o.as("desk", desk)
		c.want(200, "POST", "/desks/"+desk+"/open", nil)
		desks.Go(func() { callAllDay(t, c, desk, outcome, quit) })
	}
	rush(t, kiosk, ledger, tickets)
	close(quit)
	desks.Wait()
	if len(ledger.tickets) != tickets {
		t.Fatalf("%d different codes for %d tickets", len(ledger.tickets), tickets)
	}
	ledger.complete(t, tickets)

	// The plug, while everybody goes on taking tickets.
	var pulled atomic.Bool
	go func() {
		ledger.wait(tickets + 500)
		pulled.Store(true)
		o.kill()
	}()
	rush(t, kiosk, ledger, 1<<30)
	if !pulled.Load() {
		t.Fatalf("the office went away by itself: %s", o.log)
	}
	again := serve(t, data)
	kiosk = again.as("kiosk", "pintu-lain")
	for code, number := range ledger.tickets {
		a := kiosk.want(200, "GET", "/tickets/"+code, nil)
		if a.str("number") != number {
			t.Fatalf("%s was given for %s, now it is %s", number, code, a.str("number"))
		}
	}
	again.stop()
	t.Log(again.run("verify"))
}

// ledger is what the takers were told, kept outside the office.
type ledger struct {
	mu      sync.Mutex
	grown   *sync.Cond
	tickets map[string]string // number by code
	numbers map[string]bool
}

func newLedger() *ledger {
	l := &ledger{tickets: map[string]string{}, numbers: map[string]bool{}}
	l.grown = sync.NewCond(&l.mu)
	return l
}

func (l *ledger) add(code, number string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.grown.Broadcast()
	if l.numbers[number] {
		return fmt.Errorf("number %s was given twice", number)
	}
	l.numbers[number] = true
	l.tickets[code] = number
	return nil
}

func (l *ledger) wait(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.tickets) < n {
		l.grown.Wait()
	}
}

// complete: exactly the first n numbers, without a gap.
func (l *ledger) complete(t *testing.T, n int) {
	t.Helper()
	for i := 1; i <= n; i++ {
		if number := fmt.Sprintf("B%03d", i); !l.numbers[number] {
			t.Errorf("number %s is missing", number)
		}
	}
}

// rush lets 64 clients take n tickets together, or until the office is gone.
func rush(t *testing.T, c *caller, l *ledger, n int) {
	var left atomic.Int64
	left.Store(int64(n))
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				a, err := c.send("POST", "/tickets", js{"service": "ktp-rusak"})
				if err != nil {
					return // the plug is out
				}
				if a.status != 201 {
					t.Errorf("taking a ticket: %d %v", a.status, a.body)
					return
				}
				if err := l.add(a.str("code"), a.str("number")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// callAllDay works one desk: next, finish, until told to go home. Nobody
// waiting is no mistake; anything else is.
func callAllDay(t *testing.T, c *caller, desk, outcome string, quit <-chan struct{}) {
	called := 0
	for {
		select {
		case <-quit:
			if called == 0 {
				t.Errorf("%s called nobody", desk)
			}
			return
		default:
		}
		a, err := c.send("POST", "/desks/"+desk+"/next", nil)
		if err != nil {
			t.Error(err)
			return
		}
		if a.status == 409 && a.str("code") == "nobody-waiting" {
			continue
		}
		if a.status != 200 {
			t.Error(errors.New(desk), a.status, a.body)
			return
		}
		called++
		finish := outcome
		if a.str("ticket", "stage") == "cetak" {
			finish = "tercetak"
		} else if a.str("ticket", "stage") == "serah-loket" {
			finish = "diterima"
		} else if a.str("ticket", "stage") == "serah-terima" {
			finish = "diserahkan"
		}
		if a, err := c.send("POST", "/desks/"+desk+"/finish", js{"outcome": finish}); err != nil || a.status != 200 {
			t.Error(desk, finish, a, err)
			return
		}
	}
}
