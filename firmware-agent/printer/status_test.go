package printer_test

import (
	"errors"
	"testing"

	"giliran/firmware-agent/printer"
)

func TestEveryStatusBit(t *testing.T) {
	for _, tt := range []struct {
		n    int
		bits byte
		want printer.Status
	}{
		{1, 0x00, printer.Status{}},
		{1, 0x04, printer.Status{}}, // the drawer's switch
		{1, 0x08, printer.Status{Offline: true}},
		{1, 0x20, printer.Status{}}, // waits to be online again
		{1, 0x40, printer.Status{}}, // the feed button is pressed
		{2, 0x00, printer.Status{}},
		{2, 0x04, printer.Status{CoverOpen: true}},
		{2, 0x08, printer.Status{}}, // fed by the button
		{2, 0x20, printer.Status{PaperOut: true}},
		{2, 0x40, printer.Status{Error: true}},
		{3, 0x00, printer.Status{}},
		{3, 0x04, printer.Status{Error: true}},
		{3, 0x08, printer.Status{CutterError: true}},
		{3, 0x20, printer.Status{Error: true}},
		{3, 0x40, printer.Status{Error: true}},
		{4, 0x00, printer.Status{}},
		{4, 0x0c, printer.Status{PaperNearEnd: true}},
		{4, 0x04, printer.Status{PaperNearEnd: true}},
		{4, 0x60, printer.Status{PaperOut: true}},
		{4, 0x40, printer.Status{PaperOut: true}},
		{4, 0x6c, printer.Status{PaperOut: true, PaperNearEnd: true}},
	} {
		var got printer.Status
		if err := got.Add(tt.n, 0x12|tt.bits); err != nil || got != tt.want {
			t.Errorf("DLE EOT %d, %#x: %+v, %v", tt.n, tt.bits, got, err)
		}
	}
}

func TestAnswersAddUp(t *testing.T) {
	var s printer.Status
	for n, b := range []byte{0x1a, 0x36, 0x12, 0x12} { // offline, cover and paper, then nothing
		if err := s.Add(n+1, b); err != nil {
			t.Fatal(err)
		}
	}
	if want := (printer.Status{Offline: true, CoverOpen: true, PaperOut: true}); s != want {
		t.Errorf("%+v", s)
	}
}

func TestOnlyStatusBytesAreStatus(t *testing.T) {
	for b := range 256 {
		for n := range 6 {
			var s printer.Status
			valid := b&0x93 == 0x12 && n >= 1 && n <= 4
			err := s.Add(n, byte(b))
			if valid != (err == nil) || !valid && (!errors.Is(err, printer.ErrNoStatus) || s != printer.Status{}) {
				t.Errorf("DLE EOT %d, %#x: %v", n, b, err)
			}
		}
	}
}

func TestEveryAutomaticStatusBit(t *testing.T) {
	for _, tt := range []struct {
		message [4]byte
		want    printer.Status
	}{
		{[4]byte{0x10, 0, 0, 0x0f}, printer.Status{}},
		{[4]byte{0x18, 0, 0, 0x0f}, printer.Status{Offline: true}},
		{[4]byte{0x30, 0, 0, 0x0f}, printer.Status{CoverOpen: true}},
		{[4]byte{0x10, 0x04, 0, 0}, printer.Status{Error: true}},
		{[4]byte{0x10, 0x08, 0, 0}, printer.Status{CutterError: true}},
		{[4]byte{0x10, 0x20, 0, 0}, printer.Status{Error: true}},
		{[4]byte{0x10, 0x40, 0, 0}, printer.Status{Error: true}},
		{[4]byte{0x10, 0, 0x03, 0}, printer.Status{PaperNearEnd: true}},
		{[4]byte{0x10, 0, 0x0c, 0}, printer.Status{PaperOut: true}},
	} {
		tt.want.Known = true
		if got, err := printer.ParseASB(tt.message); err != nil || got != tt.want {
			t.Errorf("% x: %+v, %v", tt.message, got, err)
		}
	}
	for _, message := range [][4]byte{{0x12, 0, 0, 0}, {0x90, 0, 0, 0}, {0x10, 0x10, 0, 0}, {0x10, 0, 0x80, 0}, {0x10, 0, 0, 0x90}} {
		if _, err := printer.ParseASB(message); !errors.Is(err, printer.ErrNoStatus) {
			t.Errorf("% x: %v", message, err)
		}
	}
}

func TestTheMostHelpfulFaultIsNamed(t *testing.T) {
	for _, tt := range []struct {
		status printer.Status
		want   error
		ready  bool
	}{
		{printer.Status{}, nil, false}, // said nothing: no fault, and not ready
		{printer.Status{Known: true}, nil, true},
		{printer.Status{Known: true, PaperNearEnd: true}, nil, true},
		{printer.Status{Known: true, Offline: true}, printer.ErrOffline, false},
		{printer.Status{Known: true, Offline: true, Error: true}, printer.ErrFault, false},
		{printer.Status{Known: true, Offline: true, CutterError: true}, printer.ErrFault, false},
		{printer.Status{Known: true, Offline: true, Error: true, CoverOpen: true}, printer.ErrCoverOpen, false},
		{printer.Status{Known: true, Offline: true, CoverOpen: true, PaperOut: true}, printer.ErrPaperOut, false},
		{printer.Status{PaperOut: true}, printer.ErrPaperOut, false}, // half an answer is enough for bad news
	} {
		if got := tt.status.Fault(); got != tt.want || tt.status.Ready() != tt.ready {
			t.Errorf("%+v: %v, ready %v", tt.status, got, tt.status.Ready())
		}
	}
}

func FuzzStatus(f *testing.F) {
	f.Add([]byte{0x12, 0x12, 0x12, 0x12})
	f.Add([]byte{0x10, 0x00, 0x0c, 0x0f})
	f.Fuzz(func(t *testing.T, b []byte) {
		var s printer.Status
		for i, answer := range b {
			_ = s.Add(i%5, answer)
		}
		if s.Known {
			t.Fatal("answers alone made the status known")
		}
		if len(b) < 4 {
			return
		}
		asb, err := printer.ParseASB([4]byte(b))
		if (err == nil) != asb.Known {
			t.Fatalf("%+v, %v", asb, err)
		}
	})
}
