package webtest

import (
	"strings"
	"testing"

	"giliran/ticketing"
)

// TestADoubleTapTakesOneNumber taps twice as fast as a finger can, and taps
// another service while the first wish is on its way.
func TestADoubleTapTakesOneNumber(t *testing.T) {
	s := newSite(t)
	kiosk := visit(t, s.entered("/kiosk"))
	kiosk.sees(`document.querySelector('[data-service="ktp-baru"]')`)
	eval[bool](kiosk, `(() => {
		const tap = (service) => document.querySelector('[data-service="' + service + '"]').click();
		tap("ktp-baru"); tap("ktp-baru"); tap("ktp-hilang");
		return true;
	})()`)
	kiosk.shows("#issued-number", "A001")
	var issued map[string]int
	if err := s.engine.View(t.Context(), func(st *ticketing.State) {
		issued = map[string]int{"A": st.Issued["ktp-baru"], "C": st.Issued["ktp-hilang"]}
	}); err != nil {
		t.Fatal(err)
	}
	if issued["A"] != 1 || issued["C"] != 0 {
		t.Errorf("issued %v, want one of A", issued)
	}
	kiosk.click("#issued [data-start]")
	kiosk.click(`[data-service="ktp-baru"]`) // the next visitor is another one
	kiosk.shows("#issued-number", "A002")
}

// TestANewViewLeavesTheScreenAlone: a view fetched before the number was out
// and put in place after must not bring the services back beside the number.
func TestANewViewLeavesTheScreenAlone(t *testing.T) {
	s := newSite(t)
	kiosk := visit(t, s.entered("/kiosk"))
	kiosk.click(`[data-service="ktp-baru"]`)
	kiosk.shows("#issued-number", "A001")
	kiosk.sees(`(window.late ??= import("/assets/live.js").then((live) => live.refresh()).then(() => (window.put = true)), window.put)`)
	if !eval[bool](kiosk, `document.getElementById("start").hidden && !document.getElementById("issued").hidden`) {
		t.Error("the new view brought the services back beside the number")
	}
}

// TestPriorityIsAQuietToggle sets priority, and the next visitor starts
// without it.
func TestPriorityIsAQuietToggle(t *testing.T) {
	s := newSite(t)
	s.take("ktp-baru")
	kiosk := visit(t, s.entered("/kiosk"))
	kiosk.click("#priority")
	kiosk.sees(`document.getElementById("priority").getAttribute("aria-pressed") === "true"`)
	kiosk.photograph("kiosk-priority-1366")
	kiosk.click(`[data-service="ktp-baru"]`)
	kiosk.shows("#issued-number", "A002")
	kiosk.shows("#issued-ahead", "0")
	if got := s.ticket(idOf(s, shownCode(kiosk))); !got.Priority {
		t.Error("the ticket has no priority")
	}
	kiosk.click("#issued [data-start]")
	kiosk.sees(`document.getElementById("priority").getAttribute("aria-pressed") === "false"`)
}

// shownCode is the code on the kiosk's screen.
func shownCode(b *tab) string {
	return strings.ReplaceAll(eval[string](b, `document.getElementById("issued-code").textContent`), "-", "")
}

