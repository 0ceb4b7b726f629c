package forecast

import (
	"math"
	"time"
)

// pace is how fast a stage's line moves: the desk-seconds of saturated work
// that one call takes. Old calls count less and less.
type pace struct {
	calls   float64 // weighted
	seconds float64 // weighted
	squares float64 // of the seconds of each call, weighted
	running float64 // since the last call
	seen    int     // calls in all
}

const (
	// memory is the weight a call keeps at each later one: the last fifty
	// count.
	memory = 0.98
	// ripe is how many calls make a first guess.
	ripe = 4
)

// ready tells whether there is anything to guess from.
func (p *pace) ready() bool { return p.seen >= ripe && p.seconds > 0 }

// call ends what was running.
func (p *pace) call() {
	p.calls = p.calls*memory + 1
	p.seconds = p.seconds*memory + p.running
	p.squares = p.squares*memory + p.running*p.running
	p.running = 0
	p.seen++
}

// mean is desk-seconds for one call. What runs at present counts: a line that
// has stood still for an hour is slow, though nobody has been called.
func (p *pace) mean() float64 {
	usual := p.seconds / p.calls
	return (p.seconds + max(0, p.running-usual)) / p.calls
}

// variation is the squared coefficient of variation of one call's time, within
// what is likely of people at a counter.
func (p *pace) variation() float64 {
	m := p.seconds / p.calls
	return min(max(p.squares/p.calls/(m*m)-1, 0.1), 3)
}

// guess is what the pace alone foretells for so many people ahead and so many
// desks.
type guess struct {
	mean   float64 // seconds
	spread float64 // standard deviation of the cube root of wait/mean
}

func (p *pace) guess(ahead, desks int) guess {
	v := p.variation()
	shape := 1 / v
	first := (1 + v) / 2                                      // what is left of the call that runs, on average
	vague := (shape + 1) * (shape + 5) / (12 * shape * shape) // and its variance
	calls := float64(ahead) + first
	variance := (float64(ahead)*v+vague)/(calls*calls) + v/p.calls
	return guess{mean: calls * p.mean() / float64(desks), spread: math.Sqrt(variance) / 3}
}

// score is where a wait fell in a guess, about standard normal if the guess is
// right.
func (g guess) score(wait time.Duration) float64 {
	return (math.Cbrt(wait.Seconds()/g.mean) - g.middle()) / g.spread
}

// at is the wait with that score.
func (g guess) at(score float64) time.Duration {
	root := max(0, g.middle()+score*g.spread)
	return time.Duration(g.mean * root * root * root * float64(time.Second))
}

func (g guess) middle() float64 { return 1 - g.spread*g.spread }
