package feed

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"sync"
	"time"
)

// ErrAddress is wrapped by [Client.Run]'s error for an address no dial can reach.
var ErrAddress = errors.New("not a ws:// or wss:// address")

// ClientOptions tune a [Client]. A zero field means its default.
type ClientOptions struct {
	// Token, if any, is sent as "Authorization: Bearer …" with each dial.
	Token string
	// TLS is for wss:// addresses; nil for what the machine trusts. A browser
	// sees to that itself.
	TLS *tls.Config
	// Silence is how long the hub may say nothing, not even a ping, before the
	// link counts as dead. Default 25 s: two pings of [HubOptions.PingEvery]
	// and something for a slow line.
	Silence time.Duration
	// Now tells the time for [State]. Default time.Now.
	Now func() time.Time
	// After is how the client waits between dials. Default time.After.
	After func(time.Duration) <-chan time.Time
	// Rand returns jitter in [0, 1). Default rand.Float64.
	Rand func() float64
}

func (o ClientOptions) withDefaults() ClientOptions {
	o.Silence = cmp.Or(o.Silence, 25*time.Second)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.After == nil {
		o.After = time.After
	}
	if o.Rand == nil {
		o.Rand = rand.Float64
	}
	return o
}

// State is what a client knows about its link and so about its board's age.
type State struct {
	// Connected reports whether the link to the hub is up.
	Connected bool
	// OldSince is zero while the board is as new as the hub's. Otherwise it is
	// when the hub last sent a board or a ping over the link that was lost
	// (before the first link, when the client was made). It stays that until a
	// board arrives, which can be a little after Connected.
	OldSince time.Time
	// Err is why the last dial or link failed; nil while connected.
	Err error
}

// Client keeps the newest board a hub has sent. Only [Client.Run] starts
// anything; the other methods may be called at any time and do not wait.
type Client struct {
	url     string
	options ClientOptions
	changed chan struct{} // one slot

	mu     sync.Mutex
	latest Message
	state  State
	heard  time.Time
}

// NewClient makes a client for a hub's address, such as "ws://office:8080/feed".
func NewClient(address string, options ClientOptions) *Client {
	options = options.withDefaults()
	start := options.Now()
	return &Client{
		url:     address,
		options: options,
		changed: make(chan struct{}, 1),
		state:   State{OldSince: start},
		heard:   start,
	}
}

// Latest returns the newest message, with an empty Epoch before the first, and
// the state of the link. The message survives every loss of the link.
func (c *Client) Latest() (Message, State) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.latest, c.state
}

// Changed is readable after the message or the state has changed; many changes
// are one wakeup. It is for one reader and is never closed.
func (c *Client) Changed() <-chan struct{} { return c.changed }

// Run keeps the client connected until ctx ends, and returns ctx's error. An
// address that can never work is [ErrAddress] at once; everything else is tried
// again, after at least 0.25 s and, while it goes on failing, up to 2 s.
// Run must not be called twice at the same time.
func (c *Client) Run(ctx context.Context) error {
	if err := checkAddress(c.url); err != nil {
		return err
	}
	for attempt := 0; ; attempt++ {
		served, err := c.follow(ctx)
		c.lost(err)
		if served { // a hub that hangs up before its first board does not count
			attempt = 0
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.options.After(backoff(attempt, c.options.Rand())):
		}
	}
}

func checkAddress(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("feed: %w: %w", ErrAddress, err)
	}
	if (u.Scheme != "ws" && u.Scheme != "wss") || u.Host == "" || u.User != nil {
		return fmt.Errorf("feed: %w: %s", ErrAddress, u.Redacted())
	}
	return nil
}

// follow lives through one connection. It reports whether a board came over it,
// and always why it ended.
func (c *Client) follow(ctx context.Context) (served bool, err error) {
	line, err := dial(ctx, c.url, c.options, c.hear)
	if err != nil {
		return false, err
	}
	defer line.close()
	c.connected()
	for {
		wire, err := line.next()
		if err != nil {
			return served, err
		}
		m, err := ParseMessage(wire)
		if err != nil {
			return served, err
		}
		served = true
		c.accept(m)
	}
}

// hear notes that the hub is alive, for a State that may need it later.
func (c *Client) hear() {
	c.mu.Lock()
	c.heard = c.options.Now()
	c.mu.Unlock()
}

func (c *Client) connected() {
	c.mu.Lock()
	c.state.Connected, c.state.Err = true, nil
	c.mu.Unlock()
	nudge(c.changed)
}

// accept keeps m, unless it is older than what is kept.
func (c *Client) accept(m Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard = c.options.Now()
	if !m.supersedes(c.latest) {
		return
	}
	c.latest = m
	c.state.OldSince = time.Time{}
	nudge(c.changed)
}

func (c *Client) lost(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state.Connected, c.state.Err = false, err
	if c.state.OldSince.IsZero() {
		c.state.OldSince = c.heard
	}
	nudge(c.changed)
}
