package wall

import (
	"encoding/json"
	"fmt"
	"time"

	"giliran/display/feed"
	"giliran/display/scene"
	"giliran/ticketing"
)

// Feed is where boards come from; a [feed.Client] is one.
type Feed interface {
	Latest() (feed.Message, feed.State)
	Changed() <-chan struct{}
}

// Voice speaks the calls. None of its methods may wait.
type Voice interface {
	// Say is told of each call once, in order, at the moment its number comes
	// up on the screen, with the board it is on (which must not be changed).
	Say(ticketing.Call, *ticketing.Board)
	// Speaking tells whether it is still busy with what it was told. The next
	// call waits for it, but no longer than [scene.Rules] say.
	Speaking() bool
	// Silent is since when something is wrong with it, zero while all is well.
	Silent() time.Time
}

// silence is the voice of a wall without one.
type silence struct{}

func (silence) Say(ticketing.Call, *ticketing.Board) {}
func (silence) Speaking() bool                       { return false }
func (silence) Silent() time.Time                    { return time.Time{} }

// session is what a wall knows: the newest board, how it came, and whose turn
// it is. It draws nothing.
type session struct {
	feed    Feed
	voice   Voice
	caller  *scene.Caller
	board   *ticketing.Board
	message feed.Message
	state   feed.State
	silent  time.Time     // since when the voice is not well
	behind  time.Duration // how far this machine's clock is behind the office's
}

func newSession(f Feed, v Voice) *session {
	if v == nil {
		v = silence{}
	}
	s := &session{feed: f, voice: v, caller: scene.NewCaller(scene.DefaultRules())}
	_, s.state = f.Latest()
	return s
}

// hear takes what the feed has, and reports whether that is anything new. A
// board that cannot be read is an error, and the one before it stays.
func (s *session) hear(now time.Time) (news bool, err error) {
	message, state := s.feed.Latest()
	before := s.state
	s.state = state
	news = state.Connected != before.Connected || !state.OldSince.Equal(before.OldSince)
	if message.Epoch == "" || same(message, s.message) {
		return news, nil
	}
	s.message = message
	board := new(ticketing.Board)
	if err := json.Unmarshal(message.Board, board); err != nil {
		return news, fmt.Errorf("wall: board %d: %w", message.Seq, err)
	}
	var gap time.Duration
	if !before.OldSince.IsZero() {
		gap = now.Sub(before.OldSince)
	}
	s.board = board
	s.behind = max(0, board.At.Sub(now))
	s.caller.Hear(board, gap, s.office(now))
	return true, nil
}

// same tells whether two messages are one: a board may be drawn anew from the
// same facts and then has the same place in the order.
func same(a, b feed.Message) bool {
	return a.Epoch == b.Epoch && a.Seq == b.Seq && &a.Board[0] == &b.Board[0]
}

// office is the office's time. A wall without a battery for its clock may wake
// up in the past, but it is never earlier than its newest board.
func (s *session) office(now time.Time) time.Time { return now.Add(s.behind) }

// step lets the next call take its turn and reports whether one did. The voice
// begins with it.
func (s *session) step(now time.Time) bool {
	showing, next := s.caller.Step(now, s.voice.Speaking())
	if next {
		s.voice.Say(showing.Call, s.board)
	}
	return next
}

// listen asks whether the voice is well, and reports whether that is new.
func (s *session) listen() bool {
	before := s.silent
	s.silent = s.voice.Silent()
	return !s.silent.Equal(before)
}

// view is what there is to show now.
func (s *session) view(now time.Time) scene.View {
	return scene.View{
		Board:  s.board,
		Link:   scene.Link{Connected: s.state.Connected, OldSince: s.state.OldSince},
		Call:   s.caller.Showing(),
		Silent: s.silent,
		Now:    now,
		Clock:  s.office(now),
	}
}
