package agent

import (
	"sync"
	"time"
)

// kiosk remembers that priority was chosen.
type kiosk struct {
	clock Clock
	hold  time.Duration // for so long
	view  *view

	mu    sync.Mutex
	until time.Duration
}

// choose is the button for priority.
func (k *kiosk) choose() {
	k.mu.Lock()
	k.until = k.clock.Up() + k.hold
	k.mu.Unlock()
	k.view.change(func() {})
}

// waiting tells whether the next service's button is for priority.
func (k *kiosk) waiting() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.clock.Up() < k.until
}

// take tells the same, and ends it.
func (k *kiosk) take() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	chosen := k.clock.Up() < k.until
	k.until = 0
	return chosen
}
