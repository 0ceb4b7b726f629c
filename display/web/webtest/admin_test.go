package webtest

import (
	"strings"
	"testing"
	"time"

	"giliran/ticketing"
)

// TestHeldAndReleased puts applications on hold for want of blank cards, and
// releases first a chosen one, then the oldest.
func TestHeldAndReleased(t *testing.T) {
	s := newSite(t)
	s.open("loket-1", "kasi", "siak-1")
	var apps []ticketing.Ticket
	for range 3 {
		apps = append(apps, s.take("ktp-hilang"))
		s.work("loket-1", "lengkap")
		s.work("kasi", "sah")
	}
	for _, app := range apps {
		s.must(ticketing.CallNumber{Desk: "siak-1", Ticket: app.Code})
		s.must(ticketing.Finish{Desk: "siak-1", Outcome: "sesuai"})
	}
	siak := visit(t, s.entered("/desk/siak-1"))
	phone := visit(t, s.url("/s/"+apps[2].Code))
	for _, app := range apps {
		siak.click(`[data-is="next"]`)
		siak.shows(".hand .number", app.Number)
		siak.click(`[data-is="outcome-blanko-kosong"]`)
		siak.shows(".slip", "SURAT KETERANGAN")
		siak.shows(".slip .code", app.Code[:4]+"-"+app.Code[4:])
	}
	siak.photograph("desk-slip-1366")
	phone.shows(".place", "Menunggu blanko KTP-el")
	phone.shows(".place", "di luar kendali kantor")

	admin := visit(t, s.entered("/admin"))
	admin.click(`#hold-blanko input[value="` + apps[2].Code + `"]`)
	admin.click(`#hold-blanko form:not(.line) button`)
	admin.shows("#say", "1 permohonan dilepas")
	phone.shows(".place", "Berkas Anda dalam antrian Pencetakan")
	admin.click(`#count-blanko`)
	admin.press("1")
	admin.click(`#hold-blanko form.line button`)
	siak.shows(".queue", "C001")
	admin.photograph("admin-holds-1366")
	for i, want := range []ticketing.TicketState{ticketing.Waiting, ticketing.Held, ticketing.Waiting} {
		if got := s.ticket(apps[i].ID).State; got != want {
			t.Errorf("%s is %s, want %s", apps[i].Number, got, want)
		}
	}
}

// TestRunningTheOffice pauses a stage, sets a notice, delivers what is late,
// and closes the day, while the wall and the kiosk say so.
func TestRunningTheOffice(t *testing.T) {
	s := newSite(t)
	s.open("loket-1")
	app := s.take("ktp-baru")
	s.work("loket-1", "lengkap")
	s.later(48 * time.Hour) // past the working day promised
	s.must(ticketing.OpenDay{})
	board := visit(t, s.url("/board"))
	admin := visit(t, s.entered("/admin"))

	admin.sees(`document.querySelector('#late [data-is="late-` + app.Code + `"]')`)
	admin.click("#pause-notice")
	admin.press("Blanko habis")
	eval[string](admin, `document.getElementById("pause-stage").value = "cetak"`)
	admin.click(`form[data-post="/api/v1/stages/{stage}/pause"] button.do`)
	admin.shows("#stages", "Blanko habis")
	board.shows("#ticker", "Pencetakan: Blanko habis")
	admin.click("#notice")
	admin.press("Besok libur")
	admin.click(`form[data-post="/api/v1/notice"] button.do`)
	admin.shows("#day .notice", "Besok libur")
	admin.click(`[data-is="paused-cetak"] button`)
	board.shows("#ticker", "Besok libur")

	admin.click(`#late form button`)
	admin.shows("#late", "Tidak ada yang lewat batas waktu")
	if got := s.ticket(app.ID).State; got != ticketing.Finished {
		t.Errorf("what was delivered is %s", got)
	}
	admin.click(`[data-is="close-day"]`)
	admin.click(`#sure button[value="no"]`)
	admin.sees(`document.querySelector('[data-is="close-day"]')`)
	admin.click(`[data-is="close-day"]`)
	admin.click(`#sure button[value="yes"]`)
	admin.shows("#day .state", "tutup")
	board.shows("#shut", "Tutup")
	board.photograph("board-closed-1366")
}

