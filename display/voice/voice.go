package voice

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"giliran/ticketing"
)

// Voice announces calls. Its methods may be used by many goroutines.
type Voice struct {
	o     Options
	words *vocabulary
	wake  chan struct{} // something is waiting
	says  *once         // what the speaking process writes to its standard error

	mu     sync.Mutex
	memory *memory
	queue  []waiting
	busy   *waiting  // handed to the speaking process
	ready  bool      // the speaking process has a device
	silent time.Time // zero while there is sound
	reason string
	next   uint64
}

// waiting is an announcement that has not been finished.
type waiting struct {
	Announcement
	key   string
	asked time.Time
	tried bool // a process has died on it before it was heard
}

// New makes a voice; [Voice.Run] lets it speak. A language asked for that there
// are no words for is [ErrNoLanguage].
func New(o Options) (*Voice, error) {
	o.defaults()
	v := &Voice{
		o: o, wake: make(chan struct{}, 1), memory: remember(o.Memory), silent: o.Now(),
		words: &vocabulary{asked: o.Languages, own: o.Words, log: o.Log, known: make(map[string]*Words)},
	}
	v.says = &once{tell: func(line string) { o.Log.Warn("the speaking process says", "line", line) }}
	return v, v.words.check()
}

// Say asks for a call to be spoken, once: the same call again is nothing new.
// The board names the desk, the languages and the office's time. It returns at
// once.
func (v *Voice) Say(call ticketing.Call, board *ticketing.Board) {
	v.mu.Lock()
	defer v.mu.Unlock()
	key := keyOf(call)
	if !v.memory.learn(key) {
		return
	}
	volume := v.volume(board)
	if volume == 0 {
		return
	}
	c := Call{Call: call}
	if i := slices.IndexFunc(board.Desks, func(d ticketing.BoardDesk) bool { return d.ID == call.Desk }); i >= 0 {
		c.Place = board.Desks[i].Name
	}
	v.next++
	v.queue = append(v.queue, waiting{key: key, asked: v.o.Now(), Announcement: Announcement{
		ID: v.next, Volume: volume, Sentences: Say(v.words.of(board.Office.Languages), c, v.o.Style),
	}})
	select {
	case v.wake <- struct{}{}:
	default:
	}
}

// volume is that of the office's time of day. A wall without a battery for its
// clock may wake up in the past, but it is never earlier than its board.
func (v *Voice) volume(board *ticketing.Board) float64 {
	now := v.o.Now()
	if board.At.After(now) {
		now = board.At
	}
	return v.o.Volumes.At(now.In(time.FixedZone("", board.Office.Offset)))
}

// Speaking tells whether an announcement is being spoken, or about to be.
// Without sound it is false, so that nobody waits for it.
func (v *Voice) Speaking() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.busy != nil || v.ready && len(v.queue) > 0
}

// Silent is since when there has been no sound, or not all of it, zero while
// there is.
func (v *Voice) Silent() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.silent
}

// Run speaks until the context ends, and returns nil then. A speaking process
// that dies, hangs or finds no device is started again, for ever.
func (v *Voice) Run(ctx context.Context) error {
	pause := v.o.Limits.Backoff
	for {
		ready, err := v.speak(ctx)
		if ctx.Err() != nil {
			return nil
		}
		v.disturbed(err.Error())
		if ready {
			pause = v.o.Limits.Backoff
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil
		}
		pause = min(2*pause, v.o.Limits.BackoffMost)
	}
}

// disturbed notes that there is no sound, or not all of it; it logs each reason
// once, not each time.
func (v *Voice) disturbed(reason string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.silent.IsZero() {
		v.silent = v.o.Now()
	}
	if v.reason != reason {
		v.reason = reason
		v.o.Log.Error("the voice is disturbed", "err", reason)
	}
}

// isReady notes that the speaking process has a device.
func (v *Voice) isReady() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.ready = true
	v.sounds()
}

// sounds notes that there is sound again; the caller holds the lock.
func (v *Voice) sounds() {
	if v.reason != "" {
		v.o.Log.Info("the voice is back", "silent since", v.silent)
	}
	v.silent, v.reason = time.Time{}, ""
}

// errLate is why an announcement is left out.
var errLate = errors.New("there was no sound for too long")

// take gives what to announce next, nil for nothing.
func (v *Voice) take() *waiting {
	v.mu.Lock()
	defer v.mu.Unlock()
	for len(v.queue) > 0 {
		w := v.queue[0]
		v.queue = v.queue[1:]
		if v.o.Now().Sub(w.asked) <= v.o.Limits.Late {
			v.busy = &w
			return v.busy
		}
		v.o.Log.Warn("a call was not announced", "call", w.key, "err", errLate)
	}
	return nil
}

// begun notes that some of the announcement has been heard, so that it never is
// again.
func (v *Voice) begun() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.memory.keep(v.busy.key); err != nil {
		v.o.Log.Warn("what was spoken cannot be remembered", "err", err)
	}
}

// ended puts an announcement away, however it went.
func (v *Voice) ended(reason string) {
	if reason != "" {
		v.disturbed(reason)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.busy = nil
	if reason == "" {
		v.sounds()
	}
}

// gone notes the end of a speaking process. What it had not begun comes first
// with the next one, but only once: it may be what killed it.
func (v *Voice) gone(begun bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.ready = false
	w := v.busy
	v.busy = nil
	switch {
	case w == nil:
	case begun:
		v.o.Log.Warn("an announcement was cut off", "call", w.key)
	case w.tried:
		v.o.Log.Warn("an announcement is given up", "call", w.key)
	default:
		w.tried = true
		v.queue = slices.Insert(v.queue, 0, *w)
	}
}

// keyOf names a call for good: an office restored from a backup counts calls
// anew, but never at the same time.
func keyOf(c ticketing.Call) string {
	return fmt.Sprintf("%d %s %s %d", c.Seq, c.Number, c.Desk, c.At.UnixMilli())
}
