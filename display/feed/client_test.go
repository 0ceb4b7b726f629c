package feed

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// pacer stands for the clock between dials: it notes each wait and ends it when
// the test says so.
type pacer struct {
	waits chan time.Duration
	fire  chan time.Time
}

func newPacer() pacer {
	return pacer{waits: make(chan time.Duration, 100), fire: make(chan time.Time)}
}

func (p pacer) After(d time.Duration) <-chan time.Time {
	p.waits <- d
	return p.fire
}

// wait returns once the client has failed and waits, and how long it would.
func (p pacer) wait(t *testing.T) time.Duration {
	t.Helper()
	return await(t, p.waits, "a wait between dials")
}

// dial ends the wait.
func (p pacer) dial() { p.fire <- time.Time{} }

func half() float64 { return 0.5 }

const anyPort = "127.0.0.1:0"

// hubAt runs a hub at a loopback address, to be closed and opened again there.
func hubAt(t *testing.T, addr string) (h *Hub, host string, stop func()) {
	t.Helper()
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	h = NewHub(HubOptions{})
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: h}}
	server.Start()
	return h, listener.Addr().String(), func() {
		h.Close()
		server.Close()
	}
}

func TestAClientFollowsItsHub(t *testing.T) {
	h, address := startHub(t, HubOptions{})
	f := follow(t, address, ClientOptions{})
	f.until(t, "the link", func(m Message, s State) bool { return s.Connected && m.Epoch == "" })
	h.Publish("a", 7, board(7, 0))
	f.untilSeq(t, "a", 7)
	if m, _ := f.Latest(); string(m.Board) != string(board(7, 0)) {
		t.Errorf("board is %s", m.Board)
	}
	h.Publish("b", 1, board(1, 0))
	f.untilSeq(t, "b", 1)
	h.Publish("b", 2, board(2, 1<<20))
	f.untilSeq(t, "b", 2)
	if err := f.end(t); !errors.Is(err, context.Canceled) {
		t.Errorf("Run returned %v", err)
	}
	if _, s := f.Latest(); s.Connected || s.OldSince.IsZero() {
		t.Errorf("after Run: %+v", s)
	}
}

func TestAClientComesBackAfterTheHubRestartsOnItsPort(t *testing.T) {
	before, host, stop := hubAt(t, anyPort)
	before.Publish("a", 9, board(9, 0))
	pace := newPacer()
	f := follow(t, "ws://"+host, ClientOptions{After: pace.After, Rand: half})
	f.untilSeq(t, "a", 9)

	stop()
	_, s := f.until(t, "the loss of the link", func(_ Message, s State) bool { return !s.Connected })
	if !websocket.IsCloseError(errors.Unwrap(s.Err), websocket.CloseGoingAway) {
		t.Errorf("the link was lost by %v", s.Err)
	}
	for range 3 { // nobody there
		pace.wait(t)
		pace.dial()
	}
	pace.wait(t)

	after, _, stop := hubAt(t, host)
	defer stop()
	after.Publish("b", 3, board(3, 0))
	pace.dial()
	f.untilSeq(t, "b", 3)
}

func TestTheWaitGrowsAndABoardResetsIt(t *testing.T) {
	_, host, stop := hubAt(t, anyPort)
	stop()
	pace := newPacer()
	f := follow(t, "ws://"+host, ClientOptions{After: pace.After, Rand: half})
	for attempt := range 8 {
		if got, want := pace.wait(t), backoff(attempt, 0.5); got != want {
			t.Errorf("wait %d is %v, want %v", attempt, got, want)
		}
		pace.dial()
	}
	pace.wait(t)
	h, _, stop := hubAt(t, host)
	h.Publish("a", 1, board(1, 0))
	pace.dial()
	f.untilSeq(t, "a", 1)
	stop()
	if got, want := pace.wait(t), backoff(0, 0.5); got != want {
		t.Errorf("after a good link the first wait is %v, want %v", got, want)
	}
}

