package escpos_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"testing"

	"giliran/firmware-agent/printer/escpos"
)

// plug serves an emulator on a wire and returns our end of it.
func plug(t *testing.T, e *escpos.Emulator) net.Conn {
	t.Helper()
	ours, theirs := net.Pipe()
	served := make(chan error, 1)
	go func() {
		served <- e.Serve(theirs)
		theirs.Close()
	}()
	t.Cleanup(func() {
		ours.Close()
		e.Close()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return ours
}

func send(t *testing.T, w io.Writer, s string) {
	t.Helper()
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal(err)
	}
}

func hear(t *testing.T, r io.Reader, want string) {
	t.Helper()
	got := make([]byte, len(want))
	if _, err := io.ReadFull(r, got); err != nil || !bytes.Equal(got, []byte(want)) {
		t.Fatalf("heard % x, %v; want % x", got, err, want)
	}
}

func TestQuestionsAreAnsweredInEveryState(t *testing.T) {
	for name, tt := range map[string]struct {
		state   escpos.State
		answers string
	}{
		"well":         {escpos.State{Paper: escpos.Endless}, "\x12\x12\x12\x12"},
		"low":          {escpos.State{Paper: 1000, NearEnd: true}, "\x12\x12\x12\x1e"},
		"out of paper": {escpos.State{}, "\x1a\x32\x12\x7e"},
		"open":         {escpos.State{Paper: escpos.Endless, CoverOpen: true}, "\x1a\x16\x12\x12"},
		"jammed":       {escpos.State{Paper: escpos.Endless, CutterJam: true}, "\x1a\x52\x1a\x12"},
		"broken":       {escpos.State{Paper: escpos.Endless, Fault: true}, "\x1a\x52\x32\x12"},
	} {
		t.Run(name, func(t *testing.T) {
			e := escpos.NewEmulator(escpos.Options{Dots: dots})
			e.Change(func(s *escpos.State) { *s = tt.state })
			wire := plug(t, e)
			for n := range tt.answers {
				send(t, wire, "\x10\x04"+string(rune(n+1)))
				hear(t, wire, tt.answers[n:n+1])
			}
			if e.State() != tt.state {
				t.Errorf("asking changed the state to %+v", e.State())
			}
		})
	}
}

func TestOrdersAreAnsweredInTheirTurn(t *testing.T) {
	e := escpos.NewEmulator(escpos.Options{Dots: dots})
	wire := plug(t, e)
	send(t, wire, bar(10)+"\x1dr\x01\x1dr2\x1dIB")
	hear(t, wire, "\x00\x00\x5fGILIRAN\x00")
	if rows := e.Pages()[0].Image.Rect.Dy(); rows != 10 {
		t.Errorf("answered after %d rows", rows)
	}
}

func TestChangesAreReportedOnceAskedFor(t *testing.T) {
	e := escpos.NewEmulator(escpos.Options{Dots: dots})
	wire := plug(t, e)
	send(t, wire, "\x1da\xff")
	hear(t, wire, "\x10\x00\x00\x0f")
	e.Change(func(s *escpos.State) { s.CoverOpen = true })
	hear(t, wire, "\x38\x00\x00\x0f")
	e.Change(func(s *escpos.State) { *s = escpos.State{CutterJam: true} })
	hear(t, wire, "\x18\x08\x0f\x0f")
}

func TestPaperComesBackAndThePrinterGoesOn(t *testing.T) {
	e := escpos.NewEmulator(escpos.Options{Dots: dots})
	e.Change(func(s *escpos.State) { s.Paper = 4 })
	wire := plug(t, e)
	send(t, wire, bar(10)+"\x1dr\x01")
	send(t, wire, "\x10\x04\x04")
	if rows := len(e.Pages()); rows > 1 {
		t.Fatalf("%d pages", rows)
	}
	e.Change(func(s *escpos.State) { s.Paper = 100 })
	answers := make([]byte, 2) // to the question, whenever that came, and to the order
	if _, err := io.ReadFull(wire, answers); err != nil {
		t.Fatal(err)
	}
	if rows := e.Pages()[0].Image.Rect.Dy(); rows != 10 || e.State().Paper > 94+4 {
		t.Errorf("%d rows, %d left on the roll", rows, e.State().Paper)
	}
}

func TestClearingForgetsWhatIsNotOnPaper(t *testing.T) {
	e := escpos.NewEmulator(escpos.Options{Dots: dots})
	e.Change(func(s *escpos.State) { s.CoverOpen = true })
	wire := plug(t, e)
	send(t, wire, bar(10)+"\x1dv0\x00\x01\x00\xff\x00\xff\xff") // and half a picture
	send(t, wire, "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08")
	hear(t, wire, "\x37\x25\x00")
	e.Change(func(s *escpos.State) { s.CoverOpen = false })
	send(t, wire, bar(3)+"\x1dr\x01")
	hear(t, wire, "\x00")
	if rows := e.Pages()[0].Image.Rect.Dy(); rows != 3 {
		t.Errorf("%d rows", rows)
	}
}

func TestAFullPrinterTakesNothing(t *testing.T) {
	e := escpos.NewEmulator(escpos.Options{Dots: dots, Buffer: 100})
	e.Change(func(s *escpos.State) { s.CoverOpen = true })
	wire := plug(t, e)
	send(t, wire, bar(1000)) // one write is read at once; then the buffer is full
	if got := e.Received(); got > 100 {
		t.Errorf("took %d bytes", got)
	}
	e.Change(func(s *escpos.State) { s.CoverOpen = false })
	send(t, wire, "\x1dr\x01")
	hear(t, wire, "\x00")
	if rows := e.Pages()[0].Image.Rect.Dy(); rows != 1000 {
		t.Errorf("%d rows", rows)
	}
}

func TestDefects(t *testing.T) {
	const all = "\x10\x04\x01\x1dr\x01\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08\x1dIB"
	for name, tt := range map[string]struct {
		options escpos.Options
		hears   string
	}{
		"silent":         {escpos.Options{Silent: true}, ""},
		"babbling":       {escpos.Options{Garbage: true}, "\xff\xff"},
		"without marks":  {escpos.Options{NoMarks: true, NoClear: true}, "\x12\x5fGILIRAN\x00"},
		"without a fool": {escpos.Options{NoClear: true}, "\x12\x00\x5fGILIRAN\x00"},
	} {
		t.Run(name, func(t *testing.T) {
			tt.options.Dots = dots
			e := escpos.NewEmulator(tt.options)
			ours, theirs := net.Pipe()
			heard := make(chan []byte, 1)
			go func() {
				b, _ := io.ReadAll(ours)
				heard <- b
			}()
			if err := e.Serve(&once{Reader: bytes.NewReader([]byte(all)), Writer: theirs}); err != nil {
				t.Fatal(err)
			}
			theirs.Close()
			if got := <-heard; !bytes.HasPrefix(got, []byte(tt.hears)) || tt.hears == "" && len(got) > 0 {
				t.Errorf("% x", got)
			}
			ours.Close()
		})
	}
}

// once is a wire that brings so much and no more.
type once struct {
	io.Reader
	io.Writer
}

func TestAPulledCable(t *testing.T) {
	e := escpos.NewEmulator(escpos.Options{Dots: dots, HangUpAfter: 20})
	wire := plug(t, e)
	if _, err := io.WriteString(wire, bar(5000)); err == nil {
		_, err = io.WriteString(wire, bar(5000))
		if err == nil {
			t.Error("nobody noticed")
		}
	}
	if e.Received() != 20 {
		t.Errorf("%d bytes arrived", e.Received())
	}
}

func TestANetworkPrinterServesOneAfterTheOther(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	e := escpos.NewEmulator(escpos.Options{Dots: dots, Pace: func() { rows++ }})
	served := make(chan error, 1)
	go func() { served <- e.ServeListener(listener) }()
	for range 2 {
		wire, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		send(t, wire, bar(5)+"\x1dr\x01")
		hear(t, wire, "\x00")
		wire.Close()
	}
	wire, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer wire.Close()
	send(t, wire, "\x1bZ")
	var wrong *escpos.Error
	if err := <-served; !errors.As(err, &wrong) || e.Err() == nil {
		t.Errorf("%v", err)
	}
	listener.Close()
	if rows != 10 {
		t.Errorf("%d rows", rows)
	}
}
