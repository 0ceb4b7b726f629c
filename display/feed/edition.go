package feed

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"sync"

	"github.com/gorilla/websocket"
)

// The first byte of a frame (RFC 6455, 5.2; RFC 7692, 6 for deflated).
const (
	final    = 0x80
	deflated = 0x40
)

// edition is one published message and the frames all viewers share.
type edition struct {
	Message
	// plain and small are the frame as it is and deflated. Each is built by the
	// first viewer that needs it: a board that nobody looks at, or that a newer
	// one overtakes, costs no encoding.
	plain, small func() []byte
}

func newEdition(m Message, deflaters *sync.Pool) *edition {
	wire := sync.OnceValue(m.Encode)
	return &edition{
		Message: m,
		plain:   sync.OnceValue(func() []byte { return frameOf(final|websocket.TextMessage, wire()) }),
		small: sync.OnceValue(func() []byte {
			return frameOf(final|deflated|websocket.TextMessage, shrink(wire(), deflaters))
		}),
	}
}

// frame is the edition for one viewer.
func (e *edition) frame(deflate bool) []byte {
	if deflate {
		return e.small()
	}
	return e.plain()
}

// frameOf is one unmasked frame (RFC 6455, 5.2).
func frameOf(first byte, payload []byte) []byte {
	n := len(payload)
	frame := make([]byte, 0, 10+n)
	switch {
	case n < 126:
		frame = append(frame, first, byte(n))
	case n < 1<<16:
		frame = binary.BigEndian.AppendUint16(append(frame, first, 126), uint16(n))
	default:
		frame = binary.BigEndian.AppendUint64(append(frame, first, 127), uint64(n))
	}
	return append(frame, payload...)
}

// newDeflaters keeps what a deflater needs, a megabyte, for the next board.
func newDeflaters() *sync.Pool {
	return &sync.Pool{New: func() any {
		w, _ := flate.NewWriter(nil, flate.BestSpeed) // fails only for a level that is none
		return w
	}}
}

// shrink deflates a message's payload without context takeover (RFC 7692,
// 7.2.1): the mark at the end of a flushed block is left out.
func shrink(payload []byte, deflaters *sync.Pool) []byte {
	var b bytes.Buffer
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&b)
	_, _ = w.Write(payload) // into memory
	_ = w.Flush()
	return bytes.TrimSuffix(b.Bytes(), []byte{0, 0, 0xff, 0xff})
}
