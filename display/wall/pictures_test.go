package wall

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/image/draw"

	"giliran/display/scene"
	"giliran/ticketing"
)

var (
	red  = color.RGBA{0xC0, 0, 0, 0xFF}
	blue = color.RGBA{0, 0, 0xC0, 0xFF}
)

func plain(c color.Color, width, height int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(img, img.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	return img
}

func pngFile(t *testing.T, img image.Image) *fstest.MapFile {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return &fstest.MapFile{Data: b.Bytes()}
}

func jpegFile(t *testing.T, img image.Image) *fstest.MapFile {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return &fstest.MapFile{Data: b.Bytes()}
}

// bomb is a small file that would unpack to 4 GB.
func bomb(t *testing.T) *fstest.MapFile {
	f := pngFile(t, plain(red, 1, 1))
	f.Data = bytes.Replace(f.Data, []byte{0, 0, 0, 1, 0, 0, 0, 1, 8}, []byte{0, 0, 0x80, 0, 0, 0, 0x80, 0, 8}, 1)
	return f
}

// with gives the wall its pictures, as New would.
func (r *rig) with(files fstest.MapFS) {
	log := slog.New(slog.NewTextHandler(&r.log, nil))
	r.wall.pictures.album = newAlbum(r.t.Context(), files, log)
}

// turns waits until the wall shows a picture of that colour in the hero's
// place, without time passing.
func (r *rig) turns(c color.RGBA) {
	r.t.Helper()
	late := time.Now().Add(20 * time.Second)
	for time.Now().Before(late) {
		r.tick(0)
		if r.has("slide") {
			box := r.panel("slide")
			if got := r.screen.At((box.Min.X+box.Max.X)/2, (box.Min.Y+box.Max.Y)/2).(color.RGBA); near(got, c) {
				return
			}
		}
	}
	r.t.Fatalf("no picture %v", c)
}

func near(a, b color.RGBA) bool {
	return !far(uint32(a.R)<<8, uint32(b.R)<<8, 8) && !far(uint32(a.G)<<8, uint32(b.G)<<8, 8) && !far(uint32(a.B)<<8, uint32(b.B)<<8, 8)
}

func (r *rig) has(panel string) bool {
	for _, p := range r.wall.scene.Panels {
		if p.Name == panel {
			return true
		}
	}
	return false
}

// A day with pictures: they take turns while nobody is called, broken ones are
// passed over, and a call has the wall at once.
func TestPicturesFillTheQuiet(t *testing.T) {
	r := newRig(t)
	b := village()
	r.publish(b)
	r.with(fstest.MapFS{
		"1 balai desa.png":    pngFile(t, plain(red, 400, 300)),
		"2 rusak.png":         {Data: []byte("\x89PNG\r\n\x1a\nrusak")},
		"3 besar.png":         bomb(t),
		"4 gotong royong.JPG": jpegFile(t, plain(blue, 3200, 200)),
		"catatan.txt":         {Data: []byte("bukan gambar")},
	})
	r.turns(red)
	r.tick(slideFor - time.Second)
	r.turns(red)
	r.tick(time.Second)
	r.turns(blue)
	r.tick(slideFor)
	r.turns(red)

	call(b, "A012", "1", r.now)
	r.publish(b)
	r.wants("hero", "Nomor dipanggil · Berkas A012 silakan ke Loket 1")
	if r.has("slide") {
		t.Error("a picture stands beside the number called")
	}
	b.Desks[0].Ticket = ticketing.Serving
	r.publish(b)
	r.tick(scene.Rest - time.Second)
	if r.has("slide") {
		t.Error("a picture came too early")
	}
	r.tick(time.Second)
	r.turns(blue)
	if got := r.said("calls"); got != "Baru dipanggil A012 Loket 1" {
		t.Errorf("beside the picture stands %q", got)
	}
	for _, name := range []string{"2 rusak.png", "3 besar.png"} {
		if n := strings.Count(r.log.String(), name); n != 1 {
			t.Errorf("the log names %s %d times", name, n)
		}
	}
}

// An empty folder is looked at again, and what was put there meanwhile shown.
func TestAnAlbumIsFilledLater(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	files := fstest.MapFS{}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	waits := make(chan time.Time)
	a := &album{dir: files, log: slog.New(slog.DiscardHandler), next: make(chan slide), told: map[string]bool{}}
	a.wait = func(d time.Duration) <-chan time.Time {
		if d != lookAgain {
			t.Errorf("waits %v", d)
		}
		files["satu.png"] = pngFile(t, plain(red, 4, 4))
		return waits
	}
	go a.run(ctx)
	waits <- time.Time{}
	if s := <-a.next; !strings.HasPrefix(s.name, "satu.png") || s.picture().Size != image.Pt(4, 4) {
		t.Errorf("got %q, %v", s.name, s.picture())
	}
}

// The logo on the board is fetched from the office's server; a new one takes
// its place, and one that cannot be had is asked for again later.
func TestTheLogoIsTheOffices(t *testing.T) {
	logos := map[string][]byte{
		"/logo.png?v=1": pngFile(t, plain(red, 60, 20)).Data,
		"/logo.png?v=2": pngFile(t, plain(blue, 60, 20)).Data,
	}
	asked := make(chan string, 10)
	office := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		asked <- q.RequestURI
		if b := logos[q.RequestURI]; b != nil {
			w.Write(b)
			return
		}
		http.NotFound(w, q)
	}))
	defer office.Close()
	r := newRig(t)
	r.wall.pictures.emblem.fetch = Fetcher(office.URL, nil)
	b := village()
	theme := ticketing.DefaultTheme()
	b.Office.Theme = &theme
	shows := func(c color.RGBA) bool {
		box := r.panel("header")
		return near(r.screen.At(box.Min.X+20, (box.Min.Y+box.Max.Y)/2).(color.RGBA), c)
	}
	until := func(known func() bool) {
		t.Helper()
		for late := time.Now().Add(20 * time.Second); !known(); r.tick(0) {
			if time.Now().After(late) {
				t.Fatal("the logo never came")
			}
		}
	}
	theme.Logo = "/logo.png?v=1"
	r.publish(b)
	until(func() bool { return shows(red) })
	theme.Logo = "/logo.png?v=2"
	r.publish(b)
	until(func() bool { return shows(blue) })

	theme.Logo = "/logo.png?v=3"
	r.publish(b)
	until(func() bool { return r.wall.pictures.emblem.failed != "" })
	if !shows(blue) {
		t.Error("the logo is gone because another cannot be had")
	}
	logos["/logo.png?v=3"] = logos["/logo.png?v=1"]
	r.tick(fetchAgain)
	until(func() bool { return shows(red) })
	b.Office.Theme = nil
	r.publish(b)
	if shows(red) {
		t.Error("the logo is still there")
	}
	close(asked)
	n := 0
	for range asked {
		n++
	}
	if n != 4 {
		t.Errorf("asked %d times", n)
	}
}

// A still wall lights the border and leaves it.
func TestAStillWallDoesNotPulse(t *testing.T) {
	r := newRig(t)
	r.wall.options.Still = true
	b := village()
	r.publish(b)
	call(b, "A012", "1", r.now)
	r.publish(b)
	edge := func() color.Color {
		return r.screen.At(r.panel("hero").Min.X+2, r.panel("hero").Min.Y+100)
	}
	r.tick(100 * time.Millisecond)
	lit := edge()
	for range 30 {
		r.tick(100 * time.Millisecond)
		if edge() != lit || r.wall.pause() != calm {
			t.Fatalf("the border is %v, not %v; the loop sleeps %v", edge(), lit, r.wall.pause())
		}
	}
	r.tick(scene.PulseFor)
	if edge() == lit {
		t.Error("the border stays lit")
	}
}
