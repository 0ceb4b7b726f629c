//go:build linux

package main

import (
	"bytes"
	"errors"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"giliran/firmware-agent/rig/board"
)

// wall follows the office's public board, as every screen does. What is on it
// is durable: the office shows nothing else.
type wall struct {
	mu   sync.Mutex
	seen map[string]time.Time // when a number was first among the waiting, by its bytes in the message
}

// watchWall follows the board for as long as the office lives.
func watchWall() (*wall, error) {
	conn, _, err := websocket.DefaultDialer.Dial("ws://"+address+"/feed", nil)
	if err != nil {
		return nil, err
	}
	w := &wall{seen: map[string]time.Time{}}
	go func() {
		defer conn.Close()
		for {
			_, message, err := conn.ReadMessage()
			if err != nil {
				return
			}
			w.look(message, time.Now())
		}
	}()
	return w, nil
}

func (w *wall) look(message []byte, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for number, at := range w.seen {
		if at.IsZero() && bytes.Contains(message, []byte(`"n":"`+number+`"`)) {
			w.seen[number] = now
		}
	}
}

// expect begins to look out for a number.
func (w *wall) expect(number string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen[number] = time.Time{}
}

// shows waits for an expected number, and says when it was there.
func (w *wall) shows(number string, within time.Duration) (at time.Time, err error) {
	err = board.Await(number+" on the wall", within, func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		at = w.seen[number]
		return !at.IsZero()
	})
	return at, errors.Join(err)
}
