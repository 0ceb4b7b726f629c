package webtest

import (
	"testing"

	"giliran/ticketing"
)

// TestSentForDocumentsAndBack sends an applicant home for a paper and takes
// him up again near the front, on the same number.
func TestSentForDocumentsAndBack(t *testing.T) {
	s := newSite(t)
	s.open("loket-1")
	app := s.take("ktp-rusak")
	for range 5 {
		s.take("ktp-baru")
	}
	phone := visit(t, s.url("/s/"+app.Code))
	counter := visit(t, s.entered("/desk/loket-1"))
	counter.click(`[data-is="next"]`)
	counter.shows(".hand .number", "B001")
	counter.click(`[data-is="outcome-tidak-lengkap"]`)
	counter.click(`dialog[open] button.do`)
	counter.shows("#say", "Isian belum lengkap") // nobody is sent away without a reason
	counter.click(`dialog[open] input[value="ktp-asli"]`)
	counter.click(`dialog[open] textarea`)
	counter.press("Kartu aslinya")
	counter.photograph("desk-return-1366")
	counter.click(`dialog[open] button.do`)
	counter.shows(".last", "KTP-el asli")
	phone.shows(".place", "Berkas belum lengkap")
	phone.shows(".missing", "KTP-el asli")
	if eval[bool](phone, `document.body.innerText.includes("Kartu aslinya")`) {
		t.Error("the desk's remark is on the public page")
	}

	counter.shows(".away", "B001")
	kiosk := visit(t, s.entered("/kiosk"))
	kiosk.click("#back-again")
	kiosk.press(app.Code)
	kiosk.click("#typed-do")
	kiosk.shows("#issued-number", "B001")
	kiosk.shows("#issued-ahead", "3")
	phone.shows(".place", "Sebelum Anda: 3")
	counter.shows(".queue", "B001")
	for range 3 {
		s.work("loket-1", "lengkap")
	}
	phone.shows("#ahead", "0")
	counter.click(`[data-is="next"]`)
	counter.shows(".hand .number", "B001")
	counter.shows(".hand .warn", "KTP-el asli")
	phone.shows(".place .desk", "Loket 1")
	if got := s.ticket(app.ID); got.State != ticketing.Calling || got.Number != "B001" {
		t.Errorf("%s is %s", got.Number, got.State)
	}
}
