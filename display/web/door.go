package web

import (
	chain "container/list"
	"context"
	"net"
	"net/http"
	"sync"
)

// door counts the connections that have come in and not become websockets.
// When there are as many as there is room for, the next one comes in all the
// same and another has to go: of those who hold no token, the one who has been
// silent for longest, else the one who has been answered for longest. So a
// crowd that connects and says nothing, or reads what it asked for a byte at a
// time, cannot keep staff and devices out, and the program does not run out of
// files.
//
// A connection is staff's from its first request with a valid token.
type door struct {
	room int

	mu       sync.Mutex
	guests   map[net.Conn]*guest
	silent   chain.List // of *guest: without a token, the longest silent in front
	answered chain.List // of *guest: without a token, the longest answered in front
}

func newDoor(room int) *door {
	return &door{room: max(room, 1), guests: map[net.Conn]*guest{}}
}

// guest is one connection. The door's mutex guards it.
type guest struct {
	door     *door
	staff    bool
	requests int // being answered; over HTTP/2 more than one
	line     *chain.List
	place    *chain.Element // in the line; nil for nowhere
}

type guestKey struct{}

// enter is the http.Server's ConnContext.
func (d *door) enter(ctx context.Context, conn net.Conn) context.Context {
	g := &guest{door: d}
	if out := d.admit(conn, g); out != nil {
		hangUp(out)
	}
	return context.WithValue(ctx, guestKey{}, g)
}

// admit lets a guest in and says whose connection has to go instead, if any.
func (d *door) admit(conn net.Conn, g *guest) (out net.Conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.guests) >= d.room {
		out = d.longest()
		d.forget(out)
	}
	d.guests[conn] = g
	g.stand(&d.silent, conn)
	return out
}

// longest is who has to go; nil when all are staff.
func (d *door) longest() net.Conn {
	for _, line := range []*chain.List{&d.silent, &d.answered} {
		if first := line.Front(); first != nil {
			return first.Value.(net.Conn)
		}
	}
	return nil
}

// changed is the http.Server's ConnState.
func (d *door) changed(conn net.Conn, state http.ConnState) {
	if state == http.StateClosed || state == http.StateHijacked {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.forget(conn)
	}
}

func (d *door) forget(conn net.Conn) {
	if g, ok := d.guests[conn]; ok {
		g.stand(nil, nil)
		delete(d.guests, conn)
	}
}

// stand moves a guest to the end of a line, or out of all for nil.
func (g *guest) stand(line *chain.List, conn net.Conn) {
	if g.place != nil {
		g.line.Remove(g.place)
	}
	g.line, g.place = line, nil
	if line != nil {
		g.place = line.PushBack(conn)
	}
}

// begin notes that a request is being answered.
func (g *guest) begin(staff bool) {
	g.door.mu.Lock()
	defer g.door.mu.Unlock()
	g.staff = g.staff || staff
	g.requests++
	g.move(&g.door.answered)
}

// done notes that it has been.
func (g *guest) done() {
	g.door.mu.Lock()
	defer g.door.mu.Unlock()
	if g.requests--; g.requests == 0 {
		g.move(&g.door.silent)
	}
}

// move puts a guest into another line; staff, and who has left, stand in none.
func (g *guest) move(line *chain.List) {
	switch {
	case g.place == nil:
	case g.staff:
		g.stand(nil, nil)
	case line != g.line:
		g.stand(line, g.place.Value.(net.Conn))
	}
}

// hangUp closes a connection at once, and without TLS's farewell, which could
// wait for a peer that does not read.
func hangUp(conn net.Conn) {
	if secure, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = secure.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // failing, the kernel keeps what is unsent for a while
	}
	_ = conn.Close()
}

// received notes at the door which connections are staff's, and which are
// being answered.
func (s *Server) received(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g, ok := r.Context().Value(guestKey{}).(*guest); ok {
			_, staff := s.who(r)
			g.begin(staff)
			defer g.done()
		}
		next.ServeHTTP(w, r)
	})
}
