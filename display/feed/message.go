package feed

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// MaxMessage is the largest message, in bytes, that a [Client] reads.
const MaxMessage = 4 << 20

// ErrMalformed is wrapped by every error about bytes that are no [Message].
var ErrMalformed = errors.New("malformed feed message")

// Message is one board and its place in the order of boards.
type Message struct {
	// Epoch names one unbroken history; never empty on the wire.
	Epoch string
	// Seq orders the boards of an epoch. Boards of different epochs have no order.
	Seq uint64
	// Board is one JSON value, kept byte for byte as it was published.
	// It is shared between readers and must not be modified.
	Board json.RawMessage
}

// supersedes reports whether m may take the place of old. The same seq may come
// again: after a reconnect, or with a board drawn anew from the same facts.
func (m Message) supersedes(old Message) bool {
	return m.Epoch != old.Epoch || m.Seq >= old.Seq
}

// Encode returns m as it goes over the wire. The board is copied, not
// marshalled: json.Marshal would parse it all again, and rewrite it.
func (m Message) Encode() []byte {
	epoch, _ := json.Marshal(m.Epoch) // cannot fail: every string has a JSON form
	wire := make([]byte, 0, len(epoch)+len(m.Board)+len(`{"epoch":,"seq":18446744073709551615,"board":}`))
	wire = append(wire, `{"epoch":`...)
	wire = append(wire, epoch...)
	wire = append(wire, `,"seq":`...)
	wire = strconv.AppendUint(wire, m.Seq, 10)
	wire = append(wire, `,"board":`...)
	wire = append(wire, m.Board...)
	return append(wire, '}')
}

// ParseMessage reads one message from the wire. All three members must be
// there; members it does not know are skipped, so that an older wall
// understands a newer office. Every error wraps [ErrMalformed].
func ParseMessage(wire []byte) (Message, error) {
	var raw struct {
		Epoch string          `json:"epoch"`
		Seq   *uint64         `json:"seq"`
		Board json.RawMessage `json:"board"`
	}
	if !utf8.Valid(wire) {
		return Message{}, fmt.Errorf("%w: not UTF-8", ErrMalformed)
	}
	if err := json.Unmarshal(wire, &raw); err != nil {
		return Message{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	switch {
	case raw.Epoch == "":
		return Message{}, fmt.Errorf("%w: no epoch", ErrMalformed)
	case raw.Seq == nil:
		return Message{}, fmt.Errorf("%w: no seq", ErrMalformed)
	case raw.Board == nil || string(raw.Board) == "null":
		return Message{}, fmt.Errorf("%w: no board", ErrMalformed)
	}
	return Message{Epoch: raw.Epoch, Seq: *raw.Seq, Board: raw.Board}, nil
}
