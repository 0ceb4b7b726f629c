package webtest

import (
	"testing"

	"giliran/ticketing"
)

// TestAnApplicationGoesTheWholeWay follows one applicant for a damaged card
// from the kiosk's button to the card in hand, over every desk's page, while
// the applicant's phone and the wall look on.
func TestAnApplicationGoesTheWholeWay(t *testing.T) {
	s := newSite(t)
	board := visit(t, s.url("/board"))
	kiosk := visit(t, s.entered("/kiosk"))
	counter := visit(t, s.entered("/desk/loket-1"))
	kasi := visit(t, s.entered("/desk/kasi"))
	siak := visit(t, s.entered("/desk/siak-1"))
	for _, desk := range []*tab{counter, kasi, siak} {
		desk.click(`[data-is="open"]`)
		desk.shows(".bar .state", "buka")
	}

	kiosk.click(`[data-service="ktp-rusak"]`)
	kiosk.shows("#issued-number", "B001")
	kiosk.shows("#issued-ahead", "0")
	kiosk.shows("#issued", "GRATIS")
	kiosk.sees(`document.getElementById("issued-qr").naturalWidth > 0`)
	code := shownCode(kiosk)
	if got, want := kiosk.scan(), s.url("/s/"+code); got != want {
		t.Errorf("a phone reads %q in the QR code, want %q", got, want)
	}
	phone := visit(t, s.url("/s/"+code))
	phone.resize(320, 640)
	phone.shows(".number", "B001")
	phone.shows(".place", "Sebelum Anda: 0")
	phone.shows(".step.now", "Penerimaan berkas")
	phone.shows(".step.next", "Serah terima KTP-el")
	kiosk.click(`#issued [data-start]`)
	kiosk.shows("#start", "Silakan pilih layanan")

	counter.shows(".queue", "B001")
	counter.click(`[data-is="next"]`)
	counter.shows(".hand .number", "B001")
	counter.shows(".calls", "Panggilan 1 dari 3")
	phone.shows(".place .desk", "Loket 1")
	board.shows("#hero-number", "B001")
	board.shows("#hero-desk", "Loket 1")
	board.shows("#desks .now", "B001")
	counter.click(`[data-is="recall"]`)
	counter.shows(".calls", "Panggilan 2 dari 3")
	board.shows("#hero-label", "Panggilan ke-2")
	counter.click(`[data-is="arrive"]`)
	phone.shows(".place", "Anda sedang dilayani di Loket 1")
	counter.click(`[data-is="outcome-lengkap"]`)
	counter.shows(".last", "B001 → Validasi")
	phone.shows(".place", "Berkas Anda dalam antrian Validasi")
	phone.shows(".clocks", "Jam kerja sejak berkas lengkap")

	walk := func(desk *tab, outcome, then string) {
		t.Helper()
		desk.click(`[data-is="next"]`)
		desk.shows(".hand .number", "B001")
		desk.click(`[data-is="outcome-` + outcome + `"]`)
		phone.shows(".step.now", then)
	}
	walk(kasi, "sah", "Cek data")
	walk(siak, "sesuai", "Pencetakan")
	walk(siak, "tercetak", "Kartu ke loket")
	walk(siak, "diterima", "Serah terima KTP-el")

	counter.click(`[data-is="next"]`)
	phone.shows(".place .desk", "Loket 1")
	phone.photograph("phone-called-320")
	counter.photograph("desk-handover-1366")
	counter.click(`[data-is="outcome-diserahkan"]`)
	counter.shows(".last", "selesai")
	phone.shows(".place", "Selesai")
	phone.photograph("phone-finished-320")
	board.sees(`!document.querySelector("#desks .now")`)

	t1 := s.ticket(idOf(s, code))
	if t1.State != ticketing.Finished {
		t.Errorf("the ticket is %s", t1.State)
	}
}

// idOf is the id of the ticket with a code.
func idOf(s *site, code string) (id uint64) {
	err := s.engine.View(s.t.Context(), func(st *ticketing.State) {
		if t := st.ByCode(code); t != nil {
			id = t.ID
		}
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}
