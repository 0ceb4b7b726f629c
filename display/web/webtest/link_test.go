package webtest

import (
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

// TestCallsAtTheSameMomentAreEachShown makes three desks call at once; the
// wall shows one after the other, in order, and misses none.
func TestCallsAtTheSameMomentAreEachShown(t *testing.T) {
	s := newSite(t)
	s.open("loket-1", "loket-2", "siak-1")
	board := visit(t, s.url("/board"))
	board.shows("#desks", "siap")
	eval[bool](board, `(() => {
		const stay = performance.now.bind(performance);
		let fast = 0; // calls stay for seconds: let the page's clock run 20 times as fast
		performance.now = () => stay() * 20 + fast;
		const later = setTimeout;
		window.setTimeout = (f, ms) => later(f, ms / 20);
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
