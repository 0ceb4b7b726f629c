package webtest

import (
	"testing"

	"giliran/ticketing"
)

// foretold is a board on which the first two in the first line, and newcomers
// to it, are told how long they wait.
func foretold(b *ticketing.Board) {
	for i := range b.Stages[0].Waiting {
		if i < 2 {
			b.Stages[0].Waiting[i].Wait = ticketing.Span{5 * i, 10 + 5*i}
		}
	}
	for i := range b.Services {
		if b.Services[i].Prefix != "P" {
			b.Services[i].Wait = ticketing.Span{20, 35}
		}
	}
}

// TestPeopleAreToldHowLong: before they take a number, with it, on their phones
// while the line moves, and on the wall; and that nobody knows where that is so.
func TestPeopleAreToldHowLong(t *testing.T) {
	s := newSite(t, func(o *ticketing.Office) { o.Languages = []string{"id", "en"} })
	first := s.take("ktp-baru")
	phone := visit(t, s.url("/s/"+first.Code))
	phone.shows(".place .wait", "belum ada perkiraan")
	kiosk := visit(t, s.entered("/kiosk"))
	kiosk.shows(`[data-service="ktp-baru"]`, "KTP-el baru")
	if eval[bool](kiosk, `document.querySelector(".service .wait") !== null`) {
		t.Error("the kiosk foretells what nobody knows")
	}

	if err := s.engine.View(t.Context(), func(*ticketing.State) { s.foretells = foretold }); err != nil {
		t.Fatal(err)
	}
	second := s.take("ktp-rusak")
	phone.shows(".place .wait", "kurang dari 10 menit")
	kiosk.shows(`[data-service="ktp-baru"] .wait`, "Menunggu ± 20–35 menit")
	kiosk.photograph("kiosk-foretold-1366")
	kiosk.click(`[data-service="ktp-hilang"]`)
	kiosk.shows("#issued-wait", "± 20–35 menit")
	kiosk.photograph("kiosk-issued-foretold-1366")

	other := visit(t, s.url("/s/"+second.Code+"?lang=en"))
	other.resize(390, 844)
	other.shows(".place .wait", "± 5–15 minutes")
	other.photograph("status-foretold-390")
	s.open("loket-1")
	s.must(ticketing.Next{Desk: "loket-1"})
	other.shows(".place .wait", "less than 10 minutes")
	eval[bool](other, `(document.dispatchEvent(new Event("fresh")), true)`)
	other.shows(".place .wait", "less than 10 minutes")

	board := window(t)
	board.hurry()
	board.to(s.url("/board"))
	board.shows("#ticker", "Perkiraan menunggu bila mengambil nomor sekarang: A, B, C, D ± 20–35 menit")
	if got := eval[string](board, `import("/assets/words.js").then((w) => [[0, 1], [5, 15], [45, 75], [60, 90], [75, 240]].map(w.sayWait).join(", "))`); got != "kurang dari 1 menit, ± 5–15 menit, ± 45–75 menit, ± 1–2 jam, ± 1–4 jam" {
		t.Errorf("said %s", got)
	}
}