// TestATokenIsMadeAndTakenBack signs a desk in by the link the admin was
// shown, and shuts it out again.
func TestATokenIsMadeAndTakenBack(t *testing.T) {
	s := newSite(t)
	admin := visit(t, s.entered("/admin"))
	eval[string](admin, `document.getElementById("role").value = "desk"`)
	admin.click("#token-name")
	admin.press("kasi")
	admin.click(`#new-token button.do`)
	admin.sees(`document.getElementById("secret").open`)
	admin.photograph("admin-secret-1366")
	link := eval[string](admin, `document.getElementById("secret-link").value`)
	desk := visit(t, link)
	desk.shows("h1", "Kasi Pelayanan Umum")
	if at := eval[string](desk, `location.href`); strings.Contains(at, "gil_") {
		t.Errorf("the secret is in the address: %s", at)
	}
	admin.click(`#secret [data-close]`)
	admin.sees(`!(document.body.innerText + document.getElementById("secret-link").value + document.getElementById("secret-token").value).includes("gil_")`)
	admin.click(`#tokens li:last-child button`)
	admin.click(`#sure button[value="yes"]`)
	admin.shows("#say", "Tersimpan")
	s.take("ktp-baru") // the desk's page looks again
	desk.shows("h1", "Masuk untuk petugas")
}

// TestASupervisorSeesNoTokens and is not let into what is the admin's.
func TestASupervisorSeesNoTokens(t *testing.T) {
	s := newSite(t)
	b := visit(t, s.url("/enter?token="+secret("supervisor", "supervisor")+"&to=/admin"))
	b.shows("h1", "Pengelolaan")
	b.sees(`!document.getElementById("tokens")`)
	desk := visit(t, s.url("/enter?token="+secret("desk", "kasi")+"&to=/admin"))
	desk.shows(".trouble", "bukan untuk token")
	desk.to(s.url("/desk/loket-1"))
	desk.shows(".trouble", "bukan untuk token")
	desk.to(s.url("/desk/kasi"))
	desk.shows("h1", "Kasi Pelayanan Umum")
	stranger := visit(t, s.url("/desk/kasi"))
	stranger.click("#token")
	stranger.press("gil_guessed", "Enter")
	stranger.shows(".trouble", "tidak dikenal")
	stranger.click("#token")
	stranger.press(secret("desk", "kasi"), "Enter")
	stranger.shows("h1", "Kasi Pelayanan Umum")
}

// TestTheDateIsNamed: the clock has fallen back to the weekend before. The
// admin's page says so and asks for the date; the kiosk goes on with the day
// that is open; and when the date is named the new day opens.
func TestTheDateIsNamed(t *testing.T) {
	s := newSite(t)
	s.take("ktp-baru")
	s.later(-48 * time.Hour)
	admin := visit(t, s.entered("/admin"))
	admin.shows("#day .notice", "padahal catatan terakhir Senin, 23 November 2026")
	admin.sees(`!document.querySelector('[data-is="open-day"]')`)
	admin.photograph("admin-date-1366")
	if again := s.take("ktp-baru"); again.Number != "A002" || again.Day != "2026-11-23" {
		t.Errorf("the day that is open gives %s of %s", again.Number, again.Day)
	}
	// A slip of the finger in the year is not sent at all.
	eval[string](admin, `document.getElementById("date").value = "2036-11-24"`)
	admin.click(`[data-is="name-the-date"] button`)
	admin.sees(`document.querySelector('[data-is="name-the-date"] :invalid')`)
	eval[string](admin, `document.getElementById("date").value = "2026-11-24"`)
	admin.click(`[data-is="name-the-date"] button`)
	admin.shows("#say", "Tersimpan")
	admin.shows("#day .fact", "Selasa, 24 November 2026")
	if first := s.take("ktp-baru"); first.Number != "A001" || first.Day != "2026-11-24" {
		t.Errorf("the new day gives %s of %s", first.Number, first.Day)
	}
	s.later(72 * time.Hour) // the network has set the clock
	admin.sees(`!document.querySelector('[data-is="name-the-date"]')`)
}
