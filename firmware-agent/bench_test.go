package agent_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	agent "giliran/firmware-agent"
	"giliran/firmware-agent/digits"
	"giliran/firmware-agent/panel"
	"giliran/firmware-agent/printer"
	"giliran/firmware-agent/printer/escpos"
	"giliran/firmware-agent/printer/paper"
	"giliran/firmware-agent/sim"
	"giliran/storetest"
	"giliran/ticketing/office"
)

// The pins of the test office's wiring.
const (
	buttonNew, buttonDamaged, buttonPriority             = "GPIO5", "GPIO6", "GPIO7"
	buttonNext, buttonRecall, buttonFinish, buttonNoShow = "GPIO10", "GPIO11", "GPIO12", "GPIO13"
)

// templates are read and tried once: that takes longer than most tests.
var templates = sync.OnceValues(func() (*paper.Templates, error) { return paper.LoadTemplates("") })

// bench is the board pi: simulated pins, a printer on a real TCP port, and the
// agent on it.
type bench struct {
	*testing.T
	*sim.Board
	house     *house
	data      string
	paper     *escpos.Emulator
	options   printer.Options
	log       *journal
	simulated bool // the printer is the board's own, which the page shows

	mu     sync.Mutex
	at     string // where the printer listens
	listen net.Listener
	served sync.WaitGroup
	agent  *agent.Agent
	stop   func()
	sees   func(moment string)
}

// newBench builds the board with a printer that is well, and starts the agent.
func newBench(h *house) *bench {
	h.Helper()
	b := newBoard(h, escpos.Options{})
	b.start()
	b.ready()
	return b
}

// quick is for printers that stop in the middle, which shows by their silence;
// hasty for those that never say a word.
func quick() printer.Options {
	return printer.Options{Reply: 500 * time.Millisecond, Write: 5 * time.Second, Confirm: 10 * time.Second}
}

func hasty() printer.Options {
	return printer.Options{Reply: 30 * time.Millisecond, Write: time.Second, Confirm: 60 * time.Millisecond}
}

// newBoard builds the board.
func newBoard(h *house, o escpos.Options) *bench {
	h.Helper()
	o.Dots = int(paper.Width58)
	b := &bench{
		T: h.T, Board: sim.NewBoard(0), house: h, data: storetest.Dir(h.T), paper: escpos.NewEmulator(o),
		options: printer.Options{Reply: 5 * time.Second, Write: 5 * time.Second, Confirm: 10 * time.Second}, log: &journal{t: h.T},
	}
	b.plug()
	h.Cleanup(func() {
		if b.stop != nil {
			b.stop()
		}
		b.unplug()
		b.paper.Close()
		b.served.Wait()
		b.Board.Close()
		if err := b.paper.Err(); err != nil {
			h.Errorf("no printer should be sent this: %v", err)
		}
	})
	return b
}

// plug puts the printer's cable in.
func (b *bench) plug() {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.mu.Lock()
	b.listen, b.at = listener, "tcp:"+listener.Addr().String()
	b.mu.Unlock()
	b.served.Go(func() { _ = b.paper.ServeListener(listener) })
}

// unplug pulls it out.
func (b *bench) unplug() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.listen.Close()
}

// Printer implements agent.Hardware: a printer over TCP, wherever it listens
// by now.
func (b *bench) Printer(p office.Printer) (agent.Printer, error) {
	if b.simulated {
		return b.Board.Printer(p)
	}
	return watched{b, printer.New(func(ctx context.Context) (printer.Conn, error) {
		b.mu.Lock()
		at := b.at
		b.mu.Unlock()
		open, err := printer.At(at)
		if err != nil {
			return nil, err
		}
		return open(ctx)
	}, b.options)}, nil
}

// watched is the printer with somebody who sees each paper begin and end.
type watched struct {
	b *bench
	*printer.Printer
}

