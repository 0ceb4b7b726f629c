package voice

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Strength is the amplitude of one frequency in a sound, by Goertzel's method.
func Strength(s Sound, hz float64) float64 {
	if len(s) == 0 {
		return 0
	}
	k := 2 * math.Cos(2*math.Pi*hz/Rate)
	var a, b float64
	for _, v := range s {
		a, b = float64(v)+k*a-b, a
	}
	return math.Sqrt(max(0, a*a+b*b-k*a*b)) * 2 / float64(len(s))
}

// Sine is a tone at a rate of samples.
func Sine(hz float64, d time.Duration, rate int) Sound {
	s := make(Sound, int(d*time.Duration(rate)/time.Second))
	for i := range s {
		s[i] = float32(0.5 * math.Sin(2*math.Pi*hz*float64(i)/float64(rate)))
	}
	return s
}

func TestResamplingKeepsTheTone(t *testing.T) {
	for _, rate := range []int{8000, 11025, 16000, 22050, 44100, 48000, 96000, 44101} {
		in := Sine(1000, 200*time.Millisecond, rate)
		out := resample(in, rate, Rate)
		if d := out.Length() - 200*time.Millisecond; d.Abs() > time.Millisecond {
			t.Errorf("%d: %v long", rate, out.Length())
		}
		if s := Strength(out, 1000); math.Abs(s-0.5) > 0.01 {
			t.Errorf("%d: the tone's amplitude is %.3f, not 0.5", rate, s)
		}
		image := float64(rate) - 1000
		if rate < Rate && Strength(out, image) > 0.005 {
			t.Errorf("%d: a ghost of %.3f at %.0f Hz", rate, Strength(out, image), image)
		}
	}
	if folded := resample(Sine(40000, 100*time.Millisecond, 96000), 96000, Rate); folded.Peak() > 0.05 && Strength(folded, 8000) > 0.005 {
		t.Errorf("what nobody hears at 40 kHz is heard with %.3f at 8 kHz", Strength(folded, 8000))
	}
}

func TestTrimmingTakesOnlySilence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := rapid.IntRange(0, Rate/2).Draw(t, "before")
		after := rapid.IntRange(0, Rate/2).Draw(t, "after")
		word := Sine(440, 50*time.Millisecond, Rate)
		s := slices.Concat(make(Sound, before), word, make(Sound, after)).trimmed()
		if extra := len(s) - len(word); extra < -30 || extra > 2*samples(10*time.Millisecond) {
			t.Fatalf("%d samples more than the word", extra)
		}
		if s.Peak() != word.Peak() {
			t.Fatalf("the peak is %v", s.Peak())
		}
	})
	if n := len(silence(time.Second).trimmed()); n > Rate {
		t.Errorf("silence became %d samples", n)
	}
}

func TestPCM(t *testing.T) {
	s := Sound{0, 0.5, 1, -1, 2, -2}
	for _, c := range []struct {
		channels int
		volume   float64
		want     []int16
	}{
		{1, 1, []int16{0, 16384, 32767, -32767, 32767, -32767}},
		{2, 0.5, []int16{0, 0, 8192, 8192, 16384, 16384, -16384, -16384, 32767, 32767, -32767, -32767}},
		{1, 0, []int16{0, 0, 0, 0, 0, 0}},
	} {
		var got []int16
		for b := s.PCM(c.channels, c.volume); len(b) > 0; b = b[2:] {
			got = append(got, int16(binary.LittleEndian.Uint16(b)))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%d channels at %v: %v, not %v", c.channels, c.volume, got, c.want)
		}
	}
}

// The chime has both its tones, in order, and neither clicks.
func TestChime(t *testing.T) {
	c := Chime()
	if l := c.Length(); l < time.Second || l > 2*time.Second {
		t.Errorf("it takes %v", l)
	}
	high, low := c[:samples(chimeStep)], c[samples(chimeStep):]
	if a, b := Strength(high, chimeHigh), Strength(high, chimeLow); a < 0.1 || b > a/10 {
		t.Errorf("first: %.3f of the high tone, %.3f of the low one", a, b)
	}
	if a, b := Strength(low, chimeHigh), Strength(low, chimeLow); b < 0.08 || a > b/2 {
		t.Errorf("then: %.3f of the high tone, %.3f of the low one", a, b)
	}
	for i, v := range c {
		was := float32(0)
		if i > 0 {
			was = c[i-1]
		}
		if jump := math.Abs(float64(v - was)); jump > 0.08 {
			t.Fatalf("a click of %.3f at %v", jump, c[:i].Length())
		}
	}
	if last := math.Abs(float64(c[len(c)-1])); last > 0.001 {
		t.Errorf("it breaks off at %.4f", last)
	}
}
