package agent_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	agent "giliran/firmware-agent"
	"giliran/firmware-agent/panel"
	"giliran/firmware-agent/printer/escpos"
	"giliran/ticketing"
)

// cutOff pulls the network cable and waits until the agent knows.
func (b *bench) cutOff() {
	b.Helper()
	b.Network.Pull(true)
	await(b.T, "the agent knows that it is alone", func() bool { return b.agent.Status().Link == agent.LinkDown })
}

// back puts it in again and waits until the office has heard everything.
func (b *bench) back() {
	b.Helper()
	b.Network.Pull(false)
	passing(b.T, b.house.clock, 20*time.Millisecond, "everything is handed over", func() bool {
		s := b.agent.Status()
		return s.Link == agent.LinkUp && s.Offline == 0
	})
}

// alone presses a button without an office, and waits for the paper.
func (b *bench) alone(pin string) {
	b.Helper()
	papers, owed, presses := b.pieces(), b.agent.Status().Offline, b.log.says("msg=press ")
	b.click(pin)
	await(b.T, "a number without the office", func() bool {
		return b.log.says("msg=press ") > presses && b.agent.Status().Offline == owed+1 && b.pieces() > papers
	})
	b.house.clock.pass(2 * time.Second) // the next person
}

func TestTheKioskGoesOnAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := newBench(h)
	b.cutOff()
	await(t, "everything says so", func() bool { return b.lamp("") == panel.FastBlink && b.shows("----") })
	b.alone(buttonDamaged)
	b.click(buttonPriority)
	b.alone(buttonNew)
	b.alone(buttonDamaged)
	if h.numbers() != "" {
		t.Fatalf("the office knows of %s", h.numbers())
	}
	b.back()
	if got := h.numbers(); got != "BX01 AX01 BX02" {
		t.Errorf("handed over: %s", got)
	}
	for i, at := range h.tickets() {
		if at.Priority != (i == 1) {
			t.Errorf("%+v", at)
		}
	}
	await(t, "new numbers are lent", b.stocked)
	if h.papers() != "" || b.pieces() != 3 {
		t.Errorf("papers %q, %d pieces", h.papers(), b.pieces())
	}
	b.click(buttonNew)
	await(t, "with the office it goes on as ever", func() bool { return h.numbers() == "BX01 AX01 BX02 A001" && b.pieces() == 4 })
}

func TestNumbersRunOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := newBench(h)
	b.cutOff()
	for range 3 {
		b.alone(buttonNew)
	}
	b.click(buttonNew)
	passing(t, h.clock, 50*time.Millisecond, "the lamp says no", func() bool { return b.log.says("the press is too old") == 1 })
	b.back()
	if h.numbers() != "AX01 AX02 AX03" || b.pieces() != 3 {
		t.Errorf("%s, %d papers", h.numbers(), b.pieces())
	}
}

func TestNoNumberWithoutPaper(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := newBoard(h, escpos.Options{})
	b.options = quick()
	b.start()
	b.ready()
	b.cutOff()
	b.paper.Change(noPaper)
	passing(t, h.clock, 100*time.Millisecond, "the agent knows", func() bool { return b.agent.Status().Printer == ticketing.PrinterOut })
	b.click(buttonNew)
	passing(t, h.clock, 50*time.Millisecond, "the press is dropped", func() bool { return b.log.says("the press is too old") == 1 })

	// Out in the middle: the number is burnt, and nobody is called by it.
	b.paper.Change(func(s *escpos.State) { s.Paper = 300 })
	passing(t, h.clock, 100*time.Millisecond, "there is paper", func() bool { return b.agent.Status().Printer == ticketing.PrinterReady })
	b.click(buttonNew)
	await(t, "it failed", func() bool { return b.log.says("led to nothing") == 2 })
	h.clock.pass(2 * time.Second)
	b.paper.Change(newRoll)
	passing(t, h.clock, 100*time.Millisecond, "there is paper again", func() bool { return b.agent.Status().Printer == ticketing.PrinterReady })
	b.alone(buttonNew)
	b.back()
	if h.numbers() != "AX02" {
		t.Errorf("handed over: %s", h.numbers())
	}
}

// Numbers are of a day, and the board's clock may say anything.
func TestNumbersAndTheClock(t *testing.T) {
	t.Parallel()
	const twoYears = 2 * 365 * 24 * time.Hour
	for _, c := range []struct {
		name    string
		restart bool
		wrong   time.Duration // the board's clock
		later   time.Duration
		given   bool
	}{
		{"all is well", false, 0, 0, true},
		{"clock set back two years", false, -twoYears, 0, true},
		{"clock set forward two years, the office was heard", false, twoYears, 0, true},
		{"before the last ticket", false, 0, 7*time.Hour - time.Minute, true},
		{"after the last ticket", false, 0, 7*time.Hour + time.Minute, false},
		{"after the last ticket, restarted in the past", true, -twoYears, 7*time.Hour + time.Minute, true}, // nobody can know
		{"the next day", false, 0, 24 * time.Hour, false},
		{"the next day, clock set back", false, -twoYears, 24 * time.Hour, false},
		{"restarted", true, 0, 0, true},
		{"restarted in the past", true, -twoYears, 0, true},
		{"restarted the next day", true, 0, 24 * time.Hour, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			b := newBench(h)
			h.clock.set(c.wrong)
			if c.restart {
				b.stop()
				b.Network.Pull(true)
				b.start()
				await(t, "it is alone", func() bool { return b.agent.Status().Link == agent.LinkDown })
				await(t, "the printer is known", func() bool { return b.agent.Status().Printer == ticketing.PrinterReady })
			} else {
				b.cutOff()
			}
			h.clock.pass(c.later)
			if c.given {
				b.alone(buttonNew)
				b.back()
				if h.numbers() != "AX01" {
					t.Errorf("handed over: %s", h.numbers())
				}
				return
			}
			b.click(buttonNew)
			passing(t, h.clock, 50*time.Millisecond, "the press is dropped", func() bool { return b.log.says("the press is too old") == 1 })
			if b.pieces() != 0 {
				t.Error("a number of yesterday")
			}
		})
	}
}

