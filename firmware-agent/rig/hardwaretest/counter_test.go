//go:build linux

package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// ticketBytes is a small ticket: a picture of one row, a feed, a cut and the
// question whether it is done.
func ticketBytes(dots byte) []byte {
	return []byte("\x1b@\x1da\x0e\x1dv0\x00\x02\x00\x01\x00" + string([]byte{dots, 0xff}) + "\x1dr\x01\x1bd\x03\x1dVB\x00\x1dr\x01\x1da\x00")
}

func serve(c *counter, stream []byte) (answers []byte, err error) {
	var out bytes.Buffer
	err = c.Serve(struct {
		io.Reader
		io.Writer
	}{bytes.NewReader(stream), &out})
	return out.Bytes(), err
}

func TestCounterTellsPapersApart(t *testing.T) {
	c := newCounter()
	stream := bytes.Join([][]byte{{0x10, 4, 1}, ticketBytes(1), ticketBytes(2), ticketBytes(1)}, nil)
	answers, err := serve(c, stream)
	if err != nil {
		t.Fatal(err)
	}
	if c.out() != 3 || c.different() != 2 {
		t.Errorf("%d papers, %d different", c.out(), c.different())
	}
	if want := []byte("\x12" + strings.Repeat("\x10\x00\x00\x0f\x00\x00", 3)); !bytes.Equal(answers, want) {
		t.Errorf("answered % x", answers)
	}
}

// Half a ticket is none, and what does not belong into one is an error.
func TestCounterIsStrict(t *testing.T) {
	c := newCounter()
	if _, err := serve(c, ticketBytes(1)[:19]); err != nil || c.out() != 0 {
		t.Errorf("half a ticket: %d papers, %v", c.out(), err)
	}
	for _, wrong := range []string{"Nomor A001", "\x1dv0\x00\xff\x00\x01\x00", "\x1bm\x00"} {
		if _, err := serve(c, []byte(wrong)); err == nil {
			t.Errorf("% x was taken", wrong)
		}
	}
}
