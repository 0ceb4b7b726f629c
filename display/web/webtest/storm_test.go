package webtest

import (
	"slices"
	"testing"

	"giliran/ticketing"
)

// TestPhonesComeBackOneAfterTheOther: of 5,000 phones that are cut off at one
// moment, no tenth of a second sees more than three of a hundred dial, whether
// the office is back at once or after a while. A desk's first dial is soon.
func TestPhonesComeBackOneAfterTheOther(t *testing.T) {
	s := newSite(t)
	b := visit(t, s.url("/board"))
	for attempt := range 8 {
		waits := eval[[]float64](b, `import("/assets/backoff.js").then(({ wait, CALM }) =>
			Array.from({ length: 5000 }, (_, i) => wait(`+string(rune('0'+attempt))+`, CALM, i / 5000)))`)
		busiest := map[int]int{}
		for _, ms := range waits {
			busiest[int(ms)/100]++
		}
		for at, n := range busiest {
			if n > 150 {
				t.Errorf("after %d failures %d of 5000 dial in the tenth of a second after %d ms", attempt, n, 100*at)
			}
		}
		if least, most := slices.Min(waits), slices.Max(waits); least < 250 || most >= 10_000 {
			t.Errorf("after %d failures phones wait %v to %v ms", attempt, least, most)
		}
	}
	if most := eval[float64](b, `import("/assets/backoff.js").then(({ wait, SOON }) => wait(0, SOON, 0.999))`); most > 500 {
		t.Errorf("a desk waits %v ms before it dials again", most)
	}
}

// waits has a page draw the same chance always, and keep what it waited for.
const waits = `(() => {
	const later = window.setTimeout;
	window.waited = [];
	window.setTimeout = (f, ms, ...rest) => { window.waited.push(ms); return later(f, ms, ...rest); };
	Math.random = () => 0.5;
})()`

// TestWhatConcernsManyPhonesIsFetchedOneAfterTheOther: when a stage is paused
// every phone that waits for it has something new to fetch, and takes its
// time; the phone of somebody who is called does not wait. A silence, which
// begins for all with the same board, ends for each at its own time; and when
// the office goes away each phone comes back at its own.
func TestWhatConcernsManyPhonesIsFetchedOneAfterTheOther(t *testing.T) {
	s := newSite(t)
	s.open("loket-1")
	app := s.take("ktp-baru")
	phone := visit(t, s.url("/s/"+app.Code))
	phone.sees(`document.getElementById("link").hidden`)
	eval[any](phone, waits)
	s.must(ticketing.PauseStage{Stage: "berkas", Notice: ticketing.Text{"id": "Jaringan putus"}})
	phone.sees(`window.waited.includes(1500)`)
	phone.shows("#main", "Jaringan putus")
	phone.sees(`window.waited.includes(25000)`)
	s.must(ticketing.ResumeStage{Stage: "berkas"})
	phone.sees(`window.waited.filter((ms) => ms === 1500).length === 2`)
	phone.sees(`!document.getElementById("main").innerText.includes("Jaringan putus")`)
	s.must(ticketing.Next{Desk: "loket-1"})
	phone.shows(".place .desk", "Loket 1")
	if n := eval[int](phone, `window.waited.filter((ms) => ms === 1500).length`); n != 2 {
		t.Errorf("a called applicant's phone waited before it looked")
	}
	s.stop()
	phone.sees(`window.waited.includes(2125)`) // half-way from 250 to 4000 ms
	s.start()
	phone.sees(`document.getElementById("link").hidden`)
}
