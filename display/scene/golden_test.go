package scene

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"giliran/ticketing"
)

var update = flag.Bool("update", false, "write the goldens anew")

// Each screen is kept as a text that looks like it.
func TestScreens(t *testing.T) {
	for name, v := range screens() {
		t.Run(name, func(t *testing.T) {
			golden(t, name, asText(compose(t, v)))
		})
	}
}

func TestOtherShapes(t *testing.T) {
	v := shows(calls(busy(), "A012", "3"), time.Second)
	v.Size.X, v.Size.Y = 1024, 768
	golden(t, "4-3", asText(compose(t, v)))
	v.Size.X, v.Size.Y = 1080, 1920
	golden(t, "upright", asText(compose(t, v)))
}

func TestEnglish(t *testing.T) {
	v := shows(calls(busy(), "A012", "3"), time.Second)
	golden(t, "english", asText(composer(t, "en").Compose(v)))
}

func screens() map[string]View {
	list := map[string]View{
		"calm":  shows(busy(), time.Hour),
		"call":  shows(calls(busy(), "A012", "3"), time.Second),
		"empty": shows(village(), 0),
	}
	three := calls(calls(calls(busy(), "A012", "3"), "A013", "2"), "B005", "siak")
	v := shows(three, time.Second)
	v.Call.Call = three.Calls[len(three.Calls)-3] // the others wait for their turn
	list["three-calls"] = v

	again := calls(busy(), "A012", "3")
	again.Calls[3].Nth, again.Calls[3].Day, again.Desks[2].Day = 2, "2026-11-20", "2026-11-20"
	list["recall-of-another-day"] = shows(again, time.Second)

	closed := shows(shut(busy()), time.Hour)
	closed.Clock = closed.Clock.Add(6 * time.Hour)
	list["closed"] = closed
	early := shows(shut(busy()), time.Hour)
	early.Clock = early.Clock.Add(-3 * time.Hour)
	list["before-opening"] = early
	holiday := shut(village())
	holiday.Office.Holiday, holiday.Office.Opens, holiday.Office.Last = in("Hari Raya Natal"), "", ""
	list["holiday"] = shows(holiday, 0)

	pause := busy()
	pause.Desks[1] = ticketing.BoardDesk{ID: "2", Name: in("Loket 2"), State: ticketing.DeskBreak, Reason: "istirahat", Called: true}
	pause.Desks[4] = ticketing.BoardDesk{ID: "siak", Name: in("Operator SIAK"), State: ticketing.DeskShut}
	list["paused-desk"] = shows(pause, time.Hour)

	stage := busy()
	stage.Stages[4].Paused = in("Blanko KTP-el habis, pencetakan menunggu kiriman")
	v = shows(stage, time.Hour)
	v.Clock = v.Clock.Truncate(Page * 6) // the first of the lines at the foot
	list["paused-stage"] = v

	v = shows(foretold(busy()), time.Hour)
	v.Clock = v.Clock.Truncate(Page * 4).Add(Page) // the second of the lines at the foot
	list["foretold"] = v

	stale := shows(calls(busy(), "A012", "3"), time.Hour)
	stale.Link = Link{OldSince: morning().Add(-90 * time.Second)}
	list["stale"] = stale
	list["starting"] = View{Now: morning(), Clock: morning(), Size: stale.Size}
	list["twelve"] = shows(twelve(), time.Second)
	return list
}

func shut(b *ticketing.Board) *ticketing.Board {
	b.Open = false
	for i := range b.Desks {
		b.Desks[i].State, b.Desks[i].Number = ticketing.DeskShut, ""
	}
	return b
}

// twelve desks and twelve stages with the longest names.
func twelve() *ticketing.Board {
	b := village()
	b.Office.Name = in("Dinas Kependudukan dan Pencatatan Sipil Kabupaten Lumajang")
	b.Desks, b.Stages = nil, nil
	for i := range 12 {
		b.Desks = append(b.Desks, ticketing.BoardDesk{
			ID: fmt.Sprint(i + 1), Name: in(fmt.Sprintf("Loket Pelayanan Perekaman Biometrik %d", i+1)),
			State: ticketing.DeskOpen, Called: i%3 > 0, Number: fmt.Sprintf("KTP%03d", i+1), Ticket: ticketing.Serving,
		})
		b.Stages = append(b.Stages, ticketing.BoardStage{
			ID: fmt.Sprint(i + 1), Name: in("Pemeriksaan berkas dan keaktifan data"), Waiting: waiting(i * i),
		})
	}
	b.Desks[4] = ticketing.BoardDesk{Name: b.Desks[4].Name, State: ticketing.DeskBreak, Reason: "istirahat makan siang bergantian"}
	b.Desks[5] = ticketing.BoardDesk{Name: b.Desks[5].Name, State: ticketing.DeskShut}
	b.Stages[7].Paused = in("Jaringan ke pusat terputus sejak pagi")
	return calls(calls(b, "KTP002", "2"), "KTP012", "12")
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s has changed (-update writes it anew):\n%s", file, got)
	}
}
