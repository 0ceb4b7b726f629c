package office_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"giliran/ticketing"
	"giliran/ticketing/office"
)

// TestStandard holds candipuro.yaml against the published service standard,
// SK 000.8.3.3/18/427.83.2024.
func TestStandard(t *testing.T) {
	o := &office.Default().Office
	standard := []struct {
		stage         string
		mode          ticketing.Mode
		target, limit time.Duration
		outcomes      string
	}{
		{"berkas", ticketing.Called, 2 * time.Minute, 2 * time.Minute, "lengkap → validasi, complete; tidak-lengkap → returned, documents"},
		{"validasi", ticketing.File, 3 * time.Minute, 3 * time.Minute, "sah → cek-data; tidak-sah → returned"},
		{"cek-data", ticketing.File, 0, 0, "sesuai → cetak; belum-rekam → rekam; bermasalah → hold restore"},
		{"rekam", ticketing.Called, 3 * time.Minute, 3 * time.Minute, "selesai → hold prr"},
		{"cetak", ticketing.File, 5 * time.Minute, 10 * time.Minute, "tercetak → serah-loket; blanko-kosong → hold blanko; jaringan-putus → hold jaringan"},
		{"serah-loket", ticketing.File, 2 * time.Minute, 2 * time.Minute, "diterima → serah-terima"},
		{"serah-terima", ticketing.Called, 2 * time.Minute, 2 * time.Minute, "diserahkan → finished; pemohon-pulang → hold pengambilan"},
	}
	if len(o.Stages) != len(standard) {
		t.Fatalf("%d stages, the standard has %d", len(o.Stages), len(standard))
	}
	for i, want := range standard {
		st := &o.Stages[i]
		if st.ID != want.stage || st.Mode != want.mode || st.Target != want.target || st.Limit != want.limit {
			t.Errorf("stage %d is %s, %s, %v–%v; the standard has %+v", i, st.ID, st.Mode, st.Target, st.Limit, want)
		}
		if got := outcomes(st); got != want.outcomes {
			t.Errorf("%s: %s\nthe standard: %s", st.ID, got, want.outcomes)
		}
	}
}

func outcomes(st *ticketing.Stage) string {
	var list []string
	for _, o := range st.Outcomes {
		s := o.ID + " → " + o.To.Stage
		if o.To.Hold != "" {
			s += "hold " + o.To.Hold
		}
		for _, mark := range []struct {
			set  bool
			text string
		}{{o.To.Returned, "returned"}, {o.To.Finished, "finished"}, {o.Complete, ", complete"}, {o.Documents, ", documents"}} {
			if mark.set {
				s += mark.text
			}
		}
		list = append(list, s)
	}
	return strings.Join(list, "; ")
}

func TestStandardServices(t *testing.T) {
	o := &office.Default().Office
	for i, want := range []struct {
		id, prefix, start, pickup, documents string
		deadline                             int
	}{
		{"ktp-baru", "A", "berkas", "", "kk", 1},
		{"ktp-rusak", "B", "berkas", "", "kk ktp-asli", 1},
		{"ktp-hilang", "C", "berkas", "", "kk surat-kehilangan", 1},
		{"ktp-perubahan", "D", "berkas", "", "kk ktp-asli", 1},
		{"pengambilan", "P", "serah-terima", "pengambilan", "tanda-pengambilan", 0},
	} {
		s := o.Services[i]
		var documents []string
		for _, d := range s.Documents {
			documents = append(documents, d.ID)
		}
		if s.ID != want.id || s.Prefix != want.prefix || s.Start != want.start || s.Pickup != want.pickup ||
			s.Deadline != want.deadline || strings.Join(documents, " ") != want.documents {
			t.Errorf("%+v, want %+v", s, want)
		}
	}
}

