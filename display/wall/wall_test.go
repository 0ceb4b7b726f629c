package wall

import (
	"context"
	"image"
	"image/color"
	"log/slog"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"giliran/display/feed"
	"giliran/display/scene"
	"giliran/ticketing"
)

// rig is a wall on a screen of its own, fed by a real server, whose time passes
// when the test says so.
type rig struct {
	t      *testing.T
	server *server
	client *feed.Client
	wall   *Wall
	screen *ebiten.Image
	now    time.Time
	clock  sync.Mutex // the client reads now too
	log    strings.Builder
}

func (r *rig) tells() time.Time {
	r.clock.Lock()
	defer r.clock.Unlock()
	return r.now
}

func (r *rig) set(now time.Time) {
	r.clock.Lock()
	defer r.clock.Unlock()
	r.now = now
}

func newRig(t *testing.T) *rig {
	r := &rig{t: t, server: newServer(t), now: morning(), screen: ebiten.NewImage(1280, 720)}
	t.Cleanup(r.screen.Deallocate)
	ctx, cancel := context.WithCancel(context.Background())
	r.client = feed.NewClient("ws://"+r.server.address, feed.ClientOptions{
		Now:   r.tells,
		After: func(time.Duration) <-chan time.Time { return time.After(time.Millisecond) },
	})
	done := make(chan struct{})
	go func() {
		_ = r.client.Run(ctx)
		close(done)
	}()
	t.Cleanup(func() { cancel(); <-done })
	var err error
	r.wall, err = New(ctx, r.client, Options{
		Now: r.tells,
		Log: slog.New(slog.NewTextHandler(&r.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	r.wall.size = r.screen.Bounds().Size()
	return r
}

// until lets the feed's news come, without time passing, until the wall knows.
func (r *rig) until(known func() bool) {
	r.t.Helper()
	late := time.After(20 * time.Second)
	for r.tick(0); !known(); r.tick(0) {
		select {
		case <-r.client.Changed():
		case <-late:
			r.t.Fatal("the news never came")
		}
	}
}

// publish lets the wall see a board.
func (r *rig) publish(b *ticketing.Board) {
	r.t.Helper()
	r.server.publish(b)
	r.until(func() bool { return r.wall.session.message.Seq == r.server.seq })
}

// tick lets time pass at once, and draws.
func (r *rig) tick(after time.Duration) {
	r.t.Helper()
	r.set(r.now.Add(after))
	if err := r.wall.tick(r.now); err != nil {
		r.t.Fatal(err)
	}
	r.wall.Draw(r.screen)
}

// said is all that the wall says, and in a panel.
func (r *rig) said(panel string) string {
	var words []string
	for _, p := range r.wall.scene.Panels {
		for _, run := range p.Runs {
			if p.Name == panel {
				words = append(words, run.Text)
			}
		}
	}
	return strings.Join(words, " ")
}

func (r *rig) wants(panel, words string) {
	r.t.Helper()
	if got := r.said(panel); got != words {
		r.t.Errorf("the %s says %q, not %q", panel, got, words)
	}
}

func (r *rig) panel(name string) image.Rectangle {
	r.t.Helper()
	i := slices.IndexFunc(r.wall.scene.Panels, func(p scene.Panel) bool { return p.Name == name })
	if i < 0 {
		r.t.Fatalf("no panel %s", name)
	}
	return r.wall.scene.Panels[i].Box
}

func TestAWallWaitsForItsOffice(t *testing.T) {
	r := newRig(t)
	r.tick(time.Hour)
	r.wants("starting", "Menyambung ke server")
	r.publish(village())
	r.wants("hero", "Selamat datang Silakan ambil nomor antrian")
}

func TestCallsTakeTurnsOnTheWall(t *testing.T) {
	r := newRig(t)
	b := village()
	r.publish(b)
	call(b, "A012", "1", r.now)
	call(b, "A013", "3", r.now)
	r.publish(b)
	r.wants("hero", "Nomor dipanggil · Berkas A012 silakan ke Loket 1")
	r.tick(5 * time.Second)
	r.wants("hero", "Nomor dipanggil · Berkas A012 silakan ke Loket 1")
	r.tick(time.Second)
	r.wants("hero", "Nomor dipanggil · Berkas A013 silakan ke Loket 3")
}

func TestTheLinkBreaksAndComesBack(t *testing.T) {
	r := newRig(t)
	b := village()
	call(b, "A012", "1", r.now)
	r.publish(b)
	r.server.stop()
	r.until(func() bool { return !r.wall.session.state.Connected })
	if strings.Contains(r.said("ticker"), "Data pukul") {
		t.Errorf("after a moment without a link the ticker says %q", r.said("ticker"))
	}
	r.tick(scene.Patience)
	r.wants("ticker", "Data pukul 09.41 · menyambung kembali")
	r.tick(time.Minute)

	call(b, "A013", "3", r.now.Add(-30*time.Second)) // both while the wall was cut off
	call(b, "A014", "1", r.now.Add(-20*time.Second))
	r.server.start()
	r.publish(b)
	r.wants("hero", "Nomor dipanggil · Berkas A013 silakan ke Loket 3")
	r.tick(6 * time.Second)
	r.wants("hero", "Nomor dipanggil · Berkas A014 silakan ke Loket 1")
	if strings.Contains(r.said("ticker"), "Data pukul") {
		t.Errorf("the ticker still says %q", r.said("ticker"))
	}
}

func TestABoardThatCannotBeReadChangesNothing(t *testing.T) {
	r := newRig(t)
	b := village()
	call(b, "A012", "1", r.now)
	r.publish(b)
	r.server.seq++
	r.server.hub.Publish("one", r.server.seq, []byte(`{"calls":"none"}`))
	r.until(func() bool { return r.wall.session.message.Seq == r.server.seq })
	r.wants("hero", "Nomor dipanggil · Berkas A012 silakan ke Loket 1")
	if !strings.Contains(r.log.String(), "cannot be read") {
		t.Errorf("the log says %q", r.log.String())
	}
}

func TestAWallWithoutAClockTakesTheOffices(t *testing.T) {
	r := newRig(t)
	r.set(time.Date(1970, 1, 1, 0, 0, 30, 0, time.UTC))
	b := village()
	call(b, "A012", "1", morning())
	r.publish(b)
	r.wants("header", "09.41 Senin, 23 November 2026 Kecamatan Candipuro")
	r.tick(2 * time.Minute)
	r.wants("header", "09.43 Senin, 23 November 2026 Kecamatan Candipuro")
	r.set(morning().Add(10 * time.Minute)) // the network has set the clock
	r.publish(b)
	r.wants("header", "09.51 Senin, 23 November 2026 Kecamatan Candipuro")
}

func TestTheLanguageIsTheBoards(t *testing.T) {
	r := newRig(t)
	b := village()
	b.Office.Languages = []string{"jv", "en", "id"} // there are no words for the first
	r.publish(b)
	r.wants("hero", "Welcome Please take a number")
}

// Only what has changed is drawn, and now and then everything: what somebody
// else has painted over the wall shows which.
func TestOnlyWhatHasChangedIsDrawn(t *testing.T) {
	r := newRig(t)
	r.publish(village())
	red := color.RGBA{0xFF, 0, 0, 0xFF}
	corner := func(name string) color.Color {
		return r.screen.At(r.panel(name).Min.X+40, r.panel(name).Max.Y-3)
	}
	r.screen.Fill(red)
	r.tick(time.Second)
	if corner("header") != color.Color(red) || corner("hero") != color.Color(red) {
		t.Error("something was drawn although nothing had changed")
	}
	b := village()
	b.Desks[0].State = ticketing.DeskShut
	r.publish(b)
	if corner("desk 1") == color.Color(red) || corner("desk 3") != color.Color(red) {
		t.Error("not just the desk that closed was drawn")
	}
	r.tick(redraw)
	if corner("hero") == color.Color(red) || corner("desk 3") == color.Color(red) {
		t.Error("not all was drawn after ten seconds")
	}
}

func TestTheBorderPulsesAndRests(t *testing.T) {
	r := newRig(t)
	b := village()
	r.publish(b)
	call(b, "A012", "1", r.now)
	r.publish(b)
	edge := func() int {
		c := r.screen.At(r.panel("hero").Min.X+2, r.panel("hero").Min.Y+100).(color.RGBA)
		return int(c.R)
	}
	rest := edge()
	r.tick(600 * time.Millisecond)
	if peak := edge(); peak < 0xF0 {
		t.Errorf("at its peak the border's red is %d", peak)
	}
	r.tick(600 * time.Millisecond)
	if between := edge(); between > rest+8 {
		t.Errorf("between two pulses the border's red is %d, at rest %d", between, rest)
	}
	r.tick(10 * time.Second)
	if after := edge(); after != rest || r.wall.pause() != calm {
		t.Errorf("afterwards the border's red is %d, not %d; the loop sleeps %v", after, rest, r.wall.pause())
	}
}

// A call comes up over the one before, little by little; for who wants no
// motion at once.
func TestACallEasesIn(t *testing.T) {
	amber := color.RGBA{0xFF, 0xC8, 0x45, 0xFF}
	for _, still := range []bool{false, true} {
		r := newRig(t)
		r.wall.options.Still = still
		b := village()
		call(b, "A012", "1", r.now.Add(-time.Hour))
		b.Desks[0].Ticket = ticketing.Serving
		r.publish(b)
		bar := func() color.RGBA { // below the number
			p := r.panel("hero")
			return r.screen.At(p.Min.X+40, p.Max.Y-40).(color.RGBA)
		}
		before := bar()
		call(b, "A013", "3", r.now)
		r.publish(b)
		if still {
			if got := bar(); !near(got, amber) || r.wall.pause() != calm {
				t.Errorf("still: at once there is %v, the loop sleeps %v", got, r.wall.pause())
			}
			continue
		}
		if got := bar(); !near(got, before) {
			t.Errorf("at once there is %v, not %v", got, before)
		}
		last := before
		for range scene.EaseFor / lively {
			if r.wall.pause() != lively {
				t.Errorf("the loop sleeps %v", r.wall.pause())
			}
			r.tick(lively)
			got := bar()
			if got.R < last.R || got.R-last.R > 50 {
				t.Errorf("it goes from %v to %v", last, got)
			}
			last = got
		}
		if !near(last, amber) || near(before, amber) {
			t.Errorf("at the end there is %v", last)
		}
	}
}

// Drawn thinly time and again, a panel is as opaque as it is to be; the next one
// begins with nothing of it.
func TestThinLayersAddUp(t *testing.T) {
	var l layers
	shown, from := 0.0, 0.0
	for _, to := range []float64{0, 0.1, 0.1, 0.35, 0.8, 1, 1} {
		l.ease(from, to)
		shown, from = shown+(1-shown)*float64(l.over), to
		if math.Abs(shown-to) > 1e-6 || l.fresh != float32(to) {
			t.Errorf("%v of it shows, not %v; %v over nothing", shown, to, l.fresh)
		}
	}
	for _, before := range []float64{0.4, 1} {
		if l.ease(before, 0); l.over != 0 {
			t.Errorf("the next one begins with %v after %v", l.over, before)
		}
	}
}

// A picture for remote support is not one of a call that is half there.
func TestAScreenshotWaitsForTheCall(t *testing.T) {
	r := newRig(t)
	shots := 0
	r.wall.options.Shot, r.wall.options.ShotAfter = func(image.Image) error { shots++; return nil }, time.Minute
	b := village()
	call(b, "A012", "1", r.now)
	r.publish(b)
	r.tick(lively)
	if shots != 0 {
		t.Error("it was taken while the call came up")
	}
	r.tick(scene.EaseFor)
	r.tick(lively)
	if shots != 1 {
		t.Errorf("%d were taken when it was there", shots)
	}
}

// tape is a voice that remembers what it was told and talks until told to stop.
type tape struct {
	said   []string
	busy   bool
	silent time.Time
}

func (v *tape) Say(c ticketing.Call, b *ticketing.Board) {
	v.said, v.busy = append(v.said, c.Number+" "+b.Desks[0].Name.In("id")), true
}

func (v *tape) Speaking() bool    { return v.busy }
func (v *tape) Silent() time.Time { return v.silent }

// The voice begins with the number on the screen, and the next number waits
// until it has finished.
func TestTheNextCallWaitsForTheVoice(t *testing.T) {
	r := newRig(t)
	v := new(tape)
	r.wall.session.voice = v
	b := village()
	r.publish(b)
	call(b, "A012", "1", r.now)
	call(b, "A013", "3", r.now)
	r.publish(b)
	r.tick(10 * time.Second)
	if got := strings.Join(v.said, ", "); got != "A012 Loket 1" {
		t.Errorf("said %q", got)
	}
	v.busy = false
	r.tick(0)
	if got := strings.Join(v.said, ", "); got != "A012 Loket 1, A013 Loket 1" {
		t.Errorf("said %q", got)
	}
	r.wants("hero", "Nomor dipanggil · Berkas A013 silakan ke Loket 3")
}

// A voice that is not well for long is told of at the foot of the wall, until it
// is well again.
func TestAnUnwellVoiceIsSaid(t *testing.T) {
	r := newRig(t)
	v := new(tape)
	r.wall.session.voice = v
	b := village()
	b.Office.Ticker, b.Stages = nil, nil
	r.publish(b)
	r.tick(0)
	r.wants("ticker", "")
	v.silent = r.now
	r.tick(time.Second)
	r.wants("ticker", "")
	r.tick(scene.Patience)
	r.wants("ticker", "Suara panggilan terganggu sejak pukul 09.41. Mohon perhatikan layar.")
	v.silent = time.Time{}
	r.tick(time.Second)
	r.wants("ticker", "")
}
