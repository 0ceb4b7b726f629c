package feed

import (
	"sync"

	"github.com/gorilla/websocket"
)

// edition is one published message and the frame all viewers share.
type edition struct {
	Message
	// frame is built by the first viewer that needs it: a board that nobody
	// looks at, or that a newer one overtakes, costs no encoding.
	frame func() (*websocket.PreparedMessage, error)
}

func newEdition(m Message) *edition {
	return &edition{Message: m, frame: sync.OnceValues(func() (*websocket.PreparedMessage, error) {
		return websocket.NewPreparedMessage(websocket.TextMessage, m.Encode())
	})}
}
