package agent

import (
	"errors"
	"sync"
	"time"

	"giliran/ticketing"
)

// LinkState is how the agent stands with the office.
type LinkState string

// The states of the link.
const (
	LinkStarting LinkState = "starting" // no word yet
	LinkUp       LinkState = "up"       // the assignment is the newest
	LinkDown     LinkState = "down"     // the office cannot be reached
	LinkRefused  LinkState = "refused"  // the office wants another token, or has another agent at this board
)

// Status is how an agent is doing.
type Status struct {
	Link    LinkState
	Reason  string                 // why the link is not up
	Printer ticketing.PrinterState // empty: the board has none, or it was not asked yet
	Offline int                    // numbers given out by itself that the office has not heard of
	Shown   map[string]Shown       // by desk, "" for the kiosk
}

// view is what the agent knows of the world. Everybody who waits for news
// has a flag of his own.
type view struct {
	clock Clock

	mu      sync.Mutex
	latest  message
	link    LinkState
	links   int // how many times the link has come up
	reason  string
	printer ticketing.PrinterState
	flags   map[chan struct{}]struct{}

	heard time.Time     // the office's time in its last answer that told it
	when  time.Duration // Up just before
}

func newView(c Clock) *view {
	return &view{clock: c, link: LinkStarting, flags: map[chan struct{}]struct{}{}}
}

// snapshot is the view at one moment.
type snapshot struct {
	message
	link    LinkState
	links   int
	reason  string
	printer ticketing.PrinterState
}

// known tells whether there has been an assignment.
func (s snapshot) known() bool { return s.epoch != "" }

func (v *view) now() snapshot {
	v.mu.Lock()
	defer v.mu.Unlock()
	return snapshot{v.latest, v.link, v.links, v.reason, v.printer}
}

// follow gives a flag that is set at every change, and the way to end that.
func (v *view) follow() (changed <-chan struct{}, end func()) {
	flag := make(chan struct{}, 1)
	flag <- struct{}{} // there may be news already
	v.mu.Lock()
	v.flags[flag] = struct{}{}
	v.mu.Unlock()
	return flag, func() {
		v.mu.Lock()
		delete(v.flags, flag)
		v.mu.Unlock()
	}
}

// change does something to the view and tells everybody.
func (v *view) change(do func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	do()
	for flag := range v.flags {
		nudge(flag)
	}
}

// show takes an assignment over the present link, unless it is an old one.
func (v *view) show(m message) {
	v.change(func() {
		if v.link != LinkUp {
			v.link, v.reason = LinkUp, ""
			v.links++
		}
		if m.supersedes(v.latest) {
			v.latest = m
		}
	})
}

// lost notes that the link is not up, and tells whether that is news.
func (v *view) lost(s LinkState, why error) (news bool) {
	reason := "the office hung up"
	if why != nil {
		reason = why.Error()
	}
	var no *Refusal
	if errors.As(why, &no) {
		reason = no.Detail
	}
	v.change(func() {
		news = v.link != s || v.reason != reason
		v.link, v.reason = s, reason
	})
	return news
}

// setPrinter notes what the printer says, and tells whether that is news.
func (v *view) setPrinter(s ticketing.PrinterState) (news bool) {
	v.mu.Lock()
	same := v.printer == s
	v.mu.Unlock()
	if !same {
		v.change(func() { v.printer = s })
	}
	return !same
}

// answered notes the office's time soon after a time of the clock.
func (v *view) answered(at time.Time, after time.Duration) {
	if at.IsZero() {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.heard, v.when = at, after
}

// officeTime is the time at the office. As far as this process has heard it,
// what the board's own clock says does not matter.
func (v *view) officeTime() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.heard.IsZero() {
		return v.clock.Now()
	}
	return v.heard.Add(v.clock.Up() - v.when)
}
