package webtest

import (
	"slices"
	"testing"
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
		speechSynthesis.speak = (u) => said.push(u.lang + ": " + u.text);
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
