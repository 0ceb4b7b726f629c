package main

import (
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// tap is a viewer's end of a feed as thin as it can be, so that thousands of
// them leave the machine to the office: it answers pings and hands out frames
// as they come, deflated or not.
type tap struct {
	net.Conn
	in   *bufio.Reader
	slow bool
}

// frame is one message as it came.
type frame struct {
	payload  []byte
	deflated bool
}

// The parts of a frame that are looked at (RFC 6455, section 5.2).
const (
	finBit, deflateBit     = 0x80, 0x40
	textFrame              = 1
	closeFrame, pingFrame  = 8, 9
	pongFrame, maskBit     = 10, 0x80
	length16, length64     = 126, 127
	handshake              = "GET /feed HTTP/1.1\r\nHost: office\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n\r\n"
	patienceForHandshake   = time.Minute
	slowBytes, slowMoments = 512, 20 * time.Millisecond
)

var (
	errRefused  = errors.New("no websocket")
	errFarewell = errors.New("the office said goodbye")
	errFrame    = errors.New("not a frame of the feed")
)

func (t *tap) shakeHands() error {
	if err := t.SetDeadline(time.Now().Add(patienceForHandshake)); err != nil {
		return err
	}
	if _, err := io.WriteString(t, handshake); err != nil {
		return err
	}
	answer, err := http.ReadResponse(t.in, nil)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusSwitchingProtocols {
		return fmt.Errorf("%w: %s", errRefused, answer.Status)
	}
	return t.SetDeadline(time.Time{})
}

// next is the next message; its payload takes the room of into's.
func (t *tap) next(into frame) (frame, error) {
	for {
		head, size, err := t.head()
		if err != nil {
			return into, err
		}
		into.payload = resize(into.payload, size)
		if err := t.read(into.payload); err != nil {
			return into, err
		}
		switch head {
		case finBit | textFrame, finBit | deflateBit | textFrame:
			into.deflated = head&deflateBit != 0
			return into, nil
		case finBit | pingFrame:
			if _, err := t.Write(append([]byte{finBit | pongFrame, maskBit | byte(size), 0, 0, 0, 0}, into.payload...)); err != nil {
				return into, err
			}
		case finBit | closeFrame:
			return into, errFarewell
		default:
			return into, fmt.Errorf("%w: %x", errFrame, head)
		}
	}
}

func (t *tap) head() (first byte, size int, err error) {
	var b [8]byte
	if _, err := io.ReadFull(t.in, b[:2]); err != nil {
		return 0, 0, err
	}
	first, size = b[0], int(b[1])
	switch size {
	case length16:
		_, err = io.ReadFull(t.in, b[:2])
		size = int(binary.BigEndian.Uint16(b[:]))
	case length64:
		_, err = io.ReadFull(t.in, b[:8])
		size = int(binary.BigEndian.Uint64(b[:]))
	}
	if err == nil && size > 4<<20 {
		err = fmt.Errorf("%w: %d bytes", errFrame, size)
	}
	return first, size, err
}

// read fills p, a slow viewer a little at a time.
func (t *tap) read(p []byte) error {
	for t.slow && len(p) > slowBytes {
		if _, err := io.ReadFull(t.in, p[:slowBytes]); err != nil {
			return err
		}
		p = p[slowBytes:]
		<-time.After(slowMoments)
	}
	_, err := io.ReadFull(t.in, p)
	return err
}

func resize(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n, n+n/4)
	}
	return b[:n]
}

// reader gives the message itself.
func (f frame) reader() io.Reader {
	if !f.deflated {
		return bytes.NewReader(f.payload)
	}
	const end = "\x00\x00\xff\xff\x01\x00\x00\xff\xff" // RFC 7692, section 7.2.2, and a last empty block
	return flate.NewReader(io.MultiReader(bytes.NewReader(f.payload), bytes.NewReader([]byte(end))))
}
