package printer

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// wire is a link whose far end is the test: it reads what the link asks, word
// for word, and answers as it likes.
func wire(t *testing.T, opts Options) (*link, net.Conn) {
	t.Helper()
	ours, theirs := net.Pipe()
	t.Cleanup(func() { ours.Close(); theirs.Close() })
	return newLink(t.Context(), ours, opts.withDefaults()), theirs
}

// talk plays the printer: for each expected message one answer.
func talk(t *testing.T, far net.Conn, turns ...[2]string) (done chan struct{}) {
	done = make(chan struct{})
	go func() {
		defer close(done)
		for _, turn := range turns {
			asked := make([]byte, len(turn[0]))
			if _, err := io.ReadFull(far, asked); err != nil || string(asked) != turn[0] {
				t.Errorf("the printer was sent % x, %v; want % x", asked, err, turn[0])
				return
			}
			if _, err := far.Write([]byte(turn[1])); err != nil {
				t.Error(err)
			}
		}
	}()
	return done
}

// The printer thinks about two questions until they have been given up. Its
// answers must not be taken for the next one's.
func TestALateAnswerIsNobodyElses(t *testing.T) {
	l, far := wire(t, Options{Reply: 50 * time.Millisecond})
	for range 2 {
		done := talk(t, far, [2]string{"\x10\x04\x01", ""})
		if s, err := l.query(t.Context()); err != nil || s != (Status{}) {
			t.Fatalf("%+v, %v", s, err)
		}
		<-done
	}

	l.opts.Reply = 10 * time.Second
	done := talk(t, far,
		[2]string{"\x10\x04\x01", "\x1a\x1a\x12"}, // the late ones said offline
		[2]string{"\x10\x04\x02", "\x12"},
		[2]string{"\x10\x04\x03", "\x12"},
		[2]string{"\x10\x04\x04", "\x12"})
	if s, err := l.query(t.Context()); err != nil || !s.Ready() {
		t.Errorf("%+v, %v", s, err)
	}
	<-done
}

// Whether the answers that are owed still come or were lost with an earlier
// connection: none is left over when the next job begins.
func TestNothingOwedIsTakenForTheNextJobs(t *testing.T) {
	well := [][2]string{{"\x10\x04\x01", "\x12"}, {"\x10\x04\x02", "\x12"}, {"\x10\x04\x03", "\x12"}, {"\x10\x04\x04", "\x12"}}
	for name, tt := range map[string]struct{ first, rest string }{
		"all come":      {"\x00\x00\x00", "\x00\x00"},
		"one was lost":  {"\x00\x00\x00", "\x00"},
		"both are lost": {"\x00\x00\x00", ""},
	} {
		t.Run(name, func(t *testing.T) {
			l, far := wire(t, Options{Reply: 100 * time.Millisecond})
			turns := append([][2]string{{clearAll, ""}, {tellDone + tellDone + tellDone, tt.first}}, well...)
			turns[len(turns)-1][1] += tt.rest
			done := talk(t, far, turns...)
			left := leftovers{owed: 2}
			if err := l.settle(t.Context(), &left, true); err != nil || left != (leftovers{}) {
				t.Fatalf("%+v, %v", left, err)
			}
			<-done
			l.marks = 0
			if r, err := l.receive(t.Context(), time.Now().Add(20*time.Millisecond)); !silent(err) {
				t.Errorf("left over: % x, %v", r.bytes, err)
			}
		})
	}
}

// A printer that babbles without end holds nobody up either.
func TestNoiseIsNotWaitedFor(t *testing.T) {
	l, far := wire(t, Options{Reply: 20 * time.Millisecond, Confirm: time.Hour})
	go io.Copy(io.Discard, far)
	go func() {
		for err := error(nil); err == nil; {
			_, err = far.Write([]byte{0xff})
		}
	}()
	if _, err := l.confirm(t.Context(), 1, false); !silent(err) {
		t.Errorf("%v", err)
	}
}

// portKnows is a connection to a USB printer whose port sees that paper is out.
type portKnows struct{ Conn }

func (portKnows) PaperOut() bool { return true }

func TestThePortSpeaksForASilentPrinter(t *testing.T) {
	l, far := wire(t, Options{Reply: 20 * time.Millisecond})
	l.conn = portKnows{l.conn}
	done := talk(t, far, [2]string{"\x10\x04\x01", ""})
	s, err := l.query(t.Context())
	if err != nil || s != (Status{PaperOut: true}) || !errors.Is(s.Fault(), ErrPaperOut) {
		t.Errorf("%+v, %v", s, err)
	}
	<-done
}

func TestTheCallersImpatienceIsNotThePrinters(t *testing.T) {
	for name, step := range map[string]func(*link, context.Context) error{
		"while sending": func(l *link, ctx context.Context) error {
			_, err := l.send(ctx, make([]byte, 10_000), time.Minute)
			return err
		},
		"while waiting": func(l *link, ctx context.Context) error {
			_, err := l.receive(ctx, time.Now().Add(time.Minute))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			ours, theirs := net.Pipe()
			defer theirs.Close()
			ctx, cancel := context.WithCancel(t.Context())
			l := newLink(ctx, &busy{ours, cancel}, Options{}.withDefaults())
			defer l.close()
			if err := step(l, ctx); !errors.Is(err, context.Canceled) || silent(err) {
				t.Errorf("%v", err)
			}
		})
	}
}

// busy calls back when it is about to wait.
type busy struct {
	Conn
	begun func()
}

func (b *busy) Read(p []byte) (int, error) {
	b.begun()
	return b.Conn.Read(p)
}

func (b *busy) Write(p []byte) (int, error) {
	b.begun()
	return b.Conn.Write(p)
}
