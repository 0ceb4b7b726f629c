package feed

import (
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// wired gives a wire over a real connection, and its other end.
func wired(t *testing.T) (*wire, net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	far, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	near, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		near.Close()
		far.Close()
	})
	return newWire(near, false), far
}

func TestNothingFollowsAClose(t *testing.T) {
	w, far := wired(t)
	goodbye := frame(final|websocket.CloseMessage, false, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""))
	if err := w.send(goodbye, time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	more := frame(final|websocket.TextMessage, false, []byte("one more thing"))
	if begun, all := w.offer(more); begun || all {
		t.Error("a frame was begun after the close")
	}
	if err := w.send(more, time.Now().Add(patience)); !errors.Is(err, websocket.ErrCloseSent) {
		t.Errorf("sending after the close: %v", err)
	}
	w.Conn.Close()
	if got, err := io.ReadAll(far); err != nil || string(got) != string(goodbye) {
		t.Errorf("the other end got %x, %v", got, err)
	}
}

func TestNothingFollowsHalfAFrame(t *testing.T) {
	w, _ := wired(t)
	if err := w.send(make([]byte, 64<<20), time.Now().Add(10*time.Millisecond)); err == nil {
		t.Fatal("nobody reads, and all was sent")
	}
	if begun, _ := w.offer(pingFrame()); begun {
		t.Error("a ping was begun in the middle of a frame")
	}
	if err := w.send(pingFrame(), time.Now().Add(patience)); !errors.Is(err, websocket.ErrCloseSent) {
		t.Errorf("sending in the middle of a frame: %v", err)
	}
}

// The number of a closed connection soon means another one. Whoever still
// offers must not reach it, whoever has closed it.
func TestNothingIsWrittenToAStrangersConnection(t *testing.T) {
	w, far := wired(t)
	var number int
	if err := w.raw.Control(func(fd uintptr) { number = int(fd) }); err != nil {
		t.Fatal(err)
	}
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if err := w.Conn.Close(); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Dup3(int(out.Fd()), number, 0); err != nil {
		t.Fatal(err)
	}
	begun, _ := w.offer(pingFrame())
	if err := errors.Join(out.Close(), syscall.Close(number)); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(in); begun || err != nil || len(got) > 0 {
		t.Errorf("begun %v: the stranger got %x, %v", begun, got, err)
	}
	if got, err := io.ReadAll(far); err != nil || len(got) > 0 {
		t.Errorf("the viewer got %x, %v", got, err)
	}
}

func TestAFullConnectionMakesNobodyWait(t *testing.T) {
	w, far := wired(t)
	big := make([]byte, 64<<20)
	if begun, all := w.offer(big); !begun || all {
		t.Fatalf("64 MB offered to nobody: begun %v, all %v", begun, all)
	}
	taken, err := io.CopyN(io.Discard, far, 1<<20) // there is room for a ping now
	if err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		if begun, _ := w.offer(pingFrame()); begun {
			t.Fatal("a ping was begun in the middle of a frame")
		}
		runtime.Gosched()
	}
	read := make(chan int64)
	go func() {
		n, _ := io.Copy(io.Discard, far)
		read <- n
	}()
	if err := w.send(pingFrame(), time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	w.Conn.Close()
	if n := await(t, read, "the other end to have it all"); n+taken != int64(len(big)+2) {
		t.Errorf("%d bytes arrived", n)
	}
}
