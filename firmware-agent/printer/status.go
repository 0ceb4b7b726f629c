package printer

import "errors"

// Status is what a printer says about itself. The zero value is a printer that
// has said nothing: not Known, and never ready.
type Status struct {
	Known        bool // every question was answered; false for clones that answer nothing
	Offline      bool
	CoverOpen    bool
	PaperOut     bool
	PaperNearEnd bool // still prints; some printers have no such sensor
	CutterError  bool // jammed: open the cover, take the paper out
	Error        bool // any other error the printer reports
}

// Fault is what keeps the printer from printing, or nil: ErrPaperOut,
// ErrCoverOpen, ErrFault or ErrOffline, the most helpful first. A fault counts
// even when only some questions were answered.
func (s Status) Fault() error {
	switch {
	case s.PaperOut:
		return ErrPaperOut
	case s.CoverOpen:
		return ErrCoverOpen
	case s.CutterError || s.Error:
		return ErrFault
	case s.Offline:
		return ErrOffline
	}
	return nil
}

// Ready reports whether the printer itself says that it can print.
func (s Status) Ready() bool { return s.Known && s.Fault() == nil }

// ErrNoStatus is a byte that cannot be the answer to a status question.
var ErrNoStatus = errors.New("not a status byte")

// questions is how many kinds of DLE EOT there are: 1 printer, 2 cause of being
// offline, 3 cause of the error, 4 paper.
const questions = 4

// question is DLE EOT n, answered at once even by a printer that is offline.
func question(n int) []byte { return []byte{0x10, 0x04, byte(n)} }

// Add reads the answer to DLE EOT n (1 to 4) into the status. An answer has bits
// 1 and 4 set, 0 and 7 clear; anything else is ErrNoStatus and changes nothing.
// Known is the caller's to set, once all four are in.
func (s *Status) Add(n int, b byte) error {
	if !isAnswer(b) || n < 1 || n > questions {
		return ErrNoStatus
	}
	switch n {
	case 1:
		s.Offline = b&0x08 != 0
	case 2:
		s.CoverOpen = b&0x04 != 0
		s.PaperOut = s.PaperOut || b&0x20 != 0
		s.Error = s.Error || b&0x40 != 0
	case 3:
		s.CutterError = b&0x08 != 0
		s.Error = s.Error || b&0x64 != 0 // recoverable, fatal, head too hot
	case 4:
		s.PaperNearEnd = b&0x0c != 0
		s.PaperOut = s.PaperOut || b&0x60 != 0
	}
	return nil
}

// ParseASB reads an automatic status message (GS a), which some printers send on
// every change without being asked. It carries all four answers in one.
func ParseASB(b [4]byte) (Status, error) {
	if !isASB(b[0]) || (b[1]|b[2]|b[3])&0x90 != 0 {
		return Status{}, ErrNoStatus
	}
	return Status{
		Known:        true,
		Offline:      b[0]&0x08 != 0,
		CoverOpen:    b[0]&0x20 != 0,
		CutterError:  b[1]&0x08 != 0,
		Error:        b[1]&0x64 != 0,
		PaperNearEnd: b[2]&0x03 != 0,
		PaperOut:     b[2]&0x0c != 0,
	}, nil
}
