package digits_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"giliran/firmware-agent/digits"
	"giliran/firmware-agent/rig/board"
)

func newTM1637(c *chip) *digits.TM1637 {
	return digits.NewTM1637(pin{c, "CLK"}, pin{c, "DIO"}, c.wait)
}

func ok(t interface {
	Helper()
	Fatal(...any)
}, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sent is what arrived since it was asked last.
func (c *chip) sent() string {
	frames := c.frames
	c.frames = nil
	return fmt.Sprintf("% x", frames)
}

func TestTM1637Says(t *testing.T) {
	c := newChip()
	d := newTM1637(c)
	for _, step := range []struct {
		what string
		do   func() error
		want string
	}{
		{"the first text", func() error { return d.Show("A012") }, "[40 c0 77 3f 06 5b 8f]"},
		{"the same again", func() error { return d.Show("a012") }, "[]"},
		{"another", func() error { return d.Show("----") }, "[40 c0 40 40 40 40 8f]"},
		{"darker", func() error { return d.SetBrightness(2) }, "[40 c0 40 40 40 40 8a]"},
		{"as dark", func() error { return d.SetBrightness(2) }, "[]"},
		{"beyond the darkest", func() error { return d.SetBrightness(-3) }, "[40 c0 40 40 40 40 88]"},
		{"to heal what noise did", d.Refresh, "[40 c0 40 40 40 40 88]"},
		{"off", d.Halt, "[40 c0 40 40 40 40 80]"},
		{"off still", d.Halt, "[]"},
		{"brightness in the dark", func() error { return d.SetBrightness(99) }, "[40 c0 40 40 40 40 87]"},
		{"on with the next text", func() error { return d.Show("----") }, "[40 c0 40 40 40 40 8f]"},
	} {
		if err := step.do(); err != nil {
			t.Errorf("%s: %v", step.what, err)
		}
		if got := c.sent(); got != step.want {
			t.Errorf("%s: sent %s, want %s", step.what, got, step.want)
		}
	}
	for _, w := range c.wrong {
		t.Error(w)
	}
}

// TestTM1637IsReadByAnotherDecoder: the rig's, which was written by the same
// data sheet and none of this.
func TestTM1637IsReadByAnotherDecoder(t *testing.T) {
	c := newChip()
	d := newTM1637(c)
	ok(t, d.Show("P107"))
	ok(t, d.Refresh())
	got, err := board.DecodeTM1637(c.edges, "CLK", "DIO")
	want := [][]byte{{0x40}, {0xc0, 0x73, 0x06, 0x3f, 0x07}, {0x8f}}
	if err != nil || !slices.EqualFunc(got, append(want, want...), bytes.Equal) {
		t.Errorf("read % x, %v", got, err)
	}
}

// TestTM1637TakesItsTime: an update is quick enough to wait for it.
func TestTM1637TakesItsTime(t *testing.T) {
	c := newChip()
	ok(t, newTM1637(c).Show("A012"))
	if c.now > 3*time.Millisecond {
		t.Errorf("it took %v", c.now)
	}
}

// TestTM1637NeverBreaksARule: whatever it is told to show, in whatever order,
// the chip shows that in the end, and has nothing to complain about.
func TestTM1637NeverBreaksARule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newChip()
		d := newTM1637(c)
		text, brightness, on := "", digits.MaxBrightness, true
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			c.mute = rapid.Bool().Draw(t, "acknowledge is lost")
			before := len(c.edges)
			var err error
			switch rapid.IntRange(0, 4).Draw(t, "step") {
			case 0, 1:
				text, on = rapid.StringOf(rapid.RuneFrom([]rune("A012P9-. "))).Draw(t, "text"), true
				err = d.Show(text)
			case 2:
				brightness = rapid.IntRange(0, 7).Draw(t, "brightness")
				err = d.SetBrightness(brightness)
			case 3:
				on = false
				err = d.Halt()
			case 4:
				err = d.Refresh()
			}
			silent := len(c.edges) == before
			if errors.Is(err, digits.ErrNoAck) != (c.mute && !silent) || err != nil && !c.mute {
				t.Fatalf("mute %v, silent %v: %v", c.mute, silent, err)
			}
			if len(c.frames) == 0 {
				continue // halted before it was ever lit
			}
			want, bright := digits.Segments(text, 4), brightness
			if !on {
				want, bright = make([]byte, 4), 0
			}
			if got, b := c.shows(); !slices.Equal(got, want) || b != bright {
				t.Fatalf("shows\n%sat %d, want\n%sat %d", draw(got), b, draw(want), bright)
			}
		}
		if len(c.wrong) > 0 {
			t.Fatal(c.wrong)
		}
	})
}

// TestTM1637HealsWhatNoiseDid: spikes on the wires leave the chip anywhere; one
// Refresh later it shows the right thing.
func TestTM1637HealsWhatNoiseDid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newChip()
		d := newTM1637(c)
		ok(t, d.Show("A012"))
		for range rapid.IntRange(0, 60).Draw(t, "spikes") {
			c.wait(time.Millisecond)
			if rapid.Bool().Draw(t, "on CLK") {
				c.change("CLK", func() { c.clk = !c.clk })
			} else {
				c.change("DIO", func() { c.dio = !c.dio })
			}
		}
		c.wait(time.Millisecond)
		c.wrong = nil // it has every reason to complain
		c.ram, c.shift = [6]byte{0xff, 0xff, 0xff, 0xff}, 0
		c.pulling = false
		ok(t, d.Refresh())
		if got, b := c.shows(); !slices.Equal(got, digits.Segments("A012", 4)) || b != digits.MaxBrightness {
			t.Fatalf("shows\n%s", draw(got))
		}
	})
}

// TestTM1637Unplugged: the error is there at each call that sends, and after
// plugging in the next Show brings everything back.
func TestTM1637Unplugged(t *testing.T) {
	c := newChip()
	d := newTM1637(c)
	ok(t, d.Show("A012"))
	c.unplugged = true
	if err := d.Show("A013"); !errors.Is(err, digits.ErrNoAck) {
		t.Errorf("unplugged: %v", err)
	}
	if err := d.Show("A013"); !errors.Is(err, digits.ErrNoAck) {
		t.Errorf("unplugged still: %v", err)
	}
	c.unplugged, c.ram, c.shift = false, [6]byte{}, 0
	ok(t, d.Show("A013"))
	if got, _ := c.shows(); !slices.Equal(got, digits.Segments("A013", 4)) {
		t.Errorf("shows\n%s", draw(got))
	}
}

var errPin = errors.New("no such device")

func TestTM1637WithoutPins(t *testing.T) {
	c := newChip()
	d := newTM1637(c)
	ok(t, d.Show("A012"))
	c.fail = errPin
	if err := d.Show("A013"); !errors.Is(err, errPin) {
		t.Errorf("got %v", err)
	}
	c.fail = nil
	ok(t, d.Show("A012")) // known before, and yet sent: who knows what got through
	if got := c.sent(); got != "[40 c0 77 3f 06 5b 8f 40 c0 77 3f 06 5b 8f]" {
		t.Errorf("sent %s", got)
	}
}

// TestTheLoopThatWaits is the one that runs on a board.
func TestTheLoopThatWaits(t *testing.T) {
	c := newChip()
	start := time.Now()
	if err := digits.NewTM1637(pin{c, "CLK"}, pin{c, "DIO"}, nil).Show("A012"); err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took < time.Millisecond {
		t.Errorf("it waited %v in all", took)
	}
}
