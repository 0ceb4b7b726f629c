package web

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"
)

// seats knows the websockets: how many each address has, and on which token
// each rests, so that no address takes them all and a revoked token holds none.
type seats struct {
	mu    sync.Mutex
	count map[string]int // by client
	held  map[*seat]struct{}
}

// seat is a connection that has become a websocket. It passes on what the feed
// needs to know of the connection below.
type seat struct {
	net.Conn
	key  string // id of the token it rests on
	once sync.Once
	free func()
}

// Close ends the connection and gives the seat back.
func (c *seat) Close() error {
	c.once.Do(c.free)
	return c.Conn.Close()
}

// SyscallConn is the connection's descriptor, an error under TLS.
func (c *seat) SyscallConn() (syscall.RawConn, error) {
	if plain, ok := c.Conn.(syscall.Conn); ok {
		return plain.SyscallConn()
	}
	return nil, errors.ErrUnsupported
}

// NetConn is the connection below TLS, or the connection.
func (c *seat) NetConn() net.Conn {
	if secure, ok := c.Conn.(interface{ NetConn() net.Conn }); ok {
		return secure.NetConn()
	}
	return c.Conn
}

// take counts a seat of a client, if there is one left.
func (s *seats) take(client string) (free func(), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.count[client] >= MostSeats {
		return nil, false
	}
	s.count[client]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.count[client]--; s.count[client] == 0 {
			delete(s.count, client)
		}
	}, true
}

// rests remembers a seat for as long as it is taken.
func (s *seats) rests(c *seat) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[c] = struct{}{}
	free := c.free
	c.free = func() {
		free()
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.held, c)
	}
}

// expel ends the websockets whose token is not admitted. It waits for nobody:
// the connection below TLS is closed without TLS's farewell.
func (s *seats) expel(admitted func(id string) bool) {
	s.mu.Lock()
	var out []*seat
	for c := range s.held {
		if !admitted(c.key) {
			out = append(out, c)
		}
	}
	s.mu.Unlock()
	for _, c := range out {
		hangUp(c.NetConn())
	}
}

// seated gives a websocket its seat.
func (s *Server) seated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		free := func() {}
		if !trusted(r) {
			var ok bool
			if free, ok = s.seats.take(client(r)); !ok {
				s.tooMany(w, r, s.slower("seats", 10*time.Second))
				return
			}
		}
		c, _ := s.who(r)
		t := &takeover{ResponseWriter: w, server: s, id: c.id, free: free}
		next.ServeHTTP(t, r)
		if !t.taken {
			free()
		}
	})
}

// takeover notices when a request becomes a websocket.
type takeover struct {
	http.ResponseWriter
	server *Server
	id     string
	free   func()
	taken  bool
}

// Hijack takes the connection over from the HTTP server.
func (t *takeover) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(t.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	t.taken = true
	c := &seat{Conn: conn, key: t.id, free: t.free}
	if t.id != "" {
		t.server.seats.rests(c)
		if !t.server.keys.admits(t.id) { // revoked while it came in
			hangUp(c.NetConn())
		}
	}
	return c, buffers, nil
}
