package feed

import "time"

const (
	firstWait   = 250 * time.Millisecond
	longestWait = 2 * time.Second
)

// backoff is the wait before dial number attempt+1, with jitter in [0, 1). It is
// never under 0.25 s; what it is at most doubles from 0.5 s to 2 s, since a board
// tells of the last twenty calls only, and a wall must be back before more have
// been made. The wide spread keeps an office's clients from coming back all in
// the same instant.
func backoff(attempt int, jitter float64) time.Duration {
	const doublings = 2 // reach longestWait; more would only overflow
	most := min(longestWait, 2*firstWait<<min(attempt, doublings))
	return firstWait + time.Duration(jitter*float64(most-firstWait))
}
