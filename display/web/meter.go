package web

import (
	"sync"
	"time"
)

// allowance is how much one client, or all together, may use: so much a second
// in the long run, and so much at once.
type allowance struct {
	rate  float64 // a second
	burst float64
}

// bucket is what is left of an allowance. (golang.org/x/time/rate does not
// take back what turned out to cost nothing.)
type bucket struct {
	left float64
	at   time.Time
}

// fill brings a bucket up to now. A clock that jumps back gives nothing.
func (a allowance) fill(b *bucket, now time.Time) {
	if passed := now.Sub(b.at); passed > 0 {
		b.left = min(a.burst, b.left+passed.Seconds()*a.rate)
	}
	b.at = now
}

// wait is how long a bucket takes until it holds a cost.
func (a allowance) wait(b *bucket, cost float64) time.Duration {
	return time.Duration((cost - b.left) / a.rate * float64(time.Second))
}

// meter measures what clients use up. Its memory is bounded: of many clients it
// forgets those not seen for longest, who then begin with a full allowance;
// what all may use together bounds that too.
type meter struct {
	each, all allowance // the zero all is no bound

	mu      sync.Mutex
	total   bucket
	clients recent[string, *bucket]
}

// metered is how many clients a meter knows at least: about half a megabyte.
const metered = 4096

func newMeter(each, all allowance) *meter {
	return &meter{each: each, all: all, clients: newRecent[string, *bucket](metered), total: bucket{left: all.burst}}
}

// use takes a cost from a client's allowance and from that of all. When there
// is not enough of either nothing is taken, and wait says how long until there
// may be.
func (m *meter) use(now time.Time, client string, cost float64) (wait time.Duration, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	own := m.of(client, now)
	m.all.fill(&m.total, now)
	switch {
	case own.left < cost:
		return m.each.wait(own, cost), false
	case m.all != allowance{} && m.total.left < cost:
		return m.all.wait(&m.total, cost), false
	}
	own.left -= cost
	m.total.left -= cost
	return 0, true
}

// giveBack undoes a use that turned out to cost nothing.
func (m *meter) giveBack(now time.Time, client string, cost float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	own := m.of(client, now)
	own.left = min(m.each.burst, own.left+cost)
	m.total.left = min(m.all.burst, m.total.left+cost)
}

// of is a client's bucket, full for one that is not known.
func (m *meter) of(client string, now time.Time) *bucket {
	b, ok := m.clients.get(client)
	if !ok {
		b = &bucket{left: m.each.burst, at: now}
	}
	m.clients.put(client, b)
	m.each.fill(b, now)
	return b
}
