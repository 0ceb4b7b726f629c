package agent_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	agent "giliran/firmware-agent"
	"giliran/firmware-agent/digits"
	"giliran/firmware-agent/panel"
	"giliran/firmware-agent/printer/escpos"
	"giliran/ticketing"
	"giliran/ticketing/office"
)

// Whatever happens to a message, in either direction, one press is one number
// on one paper, and the office knows that it was printed.
func TestAnyMessageMayGetLostOrComeTwice(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := newBench(h)
	for i, c := range []struct {
		name  string
		fault meddler
	}{
		{"every request comes twice", twice},
		{"the press is lost", once(hangUp, "POST /api/v1/tickets")},
		{"the answer to the press is lost", once(lose, "POST /api/v1/tickets")},
		{"the press is never answered", once(hang, "POST /api/v1/tickets")},
		{"the start is lost", once(hangUp, "POST /api/v1/jobs/")},
		{"the answer to the start is lost", once(lose, "POST /api/v1/jobs/")},
		{"the start is done and hangs", once(doAndHang, "POST /api/v1/jobs/")},
		{"the outcome is lost", once(hangUp, "POST /api/v1/jobs/", "/printed")},
		{"the answer to the outcome is lost", once(lose, "POST /api/v1/jobs/", "/printed")},
		{"the outcome is done and hangs", once(doAndHang, "POST /api/v1/jobs/", "/printed")},
		{"the office is busy", once(busy, "POST /api/v1/")},
		{"something else answers", once(stranger, "POST /api/v1/")},
		{"the printer's state cannot be told", once(lose, "PUT /api/v1/printers/")},
		{"every second answer is lost", everySecond(lose)},
		{"every second request is lost", everySecond(hangUp)},
	} {
		h.between(c.fault)
		b.click(buttonNew)
		passing(t, h.clock, 10*time.Millisecond, c.name+": the tickets are printed", func() bool {
			return h.papers() == strings.TrimPrefix(strings.Repeat(", printed", i+1), ", ")
		})
		b.click(buttonNext)
		number := fmt.Sprintf("A%03d", i+1)
		passing(t, h.clock, 10*time.Millisecond, c.name+": the number is called", func() bool { return b.shows(number) })
		h.between(nil)
		if got := h.tickets(); len(got) != i+1 || b.pieces() != i+1 {
			t.Fatalf("%s: tickets %s, %d papers", c.name, h.numbers(), b.pieces())
		}
		h.do(ticketing.Arrive{Desk: "loket-1"})
		h.do(ticketing.Finish{Desk: "loket-1", Usual: true})
		h.clock.pass(2 * time.Second)
	}
}

// A press that cannot be delivered in time is dropped, with a sign; the office
// never hears of it, however long it was on the wire.
func TestAPressThatGrewOldIsDropped(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(*bench){
		"the office is gone":        func(b *bench) { b.house.stop() },
		"the cable is pulled":       func(b *bench) { b.Network.Pull(true) },
		"the office hangs":          func(b *bench) { b.house.between(every(hang, "POST")) },
		"the office is busy for it": func(b *bench) { b.house.between(every(busy, "POST")) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			b := newBench(h)
			h.take("ktp-baru")
			await(t, "the paper is out", func() bool { return h.papers() == "printed" })
			fault(b)
			b.click(buttonNext)
			passing(t, h.clock, 50*time.Millisecond, "the press is dropped", func() bool { return b.log.says("the press is too old") == 1 })
			await(t, "the lamp says so", func() bool { return b.lamp("loket-1") == panel.FastBlink })
			b.Network.Pull(false)
			if h.server == nil {
				h.start()
			}
			passing(t, h.clock, 50*time.Millisecond, "the link is back", func() bool {
				return b.agent.Status().Link == agent.LinkUp && b.lamp("loket-1") == panel.On
			})
			if got := h.tickets()[0].State; got != ticketing.Waiting {
				t.Errorf("the number is %s", got)
			}
			h.between(nil)
			b.click(buttonNext)
			passing(t, h.clock, 10*time.Millisecond, "a fresh press calls", func() bool { return b.shows("A001") })
		})
	}
}

func TestARefusalShowsOnTheLamp(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := newBench(h)
	b.click(buttonNext)
	await(t, "nobody waits", func() bool { return b.lamp("loket-1") == panel.FastBlink })
	passing(t, h.clock, 50*time.Millisecond, "the sign is over", func() bool { return b.lamp("loket-1") == panel.Off })
	if n := h.asked("POST /api/v1/desks/loket-1/next"); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

// Impatience is one wish.
func TestADoublePressIsOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := newBench(h)
	for range 3 {
		b.click(buttonNew)
	}
	await(t, "the ticket is printed", func() bool { return h.papers() == "printed" })
	if h.numbers() != "A001" {
		t.Errorf("tickets %s", h.numbers())
	}
	h.clock.pass(2 * time.Second)
	b.click(buttonNew)
	await(t, "the next in line gets one too", func() bool { return h.papers() == "printed, printed" })
}

func TestHeldLongNextOpensTheDeskAndFinishClosesIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := newBench(h)
	state := func() (s ticketing.DeskState) {
		h.look(func(st *ticketing.State) { s = st.DeskOf("loket-1").State })
		return s
	}
	hold := func(pin string, until ticketing.DeskState) {
		b.down(pin)
		await(t, "the desk is "+string(until), func() bool { return state() == until })
		b.Release(pin)
	}
	hold(buttonFinish, ticketing.DeskShut)
	await(t, "the display says so", func() bool { return b.shows("----") })
	hold(buttonNext, ticketing.DeskOpen)
	await(t, "the display is empty", func() bool { return b.shows("") })
}

