package feed

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func TestAViewerGetsTheNewestBoardAtOnceAndThenEachNewOne(t *testing.T) {
	h, address := startHub(t, HubOptions{})
	h.Publish("a", 1, board(1, 0))
	h.Publish("a", 2, board(2, 0))

	viewer := watch(t, address, websocket.Dialer{})
	if m := next(t, viewer); m.Epoch != "a" || m.Seq != 2 || string(m.Board) != string(board(2, 0)) {
		t.Errorf("on arrival: %s/%d %s", m.Epoch, m.Seq, m.Board)
	}
	for seq := uint64(3); seq < 10; seq++ {
		h.Publish("a", seq, board(seq, 0))
		if m := next(t, viewer); m.Seq != seq || string(m.Board) != string(board(seq, 0)) {
			t.Errorf("after %d was published: %s/%d %s", seq, m.Epoch, m.Seq, m.Board)
		}
	}
}

func TestAViewerMayComeBeforeTheFirstBoard(t *testing.T) {
	h, address := startHub(t, HubOptions{})
	if m, ok := h.Latest(); ok {
		t.Errorf("a new hub has %+v", m)
	}
	viewer := watch(t, address, websocket.Dialer{})
	h.Publish("a", 0, board(0, 0))
	if m := next(t, viewer); m.Epoch != "a" || m.Seq != 0 {
		t.Errorf("first board is %s/%d", m.Epoch, m.Seq)
	}
}

func TestWhichBoardIsTheNewest(t *testing.T) {
	h := NewHub(HubOptions{})
	defer h.Close()
	for _, step := range []struct {
		epoch  string
		seq    uint64
		latest string
	}{
		{"a", 5, "a/5"},
		{"a", 4, "a/5"}, // older: ignored
		{"a", 6, "a/6"},
		{"b", 1, "b/1"}, // a new epoch starts afresh
		{"b", 0, "b/1"},
		{"b", 2, "b/2"},
	} {
		h.Publish(step.epoch, step.seq, board(step.seq, 0))
		m, _ := h.Latest()
		if got := fmt.Sprintf("%s/%d", m.Epoch, m.Seq); got != step.latest {
			t.Errorf("after %s/%d the newest is %s, want %s", step.epoch, step.seq, got, step.latest)
		}
	}
}

func TestTheSameFactsMayBeDrawnAnew(t *testing.T) {
	h, address := startHub(t, HubOptions{})
	h.Publish("a", 1, []byte(`{"minutes":10}`))
	viewer := watch(t, address, websocket.Dialer{})
	next(t, viewer)
	h.Publish("a", 1, []byte(`{"minutes":9}`))
	if m := next(t, viewer); string(m.Board) != `{"minutes":9}` {
		t.Errorf("board is %s", m.Board)
	}
}

func TestThePublisherKeepsItsBuffer(t *testing.T) {
	h, address := startHub(t, HubOptions{})
	buffer := []byte(`{"n":1}`)
	h.Publish("a", 1, buffer)
	copy(buffer, "garbage")
	if m := next(t, watch(t, address, websocket.Dialer{})); string(m.Board) != `{"n":1}` {
		t.Errorf("board is %s", m.Board)
	}
}

// A viewer that reads nothing, and is given an hour for it, sits among five that
// read. They have the newest board before the next ones are published; if it
// delayed anybody, the test would take the hour. When it reads again it finds
// the little that was on its way, and then the newest.
func TestASlowViewerDelaysNobodyAndGetsTheNewest(t *testing.T) {
	t.Parallel()
	const boards, burst, size = 2500, 5, 8 << 10
	h, address := startHub(t, HubOptions{WriteTimeout: time.Hour, PongTimeout: time.Hour})
	slow := watch(t, address, smallWindow())
	var prompt []*websocket.Conn
	for range 5 {
		prompt = append(prompt, watch(t, address, websocket.Dialer{}))
	}
	for seq := uint64(1); seq <= boards; seq++ {
		h.Publish("a", seq, board(seq, size))
		if seq%burst != 0 {
			continue
		}
		for _, viewer := range prompt {
			for next(t, viewer).Seq != seq {
			}
		}
	}
	stale := 0
	for next(t, slow).Seq != boards {
		stale++
	}
	if most := 4 * sendBuffer / size; stale > most {
		t.Errorf("the slow viewer got %d old boards of %d, want %d at most", stale, boards, most)
	}
}

func TestAViewerThatStopsReadingLosesItsSeat(t *testing.T) {
	h, address := startHub(t, HubOptions{WriteTimeout: 50 * time.Millisecond, MaxViewers: 1})
	watch(t, address, smallWindow())
	h.Publish("a", 1, board(1, 1<<20))
	awaitFreeSeat(t, h)
}

