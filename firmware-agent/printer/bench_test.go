package printer_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"giliran/firmware-agent/printer"
	"giliran/firmware-agent/printer/escpos"
	"giliran/firmware-agent/printer/paper"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const dots = 384

// patient deadlines never pass in a test that goes well; hasty ones are for the
// tests in which nobody answers.
func patient() printer.Options {
	return printer.Options{Reply: 10 * time.Second, Write: 10 * time.Second, Confirm: 20 * time.Second}
}

func hasty() printer.Options {
	return printer.Options{Reply: 20 * time.Millisecond, Write: 40 * time.Millisecond, Confirm: 60 * time.Millisecond}
}

// brisk is for printers that answer, but whose silence has to be noticed.
func brisk() printer.Options {
	return printer.Options{Reply: 150 * time.Millisecond, Write: 400 * time.Millisecond, Confirm: 10 * time.Second}
}

// bench is a printer on a table: an emulator on a real TCP port.
type bench struct {
	*escpos.Emulator
	address string
	served  chan error // one per connection, once all it brought is printed
	mu      sync.Mutex
	held    chan struct{} // open while a hand holds the paper
}

func newBench(t *testing.T, o escpos.Options) *bench {
	t.Helper()
	o.Dots = dots
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{address: "tcp:" + listener.Addr().String(), served: make(chan error, 100)}
	moved := o.Pace
	o.Pace = func() {
		if moved != nil {
			moved()
		}
		b.wait()
	}
	b.Emulator = escpos.NewEmulator(o)
	go b.serve(listener)
	t.Cleanup(func() {
		listener.Close()
		b.release()
		b.Close()
		for err := range b.served {
			if err != nil {
				t.Errorf("no printer should be sent this: %v", err)
			}
		}
	})
	return b
}

// hold stops the paper at its next row, until it is released.
func (b *bench) hold() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held = make(chan struct{})
}

func (b *bench) release() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.held != nil {
		close(b.held)
		b.held = nil
	}
}

func (b *bench) wait() {
	b.mu.Lock()
	held := b.held
	b.mu.Unlock()
	if held != nil {
		<-held
	}
}

// serve takes one connection after the other, as network printers do.
func (b *bench) serve(l net.Listener) {
	defer close(b.served)
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		b.served <- b.Serve(conn)
		conn.Close()
	}
}

// settled waits until all that so many connections have brought is printed.
func (b *bench) settled(t *testing.T, connections int) {
	t.Helper()
	for range connections {
		if err := <-b.served; err != nil {
			t.Fatal(err)
		}
	}
}

func (b *bench) printer(t *testing.T, o printer.Options) *printer.Printer {
	t.Helper()
	open, err := printer.At(b.address)
	if err != nil {
		t.Fatal(err)
	}
	return printer.New(open, o)
}

// pieces is what came out so far and was cut off.
func (b *bench) pieces() (cut []escpos.Page) {
	for _, page := range b.Pages() {
		if page.Cut {
			cut = append(cut, page)
		}
	}
	return cut
}

// ticket lays out a small ticket.
func ticket(t testing.TB, number string, w paper.Width) paper.Page {
	t.Helper()
	pages, err := paper.Render(paper.Document{
		paper.Text{Style: paper.Style{Align: paper.Center, Bold: true}, Text: "Kecamatan Candipuro"},
		paper.Number{Text: number},
		paper.QR{Text: "https://contoh.id/t/" + number},
		paper.Cut{},
	}, w)
	if err != nil {
		t.Fatal(err)
	}
	return pages[0]
}

func job(t testing.TB, number string) printer.Job {
	return printer.Job{ID: "ticket-" + number, Pages: []paper.Page{ticket(t, number, dots)}}
}

// stripes is a picture that differs in every row.
func stripes(width, rows int) *paper.Bitmap {
	b := &paper.Bitmap{Width: width, Height: rows, Rows: make([]byte, width/8*rows)}
	for i := range b.Rows {
		b.Rows[i] = byte(0x80 | i*7>>3)
	}
	return b
}

// differs compares a printed page with what was to be printed: the same dots,
// and below them nothing but paper.
func differs(got escpos.Page, want paper.Page) error {
	height, width := got.Image.Rect.Dy(), got.Image.Rect.Dx()
	if height < want.Picture.Height || width != want.Picture.Width {
		return fmt.Errorf("%d by %d dots, want %d by %d", width, height, want.Picture.Width, want.Picture.Height)
	}
	for i, grey := range got.Image.Pix {
		if black := grey == 0; black != want.Picture.Black(i%width, i/width) {
			return fmt.Errorf("the dot at %d, %d is wrong", i%width, i/width)
		}
	}
	return nil
}

// wholeTicket fails the test unless the page is the job's, in full.
func wholeTicket(t *testing.T, got escpos.Page, want printer.Job) {
	t.Helper()
	if err := differs(got, want.Pages[0]); err != nil {
		t.Errorf("%s: %v", want.ID, err)
	}
}

func expect(t *testing.T, got printer.Result, outcome printer.Outcome, reason error) {
	t.Helper()
	if got.Outcome != outcome || !errors.Is(got.Reason, reason) || reason == nil && got.Reason != nil {
		t.Fatalf("%v: %v, want %v: %v", got.Outcome, got.Reason, outcome, reason)
	}
}

// spy counts the status questions that pass, and calls back at each.
type spy struct {
	net.Conn
	mu    sync.Mutex
	asked int
	at    func(asked int)
}

func (s *spy) Write(b []byte) (int, error) {
	if len(b) == 3 && b[0] == 0x10 && b[1] == 0x04 {
		s.mu.Lock()
		s.asked++
		n := s.asked
		s.mu.Unlock()
		s.at(n)
	}
	return s.Conn.Write(b)
}

// spied opens connections to the bench with a spy on them.
func (b *bench) spied(at func(asked int)) printer.Opener {
	return func(ctx context.Context) (printer.Conn, error) {
		var d net.Dialer
		conn, err := d.DialContext(ctx, "tcp", b.address[len("tcp:"):])
		return &spy{Conn: conn, at: at}, err
	}
}
