package feed

import (
	"bytes"
	"cmp"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// pingSweeps is how often per PingEvery the hub looks who is due, so that the
	// pings of thousands do not all go out at one moment.
	pingSweeps = 10
	// retryAfter, in seconds, is what a viewer is told when all seats are taken.
	retryAfter = "10"
	// farewell is how long a close frame may take to be written and answered.
	farewell = time.Second
	// handshakeTimeout bounds the upgrade on either side.
	handshakeTimeout = 10 * time.Second
	// readBuffer is the smallest gorilla takes: a viewer sends control frames only.
	readBuffer = 125
	// writeBuffer is hardly used: prepared frames and control frames bypass it.
	writeBuffer = 512
)

// HubOptions tune a [Hub]. A zero field means its default.
type HubOptions struct {
	// WriteTimeout is how long a viewer may take to accept one board before it
	// is disconnected. Default 10 s.
	WriteTimeout time.Duration
	// PingEvery is the time between pings to a viewer, give or take a tenth.
	// Default 10 s. A [Client] must be patient for longer than this.
	PingEvery time.Duration
	// PongTimeout is how long the answer to a ping may take. Default 20 s.
	PongTimeout time.Duration
	// MaxViewers is the number of seats. Default 12000.
	MaxViewers int
}

func (o HubOptions) withDefaults() HubOptions {
	return HubOptions{
		WriteTimeout: cmp.Or(o.WriteTimeout, 10*time.Second),
		PingEvery:    cmp.Or(o.PingEvery, 10*time.Second),
		PongTimeout:  cmp.Or(o.PongTimeout, 20*time.Second),
		MaxViewers:   cmp.Or(o.MaxViewers, 12000),
	}
}

// Hub gives the newest board to every viewer. It is an [http.Handler] to be
// mounted at "GET /feed". All methods may be called at the same time.
//
// A Hub owns a goroutine of its own, one for each viewer, and another for each
// viewer it is writing to. [Hub.Close] ends them; the [http.Server] it hangs in
// cannot, because it forgets connections that have become websockets.
type Hub struct {
	options  HubOptions
	upgrader websocket.Upgrader

	latest  atomic.Pointer[edition]
	news    chan struct{} // one slot: latest has changed
	seats   chan struct{} // one token per viewer, from before its upgrade
	closing chan struct{} // closed by Close

	mu      sync.Mutex
	closed  bool
	viewers map[*viewer]struct{}
	running sync.WaitGroup
}

// NewHub starts a hub that has no board yet.
func NewHub(options HubOptions) *Hub {
	options = options.withDefaults()
	h := &Hub{
		options: options,
		upgrader: websocket.Upgrader{
			HandshakeTimeout:  handshakeTimeout,
			ReadBufferSize:    readBuffer,
			WriteBufferSize:   writeBuffer,
			WriteBufferPool:   new(sync.Pool),
			CheckOrigin:       func(*http.Request) bool { return true }, // see "Any origin may read"
			EnableCompression: true,
		},
		news:    make(chan struct{}, 1),
		seats:   make(chan struct{}, options.MaxViewers),
		closing: make(chan struct{}),
		viewers: make(map[*viewer]struct{}),
	}
	h.running.Go(h.spread)
	return h
}

// Publish makes board, one JSON value, the newest. An older seq of the epoch
// already shown is ignored. The board is copied; Publish takes the same short
// time whatever the viewers do and however many they are.
func (h *Hub) Publish(epoch string, seq uint64, board []byte) {
	next := newEdition(Message{Epoch: epoch, Seq: seq, Board: bytes.Clone(board)})
	for {
		last := h.latest.Load()
		if last != nil && !next.supersedes(last.Message) {
			return
		}
		if h.latest.CompareAndSwap(last, next) {
			break
		}
	}
	nudge(h.news)
}

// Latest returns the newest message, and false before the first.
func (h *Hub) Latest() (Message, bool) {
	last := h.latest.Load()
	if last == nil {
		return Message{}, false
	}
	return last.Message, true
}

// Viewers is the number of seats taken, 0 to [HubOptions.MaxViewers].
func (h *Hub) Viewers() int { return len(h.seats) }

// ServeHTTP turns the request into a viewer and returns; the viewer lives on.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.takeSeat() {
		w.Header().Set("Retry-After", retryAfter)
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	conn, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil { // the client has been told
		<-h.seats
		return
	}
	h.admit(newViewer(h, conn))
}

func (h *Hub) takeSeat() bool {
	select {
	case <-h.closing:
		return false
	default:
	}
	select {
	case h.seats <- struct{}{}:
		return true
	default:
		return false
	}
}

// admit starts the viewer, unless the hub has closed during its upgrade.
func (h *Hub) admit(v *viewer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		v.conn.Close()
		<-h.seats
		return
	}
	h.viewers[v] = struct{}{}
	h.running.Go(v.listen)
	v.nudge() // there may be a board
}

func (h *Hub) dismissed(v *viewer) {
	h.mu.Lock()
	delete(h.viewers, v)
	h.mu.Unlock()
	<-h.seats
}

// spread wakes the viewers when there is news, or a ping to send. It does so in
// a goroutine of its own because waking thousands takes milliseconds that
// Publish's caller, who has people waiting for their tickets, must not spend.
func (h *Hub) spread() {
	pings := time.NewTicker(h.options.PingEvery / pingSweeps)
	defer pings.Stop()
	for {
		select {
		case <-h.news:
			h.each((*viewer).nudge)
		case now := <-pings.C:
			h.each(func(v *viewer) { v.pingIfDue(now) })
		case <-h.closing:
			h.each((*viewer).nudge)
			return
		}
	}
}

func (h *Hub) each(do func(*viewer)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for v := range h.viewers {
		do(v)
	}
}

// Close tells every viewer that the office is going away, gives them a second
// to hear it, and returns when all goroutines have ended. It may be called again.
func (h *Hub) Close() {
	h.mu.Lock()
	if !h.closed {
		h.closed = true
		close(h.closing)
	}
	h.mu.Unlock()

	ended := make(chan struct{})
	go func() {
		h.running.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(farewell):
		h.each(func(v *viewer) { v.conn.Close() }) // they hear nothing, or take nothing
		<-ended
	}
}

// nudge sets a one-slot flag; setting it twice is setting it once.
func nudge(flag chan<- struct{}) {
	select {
	case flag <- struct{}{}:
	default:
	}
}