// Who is put on hold gets the slip the standard names; without blanks that is
// the interim certificate, except for a first card and while the regency has
// stopped it.
func TestStandardSlips(t *testing.T) {
	o := &office.Default().Office
	for _, h := range o.Holds {
		for _, s := range o.Services {
			want := "tanda-pengambilan"
			if h.ID == "blanko" && s.ID != "ktp-baru" {
				want = "surat-keterangan"
			}
			if got := o.SlipFor(s.ID, &h); got != want {
				t.Errorf("%s on hold %s gets %q, want %q", s.ID, h.ID, got, want)
			}
		}
	}
	src, _ := office.Example("candipuro.yaml")
	stopped, err := office.Parse("office.yaml", []byte(strings.Replace(string(src), "off: false", "off: true", 1)), nothingBeside)
	if err != nil {
		t.Fatal(err)
	}
	blanko, _ := stopped.Office.Hold("blanko")
	if got := stopped.Office.SlipFor("ktp-rusak", blanko); got != "tanda-pengambilan" {
		t.Errorf("with the certificate switched off: %q", got)
	}
}

func TestStandardAtClose(t *testing.T) {
	o := &office.Default().Office
	keep := ticketing.Closing{Keep: true}
	for _, want := range []struct {
		stage  string
		close  ticketing.Closing
		absent string
	}{
		{"berkas", ticketing.Closing{}, ""}, {"validasi", keep, ""}, {"cek-data", keep, ""}, {"rekam", keep, ""}, {"cetak", keep, ""},
		{"serah-loket", keep, ""}, {"serah-terima", ticketing.Closing{Hold: "pengambilan"}, "pengambilan"},
	} {
		st, _ := o.Stage(want.stage)
		if st.AtClose != want.close || st.Absent != want.absent {
			t.Errorf("%s: at close %+v, absent %q", st.ID, st.AtClose, st.Absent)
		}
	}
}

func TestStandardHours(t *testing.T) {
	o := &office.Default().Office
	if o.Zone.String() != "Asia/Jakarta" {
		t.Errorf("zone %s", o.Zone)
	}
	for _, want := range []struct {
		day  ticketing.Date
		open bool
		at   ticketing.Clock
	}{
		{"2026-11-23", true, 7*60 + 30}, // an ordinary Monday
		{"2026-11-22", false, 0},        // Sunday
		{"2026-02-23", true, 8 * 60},    // Monday in Ramadan
		{"2026-08-17", false, 0},        // holiday on a Monday
		{"2026-12-24", false, 0},        // joint leave
	} {
		got, open := o.Hours.On(want.day)
		if open != want.open || got.Open != want.at && open {
			t.Errorf("%s: %+v, open %v", want.day, got, open)
		}
	}
	days := strings.Fields("01-01 01-16 02-16 02-17 03-18 03-19 03-20 03-21 03-22 03-23 03-24 04-03 04-05 05-01 05-14 05-15 " +
		"05-27 05-28 05-31 06-01 06-16 08-17 08-25 12-24 12-25")
	if len(o.Hours.Holidays) != len(days) {
		t.Errorf("%d holidays, want %d", len(o.Hours.Holidays), len(days))
	}
	for _, d := range days {
		if o.Hours.Holidays[ticketing.Date("2026-"+d)]["id"] == "" {
			t.Errorf("2026-%s is no holiday", d)
		}
	}
}

