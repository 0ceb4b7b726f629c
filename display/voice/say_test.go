package voice

import (
	"strings"
	"testing"

	"giliran/ticketing"
)

// in reads a shipped language.
func in(t testing.TB, lang string) *Words {
	t.Helper()
	w, err := ReadWords(lang, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestSay(t *testing.T) {
	loket := ticketing.Text{"id": "Loket 2", "en": "Counter 2"}
	first := ticketing.Call{Number: "A012", Desk: "loket-2", Nth: 1}
	again := ticketing.Call{Number: "A012", Desk: "loket-2", Nth: 3}
	other := ticketing.Call{Number: "B120", Day: "2026-11-20", Nth: 1}
	for _, c := range []struct {
		lang  string
		call  ticketing.Call
		place ticketing.Text
		style Style
		want  string
	}{
		{"id", first, loket, Digits, "Nomor antrian A, nol, satu, dua, silakan menuju Loket dua."},
		{"id", first, loket, Cardinal, "Nomor antrian A dua belas, silakan menuju Loket dua."},
		{"id", again, loket, Digits, "Panggilan ulang, nomor antrian A, nol, satu, dua, silakan menuju Loket dua."},
		{"en", first, loket, Digits, "Number A, zero, one, two, please go to Counter two."},
		{"en", first, loket, Cardinal, "Number A, twelve, please go to Counter two."},
		{"en", again, loket, Cardinal, "Calling again, number A, twelve, please go to Counter two."},
		{"jv", first, loket, Digits, "Nomer antrian A, nol, setunggal, kalih, sumangga dhateng Loket kalih."},
		{"jv", first, loket, Cardinal, "Nomer antrian A, nol, setunggal, kalih, sumangga dhateng Loket kalih."},
		{"mad", first, loket, Digits, "Nomer antrian A, nol, settong, dhuwa', ngereng dha' Loket dhuwa'."},
		{"id", other, loket, Digits, "Nomor antrian B, satu, dua, nol, tiket tanggal dua puluh November, silakan menuju Loket dua."},
		{"en", other, loket, Cardinal, "Number B, one hundred and twenty, ticket of November twenty, please go to Counter two."},
		{"id", first, nil, Digits, "Nomor antrian A, nol, satu, dua, silakan menuju loket- dua."},
		{"id", first, ticketing.Text{"en": "Desk"}, Digits, "Nomor antrian A, nol, satu, dua, silakan menuju Desk."},
		{"id", first, ticketing.Text{"id": "Operator SIAK"}, Digits, "Nomor antrian A, nol, satu, dua, silakan menuju Operator SIAK."},
		{"id", first, ticketing.Text{"id": "Ruang 3B (lt. 12)"}, Digits, "Nomor antrian A, nol, satu, dua, silakan menuju Ruang tiga B lt dua belas."},
		{"id", ticketing.Call{Number: "BX01", Nth: 1}, loket, Digits, "Nomor antrian B, X, nol, satu, silakan menuju Loket dua."},
		{"id", ticketing.Call{Number: "BX01", Nth: 1}, loket, Cardinal, "Nomor antrian B, X satu, silakan menuju Loket dua."},
		{"id", ticketing.Call{Number: "A001234", Nth: 1}, loket, Cardinal, "Nomor antrian A, nol, nol, satu, dua, tiga, empat, silakan menuju Loket dua."},
		{"id", ticketing.Call{Number: "012", Nth: 1}, loket, Digits, "Nomor antrian nol, satu, dua, silakan menuju Loket dua."},
	} {
		got := Say([]*Words{in(t, c.lang)}, Call{Call: c.call, Place: c.place}, c.style)
		if len(got) != 1 || got[0].Text() != c.want || got[0].Language != c.lang {
			t.Errorf("%s %s %s:\n got %q\nwant %q", c.lang, c.style, c.call.Number, got[0].Text(), c.want)
		}
	}
}

func TestLanguagesComeInOrder(t *testing.T) {
	words := []*Words{in(t, "en"), in(t, "id"), in(t, "jv")}
	var got []string
	for _, u := range Say(words, Call{Call: ticketing.Call{Number: "A1", Nth: 1}}, Digits) {
		got = append(got, u.Language+"/"+u.Voice)
	}
	if s := strings.Join(got, " "); s != "en/en id/id jv/id" {
		t.Errorf("spoken as %s", s)
	}
}