func TestAViewerThatStopsAnsweringLosesItsSeat(t *testing.T) {
	h, address := startHub(t, HubOptions{
		PingEvery: 10 * time.Millisecond, PongTimeout: 10 * time.Millisecond, MaxViewers: 1,
	})
	watch(t, address, websocket.Dialer{}) // nothing reads, so nothing answers; the kernel still acknowledges
	awaitFreeSeat(t, h)
}

// The pings of this test take longer than one answer would keep the viewer.
func TestAViewerThatAnswersPingsStays(t *testing.T) {
	t.Parallel()
	const every, enough = 20 * time.Millisecond, 120
	h, address := startHub(t, HubOptions{PingEvery: every, PongTimeout: (enough - 20) * every})
	h.Publish("a", 0, board(0, 0))
	viewer := watch(t, address, websocket.Dialer{})
	publishAfterPings(h, viewer, enough)
	for seq := range uint64(2) { // and a ping does not bring the same board again
		if m := next(t, viewer); m.Seq != seq {
			t.Errorf("got %d, want %d", m.Seq, seq)
		}
	}
}

// publishAfterPings has the hub publish a/1 when it has pinged viewer n times.
func publishAfterPings(h *Hub, viewer *websocket.Conn, n int) {
	answer, pings := viewer.PingHandler(), 0
	viewer.SetPingHandler(func(data string) error {
		if pings++; pings == n {
			h.Publish("a", 1, board(1, 0))
		}
		return answer(data)
	})
}

func TestAViewersPingIsAnswered(t *testing.T) {
	h, address := startHub(t, HubOptions{})
	viewer := watch(t, address, websocket.Dialer{})
	viewer.SetPongHandler(func(data string) error {
		h.Publish("a", 1, fmt.Appendf(nil, `{"pong":%q}`, data))
		return nil
	})
	if err := viewer.WriteControl(websocket.PingMessage, []byte("still there?"), time.Time{}); err != nil {
		t.Fatal(err)
	}
	if m := next(t, viewer); string(m.Board) != `{"pong":"still there?"}` {
		t.Errorf("board is %s", m.Board)
	}
}

func TestAFullHouse(t *testing.T) {
	h, address := startHub(t, HubOptions{MaxViewers: 2})
	h.Publish("a", 1, board(1, 0))
	first, second := watch(t, address, websocket.Dialer{}), watch(t, address, websocket.Dialer{})

	_, answer, err := websocket.DefaultDialer.Dial(address, nil)
	if err == nil {
		t.Fatal("a third viewer found a seat in two")
	}
	if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" {
		t.Errorf("answer is %s, Retry-After %q", answer.Status, answer.Header.Get("Retry-After"))
	}
	if n := h.Viewers(); n != 2 {
		t.Errorf("%d viewers", n)
	}

	next(t, first)
	first.Close()
	awaitFreeSeat(t, h)
	next(t, watch(t, address, websocket.Dialer{}))
	next(t, second)
}