// The same faults as for presses, on the way of the numbers given out.
func TestHandingOverThroughAnything(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := newBench(h)
	const way = "POST /api/v1/devices/pi/"
	want := ""
	for i, c := range []struct {
		name  string
		fault meddler
	}{
		{"every request comes twice", twice},
		{"the first is lost", once(hangUp, way)},
		{"the first answer is lost", once(lose, way)},
		{"the second answer is lost", when(lose, func(n int) bool { return n == 2 }, way)},
		{"it hangs", once(hang, way)},
		{"it is done and hangs", once(doAndHang, way)},
		{"the office is busy", once(busy, way)},
		{"something else answers", once(stranger, way)},
		{"the loan's answer is lost", once(lose, way, "lease")},
		{"every second request is lost", everySecond(hangUp)},
		{"every second answer is lost", everySecond(lose)},
	} {
		b.cutOff()
		b.alone(buttonNew)
		b.alone(buttonDamaged)
		b.alone(buttonNew)
		h.between(c.fault)
		b.back()
		want += fmt.Sprintf(" AX%02d BX%02d AX%02d", 2*i+1, i+1, 2*i+2)
		if h.numbers() != want[1:] {
			t.Fatalf("%s: handed over: %s", c.name, h.numbers())
		}
		passing(t, h.clock, 50*time.Millisecond, c.name+": new numbers are lent", b.stocked)
		h.between(nil)
	}
}

// The day was closed and another opened before the link came back: the office
// takes no numbers of days that are settled. The agent says so and goes on.
func TestNumbersOfASettledDay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := newBench(h)
	b.cutOff()
	b.alone(buttonNew)
	h.do(ticketing.CloseDay{})
	h.clock.pass(24 * time.Hour)
	h.do(ticketing.OpenDay{})
	b.back()
	passing(t, h.clock, 50*time.Millisecond, "new numbers are lent", b.stocked)
	b.cutOff()
	b.alone(buttonNew)
	b.back()
	all := h.tickets()
	if len(all) == 0 || all[len(all)-1].Number != "AX01" {
		t.Errorf("tickets of the new day: %s", h.numbers())
	}
}

// The power goes at one moment of giving a number out and handing it over. The
// agent that starts with what was on the disk then gives no number twice, and
// the office hears once of every number that is on paper.
func TestThePowerGoes(t *testing.T) {
	t.Parallel()
	for _, moment := range []string{
		"before the paper", "after the paper", "before it is handed over", "after it was handed over",
	} {
		t.Run(moment, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			b := newBench(h)
			var disk string
			cut := func(at string) {
				if at == moment && disk == "" {
					disk = b.copyData()
				}
			}
			b.cutOff()
			b.watch(func(m string) { cut(strings.Fields(m)[0] + " the paper") })
			b.alone(buttonNew)
			b.watch(nil)
			h.between(when(func(w http.ResponseWriter, r *http.Request, office http.Handler) {
				cut("before it is handed over")
				office.ServeHTTP(w, r)
				cut("after it was handed over")
			}, func(int) bool { return true }, "POST /api/v1/devices/pi/tickets"))
			if strings.Contains(moment, "handed over") {
				b.back()
			}
			b.stop()
			h.between(nil)

			b.data = disk
			b.Network.Pull(true)
			b.start()
			await(t, "it is alone", func() bool {
				return b.agent.Status().Link == agent.LinkDown && b.agent.Status().Printer == ticketing.PrinterReady
			})
			b.alone(buttonNew)
			b.back()
			if h.numbers() != "AX01 AX02" {
				t.Errorf("handed over: %s", h.numbers())
			}
		})
	}
}

// The link comes back while a number given out is still being printed, and the
// paper ends in the middle: the office never hears of it.
func TestANumberIsHandedOverOnlyOnPaper(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	row, stop := make(chan struct{}), make(chan struct{})
	b := newBoard(h, escpos.Options{Pace: func() {
		select {
		case <-row:
		case <-stop:
		}
	}})
	b.options = quick()
	b.start()
	b.ready()
	b.cutOff()
	b.click(buttonNew)
	row <- struct{}{} // it has begun
	b.Network.Pull(false)
	passing(t, h.clock, 10*time.Millisecond, "the link is back", func() bool { return b.agent.Status().Link == agent.LinkUp })
	b.paper.Change(noPaper)
	close(stop)
	await(t, "it failed", func() bool { return b.log.says("led to nothing") == 1 })
	b.paper.Change(newRoll)
	passing(t, h.clock, 100*time.Millisecond, "the printer is back", func() bool { return h.printer() == ticketing.PrinterReady })
	b.click(buttonDamaged)
	await(t, "the next one is printed", func() bool { return h.papers() == "printed" })
	if h.numbers() != "B001" {
		t.Errorf("the office knows %s", h.numbers())
	}
}
