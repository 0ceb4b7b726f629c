package wall

import (
	"testing"
	"time"
)

// A turn of the loop and a frame in which nothing changes allocate nothing: a
// wall that is calm for weeks leaves nothing to be collected.
func TestACalmFrameAllocatesNothing(t *testing.T) {
	h := newHall(t)
	h.board.Open = true
	h.call(1)
	h.pass(5 * time.Minute)
	h.now = h.now.Truncate(time.Minute)
	h.tick()
	h.line.changed = make(chan struct{}, 1)
	n := testing.AllocsPerRun(30, func() {
		h.now = h.now.Add(calm)
		h.line.changed <- struct{}{} // the loop need not sleep
		if err := h.wall.Update(); err != nil {
			t.Error(err)
		}
		h.wall.Draw(h.screen)
	})
	if n != 0 {
		t.Errorf("%v allocations a frame", n)
	}
}
