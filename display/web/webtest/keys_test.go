package webtest

import (
	"testing"

	"giliran/ticketing"
)

// TestADeskByKeyboardAlone never touches the mouse.
func TestADeskByKeyboardAlone(t *testing.T) {
	s := newSite(t)
	for _, service := range []string{"ktp-baru", "ktp-rusak", "ktp-hilang", "ktp-perubahan"} {
		s.take(service)
	}
	b := visit(t, s.entered("/desk/loket-1"))
	b.shows("h1", "Loket 1")
	b.press("b")
	b.shows(".bar .state", "buka")
	b.press("n")
	b.shows(".hand .number", "A001")
	b.press("r")
	b.shows(".calls", "Panggilan 2 dari 3")
	b.press("h")
	b.shows(".hand .what", "dilayani")
	b.press("1")
	b.shows(".last", "A001 → Validasi")
	b.press("u") // no, it was not complete
	b.shows(".hand .number", "A001")
	b.press("2")
	b.sees(`document.querySelector("dialog[open]")`)
	b.press("1", "Enter")
	b.shows(".last", "melengkapi berkas")

	b.press("n")
	b.shows(".hand .number", "B001")
	b.press("x")
	b.shows(".away li", "belum hadir")
	b.press("/")
	b.press("d001", "Enter")
	b.shows(".hand .number", "D001")
	b.press("i")
	b.shows(".hand .badge", "prioritas")
	b.press("k") // it is a lost card after all
	b.press("3", "Enter")
	b.shows(".hand .service", "KTP-el hilang")
	b.press("p")
	b.shows(".away li", "disisihkan")
	b.press("l")
	b.shows(".hand .number", "D001")
	b.press("t")
	b.press("2", "Enter")
	b.shows(".last", "D001 → Validasi")
	b.press("j")
	b.sees(`document.querySelector("#pause[open]")`)
	b.press("Salat", "Enter")
	b.shows(".bar .state", "istirahat · Salat")
	b.press("b")
	b.shows(".bar .state", "buka")
	b.press("b")
	b.shows(".bar .state", "tutup")

	if got := s.ticket(idOfNumber(s, "D001")); got.Service != "ktp-hilang" || got.Stage != "validasi" || !got.Priority {
		t.Errorf("D001 is %+v", got)
	}
}

// TestADialogNeverActsOnAnotherNumber finishes the number by the desk's
// buttons while the form for it is open on the page.
func TestADialogNeverActsOnAnotherNumber(t *testing.T) {
	s := newSite(t)
	s.open("loket-1")
	s.take("ktp-baru")
	second := s.take("ktp-rusak")
	b := visit(t, s.entered("/desk/loket-1"))
	b.press("n")
	b.shows(".hand .number", "A001")
	b.press("2")
	b.sees(`document.querySelector("dialog[open]")`)
	s.must(ticketing.Finish{Desk: "loket-1", Outcome: "lengkap"})
	s.must(ticketing.Next{Desk: "loket-1"})
	b.sees(`!document.querySelector("dialog[open]")`)
	b.shows("#say", "sudah berganti")
	b.shows(".hand .number", "B001")
	if got := s.ticket(second.ID).State; got != ticketing.Calling {
		t.Errorf("the second is %s", got)
	}
}

// TestAHalfFilledFormSurvives what happens elsewhere in the office.
func TestAHalfFilledFormSurvives(t *testing.T) {
	s := newSite(t)
	s.open("loket-1")
	s.take("ktp-rusak")
	b := visit(t, s.entered("/desk/loket-1"))
	b.press("n")
	b.shows(".hand .number", "B001")
	b.press("2")
	b.sees(`document.querySelector("dialog[open]")`)
	b.press("2")
	s.take("ktp-baru")
	b.sees(`document.querySelector(".queue")?.textContent.includes("A001")`)
	b.sees(`document.querySelector('dialog[open] input[value="ktp-asli"]').checked`)
	b.press("Enter")
	b.shows(".last", "KTP-el asli")
}

func idOfNumber(s *site, number string) (id uint64) {
	err := s.engine.View(s.t.Context(), func(st *ticketing.State) {
		if t := st.ByNumber(number); t != nil {
			id = t.ID
		}
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}
