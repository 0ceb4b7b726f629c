//go:build linux

package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"sync"
)

// counter is a printer that does not draw: it swallows pictures as fast as they
// come, remembers which they were, and answers like one that is well. It takes
// nothing but what tickets are made of.
type counter struct {
	mu     sync.Mutex
	papers map[[sha256.Size]byte]int // how often each came out
	cut    int
}

func newCounter() *counter { return &counter{papers: map[[sha256.Size]byte]int{}} }

// Serve prints until the wire ends. The error is about bytes that do not belong
// into a ticket.
func (c *counter) Serve(wire io.ReadWriter) error {
	in, picture := bufio.NewReader(wire), sha256.New()
	for {
		command, err := in.Peek(3)
		if err != nil {
			return nil // the wire has ended
		}
		length := 3
		switch string(command[:2]) {
		case "\x1b@":
			length = 2
		case "\x1bd":
		case "\x10\x04":
			_, err = wire.Write([]byte{0x12})
		case "\x1dr":
			_, err = wire.Write([]byte{0})
		case "\x1da":
			if command[2] != 0 {
				_, err = wire.Write([]byte{0x10, 0, 0, 0x0f})
			}
		case "\x1dV":
			length = 4
			c.tear([sha256.Size]byte(picture.Sum(nil)))
			picture.Reset()
		case "\x1dv":
			length = 0
			err = swallow(in, picture)
		default:
			err = fmt.Errorf("% x does not belong into a ticket", command)
		}
		if err != nil {
			return err
		}
		if _, err := in.Discard(length); err != nil {
			return nil
		}
	}
}

// swallow takes a GS v 0 with its picture.
func swallow(in *bufio.Reader, picture io.Writer) error {
	head := make([]byte, 8)
	if _, err := io.ReadFull(in, head); err != nil {
		return nil // the wire has ended
	}
	width, rows := int(head[4])|int(head[5])<<8, int(head[6])|int(head[7])<<8
	if width*8 > dots || width*rows == 0 {
		return fmt.Errorf("a picture of %d by %d dots", width*8, rows)
	}
	_, _ = io.CopyN(picture, in, int64(width*rows)) // the wire may have ended
	return nil
}

func (c *counter) tear(paper [sha256.Size]byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.papers[paper]++
	c.cut++
}

// come waits until that many papers have come out; all have to be different.
func (c *counter) come(papers int) error {
	err := await(fmt.Sprintf("%d papers", papers), patience, func() (bool, error) { return c.out() >= papers, nil })
	if err != nil || c.out() != papers || c.different() != papers {
		return fmt.Errorf("%d papers instead of %d, %d of them different (%v)", c.out(), papers, c.different(), err)
	}
	return nil
}

// out is how many papers have been cut.
func (c *counter) out() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cut
}

// different is how many of them were different from all others.
func (c *counter) different() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.papers)
}