// A button that was pressed when the agent began presses nothing, and one that
// stays down pressed once.
func TestAStuckButton(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := newBoard(h, escpos.Options{})
	b.Press(buttonDamaged)
	b.start()
	b.ready()
	await(t, "it is told", func() bool { return b.log.says("a button is stuck") == 1 })
	b.down(buttonNew)
	await(t, "the ticket is printed", func() bool { return h.papers() == "printed" })
	h.clock.pass(time.Hour)
	if h.numbers() != "A001" {
		t.Errorf("tickets %s", h.numbers())
	}
	b.Release(buttonDamaged)
	<-time.After(4 * time.Millisecond)
	b.click(buttonDamaged)
	await(t, "freed, it works", func() bool { return h.numbers() == "A001 B001" })
}

// Two agents with one identity: the office takes one, and the other's buttons
// do nothing but say so, until it gets the board.
func TestTwoAgentsWithOneIdentity(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first := newBench(h)
	copied := newBoard(h, escpos.Options{})
	copied.data = first.copyData()
	copied.start()
	passing(t, h.clock, time.Millisecond, "it is refused", func() bool { return copied.agent.Status().Link == agent.LinkRefused })
	if reason := copied.agent.Status().Reason; !strings.Contains(reason, "another agent is connected as pi") {
		t.Errorf("the reason is %q", reason)
	}
	copied.click(buttonNew)
	passing(t, h.clock, 50*time.Millisecond, "its press is dropped", func() bool { return copied.log.says("the press is too old") == 1 })
	if h.numbers() != "" || copied.pieces() != 0 {
		t.Errorf("tickets %q, %d papers", h.numbers(), copied.pieces())
	}
	first.click(buttonNew)
	await(t, "the first one works on", func() bool { return h.papers() == "printed" && first.pieces() == 1 })
	first.stop()
	passing(t, h.clock, 50*time.Millisecond, "the other takes over", func() bool { return copied.agent.Status().Link == agent.LinkUp })
}

func TestAWrongTokenIsToldAndRetried(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.do(ticketing.RevokeToken{ID: "1"})
	b := newBoard(h, escpos.Options{})
	b.start()
	await(t, "it is refused", func() bool { return b.agent.Status().Link == agent.LinkRefused })
	if b.log.says("no link to the office") == 0 {
		t.Error("nobody said so")
	}
	before := b.log.says("no link to the office")
	passing(t, h.clock, 100*time.Millisecond, "time passes", func() bool { return h.clock.Up() > time.Minute })
	if now := b.log.says("no link to the office"); now != before {
		t.Errorf("said %d times", now)
	}
	h.admit()
	passing(t, h.clock, 100*time.Millisecond, "it is admitted", func() bool { return b.agent.Status().Link == agent.LinkUp })
}

// An office that is not there, hangs up at once, or is no office.
func TestTheAgentStartsInAnyOrder(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.stop()
	b := newBoard(h, escpos.Options{})
	b.start()
	passing(t, h.clock, 10*time.Millisecond, "it has looked", func() bool { return b.agent.Status().Link == agent.LinkDown })
	h.between(every(stranger, "GET /device/"))
	h.start()
	passing(t, h.clock, 10*time.Millisecond, "it has asked a stranger", func() bool { return strings.Contains(b.agent.Status().Reason, "200") })
	h.between(nil)
	passing(t, h.clock, 10*time.Millisecond, "it has found the office", func() bool { return b.agent.Status().Link == agent.LinkUp })
	b.ready()
	b.stop()

	// The wiring is remembered: with the office away again, the display says so.
	h.stop()
	b.start()
	passing(t, h.clock, 10*time.Millisecond, "the display shows dashes", func() bool { return b.shows("----") && b.lamp("") == panel.FastBlink })
}

// The office file was changed: the agent takes the pins as they are now.
func TestTheWiringChanges(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := newBench(h)
	b.click(buttonNext)
	await(t, "the lamp at the desk is lit", func() bool { return b.Lit(office.Lamp{Pin: "GPIO14", ActiveLow: true}) })
	h.rewire(func(p *office.Board) {
		p.Kiosk.Services["ktp-baru"] = "GPIO25"
		p.Panels[0].Lamp = office.Lamp{Pin: "GPIO26"}
		p.Panels[0].Display = office.Display{SPI: "SPI0.1"}
	})
	passing(t, h.clock, 10*time.Millisecond, "the new display shows nothing", func() bool {
		return b.Segments(office.Display{SPI: "SPI0.1"}) != nil && b.Segments(office.Display{CLK: "GPIO15", DIO: "GPIO16"}) == nil
	})
	if b.Lit(office.Lamp{Pin: "GPIO14", ActiveLow: true}) {
		t.Error("the old lamp is lit")
	}
	b.Press(buttonNew) // to which nobody listens any more
	b.Release(buttonNew)
	b.click("GPIO25")
	passing(t, h.clock, 10*time.Millisecond, "the new button gives a number", func() bool { return h.papers() == "printed" })
	b.click(buttonNext)
	await(t, "the new display shows it", func() bool {
		return bytes.Equal(b.Segments(office.Display{SPI: "SPI0.1"}), digits.Segments("A001", 8))
	})
	if h.numbers() != "A001" {
		t.Errorf("tickets %s", h.numbers())
	}
}
