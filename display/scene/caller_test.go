package scene

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"giliran/ticketing"
)

// hall is a wall whose calls are watched second by second.
type hall struct {
	t     *testing.T
	c     *Caller
	now   time.Time
	board ticketing.Board
	story []string // "3 A012" : at second 3, A012 came up
}

func newHall(t *testing.T) *hall {
	h := &hall{t: t, c: NewCaller(DefaultRules()), now: morning()}
	h.c.Hear(&h.board, 0, h.now) // a day without calls so far
	return h
}

func (h *hall) call(numbers ...string) {
	for _, n := range numbers {
		seq, nth := uint64(1), 1
		if k := len(h.board.Calls); k > 0 {
			seq = h.board.Calls[k-1].Seq + 1
		}
		for _, c := range h.board.Calls {
			if c.Number == n {
				nth++
			}
		}
		h.board.Calls = append(h.board.Calls, ticketing.Call{Seq: seq, Number: n, At: h.now, Nth: nth})
	}
}

// passes lets seconds go by; speaking tells how long the voice takes for a call.
func (h *hall) passes(seconds int, speaking time.Duration) {
	for range seconds {
		busy := h.now.Sub(h.c.Showing().Since) < speaking
		if s, next := h.c.Step(h.now, busy); next {
			h.story = append(h.story, fmt.Sprintf("%d %s", h.now.Sub(morning())/time.Second, s.Call.Number))
		}
		h.now = h.now.Add(time.Second)
	}
}

func (h *hall) hear(gap time.Duration) { h.c.Hear(&h.board, gap, h.now) }

func (h *hall) want(story ...string) {
	h.t.Helper()
	if !slices.Equal(h.story, story) {
		h.t.Errorf("\n got %s\nwant %s", strings.Join(h.story, ", "), strings.Join(story, ", "))
	}
}

func TestOneCallComesUpAtOnce(t *testing.T) {
	h := newHall(t)
	h.passes(3, 0)
	h.call("A012")
	h.hear(0)
	h.passes(60, 0)
	h.want("3 A012")
}

func TestThreeCallsAtOnceTakeTurns(t *testing.T) {
	h := newHall(t)
	h.call("A012", "A013", "B005")
	h.hear(0)
	h.hear(0) // the same board drawn anew
	h.passes(60, 0)
	h.want("0 A012", "6 A013", "12 B005")
}

func TestALongAnnouncementIsNotCutOff(t *testing.T) {
	h := newHall(t)
	h.call("A012", "A013")
	h.hear(0)
	h.passes(60, 9*time.Second)
	h.want("0 A012", "9 A013")
}

func TestACallIsShownAsLongAsItIsSpokenInFourLanguages(t *testing.T) {
	h := newHall(t)
	h.call("A012", "A013", "B005")
	h.hear(0)
	h.passes(150, 48*time.Second)
	h.want("0 A012", "48 A013", "96 B005")
}

func TestAVoiceThatNeverEndsDoesNotStopTheCalls(t *testing.T) {
	h := newHall(t)
	h.call("A012", "A013")
	h.hear(0)
	h.passes(120, time.Hour)
	h.want("0 A012", "90 A013")
}

func TestARecallIsACallOfItsOwn(t *testing.T) {
	h := newHall(t)
	h.call("A012")
	h.hear(0)
	h.passes(30, 0)
	h.call("A012")
	h.hear(0)
	h.passes(30, 0)
	h.want("0 A012", "30 A012")
	if nth := h.c.Showing().Call.Nth; nth != 2 {
		t.Errorf("it is shown as call %d, not 2", nth)
	}
}

func TestCallsMissedWithoutTheLinkAreCaughtUpWhileYoung(t *testing.T) {
	h := newHall(t)
	h.call("A012") // while the link is down
	h.passes(150, 0)
	h.call("A013")
	h.passes(30, 0)
	h.call("A014")
	h.passes(20, 0)
	h.hear(200 * time.Second)
	h.passes(30, 0)
	h.want("200 A013", "206 A014")
}