func TestARefusedHandshakeTakesNoSeat(t *testing.T) {
	h, address := startHub(t, HubOptions{MaxViewers: 1})
	page := "http" + strings.TrimPrefix(address, "ws")
	for method, status := range map[string]int{
		http.MethodGet:  http.StatusBadRequest,
		http.MethodPost: http.StatusMethodNotAllowed,
	} {
		request, err := http.NewRequest(method, page, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != status {
			t.Errorf("%s without an upgrade: %s", method, answer.Status)
		}
	}
	http.DefaultClient.CloseIdleConnections()
	if n := h.Viewers(); n != 0 {
		t.Errorf("%d viewers", n)
	}
}

func TestAnyOriginMayRead(t *testing.T) {
	h, address := startHub(t, HubOptions{})
	h.Publish("a", 1, board(1, 0))
	conn, _, err := websocket.DefaultDialer.Dial(address, http.Header{"Origin": {"https://lumajang.example"}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	next(t, conn)
}

// countingConn counts what comes over the wire.
type countingConn struct {
	net.Conn
	n atomic.Int64
}

func (c *countingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.n.Add(int64(n))
	return n, err
}

func TestDeflatedAndPlainViewersSeeTheSame(t *testing.T) {
	h, address := startHub(t, HubOptions{})
	var wires [2]*countingConn
	var viewers [2]*websocket.Conn
	for i, deflate := range []bool{false, true} {
		viewers[i] = watch(t, address, websocket.Dialer{
			EnableCompression: deflate,
			NetDial: func(network, addr string) (net.Conn, error) {
				conn, err := net.Dial(network, addr)
				wires[i] = &countingConn{Conn: conn}
				return wires[i], err
			},
		})
	}
	noise := rand.New(rand.NewPCG(1, 2))
	for seq := uint64(1); seq <= 50; seq++ {
		picture := fmt.Appendf(nil, `"`)
		for range noise.IntN(3000) { // up to 48 KB, so that frames have parts
			picture = fmt.Appendf(picture, "%016x", noise.Uint64())
		}
		picture = append(picture, '"')
		h.Publish("a", seq, picture)
		for i, viewer := range viewers {
			if m := next(t, viewer); m.Seq != seq || !bytes.Equal(m.Board, picture) {
				t.Fatalf("viewer %d got %d, %d bytes", i, m.Seq, len(m.Board))
			}
		}
	}
	if plain, deflated := wires[0].n.Load(), wires[1].n.Load(); deflated*4 > plain*3 {
		t.Errorf("%d bytes deflated, %d plain", deflated, plain)
	}
}

func TestCloseSaysGoingAwayToEveryone(t *testing.T) {
	t.Parallel()
	h, address := startHub(t, HubOptions{WriteTimeout: time.Hour})
	h.Publish("a", 1, board(1, 0))
	viewers := []*websocket.Conn{
		watch(t, address, websocket.Dialer{}),
		watch(t, address, websocket.Dialer{EnableCompression: true}),
	}
	stuck := watch(t, address, smallWindow())
	next(t, stuck) // and then never again, under a board too large for any buffer
	h.Publish("a", 2, board(2, 1<<20))

	var told sync.WaitGroup
	for _, viewer := range viewers {
		told.Go(func() {
			for {
				if _, err := nextOf(viewer); err != nil {
					if !websocket.IsCloseError(err, websocket.CloseGoingAway) {
						t.Errorf("ended with %v", err)
					}
					viewer.Close()
					return
				}
			}
		})
	}
	closed := make(chan struct{})
	go func() {
		h.Close()
		close(closed)
	}()
	await(t, closed, "Close, with a viewer that would hold it for an hour")
	told.Wait()
	if n := h.Viewers(); n != 0 {
		t.Errorf("%d viewers after Close", n)
	}
}

func TestAClosedHub(t *testing.T) {
	h, address := startHub(t, HubOptions{})
	h.Publish("a", 1, board(1, 0))
	h.Close()
	h.Close()
	h.Publish("a", 2, board(2, 0))
	if m, ok := h.Latest(); !ok || m.Seq != 2 {
		t.Errorf("latest is %+v", m)
	}
	if _, answer, err := websocket.DefaultDialer.Dial(address, nil); err == nil || answer == nil ||
		answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("dialling a closed hub: %v, %v", answer, err)
	}
}

// hijackLate closes the hub while it upgrades a connection.
type hijackLate struct {
	http.ResponseWriter
	h *Hub
}

func (w hijackLate) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	w.h.Close()
	return w.ResponseWriter.(http.Hijacker).Hijack()
}

func TestAViewerThatArrivesDuringCloseIsLetGo(t *testing.T) {
	h := NewHub(HubOptions{})
	h.Publish("a", 1, board(1, 0))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(hijackLate{w, h}, r)
	}))
	defer server.Close()
	viewer := watch(t, "ws"+strings.TrimPrefix(server.URL, "http"), websocket.Dialer{})
	if m, err := nextOf(viewer); !websocket.IsCloseError(err, websocket.CloseAbnormalClosure) {
		t.Errorf("after Close it got %+v, %v", m, err)
	}
	if n := h.Viewers(); n != 0 {
		t.Errorf("%d viewers", n)
	}
}

// Viewers arrive, boards are published and the hub closes, all at once: every
// viewer ends, whichever came first.
func TestCloseInTheMiddleOfEverything(t *testing.T) {
	for range 20 {
		h := NewHub(HubOptions{})
		server := httptest.NewServer(h)
		address := "ws" + strings.TrimPrefix(server.URL, "http")
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				conn, _, err := websocket.DefaultDialer.Dial(address, nil)
				if err != nil {
					return
				}
				defer conn.Close()
				for err == nil {
					_, err = nextOf(conn)
				}
			})
		}
		all.Go(func() {
			for seq := range uint64(200) {
				h.Publish("a", seq, board(seq, 100))
			}
		})
		all.Go(h.Close)
		all.Wait()
		h.Close()
		server.Close()
		if n := h.Viewers(); n != 0 {
			t.Fatalf("%d viewers", n)
		}
		if len(h.present()) != 0 {
			t.Error("the hub remembers a viewer that is gone")
		}
	}
}