// TestAFinishedCardIsCollected types the slip's code on the kiosk's own keys,
// wrongly at first, and then without a slip, which the counter links.
func TestAFinishedCardIsCollected(t *testing.T) {
	s := newSite(t)
	s.open("loket-1", "kasi", "siak-1")
	var apps []ticketing.Ticket
	for range 2 {
		apps = append(apps, s.take("ktp-rusak"))
		s.work("loket-1", "lengkap")
		s.work("kasi", "sah")
		s.work("siak-1", "sesuai")
		s.work("siak-1", "tercetak")
		s.work("siak-1", "diterima")
		s.work("loket-1", "pemohon-pulang")
	}
	kiosk := visit(t, s.entered("/kiosk"))
	typeCode := func(code string) {
		t.Helper()
		for _, letter := range code {
			kiosk.click(`[data-letter="` + string(letter) + `"]`)
		}
		kiosk.click("#typed-do")
	}
	kiosk.click(`[data-service="pengambilan"]`)
	kiosk.shows("#keypad", "Ketik kode")
	kiosk.photograph("kiosk-keypad-1366")
	typeCode("AAAAAAAA")
	kiosk.shows("#refused-why", "tidak ditemukan")
	kiosk.photograph("kiosk-refused-1366")
	kiosk.click("#refused-back")
	typeCode(apps[0].Code)
	kiosk.shows("#issued-number", "P001")
	kiosk.click("#issued [data-start]")
	kiosk.click(`[data-service="pengambilan"]`)
	kiosk.click("#no-slip")
	kiosk.shows("#issued-number", "P002")

	counter := visit(t, s.entered("/desk/loket-1"))
	counter.click(`[data-is="next"]`)
	counter.shows(".hand .of", "Mengambil permohonan B001")
	counter.click(`[data-is="outcome-diserahkan"]`)
	counter.click(`[data-is="next"]`)
	counter.shows(".hand .warn", "Tanpa kertas")
	counter.click(`[data-is="link"]`)
	counter.press(strings.ToLower(apps[1].Code), "Enter")
	counter.shows(".hand .of", "Mengambil permohonan B002")
	counter.click(`[data-is="outcome-diserahkan"]`)
	counter.shows(".last", "P002")
	for _, app := range apps {
		if got := s.ticket(app.ID).State; got != ticketing.Finished {
			t.Errorf("%s is %s", app.Number, got)
		}
	}
}

// TestTheKioskGoesBackByItself leaves a number standing on the screen.
func TestTheKioskGoesBackByItself(t *testing.T) {
	s := newSite(t)
	kiosk := visit(t, s.entered("/kiosk?lang=en"))
	eval[bool](kiosk, `(document.getElementById("kiosk").dataset.seconds = "2") === "2"`)
	kiosk.click(`[data-service="ktp-baru"]`)
	kiosk.shows("#issued [data-countdown]", "Back to the start in")
	kiosk.shows("#start", "Silakan pilih layanan") // in the office's own language again
}

// TestTheKioskSaysWhyThereAreNoNumbers reaches a quota, runs out of paper,
// pauses a stage, and closes the day.
func TestTheKioskSaysWhyThereAreNoNumbers(t *testing.T) {
	s := newSite(t, func(o *ticketing.Office) {
		o.Services[0].Quota = 1
		o.Devices = []ticketing.Device{{ID: "pi-kiosk", Kiosk: true, Printer: true}}
	})
	kiosk := visit(t, s.entered("/kiosk"))
	kiosk.shows(`[data-service="ktp-baru"]`, "Sisa hari ini: 1")
	kiosk.click(`[data-service="ktp-baru"]`)
	kiosk.shows("#issued", "Ambil kertas nomor Anda")
	kiosk.click("#issued [data-start]")
	kiosk.shows(`[data-service="ktp-baru"][disabled]`, "Nomor untuk hari ini sudah habis")
	s.must(ticketing.SetPrinter{Device: "pi-kiosk", State: ticketing.PrinterOut})
	kiosk.shows(".notice", "Pencetak sedang bermasalah")
	kiosk.click(`[data-service="ktp-rusak"]`)
	kiosk.shows("#issued", "foto layar ini")
	kiosk.sees(`!document.getElementById("issued-paper").checkVisibility()`)
	kiosk.click("#issued [data-start]")
	s.must(ticketing.PauseStage{Stage: "cetak", Notice: ticketing.Text{"id": "Blanko habis"}})
	kiosk.shows(".notice", "Blanko habis")
	s.must(ticketing.CloseDay{})
	kiosk.shows("#start-title", "Pengambilan nomor sedang tutup")
	kiosk.shows(".why", "Kantor sedang tutup")
	kiosk.sees(`[...document.querySelectorAll(".service")].every((b) => b.disabled)`)
	kiosk.photograph("kiosk-closed-1366")
}
