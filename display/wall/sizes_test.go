package wall

import (
	"bufio"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"golang.org/x/image/draw"

	"giliran/ticketing"
)

// candipuro is a whole office: it has as many desks and stages as the first customer.
func candipuro(r *rig) *ticketing.Board {
	b := village()
	b.Desks = append(b.Desks,
		ticketing.BoardDesk{ID: "kasi", Name: in("Kasi Yanum"), State: ticketing.DeskOpen, Number: "B004", Ticket: ticketing.Serving, Stage: "validasi"},
		ticketing.BoardDesk{ID: "siak", Name: in("Operator SIAK"), State: ticketing.DeskShut, Called: true},
	)
	b.Stages = append(b.Stages,
		ticketing.BoardStage{ID: "validasi", Name: in("Validasi"), Mode: ticketing.File, Waiting: make([]ticketing.BoardWait, 2)},
		ticketing.BoardStage{ID: "cek-data", Name: in("Cek data"), Mode: ticketing.File},
		ticketing.BoardStage{ID: "rekam", Name: in("Perekaman"), Waiting: make([]ticketing.BoardWait, 3)},
		ticketing.BoardStage{ID: "serah-loket", Name: in("Kartu ke loket"), Mode: ticketing.File, Waiting: make([]ticketing.BoardWait, 1)},
	)
	b.Office.Contacts = []ticketing.Contact{{Kind: "whatsapp", Text: "+62 857-8085-1111"}, {Kind: "lapor", Text: "lapor.go.id"}}
	b.Office.Ratio = ticketing.Ratio{Priority: 2, Regular: 1}
	call(b, "C027", "3", r.now.Add(-20*time.Minute))
	call(b, "A011", "1", r.now.Add(-15*time.Minute))
	for i := range b.Desks {
		b.Desks[i].Ticket = ticketing.Serving
	}
	return b
}

// Each screen a hall may have, in each state a wall may be in, at a quarter of
// its size and less: what is kept was looked at by a person.
func TestScreensOfAHall(t *testing.T) {
	for name, size := range map[string]image.Point{
		"720p": {1280, 720}, "1080p": {1920, 1080}, "4k": {3840, 2160}, "portrait": {1080, 1920}, "4-3": {1024, 768},
	} {
		if raced && name != "4-3" {
			continue
		}
		for state, arrange := range map[string]func(*rig){
			"calm": func(r *rig) { r.publish(candipuro(r)) },
			"calling": func(r *rig) {
				b := candipuro(r)
				r.publish(b)
				call(b, "A012", "1", r.now)
				r.publish(b)
				r.tick(600 * time.Millisecond) // the border is at its brightest
			},
			"stale": func(r *rig) {
				r.publish(candipuro(r))
				r.server.stop()
				r.until(func() bool { return !r.wall.session.state.Connected })
				r.tick(time.Minute)
			},
			"closed": func(r *rig) {
				b := candipuro(r)
				b.Open, b.Desks = false, nil
				r.publish(b)
			},
		} {
			t.Run(name+" "+state, func(t *testing.T) {
				r := newRig(t)
				r.screen.Deallocate()
				r.screen = ebiten.NewImage(size.X, size.Y)
				r.wall.size = size
				arrange(r)
				r.tick(0)
				small(t, name+"-"+state, pixels(r.screen))
				frame() // lets go of what a frame holds
			})
		}
	}
}

// small compares a picture made smaller with the one that is kept. Edges fall
// on other pixels from one driver to another, so a little may differ much.
func small(t *testing.T, name string, full *image.RGBA) {
	t.Helper()
	const longest = 384
	size := full.Rect.Size()
	by := max(size.X, size.Y)
	got := image.NewRGBA(image.Rect(0, 0, size.X*longest/by, size.Y*longest/by))
	draw.ApproxBiLinear.Scale(got, got.Rect, full, full.Rect, draw.Src, nil)
	file := filepath.Join("testdata", "halls", name+".png")
	if *update {
		write(t, file, got)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, err := png.Decode(bufio.NewReader(f))
	if err != nil {
		t.Fatal(err)
	}
	if n, most := differing(want, got, 12), got.Rect.Dx()*got.Rect.Dy()/500; n > most {
		write(t, filepath.Join(t.ArtifactDir(), name+".png"), got)
		t.Errorf("%d pixels differ from %s, more than %d", n, file, most)
	}
}

// An office's own colours and logo, and a picture while nobody is called.
func TestAnOfficesOwnScreens(t *testing.T) {
	theme := ticketing.Theme{
		Background: 0xE8EEF5, Panel: 0xFFFFFF, PanelStrong: 0xDCE5F0, Text: 0x0F172A, Muted: 0x475569,
		Call: 0x9A3412, OnCall: 0xFFFFFF, Accent: 0x115E59, Warning: 0x9F1239, Logo: "/logo.png?v=1",
		Called: in("Giliran nomor"),
	}
	logo := plain(red, 240, 160).(*image.RGBA)
	draw.Draw(logo, image.Rect(0, 80, 240, 160), image.White, image.Point{}, draw.Src)
	for name, arrange := range map[string]func(*rig, *ticketing.Board){
		"themed": func(r *rig, b *ticketing.Board) {
			call(b, "A012", "1", r.now)
			r.publish(b)
			r.tick(600 * time.Millisecond)
		},
		"picture": func(r *rig, b *ticketing.Board) {
			r.with(fstest.MapFS{"desa.jpg": jpegFile(r.t, plain(blue, 800, 600))})
			r.turns(blue)
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.screen.Deallocate()
			r.screen = ebiten.NewImage(1920, 1080)
			r.wall.size = image.Pt(1920, 1080)
			b := candipuro(r)
			b.Office.Theme = &theme
			r.publish(b)
			r.wall.pictures.emblem.current = slide{theme.Logo, logo}
			arrange(r, b)
			if dir := os.Getenv("GILIRAN_PICTURES"); dir != "" {
				write(t, filepath.Join(dir, "hall-"+name+".png"), pixels(r.screen))
			}
			small(t, name, pixels(r.screen))
			frame()
		})
	}
}
