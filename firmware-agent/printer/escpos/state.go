package escpos

import "errors"

// Endless is a roll that never ends.
const Endless = -1

// State is what can be wrong with a printer. Its zero value is out of paper.
type State struct {
	Paper     int  // rows left on the roll, or Endless
	NearEnd   bool // the near-end sensor
	CoverOpen bool
	CutterJam bool
	Fault     bool // an error that only switching off cures
}

// errBlocked is a printer that is offline and leaves its buffer alone.
var errBlocked = errors.New("the printer is offline")

func (s State) offline() bool { return s.Paper == 0 || s.CoverOpen || s.CutterJam || s.Fault }

func (s *State) consume() {
	if s.Paper > 0 {
		s.Paper--
	}
}

// answer is the reply to DLE EOT n.
func (s State) answer(n byte) byte {
	b := byte(0x12)
	switch n {
	case 1:
		b |= bit(s.offline(), 0x08)
	case 2:
		b |= bit(s.CoverOpen, 0x04) | bit(s.Paper == 0, 0x20) | bit(s.CutterJam || s.Fault, 0x40)
	case 3:
		b |= bit(s.CutterJam, 0x08) | bit(s.Fault, 0x20)
	case 4:
		b |= bit(s.NearEnd || s.Paper == 0, 0x0c) | bit(s.Paper == 0, 0x60)
	}
	return b
}

// automatic is the message of GS a.
func (s State) automatic() string {
	return string([]byte{
		0x10 | bit(s.offline(), 0x08) | bit(s.CoverOpen, 0x20),
		bit(s.CutterJam, 0x08) | bit(s.Fault, 0x20),
		s.sensors(),
		0x0f,
	})
}

// sensors is the reply to GS r 1.
func (s State) sensors() byte {
	return bit(s.NearEnd || s.Paper == 0, 0x03) | bit(s.Paper == 0, 0x0c)
}

func bit(on bool, b byte) byte {
	if on {
		return b
	}
	return 0
}
