package webtest

import (
	"testing"

	"giliran/ticketing"
)

// TestTheBoardLooksAsTheOfficeWantsIt: its colours, logo and wordings are those
// of the office's wall, everything can still be read, and the page's policy
// is kept.
func TestTheBoardLooksAsTheOfficeWantsIt(t *testing.T) {
	theme := ticketing.Theme{
		Background: 0xE8EEF5, Panel: 0xFFFFFF, PanelStrong: 0xDCE5F0, Text: 0x0F172A, Muted: 0x475569,
		Call: 0x9A3412, OnCall: 0xFFFFFF, Accent: 0x115E59, Warning: 0x9F1239, Logo: "/assets/icon.svg",
		Called: ticketing.Text{"id": "Giliran nomor"}, GoTo: ticketing.Text{"id": "mangga ka"}, Welcome: ticketing.Text{"id": "Wilujeng sumping"},
	}
	s := newSite(t, func(o *ticketing.Office) { o.Theme = &theme })
	s.open("loket-1", "loket-2")
	board := visit(t, s.url("/board"))
	board.shows("#shut", "Wilujeng sumping")
	a, _ := s.take("ktp-rusak"), s.take("ktp-rusak")
	s.must(ticketing.CallNumber{Desk: "loket-1", Ticket: a.Code})
	s.must(ticketing.PauseStage{Stage: "cetak", Notice: ticketing.Text{"id": "Blanko habis"}})
	board.shows("#hero-number", "B001")
	board.shows("#hero-label", "Giliran nomor")
	board.shows("#hero-go", "mangga ka")
	board.shows("#ticker", "Blanko habis")
	board.resize(1920, 1080)
	board.photograph("board-themed-1920")
	for what, want := range map[string]string{
		`getComputedStyle(document.body).backgroundColor`:                          "rgb(232, 238, 245)",
		`getComputedStyle(document.querySelector(".hero .number")).color`:          "rgb(154, 52, 18)",
		`getComputedStyle(document.querySelector(".stage.paused")).borderTopColor`: "rgb(159, 18, 57)",
		`String(document.querySelector(".logo").naturalWidth > 0)`:                 "true",
		`new URL(document.querySelector(".logo").src).pathname`:                    "/assets/icon.svg",
	} {
		if got := eval[string](board, what); got != want {
			t.Errorf("%s is %s, want %s", what, got, want)
		}
	}
	for _, fault := range eval[[]string](board, faults) {
		t.Error(fault)
	}
}
