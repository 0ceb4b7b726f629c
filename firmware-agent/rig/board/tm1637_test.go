package board

import (
	"errors"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// wires writes a waveform level by level: c and C are CLK low and high, d and
// D are DIO low and high.
func wires(levels string) []Edge {
	var edges []Edge
	for _, l := range levels {
		switch l {
		case 'c', 'C':
			edges = append(edges, Edge{Line: "CLK", High: l == 'C', Driven: true})
		case 'd', 'D':
			edges = append(edges, Edge{Line: "DIO", High: l == 'D', Driven: true})
		}
	}
	return edges
}

const (
	start = "d c "
	one   = "D C c "
	zero  = "d C c "
	ack   = "D C c "
	stop  = "d C D "
)

func TestTM1637IsReadLowestBitFirst(t *testing.T) {
	got, err := DecodeTM1637(wires(start+one+one+one+zero+zero+zero+zero+zero+ack+stop), "CLK", "DIO")
	if err != nil || !reflect.DeepEqual(got, [][]byte{{0x07}}) {
		t.Errorf("got % x (%v), want 07", got, err)
	}
}

func TestWhatATM1637WouldNotTake(t *testing.T) {
	eight := one + one + one + one + one + one + one + one
	for name, levels := range map[string]string{
		"no acknowledge": start + eight + stop,
		"half a byte":    start + one + one + ack + stop,
		"no stop":        start + eight + ack,
		"two starts":     start + eight + ack + "D C d c" + eight + ack + stop,
		"only a blink":   "d D",
	} {
		if got, err := DecodeTM1637(wires(levels), "CLK", "DIO"); !errors.Is(err, ErrNotTM1637) {
			t.Errorf("%s: read as % x (%v)", name, got, err)
		}
	}
}

func TestLinesComingToRestAreNoTransfer(t *testing.T) {
	for _, levels := range []string{"", "C D", "c d C D", "c D C"} {
		if got, err := DecodeTM1637(wires(levels), "CLK", "DIO"); err != nil || got != nil {
			t.Errorf("%q: read as % x (%v)", levels, got, err)
		}
	}
}

// What is sent bit by bit is what is read, whatever the bytes.
func TestTM1637RoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		frames := rapid.SliceOf(rapid.SliceOfN(rapid.Byte(), 1, 7)).Draw(t, "frames")
		levels := ""
		for _, frame := range frames {
			levels += start
			for _, b := range frame {
				for i := range 8 {
					levels += map[byte]string{0: zero, 1: one}[b>>i&1]
				}
				levels += ack
			}
			levels += stop
		}
		got, err := DecodeTM1637(wires(levels), "CLK", "DIO")
		if err != nil || len(got) != len(frames) {
			t.Fatalf("sent % x, read % x (%v)", frames, got, err)
		}
		for i := range frames {
			if !reflect.DeepEqual(got[i], frames[i]) {
				t.Fatalf("sent % x, read % x", frames, got)
			}
		}
	})
}