func TestAClockThatIsAheadSilencesNothing(t *testing.T) {
	h := newHall(t)
	h.call("A012")
	h.c.Hear(&h.board, 0, h.now.Add(10*time.Hour))
	h.call("A013")
	h.c.Hear(&h.board, 30*time.Second, h.now.Add(10*time.Hour)) // the link was gone for a moment
	h.passes(30, 0)
	h.want("0 A012", "6 A013")
}

func TestAWallSwitchedOnShowsTheLastCallQuietly(t *testing.T) {
	h := newHall(t)
	h.call("A012", "A013")
	h.now = h.now.Add(time.Hour)
	h.c = NewCaller(DefaultRules())
	h.hear(0)
	h.passes(30, 0)
	h.want()
	if s := h.c.Showing(); s.Call.Number != "A013" || !s.Since.IsZero() {
		t.Errorf("shows %q since %v, not A013 as an old call", s.Call.Number, s.Since)
	}
}

func TestACallTakenBackIsNotShown(t *testing.T) {
	h := newHall(t)
	h.call("A012", "A013", "A014")
	h.hear(0)
	h.passes(1, 0)
	h.board.Calls = slices.Delete(h.board.Calls, 1, 2) // A013 was a slip of the finger
	h.hear(0)
	h.passes(30, 0)
	h.want("0 A012", "6 A014")

	h.board.Calls = h.board.Calls[:1] // and so was A014
	h.hear(0)
	if n := h.c.Showing().Call.Number; n != "A012" {
		t.Errorf("shows %q after A014 was taken back, not A012", n)
	}
	h.board.Calls = append(h.board.Calls, ticketing.Call{Seq: 4, Number: "A015", At: h.now, Nth: 1})
	h.hear(0)
	h.passes(30, 0)
	h.want("0 A012", "6 A014", "31 A015")
}

func TestAnOfficeRestoredFromABackupIsHeard(t *testing.T) {
	h := newHall(t)
	h.call("A010", "A011", "A012")
	h.hear(0)
	h.passes(60, 0)
	h.board.Calls = h.board.Calls[:1] // the backup knows the first call only
	h.hear(time.Minute)
	h.call("A011")
	h.hear(0)
	h.passes(60, 0)
	h.want("0 A010", "6 A011", "12 A012", "60 A011")
}

func TestANewDayBeginsWithoutCalls(t *testing.T) {
	h := newHall(t)
	h.call("A010", "A011")
	h.hear(0)
	h.passes(1, 0)
	h.board.Calls = nil
	h.hear(0)
	h.passes(30, 0)
	h.want("0 A010")
	if n := h.c.Showing().Call.Number; n != "" {
		t.Errorf("still shows %q", n)
	}
}

// However boards come, skipped and repeated, with the twenty latest calls each:
// over a living link every call comes up once, in order, for its minimum time.
func TestEveryCallComesUpOnceInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, now := NewCaller(DefaultRules()), morning()
		var board ticketing.Board
		var seq, heard uint64
		var up []uint64
		var last time.Time
		step := func() {
			now = now.Add(time.Second)
			s, next := c.Step(now, false)
			if !next {
				return
			}
			if !last.IsZero() && now.Sub(last) < DefaultRules().Least {
				t.Fatalf("call %d comes up %v after the one before", s.Call.Seq, now.Sub(last))
			}
			up, last = append(up, s.Call.Seq), now
		}
		c.Hear(&board, 0, now)
		for range rapid.IntRange(1, 40).Draw(t, "moments") {
			for range rapid.IntRange(0, 4).Draw(t, "calls") {
				seq++
				board.Calls = append(board.Calls, ticketing.Call{Seq: seq, At: now})
			}
			board.Calls = board.Calls[max(0, len(board.Calls)-20):]
			if seq-heard >= 16 || rapid.Bool().Draw(t, "heard") {
				heard = seq
				c.Hear(&board, 0, now)
			}
			for range rapid.IntRange(0, 10).Draw(t, "seconds") {
				step()
			}
		}
		c.Hear(&board, 0, now)
		for c.Waiting() > 0 {
			step()
		}
		for i, got := range up {
			if got != uint64(i+1) {
				t.Fatalf("calls came up as %v", up)
			}
		}
		if len(up) != int(seq) {
			t.Fatalf("%d of %d calls came up", len(up), seq)
		}
	})
}
