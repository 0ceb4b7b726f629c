package sim

import (
	"context"
	"errors"
	"net"
	"sync"
)

// Cable is a network cable that can be pulled. Its zero value is plugged in.
type Cable struct {
	mu     sync.Mutex
	pulled bool
	conns  map[*cabled]struct{}
}

// ErrPulled is what a dial returns while the cable is pulled.
var ErrPulled = errors.New("the simulated network cable is pulled")

// Pull pulls the cable, which ends all connections, or puts it back.
func (c *Cable) Pull(out bool) {
	c.mu.Lock()
	c.pulled = out
	conns := c.conns
	if out {
		c.conns = nil
	}
	c.mu.Unlock()
	if out {
		for conn := range conns {
			conn.Conn.Close()
		}
	}
}

// Pulled tells whether the cable is out.
func (c *Cable) Pulled() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pulled
}

// Dial opens a connection over the cable; it is an agent's Dial.
func (c *Cable) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	if c.Pulled() {
		return nil, ErrPulled
	}
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pulled {
		return nil, errors.Join(ErrPulled, conn.Close())
	}
	if c.conns == nil {
		c.conns = map[*cabled]struct{}{}
	}
	over := &cabled{conn, c}
	c.conns[over] = struct{}{}
	return over, nil
}

// cabled is a connection over a cable.
type cabled struct {
	net.Conn
	cable *Cable
}

// Close implements net.Conn.
func (c *cabled) Close() error {
	c.cable.mu.Lock()
	delete(c.cable.conns, c)
	c.cable.mu.Unlock()
	return c.Conn.Close()
}
