package office_test

import (
	"fmt"
	"sort"
	"strings"
	"testing"
	"unicode/utf8"

	"giliran/ticketing/office"
)

// TestAllAtOnce: an afternoon of careless edits to candipuro.yaml. Every slip
// is found in one go, where it stands, and nothing else is complained about.
func TestAllAtOnce(t *testing.T) {
	src, _ := office.Example("candipuro.yaml")
	text := string(src)
	type slip struct{ before, after, at, says string }
	slips := []slip{
		{"timezone: WIB", "timezone: WIP", "WIP", `there is no time zone "WIP"; write WIB, WITA, WIT or a name like Asia/Jakarta`},
		{"to: 2026-03-20", "to: 2026-03-32", "2026-03-32", `"2026-03-32" is not a date; write year-month-day, like 2026-03-20`},
		{`friday:          {open: "07:30", last: "14:00", close: "14:30"}`, `friday:          {open: "07:30", last: "14:45", close: "14:30"}`,
			`"14:45"`, "the last ticket is outside the opening hours; write a time between open and close"},
		{"digits: 3", "digits: 33", "33", `"33" does not fit; write a whole number from 1 to 6`},
		{`ratio: "2:1"`, `ratio: "2-1"`, `"2-1"`, `"2-1" is not a ratio; write priority to regular, both from 1 to 99, like "2:1"`},
		{"ktp-hilang:\n    prefix: C", "ktp-hilang:\n    prefix: B", "B", `the prefix "B" belongs to the service "ktp-rusak" already; give each service its own`},
		{"start: serah-terima\n    pickup", "start: berkas\n    pickup", "berkas", `the service picks up from the hold "pengambilan", which goes on at "serah-terima"; write start: serah-terima`},
		{"{id: Perubahan KTP-el, jv:", "{id: Perubahan KTP-el, jw:", "jw", `"jw" is not a language of this office; did you mean "jv"? (office.languages: id, jv, mad, en)`},
		{"to: cek-data}", "to: cek-dta}", "cek-dta", `the stage "cek-dta" is not defined; did you mean "cek-data"? (stages: berkas, validasi, cek-data, rekam, cetak, serah-loket, serah-terima)`},
		{"target: 5-10m", "target: 10-5m", "10-5m", `the range "10-5m" runs backwards; write the smaller one first`},
		{"hold: jaringan}", "hold: jarigan}", "jarigan", `the hold "jarigan" is not defined; did you mean "jaringan"? (holds: restore, prr, blanko, jaringan, pengambilan)`},
		{"finished: true}", "finish: true}", "finish", `"finish" is not known; did you mean "finished"? (known here: name, complete, documents, to, hold, returned, finished)`},
		{"      ktp-baru: tanda-pengambilan", "      ktp-baru: suket", "suket", `the slip "suket" is not defined; slips: tanda-pengambilan, surat-keterangan`},
		{"stages: [validasi]", "stages: [validsi]", "validsi", `the stage "validsi" is not defined; did you mean "validasi"? (stages: berkas, validasi, cek-data, rekam, cetak, serah-loket, serah-terima)`},
	}
	for _, s := range slips {
		if strings.Count(text, s.before) == 0 {
			t.Fatalf("candipuro.yaml has no %q", s.before)
		}
		text = strings.Replace(text, s.before, s.after, 1)
		if strings.Count(text, s.after) != 1 {
			t.Fatalf("%q stands more than once", s.after)
		}
	}
	type said struct {
		offset int
		text   string
	}
	var want []said
	for _, s := range slips {
		offset := strings.Index(text, s.after) + strings.LastIndex(s.after, s.at)
		before := text[:offset]
		line := strings.Count(before, "\n") + 1
		col := utf8.RuneCountInString(before[strings.LastIndex(before, "\n")+1:]) + 1
		want = append(want, said{offset, fmt.Sprintf("office.yaml:%d:%d: %s", line, col, s.says)})
	}
	sort.Slice(want, func(i, j int) bool { return want[i].offset < want[j].offset })
	var lines []string
	for _, w := range want {
		lines = append(lines, w.text)
	}
	_, err := office.Parse("office.yaml", []byte(text), nothingBeside)
	if got, want := fmt.Sprint(err), strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\n\nwant\n%s", got, want)
	}
}
