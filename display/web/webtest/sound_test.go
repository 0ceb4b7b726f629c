package webtest

import (
	"slices"
	"testing"

	"giliran/ticketing"
)

// TestTheBoardSpeaksAfterOneClick: nothing is said before somebody has
// clicked; then each call once, to its end, in order, digit by digit. The
// browser's voice is replaced by one that writes down what it is given: a
// headless browser has none, and what it says is all that is ours.
func TestTheBoardSpeaksAfterOneClick(t *testing.T) {
	s := newSite(t)
	for range 3 {
		s.take("ktp-rusak")
	}
	board := visit(t, s.url("/board"))
	board.sees(`document.querySelector("#stages .stage b")?.textContent === "3"`)
	eval[bool](board, `(() => {
		window.said = [];
		speechSynthesis.speak = (u) => { said.push(u.lang + ": " + u.text); queueMicrotask(u.onend); };
		return true;
	})()`)
	counter := visit(t, s.entered("/desk/loket-1"))
	counter.click(`[data-is="open"]`)
	counter.click(`[data-is="next"]`)
	board.shows("#hero-number", "B001")
	if n := eval[int](board, `said.length`); n != 0 {
		t.Errorf("%d calls were spoken before anybody clicked", n)
	}
	board.click("#sound")
	board.shows("#sound", "Suara menyala")
	counter.click(`[data-is="recall"]`)
	board.shows("#hero-label", "Panggilan ke-2")
	counter.click(`[data-is="outcome-lengkap"]`)
	counter.shows(".last", "B001")
	counter.click(`[data-is="next"]`)
	board.shows("#hero-number", "B002")
	want := []string{
		"id: Panggilan ulang. Nomor antrian B, nol, nol, satu, silakan menuju Loket 1.",
		"id: Nomor antrian B, nol, nol, dua, silakan menuju Loket 1.",
	}
	if got := eval[[]string](board, `said`); !slices.Equal(got, want) {
		t.Errorf("said %q\nwant %q", got, want)
	}
	board.click("#sound")
	board.shows("#sound", "Suara mati")
}

// TestACallStaysAsLongAsItIsSpoken: two desks call while a voice speaks
// slowly; the second number comes up when the first has been said, not before,
// and a voice that never ends does not stop the calls.
func TestACallStaysAsLongAsItIsSpoken(t *testing.T) {
	s := newSite(t)
	s.open("loket-1", "loket-2", "siak-1")
	board := window(t)
	board.hurry()
	board.to(s.url("/board"))
	board.shows("#desks", "siap")
	eval[bool](board, `(() => {
		speechSynthesis.speak = (u) => (window.said = u);
		window.passed = (seconds) => new Promise((end) => setTimeout(() => end(document.getElementById("hero-number").textContent), seconds * 1000));
		return true;
	})()`)
	board.click("#sound")
	a, b, c := s.take("ktp-baru"), s.take("ktp-rusak"), s.take("ktp-hilang")
	s.must(ticketing.CallNumber{Desk: "loket-1", Ticket: a.Code})
	s.must(ticketing.CallNumber{Desk: "loket-2", Ticket: b.Code})
	s.must(ticketing.Park{Desk: "loket-1"})
	s.must(ticketing.CallNumber{Desk: "loket-1", Ticket: c.Code})
	board.shows("#hero-number", "A001")
	if n := eval[string](board, `passed(20)`); n != "A001" {
		t.Errorf("%s came up while A001 was being spoken", n)
	}
	eval[bool](board, `(said.onend(), true)`)
	board.shows("#hero-number", "B001")
	if n := eval[string](board, `passed(20)`); n != "B001" {
		t.Errorf("%s came up while B001 was being spoken", n)
	}
	board.shows("#hero-number", "C001") // the voice has been given up
}
