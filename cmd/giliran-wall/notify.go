//go:build !js

package main

import (
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"time"
)

// notifier tells the supervisor that the wall is up and alive, as sd_notify(3)
// and sd_watchdog_enabled(3) describe: a screen that draws nothing any more is
// started again.
type notifier struct {
	conn  net.Conn // nil when nobody listens
	log   *slog.Logger
	every time.Duration // between two signs of life, 0 for none
	told  time.Time     // of the last, zero before the first
}

// newNotifier makes a notifier of what the supervisor has put into the
// environment. Without a supervisor it is silent.
func newNotifier(getenv func(string) string, log *slog.Logger) (*notifier, error) {
	n := &notifier{log: log}
	socket := getenv("NOTIFY_SOCKET")
	if socket == "" {
		return n, nil
	}
	conn, err := net.Dial("unixgram", socket) // "@" is the abstract namespace, to Go too
	if err != nil {
		return nil, fmt.Errorf("NOTIFY_SOCKET: %w", err)
	}
	n.conn = conn
	if usec := getenv("WATCHDOG_USEC"); usec != "" {
		limit, err := strconv.ParseInt(usec, 10, 64)
		if err != nil || limit <= 0 || limit > int64(24*time.Hour/time.Microsecond) {
			return nil, fmt.Errorf("WATCHDOG_USEC: %q is no time in microseconds", usec)
		}
		n.every = time.Duration(limit) * time.Microsecond / 3
	}
	return n, nil
}

// drawn notes that the wall has drawn its screen.
func (n *notifier) drawn(now time.Time) {
	switch {
	case n.conn == nil:
	case n.told.IsZero():
		n.tell("READY=1\nWATCHDOG=1", now)
	case n.every > 0 && now.Sub(n.told) >= n.every:
		n.tell("WATCHDOG=1", now)
	}
}

func (n *notifier) tell(what string, now time.Time) {
	n.told = now
	if _, err := n.conn.Write([]byte(what)); err != nil {
		n.log.Warn("the supervisor cannot be told", "err", err)
	}
}
