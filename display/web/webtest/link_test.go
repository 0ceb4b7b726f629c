package webtest

import (
	"net"
	"sync"
	"testing"

	"giliran/ticketing"
)

// TestPagesFindTheirWayBack restarts the office on the same port and data: each
// page says how old it is, and comes up to date by itself.
func TestPagesFindTheirWayBack(t *testing.T) {
	s := newSite(t)
	s.open("loket-1")
	app := s.take("ktp-baru")
	tabs := map[string]*tab{}
	for _, path := range []string{"/board", "/kiosk", "/desk/loket-1", "/admin", "/s/" + app.Code} {
		tabs[path] = visit(t, s.entered(path))
	}
	s.stop()
	for path, b := range tabs {
		b.shows("#link", "Data pukul 09.4")
		b.shows("#link", "menyambung kembali")
		if path == "/board" {
			b.resize(1920, 1080)
			b.photograph("board-old-1920")
		}
	}
	s.start()
	s.must(ticketing.Next{Desk: "loket-1"})
	for _, b := range tabs {
		b.sees(`document.getElementById("link").hidden`)
	}
	tabs["/board"].shows("#hero-number", "A001")
	tabs["/s/"+app.Code].shows(".place .desk", "Loket 1")
	tabs["/desk/loket-1"].shows(".hand .number", "A001")
	tabs["/admin"].shows("#desks", "A001")
}

// TestALineThatGoesDeadWithoutAWordIsNoticed freezes the line between the wall
// and the office, as a wireless link does that fades: nothing is closed, and
// nothing comes.
func TestALineThatGoesDeadWithoutAWordIsNoticed(t *testing.T) {
	s := newSite(t)
	s.open("loket-1")
	s.take("ktp-baru")
	line := newLine(t, s.addr)
	board := window(t)
	board.hurry()
	board.to("http://" + line.addr + "/board")
	board.shows("#stages", "A001")
	board.sees(`document.getElementById("link").hidden`)
	line.freeze()
	board.shows("#link", "menyambung kembali")
	s.must(ticketing.Next{Desk: "loket-1"})
	line.thaw()
	board.shows("#hero-number", "A001")
	board.sees(`document.getElementById("link").hidden`)
}

// line is a wire between a browser and the office that can freeze.
type line struct {
	addr string
	mu   sync.Mutex
	flow *sync.Cond
	cold bool
}

func newLine(t *testing.T, to string) *line {
	t.Helper()
	l := &line{}
	l.flow = sync.NewCond(&l.mu)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.addr = listener.Addr().String()
	t.Cleanup(func() {
		listener.Close()
		l.thaw()
	})
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", to)
			if err != nil {
				near.Close()
				continue
			}
			go l.carry(near, far)
			go l.carry(far, near)
		}
	}()
	return l
}

// carry passes on what comes, or holds it back while the line is frozen.
func (l *line) carry(from, to net.Conn) {
	defer from.Close()
	defer to.Close()
	b := make([]byte, 32<<10)
	for {
		n, err := from.Read(b)
		l.mu.Lock()
		for l.cold {
			l.flow.Wait()
		}
		l.mu.Unlock()
		if _, werr := to.Write(b[:n]); err != nil || werr != nil {
			return
		}
	}
}

func (l *line) freeze() { l.set(true) }
func (l *line) thaw()   { l.set(false) }

func (l *line) set(cold bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cold = cold
	l.flow.Broadcast()
}

// TestAWishThatGotLostIsSaidSo presses a button while the office is away.
func TestAWishThatGotLostIsSaidSo(t *testing.T) {
	s := newSite(t)
	s.open("loket-1")
	s.take("ktp-baru")
	counter := visit(t, s.entered("/desk/loket-1"))
	counter.shows(".count", "1 menunggu")
	s.stop()
	counter.click(`[data-is="next"]`)
	counter.shows("#say", "Server kantor tidak terjangkau")
	s.start()
	counter.click(`[data-is="next"]`)
	counter.shows(".hand .number", "A001")
}

// TestNothingMovesForWhoWantsNoMotion calls a number, which pulses for others.
func TestNothingMovesForWhoWantsNoMotion(t *testing.T) {
	s := newSite(t)
	s.open("loket-1")
	s.take("ktp-baru")
	lively, calm := visit(t, s.url("/board")), visit(t, s.url("/board"))
	calm.calm()
	s.must(ticketing.Next{Desk: "loket-1"})
	lively.shows("#hero-number", "A001")
	lively.sees(`document.getAnimations().length > 0`)
	calm.shows("#hero-number", "A001")
	calm.sees(`document.getAnimations().length === 0`)
}

// TestCallsAtTheSameMomentAreEachShown makes three desks call at once; the
// wall shows one after the other, in order, and misses none.
func TestCallsAtTheSameMomentAreEachShown(t *testing.T) {
	s := newSite(t)
	s.open("loket-1", "loket-2", "siak-1")
	board := window(t)
	board.hurry() // a call stays on the wall for seconds
	board.to(s.url("/board"))
	board.shows("#desks", "siap")
	eval[bool](board, `(() => {
		window.seen = [];
		new MutationObserver(() => {
			const n = document.getElementById("hero-number").textContent;
			if (n && seen.at(-1) !== n) seen.push(n);
		}).observe(document.getElementById("hero-number"), { childList: true, characterData: true, subtree: true });
		return true;
	})()`)
	a, b, c := s.take("ktp-baru"), s.take("ktp-rusak"), s.take("ktp-hilang")
	s.must(ticketing.CallNumber{Desk: "loket-1", Ticket: a.Code})
	s.must(ticketing.CallNumber{Desk: "loket-2", Ticket: b.Code})
	s.must(ticketing.Park{Desk: "loket-1"})
	s.must(ticketing.CallNumber{Desk: "loket-1", Ticket: c.Code})
	board.sees(`seen.join() === "A001,B001,C001"`)
	board.shows("#recent li:first-child", "B001")
	s.must(ticketing.UndoStep{Desk: "loket-1"}) // taken back: the one before stands again
	board.shows("#hero-number", "B001")
}
