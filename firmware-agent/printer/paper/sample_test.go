package paper_test

import (
	"testing"

	"giliran/firmware-agent/printer/paper"
)

const statusPage = "https://candipuro.lumajangkab.go.id/t/K7M4QX"

func complaints() []string {
	return []string{
		"WA +62 857-8085-1111",
		"FB KeCandipuro",
		"candipuro.lumajangkab.go.id",
		"kecandipuro@gmail.com",
		"SP4N-LAPOR! lapor.go.id, SMS 1708",
	}
}

func sampleTicket() paper.TicketData {
	return paper.TicketData{
		Office:    "Kecamatan Candipuro",
		Address:   "Jalan PB. Sudirman Nomor 035, Dusun Krajan, Desa Sumberrejo, Kabupaten Lumajang 67373",
		Number:    "A012",
		Service:   "KTP-el hilang",
		Date:      "Senin, 5 Januari 2026",
		Time:      "08.12",
		Documents: []string{"Fotokopi Kartu Keluarga (KK) terbaru", "Surat kehilangan dari Polsek"},
		Fee:       "GRATIS",
		Ahead:     "7",
		Estimate:  "15–30 menit",
		Wait:      "Ruang tunggu loket 1–2",
		Notice:    "Blangko KTP-el kosong. Berkas tetap diterima; kartu dicetak setelah blangko datang.",
		Contacts:  complaints(),
		Code:      "K7M-4QX",
		URL:       statusPage,
	}
}

func sampleSlip() paper.SlipData {
	return paper.SlipData{
		Office:  "Kecamatan Candipuro",
		Title:   "TANDA PENGAMBILAN",
		Number:  "B107",
		Service: "KTP-el rusak",
		Date:    "Senin, 5 Januari 2026",
		Time:    "10.05",
		Reason:  "Blangko KTP-el kosong.",
		Next: []string{
			"Kartu dicetak setelah blangko datang.",
			"Lihat halaman status: siap atau belum.",
			"Datang dengan kertas ini dan ambil nomor P.",
		},
		Contacts: complaints(),
		Code:     "K7M-4QX",
		URL:      statusPage,
		Reprint:  true,
	}
}

func sampleReturned() paper.ReturnedData {
	return paper.ReturnedData{
		Office:   "Kecamatan Candipuro",
		Number:   "C003",
		Service:  "KTP-el hilang",
		Date:     "Senin, 5 Januari 2026",
		Time:     "09.00",
		Missing:  []string{"Surat kehilangan dari Polsek", "Fotokopi Kartu Keluarga (KK) terbaru"},
		Until:    "15.00",
		Contacts: complaints(),
		Code:     "K7M-4QX",
		URL:      statusPage,
	}
}

func sampleRegister() paper.RegisterData {
	return paper.RegisterData{
		Office: "Kecamatan Candipuro",
		Date:   "Senin, 5 Januari 2026",
		Rows: []paper.RegisterRow{
			{"A001", "KTP-el baru", "08.02", "08.40", "selesai"},
			{"B002", "KTP-el rusak", "08.05", "", "ditahan: blangko kosong"},
			{"D003", "KTP-el perubahan", "08.11", "08.14", "kembali: fotokopi KK, KTP-el asli"},
		},
		Totals:  []paper.Total{{"Selesai", "1"}, {"Kembali karena berkas tidak lengkap", "1"}},
		Printed: "5 Januari 2026 15.10",
	}
}

func sampleTest() paper.TestData {
	return paper.TestData{
		Office:  "Kecamatan Candipuro",
		Printer: "serial:/dev/ttyUSB0?baud=115200",
		Paper:   "58 mm, 384 titik",
		Date:    "Senin, 5 Januari 2026",
		Time:    "07.30",
		URL:     statusPage,
	}
}

// samples fills every built-in template.
func samples(t *testing.T) map[string]paper.Document {
	t.Helper()
	templates, err := paper.LoadTemplates("")
	if err != nil {
		t.Fatal(err)
	}
	docs := map[string]paper.Document{}
	keep := func(name string) func(paper.Document, error) {
		return func(doc paper.Document, err error) {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			docs[name] = doc
		}
	}
	keep("ticket")(templates.Ticket(sampleTicket()))
	keep("slip")(templates.Slip(sampleSlip()))
	keep("returned")(templates.Returned(sampleReturned()))
	keep("register")(templates.Register(sampleRegister()))
	keep("test")(templates.Test(sampleTest()))
	return docs
}

// onePage renders a document that must be one piece of paper.
func onePage(t testing.TB, doc paper.Document, w paper.Width) paper.Page {
	t.Helper()
	pages, err := paper.Render(doc, w)
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) != 1 {
		t.Fatalf("%d pages, want 1", len(pages))
	}
	return pages[0]
}
