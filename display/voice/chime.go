package voice

import (
	"math"
	"time"
)

// The chime: two soft tones, a third apart and falling, as of a doorbell.
const (
	chimeHigh = 659.26 // Hz, E5
	chimeLow  = 523.25 // Hz, C5
	chimeStep = 450 * time.Millisecond
	chimeTail = 900 * time.Millisecond
	chimePeak = 0.5
)

// Chime is what makes people look up before a call.
func Chime() Sound {
	out := make(Sound, samples(chimeStep+chimeTail))
	strike(out, chimeHigh)
	strike(out[samples(chimeStep):], chimeLow)
	return out.scaled(chimePeak)
}

// strike adds a tone that comes up in 12 ms, so that no speaker clicks, and
// dies away; a little of its octave makes it a bell.
func strike(out Sound, hz float64) {
	length := min(len(out), samples(chimeTail))
	for i := range length {
		t := float64(i) / Rate
		left := float64(length-i) / Rate
		envelope := min(1, t/0.012) * math.Exp(-4.5*t) * min(1, left/0.05)
		wave := math.Sin(2*math.Pi*hz*t) + 0.25*math.Sin(4*math.Pi*hz*t)*math.Exp(-6*t)
		out[i] += float32(envelope * wave)
	}
}