// The wiring in candipuro.yaml is a comment until the hardware is there; taken
// out of it, it must be right.
func TestWiringInTheComment(t *testing.T) {
	src, _ := office.Example("candipuro.yaml")
	before, wiring, found := strings.Cut(string(src), "# wiring:\n")
	if !found {
		t.Fatal("no wiring in the comments")
	}
	wiring = "wiring:\n" + strings.ReplaceAll("\n"+wiring, "\n#", "\n")
	f, err := office.Parse("office.yaml", []byte(before+strings.ReplaceAll(wiring, "\n ", "\n")), nothingBeside)
	if err != nil {
		t.Fatal(err)
	}
	kiosk, ok := f.Wiring.Board("pi-kiosk")
	if !ok || len(kiosk.Kiosk.Services) != len(f.Office.Services) || kiosk.Printer != (office.Printer{Device: "/dev/usb/lp0", Paper: 80}) {
		t.Errorf("kiosk: %+v", kiosk)
	}
	if kiosk.Kiosk.Lamp != (office.Lamp{Pin: "GPIO20"}) || kiosk.Kiosk.Offline != 20 || kiosk.Settings != f.Wiring.Settings {
		t.Errorf("kiosk: %+v", kiosk)
	}
	if want := []ticketing.Device{
		{ID: "pi-kiosk", Kiosk: true, Printer: true, Offline: 20},
		{ID: "pi-loket", Desks: []string{"loket-1", "loket-2"}},
	}; !reflect.DeepEqual(f.Office.Devices, want) {
		t.Errorf("devices %+v", f.Office.Devices)
	}
	if f.Office.Printing != (ticketing.Printing{MaxAge: 2 * time.Minute}) {
		t.Errorf("printing %+v", f.Office.Printing)
	}
	counters, ok := f.Wiring.Board("pi-loket")
	if !ok || len(counters.Panels) != 2 {
		t.Fatalf("counters: %+v", counters)
	}
	one, two := counters.Panels[0], counters.Panels[1]
	if one.Desk != "loket-1" || one.Buttons[office.NoShow] != "GPIO19" || one.Lamp != (office.Lamp{Pin: "GPIO26", ActiveLow: true}) || one.Display != (office.Display{CLK: "GPIO23", DIO: "GPIO24"}) {
		t.Errorf("first panel: %+v", one)
	}
	if two.Desk != "loket-2" || len(two.Buttons) != len(office.Buttons()) || two.Display != (office.Display{SPI: "SPI0.0"}) {
		t.Errorf("second panel: %+v", two)
	}
}

// TestClinic reads an office that shares nothing with the other but the keys.
func TestClinic(t *testing.T) {
	src, _ := office.Example("clinic.yaml")
	f, err := office.Parse("clinic.yaml", src, nothingBeside)
	if err != nil {
		t.Fatal(err)
	}
	o := &f.Office
	if !slices.Equal(o.Languages, []string{"en", "nl"}) || o.Policy != (ticketing.Policy{
		Ratio: ticketing.Ratio{Priority: 3, Regular: 1}, NoShowCalls: 3, NoShowSkip: 3, ReturnSkip: 3, Overtakes: 3, StageRun: 3}) {
		t.Errorf("languages %v, policy %+v", o.Languages, o.Policy)
	}
	nurse, _ := o.Stage("nurse")
	seen, _ := nurse.Outcome("seen")
	if to := o.Leads("consultation", nurse, seen); to != (ticketing.Destination{Stage: "doctor"}) {
		t.Errorf("a consultation goes from the nurse to %+v", to)
	}
	if to := o.Leads("vaccination", nurse, seen); to != (ticketing.Destination{Finished: true}) {
		t.Errorf("a vaccination goes from the nurse to %+v", to)
	}
	if a, b := o.Target("consultation", "nurse"), o.Target("vaccination", "nurse"); a != 10*time.Minute || b != 5*time.Minute {
		t.Errorf("targets %v and %v", a, b)
	}
	if s, _ := o.Service("medicine"); s.Opens != 10*60 || s.Closes != 0 {
		t.Errorf("medicine from %d to %d", s.Opens, s.Closes)
	}
	if entrance, _ := f.Wiring.Board("entrance"); entrance.Printer.TCP != "192.168.1.50:9100" || entrance.Printer.Paper != 58 {
		t.Errorf("printer %+v", entrance.Printer)
	}
	if f.Wiring.Debounce != 20*time.Millisecond || f.Wiring.LongPress != 1500*time.Millisecond || f.Wiring.PressMaxAge != 10*time.Second {
		t.Errorf("wiring %+v", f.Wiring)
	}
}
