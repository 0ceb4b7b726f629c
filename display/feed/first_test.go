package feed

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// The crowd's goroutine does not run here: only who comes first is told.
func TestWhoWatchesForACallIsToldBeforeTheCrowd(t *testing.T) {
	h := newHub(HubOptions{})
	h.running.Go(h.tellFirst)
	server := httptest.NewServer(h)
	defer server.Close()
	defer h.Close()
	address := "ws" + strings.TrimPrefix(server.URL, "http")
	crowd := watch(t, address, websocket.Dialer{})
	wall := watch(t, address+"?for="+Wall, websocket.Dialer{})
	phone := watch(t, address+"?for=A012", websocket.Dialer{})
	other := watch(t, address+"?for=A013", websocket.Dialer{})
	awaitViewers(t, h, 4)

	h.Publish("a", 1, board(1, 0), Wall, "A012")
	for name, viewer := range map[string]*websocket.Conn{"wall": wall, "phone": phone} {
		if m := next(t, viewer); m.Seq != 1 {
			t.Errorf("the %s got %d", name, m.Seq)
		}
	}
	await(t, h.told, "the crowd's turn")
	h.Publish("a", 2, board(2, 0)) // nobody comes first
	await(t, h.told, "the crowd's turn again")
	h.shareOut(h.present())
	for name, viewer := range map[string]*websocket.Conn{"crowd": crowd, "other phone": other, "wall": wall, "phone": phone} {
		if m := next(t, viewer); m.Seq != 2 {
			t.Errorf("the %s got %d, though it was not its turn before", name, m.Seq)
		}
	}
}

func TestWhoComesFirstComesInTheOrderOfTheNames(t *testing.T) {
	h := newHub(HubOptions{})
	viewers := map[string]*viewer{}
	for _, name := range []string{"A002", "A001", Wall, ""} {
		v := &viewer{hub: h, name: name}
		viewers[name] = v
		h.enter(v)
	}
	h.Publish("a", 1, board(1, 0), Wall, "A001")
	h.Publish("a", 2, board(2, 0), Wall, "A002", "A999") // before anybody was told of the first
	var order []string
	for _, v := range h.takeFirst() {
		order = append(order, v.name)
	}
	if got, want := fmt.Sprint(order), "[wall A001 wall A002]"; got != want {
		t.Errorf("told in the order %s, want %s", got, want)
	}
	if again := h.takeFirst(); len(again) > 0 {
		t.Errorf("%d are told twice", len(again))
	}
	for _, v := range viewers {
		h.seats <- struct{}{}
		h.dismissed(v)
	}
	if len(h.crowd)+len(h.named) > 0 {
		t.Errorf("the hub remembers %d viewers and %d names", len(h.crowd), len(h.named))
	}
}

// TLS encrypts before anything can be handed to the kernel: such viewers are
// told by goroutines of their own, and told the same.
func TestViewersBehindTLS(t *testing.T) {
	h := NewHub(HubOptions{})
	server := httptest.NewTLSServer(h)
	defer server.Close()
	defer h.Close()
	dialer := websocket.Dialer{TLSClientConfig: server.Client().Transport.(*http.Transport).TLSClientConfig}
	address := "wss" + strings.TrimPrefix(server.URL, "https")
	first, second := watch(t, address+"?for="+Wall, dialer), watch(t, address, dialer)
	awaitViewers(t, h, 2)
	for seq := uint64(1); seq <= 20; seq++ {
		h.Publish("a", seq, board(seq, 10<<10), Wall)
		for _, viewer := range []*websocket.Conn{first, second} {
			for next(t, viewer).Seq != seq {
			}
		}
	}
}

// awaitViewers waits until the hub knows so many.
func awaitViewers(t *testing.T, h *Hub, n int) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for len(h.present()) != n {
		if time.Now().After(deadline) {
			t.Fatalf("%d viewers, want %d", len(h.present()), n)
		}
		runtime.Gosched()
	}
}

// A hub is stopped in the middle of a frame by a viewer whose window is full.
// What was begun is finished before anything else goes out.
func TestAFrameThatWasBegunIsFinishedFirst(t *testing.T) {
	t.Parallel()
	h, address := startHub(t, HubOptions{WriteTimeout: time.Hour, PingEvery: 10 * time.Millisecond, PongTimeout: time.Hour})
	viewer := watch(t, address, smallWindow())
	for seq := uint64(1); seq <= 50; seq++ {
		h.Publish("a", seq, board(seq, 40<<10)) // more than the kernel takes
	}
	for seen := uint64(0); seen != 50; {
		m := next(t, viewer)
		if m.Seq <= seen || string(m.Board) != string(board(m.Seq, 40<<10)) {
			t.Fatalf("after %d came %d, %d bytes", seen, m.Seq, len(m.Board))
		}
		seen = m.Seq
	}
}