func (w watched) Print(ctx context.Context, j printer.Job) printer.Result {
	w.b.see("before " + j.ID)
	defer w.b.see("after " + j.ID)
	return w.Printer.Print(ctx, j)
}

func (b *bench) see(moment string) {
	b.mu.Lock()
	sees := b.sees
	b.mu.Unlock()
	if sees != nil {
		sees(moment)
	}
}

// watch sees the moments before and after each paper.
func (b *bench) watch(sees func(moment string)) {
	b.mu.Lock()
	b.sees = sees
	b.mu.Unlock()
}

// start starts the agent.
func (b *bench) start() {
	b.Helper()
	templates, err := templates()
	if err != nil {
		b.Fatal(err)
	}
	b.agent, err = agent.New(agent.Options{
		Server: "http://" + b.house.address, Token: secret, Board: "pi", Data: b.data, Hardware: b, Templates: templates,
		Dial: b.Network.Dial, Clock: b.house.clock, Random: b.house.clock.random, Jitter: func() float64 { return 0 },
		Log: slog.New(slog.NewTextHandler(b.log, nil)),
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.agent.Run(ctx) }()
	b.stop = sync.OnceFunc(func() {
		cancel()
		// What still waits for the clock gets its time.
		passing(b.T, b.house.clock, time.Second, "the agent stops", func() bool {
			select {
			case err := <-ended:
				if !errors.Is(err, context.Canceled) {
					b.Errorf("the agent ended: %v", err)
				}
				return true
			default:
				return false
			}
		})
	})
}

// copyData copies the agent's disk as it is now.
func (b *bench) copyData() (dir string) {
	b.Helper()
	dir = storetest.Dir(b.T)
	if err := os.CopyFS(dir, os.DirFS(b.data)); err != nil {
		b.Fatal(err)
	}
	return dir
}

// ready waits until the agent is linked, knows its printer and has numbers.
func (b *bench) ready() {
	b.Helper()
	await(b.T, "the agent is ready", func() bool {
		s := b.agent.Status()
		return s.Link == agent.LinkUp && s.Printer != "" && b.house.printer() == s.Printer && s.Offline == 0 && b.stocked()
	})
}

// stocked tells whether all numbers are lent, and on the board's disk.
func (b *bench) stocked() bool {
	for _, service := range []string{"ktp-baru", "ktp-rusak"} {
		if b.house.lent(service) != 3 || b.agent.Lent(service) != 3 {
			return false
		}
	}
	return true
}

// down presses a button as soon as the agent listens to it.
func (b *bench) down(pin string) {
	b.Helper()
	await(b.T, "the agent listens to "+pin, func() bool { return b.Listening(pin) })
	b.Press(pin)
}

// click presses a button for as long as a finger does at least: the debounce
// time is real.
func (b *bench) click(pin string) {
	b.Helper()
	const finger = 4 * time.Millisecond
	b.down(pin)
	<-time.After(finger)
	b.Release(pin)
	<-time.After(finger)
}

// pieces is what came out of the printer and was cut off.
func (b *bench) pieces() (n int) {
	for _, p := range b.paper.Pages() {
		if p.Cut {
			n++
		}
	}
	return n
}

// lamp is the pattern of a place, "" for the kiosk.
func (b *bench) lamp(desk string) panel.Pattern { return b.agent.Status().Shown[desk].Lamp }

// shows tells whether the desk's display really has that text in its digits.
func (b *bench) shows(text string) bool {
	return bytes.Equal(b.Segments(office.Display{CLK: "GPIO15", DIO: "GPIO16"}), digits.Segments(text, 4))
}

// journal is the agent's log.
type journal struct {
	t  *testing.T
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	_, _ = j.t.Output().Write(line)
	return j.b.Write(line)
}

// says counts the lines with that in them.
func (j *journal) says(what string) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	n := 0
	for line := range bytes.Lines(j.b.Bytes()) {
		if bytes.Contains(line, []byte(what)) {
			n++
		}
	}
	return n
}