// A hub that takes the call and hangs up is no better than none.
func TestALinkWithoutABoardDoesNotResetTheWait(t *testing.T) {
	pace := newPacer()
	follow(t, scripted(t, func(int, net.Conn) {}), ClientOptions{After: pace.After, Rand: half})
	for attempt := range 5 {
		if got, want := pace.wait(t), backoff(attempt, 0.5); got != want {
			t.Errorf("wait %d is %v, want %v", attempt, got, want)
		}
		pace.dial()
	}
}

// The state tells how old the board is, from the last moment the hub was heard.
func TestOldSince(t *testing.T) {
	var clock atomic.Int64
	now := func() time.Time { return time.Unix(clock.Load(), 0) }
	at := func(s int64) time.Time { return time.Unix(s, 0) }
	clock.Store(1000)
	h, host, stop := hubAt(t, anyPort)
	pace := newPacer()
	f := follow(t, "ws://"+host, ClientOptions{Now: now, After: pace.After, Rand: half})

	_, s := f.until(t, "the link", func(_ Message, s State) bool { return s.Connected })
	if !s.OldSince.Equal(at(1000)) {
		t.Errorf("connected, but without a board, it is old since %v", s.OldSince)
	}
	clock.Store(1010)
	h.Publish("a", 1, board(1, 0))
	f.untilSeq(t, "a", 1)

	clock.Store(1020)
	stop()
	m, s := f.until(t, "the loss of the link", func(_ Message, s State) bool { return !s.Connected })
	if !s.OldSince.Equal(at(1010)) || s.Err == nil || m.Seq != 1 {
		t.Errorf("after the loss: %d, %+v", m.Seq, s)
	}

	clock.Store(1030)
	pace.wait(t)
	pace.dial()
	pace.wait(t)
	if _, s := f.Latest(); !s.OldSince.Equal(at(1010)) {
		t.Errorf("after a failed dial it is old since %v", s.OldSince)
	}

	h, _, stop = hubAt(t, host)
	defer stop()
	pace.dial()
	_, s = f.until(t, "the link", func(_ Message, s State) bool { return s.Connected })
	if !s.OldSince.Equal(at(1010)) || s.Err != nil {
		t.Errorf("connected again, still without a board: %+v", s)
	}
	h.Publish("a", 2, board(2, 0))
	f.untilSeq(t, "a", 2)
}

// A ping is a sign of life: the board was still the newest when it came. But on
// a new link, which has brought no board yet, it makes no old board young.
func TestAPingKeepsTheBoardYoung(t *testing.T) {
	var clock atomic.Int64
	moved := make(chan struct{})
	address := scripted(t, func(dial int, conn net.Conn) {
		if dial == 0 {
			_, _ = conn.Write(frame(final|websocket.TextMessage, false, Message{"a", 1, board(1, 0)}.Encode()))
		}
		await(t, moved, "the clock to move")
		_, _ = conn.Write(frame(final|websocket.PingMessage, false, nil))
		_, _ = conn.Read(make([]byte, 6)) // the pong
	})
	pace := newPacer()
	f := follow(t, address, ClientOptions{
		Now:   func() time.Time { return time.Unix(clock.Load(), 0) },
		After: pace.After,
	})
	f.untilSeq(t, "a", 1)
	for _, now := range []int64{50, 90} {
		clock.Store(now)
		moved <- struct{}{}
		pace.wait(t)
		if _, s := f.Latest(); !s.OldSince.Equal(time.Unix(50, 0)) {
			t.Errorf("link lost at %d, old since %d", now, s.OldSince.Unix())
		}
		pace.dial()
	}
	close(moved)
}

func TestASilentHubIsLeft(t *testing.T) {
	address := scripted(t, func(dial int, conn net.Conn) {
		good := frame(final|websocket.TextMessage, false, Message{Epoch: "a", Seq: uint64(dial), Board: board(0, 0)}.Encode())
		_, _ = conn.Write(good)
		_, _ = conn.Read(make([]byte, 1)) // say nothing until the client goes
	})
	f := follow(t, address, ClientOptions{Silence: 20 * time.Millisecond, After: atOnce})
	f.until(t, "a third link", func(m Message, _ State) bool { return m.Seq >= 2 })
}

