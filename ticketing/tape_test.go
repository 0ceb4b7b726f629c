package ticketing_test

import (
	"math/rand/v2"
	"slices"
)

// tape is a random sequence of wishes as plain bytes: an office, and one step
// for every wish. What the bytes mean depends on how the office stands by
// then, so that any step can be left out and any byte made smaller, which is
// how a failing tape is shrunk. The fuzzer writes tapes too.
type tape struct {
	office []byte
	steps  []step
}

type step [stepBytes]byte

const (
	officeBytes = 96
	stepBytes   = 14
	maxSteps    = 300 // of a fuzzed tape
)

// choices are the bytes of an office or a step, used up one by one; 0 when
// there are no more.
type choices struct{ b []byte }

// n is a choice of 0 … n-1.
func (c *choices) n(n int) int {
	if len(c.b) == 0 {
		return 0
	}
	v := int(c.b[0]) % n
	c.b = c.b[1:]
	return v
}

// wide is a choice of more than a byte has.
func (c *choices) wide(n int) int { return (c.n(256)<<8 + c.n(256)) % n }

// odd is true once in n times; never when there are no more bytes.
func (c *choices) odd(n int) bool { return c.n(n) == n-1 }

func pick[T any](c *choices, list []T) T { return list[c.n(len(list))] }

// randomTape is the nth tape of a seed, of 5 to 60 steps.
func randomTape(seed, n uint64) *tape {
	r := rand.New(rand.NewPCG(seed, n))
	t := &tape{office: make([]byte, officeBytes), steps: make([]step, 5+r.IntN(56))}
	fill := func(b []byte) {
		for i := range b {
			b[i] = byte(r.Uint32() >> 8)
		}
	}
	fill(t.office)
	for i := range t.steps {
		fill(t.steps[i][:])
	}
	return t
}

// tapeOf reads a tape from bytes.
func tapeOf(b []byte) *tape {
	n := min(len(b), officeBytes)
	t := &tape{office: b[:n]}
	for b = b[n:]; len(b) > 0 && len(t.steps) < maxSteps; b = b[min(len(b), stepBytes):] {
		var s step
		copy(s[:], b)
		t.steps = append(t.steps, s)
	}
	return t
}

func (t *tape) bytes() []byte {
	b := slices.Concat(t.office, make([]byte, officeBytes-len(t.office)))
	for i := range t.steps {
		b = append(b, t.steps[i][:]...)
	}
	return b
}

// shrink makes a failing tape as short and as plain as it can be without
// ceasing to fail: steps are left out, many at a time and then one by one, and
// bytes made zero.
func (t *tape) shrink(fails func(*tape) bool) *tape {
	for again := true; again; {
		again = false
		for n := max(1, len(t.steps)/2); n > 0; n /= 2 {
			for i := 0; i+n <= len(t.steps); {
				less := &tape{office: t.office, steps: slices.Delete(slices.Clone(t.steps), i, i+n)}
				if fails(less) {
					t, again = less, true
				} else {
					i++
				}
			}
		}
		for i := range officeBytes + len(t.steps)*stepBytes {
			plain := &tape{office: slices.Clone(t.office), steps: slices.Clone(t.steps)}
			if b := plain.at(i); b != nil && *b != 0 {
				*b = 0
				if fails(plain) {
					t, again = plain, true
				}
			}
		}
	}
	return t
}

func (t *tape) at(i int) *byte {
	if i < officeBytes {
		if i < len(t.office) {
			return &t.office[i]
		}
		return nil
	}
	i -= officeBytes
	return &t.steps[i/stepBytes][i%stepBytes]
}
