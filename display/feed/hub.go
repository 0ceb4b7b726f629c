package feed

import (
	"bytes"
	"cmp"
	"net/http"
	"slices"
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
	// handshakeBuffer is all that gorilla needs: it only shakes hands.
	handshakeBuffer = 256
	// hands is how many goroutines hand a board to the crowd. Handing it over is
	// the kernel's work, so they are for machines with as many processors to spare.
	hands = 2
	// longestName bounds what a viewer may say it watches for, in bytes.
	longestName = 32
)

// Wall is the name that walls watch for.
const Wall = "wall"

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
// A Hub owns two goroutines, one for each viewer, and another for each viewer
// that does not take its board at once. [Hub.Close] ends them; the
// [http.Server] it hangs in cannot, because it forgets connections that have
// become websockets.
type Hub struct {
	options   HubOptions
	upgrader  websocket.Upgrader
	deflaters *sync.Pool

	latest  atomic.Pointer[edition]
	news    chan struct{} // one slot: latest has changed, the first are to be told
	told    chan struct{} // one slot: the first are told, the crowd is to be
	seats   chan struct{} // one token per viewer, from before its upgrade
	closing chan struct{} // closed by Close

	mu      sync.Mutex
	closed  bool
	crowd   []*viewer
	named   map[string]map[*viewer]struct{}
	first   []string // names of the viewers who are to be told first
	running sync.WaitGroup
}

// NewHub starts a hub that has no board yet.
func NewHub(options HubOptions) *Hub {
	h := newHub(options)
	h.running.Go(h.tellFirst)
	h.running.Go(h.tellCrowd)
	return h
}

func newHub(options HubOptions) *Hub {
	options = options.withDefaults()
	return &Hub{
		options: options,
		upgrader: websocket.Upgrader{
			HandshakeTimeout:  handshakeTimeout,
			ReadBufferSize:    handshakeBuffer,
			WriteBufferSize:   handshakeBuffer,
			WriteBufferPool:   new(sync.Pool),
			CheckOrigin:       func(*http.Request) bool { return true }, // see "Any origin may read"
			EnableCompression: true,
		},
		deflaters: newDeflaters(),
		news:      make(chan struct{}, 1),
		told:      make(chan struct{}, 1),
		seats:     make(chan struct{}, options.MaxViewers),
		closing:   make(chan struct{}),
		named:     make(map[string]map[*viewer]struct{}),
	}
}

// Publish makes board, one JSON value, the newest. An older seq of the epoch
// already shown is ignored. The board is copied; Publish takes the same short
// time whatever the viewers do and however many they are.
//
// Viewers that watch for one of the names in first are told before the others,
// in the order of the names; see [Hub.ServeHTTP].
func (h *Hub) Publish(epoch string, seq uint64, board []byte, first ...string) {
	next := newEdition(Message{Epoch: epoch, Seq: seq, Board: bytes.Clone(board)}, h.deflaters)
	for {
		last := h.latest.Load()
		if last != nil && !next.supersedes(last.Message) {
			return
		}
		if h.latest.CompareAndSwap(last, next) {
			break
		}
	}
	h.mu.Lock()
	h.first = append(h.first, first...) // none is forgotten when boards overtake one another
	h.mu.Unlock()
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
//
// A viewer may say what it watches for, as in "/feed?for=A012", in up to 32
// bytes: whoever publishes decides which names hear first. A name is no secret
// and no right. Who takes another's name is told when that one is, and a crowd
// that all took one name would be told in the order of a crowd.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.takeSeat() {
		w.Header().Set("Retry-After", retryAfter)
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	wire, err := upgrade(&h.upgrader, w, r)
	if err != nil { // the client has been told
		<-h.seats
		return
	}
	name := r.URL.Query().Get("for")
	if len(name) > longestName {
		name = ""
	}
	h.admit(newViewer(h, name, wire))
}

func (h *Hub) takeSeat() bool {
	if h.over() {
		return false
	}
	select {
	case h.seats <- struct{}{}:
		return true
	default:
		return false
	}
}

// over tells whether Close has been called.
func (h *Hub) over() bool {
	select {
	case <-h.closing:
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
		<-h.seats
		v.wire.Close()
		return
	}
	h.enter(v)
	h.running.Go(v.listen)
	v.nudge() // there may be a board
}

// enter puts a viewer into the crowd.
func (h *Hub) enter(v *viewer) {
	v.place = len(h.crowd)
	h.crowd = append(h.crowd, v)
	if v.name == "" {
		return
	}
	if h.named[v.name] == nil {
		h.named[v.name] = make(map[*viewer]struct{})
	}
	h.named[v.name][v] = struct{}{}
}

// dismissed forgets a viewer; the last of the crowd takes its place.
func (h *Hub) dismissed(v *viewer) {
	h.mu.Lock()
	last := len(h.crowd) - 1
	h.crowd[v.place] = h.crowd[last]
	h.crowd[v.place].place = v.place
	h.crowd[last] = nil
	h.crowd = h.crowd[:last]
	delete(h.named[v.name], v)
	if len(h.named[v.name]) == 0 {
		delete(h.named, v.name)
	}
	h.mu.Unlock()
	<-h.seats
}

// tellFirst tells the viewers who come first, and then sees to it that the
// crowd is told. It is a goroutine of its own so that news of a call need not
// wait until the crowd has heard the news before.
func (h *Hub) tellFirst() {
	for {
		select {
		case <-h.news:
			for _, v := range h.takeFirst() {
				v.nudge()
			}
			nudge(h.told)
		case <-h.closing:
			return
		}
	}
}

// takeFirst gives those who are to be told before the crowd, in order.
func (h *Hub) takeFirst() []*viewer {
	h.mu.Lock()
	defer h.mu.Unlock()
	var first []*viewer
	for _, name := range h.first {
		for v := range h.named[name] {
			first = append(first, v)
		}
	}
	h.first = h.first[:0]
	return first
}

// tellCrowd tells all viewers the news, and pings those who are due. Telling
// thousands takes milliseconds that Publish's caller, who has people waiting
// for their tickets, must not spend.
func (h *Hub) tellCrowd() {
	pings := time.NewTicker(h.options.PingEvery / pingSweeps)
	defer pings.Stop()
	for {
		select {
		case <-h.told:
			h.shareOut(h.present())
		case now := <-pings.C:
			for _, v := range h.present() {
				v.pingIfDue(now)
			}
		case <-h.closing:
			h.shareOut(h.present())
			return
		}
	}
}

// shareOut nudges all, a part by each hand.
func (h *Hub) shareOut(all []*viewer) {
	var done sync.WaitGroup
	for part := range slices.Chunk(all, max(1, (len(all)+hands-1)/hands)) {
		done.Go(func() {
			for _, v := range part {
				v.nudge()
			}
		})
	}
	done.Wait()
}

// present is everybody who is here now.
func (h *Hub) present() []*viewer {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.crowd)
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
		for _, v := range h.present() { // they hear nothing, or take nothing
			v.wire.Close()
		}
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