// The pings of this test take longer than the client would wait in silence.
func TestPingsAreEnoughToStay(t *testing.T) {
	t.Parallel()
	const every, enough = 20 * time.Millisecond, 120
	h, address := startHub(t, HubOptions{PingEvery: every})
	pace := newPacer()
	f := follow(t, address, ClientOptions{Silence: (enough - 20) * every, After: pace.After})
	f.until(t, "the link", func(_ Message, s State) bool { return s.Connected })
	viewer := watch(t, address, websocket.Dialer{})
	publishAfterPings(h, viewer, enough)
	next(t, viewer)
	f.untilSeq(t, "a", 1)
	if len(pace.waits) != 0 {
		t.Error("the client dialled again")
	}
}

func TestAnOlderBoardIsIgnoredAndANewEpochReplacesAll(t *testing.T) {
	read, more := make(chan struct{}), make(chan struct{})
	address := scripted(t, func(_ int, conn net.Conn) {
		say := func(epoch string, seq uint64) {
			_, _ = conn.Write(frame(final|websocket.TextMessage, false, Message{epoch, seq, board(seq, 0)}.Encode()))
		}
		say("a", 5)
		say("a", 4)
		_, _ = conn.Write(frame(final|websocket.PingMessage, false, nil))
		_, _ = conn.Read(make([]byte, 6)) // the pong: the client has read both
		close(read)
		await(t, more, "the test to look")
		say("b", 1)
		_, _ = conn.Read(make([]byte, 1)) // until the client goes
	})
	f := follow(t, address, ClientOptions{After: newPacer().After})
	await(t, read, "the client to read")
	if m, _ := f.Latest(); m.Epoch != "a" || m.Seq != 5 {
		t.Errorf("after an older board: %s/%d", m.Epoch, m.Seq)
	}
	close(more)
	f.untilSeq(t, "b", 1)
}

func TestTheTokenIsShown(t *testing.T) {
	h := NewHub(HubOptions{})
	h.Publish("a", 1, board(1, 0))
	guarded := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer loket-1" {
			http.Error(w, "who?", http.StatusUnauthorized)
			return
		}
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		h.Close()
		guarded.Close()
	})
	address := "ws" + strings.TrimPrefix(guarded.URL, "http")
	known := follow(t, address, ClientOptions{Token: "loket-1"})
	known.untilSeq(t, "a", 1)

	unknown := follow(t, address, ClientOptions{After: newPacer().After})
	_, s := unknown.until(t, "a refusal", func(_ Message, s State) bool { return s.Err != nil })
	if !errors.Is(s.Err, websocket.ErrBadHandshake) || !strings.Contains(s.Err.Error(), "401") {
		t.Errorf("without a token: %v", s.Err)
	}
}

func TestAnAddressThatCannotWork(t *testing.T) {
	for _, address := range []string{"", "office:8080", "http://office/feed", "ws://", "ws://a:b@office/feed", "ws://off ice/"} {
		if err := NewClient(address, ClientOptions{}).Run(t.Context()); !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestRunEndsAtOnce(t *testing.T) {
	t.Run("while waiting between dials", func(t *testing.T) {
		pace := newPacer()
		f := follow(t, "ws://127.0.0.1:1/feed", ClientOptions{After: pace.After})
		pace.wait(t)
		if err := f.end(t); !errors.Is(err, context.Canceled) {
			t.Errorf("Run returned %v", err)
		}
	})
	t.Run("in half a handshake", func(t *testing.T) {
		asked := make(chan struct{}, 1)
		address := listen(t, func(_ int, conn net.Conn) {
			_, _ = conn.Read(make([]byte, 1024))
			_, _ = conn.Write([]byte("HTTP/1.1 101 Switch"))
			asked <- struct{}{}
			_, _ = conn.Read(make([]byte, 1024)) // until the client goes
		})
		f := follow(t, address, ClientOptions{After: atOnce})
		await(t, asked, "half a handshake")
		begun := time.Now()
		if err := f.end(t); !errors.Is(err, context.Canceled) {
			t.Errorf("Run returned %v", err)
		}
		if took := time.Since(begun); took >= handshakeTimeout {
			t.Errorf("it took %v", took)
		}
	})
	t.Run("before it began", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := NewClient("ws://127.0.0.1:1/feed", ClientOptions{}).Run(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("Run returned %v", err)
		}
	})
}
