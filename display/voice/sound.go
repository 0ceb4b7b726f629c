package voice

import (
	"encoding/binary"
	"math"
	"time"
)

// Rate is the samples per second of everything that is played.
const Rate = 48000

// Sound is one channel of samples from -1 to 1, [Rate] of them per second.
type Sound []float32

// Length is how long it takes to play.
func (s Sound) Length() time.Duration {
	return time.Duration(len(s)) * time.Second / Rate
}

// silence is nothing to hear for a while.
func silence(d time.Duration) Sound { return make(Sound, samples(d)) }

func samples(d time.Duration) int { return int(d * Rate / time.Second) }

// Peak is the greatest amplitude, from 0 to 1.
func (s Sound) Peak() float64 {
	peak := 0.0
	for _, v := range s {
		peak = max(peak, math.Abs(float64(v)))
	}
	return peak
}

// scaled gives the same sound with a peak of exactly that, so that recordings
// and voices of different loudness go together; silence stays silence.
func (s Sound) scaled(peak float64) Sound {
	was := s.Peak()
	if was == 0 {
		return s
	}
	out := make(Sound, len(s))
	for i, v := range s {
		out[i] = v * float32(peak/was)
	}
	return out
}

// edge is how loud a sample is that belongs to a word, as a part of the peak;
// what is quieter at the ends is the room and the hand on the switch.
const edge = 0.02

// trimmed gives the sound without the silence at its ends, but for 10 ms.
func (s Sound) trimmed() Sound {
	quiet := float32(edge * s.Peak())
	from, to := 0, len(s)
	for from < to && s[from] <= quiet && s[from] >= -quiet {
		from++
	}
	for to > from && s[to-1] <= quiet && s[to-1] >= -quiet {
		to--
	}
	keep := samples(10 * time.Millisecond)
	return s[max(0, from-keep):min(len(s), to+keep)]
}

// PCM gives the sound as signed 16-bit little-endian samples for so many
// channels (1 or 2), at a volume from 0 to 1.
func (s Sound) PCM(channels int, volume float64) []byte {
	out := make([]byte, 0, len(s)*channels*2)
	for _, v := range s {
		sample := int16(math.Round(max(-1, min(1, float64(v)*volume)) * math.MaxInt16))
		for range channels {
			out = binary.LittleEndian.AppendUint16(out, uint16(sample))
		}
	}
	return out
}
