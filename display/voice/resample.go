package voice

import "math"

// taps is how many zero crossings of the ideal filter are kept on each side:
// enough that what it folds back is far below the noise of a hall.
const taps = 12

// resample changes the samples per second by a windowed-sinc filter, which
// keeps s and t as clear as they were recorded.
func resample(in Sound, from, to int) Sound {
	if from == to {
		return in
	}
	g := gcd(from, to)
	up, down := int64(to/g), int64(from/g)   // 64 bits: a minute times 320 phases is more than 32 hold
	cut := min(1, float64(to)/float64(from)) // no frequency above what the slower one can hold
	half := int(math.Ceil(taps / cut))
	phases := make([][]float32, up)
	out := make(Sound, int64(len(in))*up/down)
	for i := range out {
		at := int64(i) * down
		phase := at % up
		if phases[phase] == nil {
			phases[phase] = kernel(float64(phase)/float64(up), half, cut)
		}
		out[i] = convolve(in, int(at/up)-half+1, phases[phase])
	}
	return out
}

// kernel weighs the samples around a place that is frac of a sample after the
// middle one.
func kernel(frac float64, half int, cut float64) []float32 {
	k := make([]float32, 2*half)
	sum := 0.0
	for j := range k {
		x := float64(j-half+1) - frac
		w := 0.5 + 0.5*math.Cos(math.Pi*x/float64(half+1))
		k[j] = float32(sinc(x*cut) * w)
		sum += float64(k[j])
	}
	for j := range k {
		k[j] /= float32(sum)
	}
	return k
}

func convolve(in Sound, from int, k []float32) float32 {
	var v float32
	for j, weight := range k {
		if i := from + j; i >= 0 && i < len(in) {
			v += in[i] * weight
		}
	}
	return v
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
