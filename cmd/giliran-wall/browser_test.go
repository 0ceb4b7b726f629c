package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"giliran/display/feed"
	"giliran/display/web"
	"giliran/store"
	"giliran/storetest"
	"giliran/ticketing"
	"giliran/ticketing/engine"
	example "giliran/ticketing/office"
)

// patience is how long a browser without a graphics card may take.
const patience = 40 * time.Second

// wasm builds the wall for browsers as "make wasm" does.
func wasm(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-ldflags=-s -w", "-o", filepath.Join(dir, "wall.wasm"), ".")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	loader, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "wasm_exec.js"), loader, 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// hall is an office at work, whose clock is half an hour behind: its calls are
// old to a wall that begins, and shown without a pulse.
type hall struct {
	t      testing.TB
	office *ticketing.Office
	engine *engine.Engine
	hub    *feed.Hub
	url    string
}

func newHall(t testing.TB, wall string) *hall {
	t.Helper()
	o := example.Default().Office
	theme := ticketing.DefaultTheme()
	theme.Logo, o.Theme = "/logo.png?v=1", &theme
	journal, err := store.Open(t.TempDir(), storetest.Options(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { storetest.Close(t, journal) })
	h := &hall{t: t, office: &o, hub: feed.NewHub(feed.HubOptions{})}
	h.engine, err = engine.Start(&o, journal, h, engine.Options{Now: h.now, Tick: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.engine.Close() })
	server := httptest.NewServer(web.New(web.Config{
		Queue: h.engine, Office: &o, Keys: new(web.Keyring), Feed: h.hub, Latest: func() []byte { return nil },
		Now: h.now, Random: rand.Reader, Wall: os.DirFS(wall), Logo: emblem(t),
	}).Handler())
	t.Cleanup(server.Close)
	t.Cleanup(h.hub.Close)
	h.url = server.URL
	h.do(ticketing.OpenDay{})
	h.do(ticketing.OpenDesk{Desk: "loket-1"})
	return h
}

// green is the colour of the office's logo.
func green() color.Color { return color.RGBA{0x20, 0xA0, 0x60, 0xFF} }

func emblem(t testing.TB) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 90, 60))
	draw.Draw(img, img.Rect, image.NewUniform(green()), image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (h *hall) now() time.Time { return time.Now().Add(-30 * time.Minute) }

// Publish makes a hall an engine's publisher.
func (h *hall) Publish(s *ticketing.State, _ []ticketing.Event) {
	board, err := json.Marshal(s.Board(h.office, h.now()))
	if err != nil {
		h.t.Error(err)
	}
	h.hub.Publish("hall", s.Seq, board)
}

func (h *hall) do(a ticketing.Action) {
	h.t.Helper()
	if _, err := h.engine.Do(h.t.Context(), ticketing.Command{Actor: "admin console", Do: a}); err != nil {
		h.t.Fatalf("%T: %v", a, err)
	}
}

// call lets somebody take a number and be called.
func (h *hall) call() {
	h.t.Helper()
	code, err := ticketing.NewCode(rand.Reader)
	if err != nil {
		h.t.Fatal(err)
	}
	h.do(ticketing.TakeTicket{Service: "ktp-baru", Code: code})
	h.do(ticketing.Next{Desk: "loket-1"})
}

// browser is a window of a Chromium that draws WebGL without a graphics card,
// unless flags forbid it.
func browser(t testing.TB, width, height int64, flags ...string) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("this test needs a browser: apt-get install chromium (Debian's package)")
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.NoFirstRun,
		chromedp.Flag("use-gl", "angle"), chromedp.Flag("use-angle", "swiftshader"), chromedp.Flag("enable-unsafe-swiftshader", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("hide-scrollbars", true),
	}
	for _, f := range flags {
		options = append(options, chromedp.Flag(f, true))
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	allocator, expired := context.WithTimeout(allocator, 2*patience) // a page can hold its browser up
	ctx, cancel := chromedp.NewContext(allocator, chromedp.WithListener(func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("the page threw %s %v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception)
		case *runtime.EventConsoleAPICalled:
			for _, a := range e.Args {
				t.Logf("the console: %s %s", a.Value, a.Description)
			}
		}
	}))
	t.Cleanup(func() { cancel(); expired(); stop() })
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height)); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// screen is what the browser shows.
func screen(t testing.TB, ctx context.Context) image.Image {
	t.Helper()
	shot, err := chromedp.Run(ctx, chromedp.Action[[]byte](func(ctx context.Context, t *chromedp.Target) ([]byte, error) {
		r, err := cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{})
		return r.Data, err
	}))
	if err != nil {
		t.Fatal(err)
	}
	return picture(t, bytes.NewReader(shot))
}

func picture(t testing.TB, from io.Reader) image.Image {
	t.Helper()
	img, err := png.Decode(from)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// desktop is what the program beside a TV shows of the same office.
func desktop(t *testing.T, url string) image.Image {
	t.Helper()
	file := filepath.Join(t.TempDir(), "wall.png")
	wall, said := program(t, "--server", url, "--size", "1280x720", "--screenshot", file)
	if err := wall.Run(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return picture(t, f)
}

// unlike counts the pixels that differ by more than 8 of 255. The line at the
// foot takes turns, so it is left out.
func unlike(a, b image.Image) (n int) {
	if a.Bounds() != b.Bounds() {
		return a.Bounds().Dx()*a.Bounds().Dy() + b.Bounds().Dx()*b.Bounds().Dy()
	}
	far := func(x, y uint32) bool { return max(x, y)-min(x, y) > 8<<8 }
	for y := range a.Bounds().Dy() * 10 / 11 {
		for x := range a.Bounds().Dx() {
			r, g, bl, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			if far(r, r2) || far(g, g2) || far(bl, b2) {
				n++
			}
		}
	}
	return n
}

// sameSoon waits until the browser shows what the desktop does. Both show the
// time, so the desktop is looked at again while they differ.
func sameSoon(t *testing.T, ctx context.Context, url string) {
	t.Helper()
	const most = 1280 * 720 / 1000
	for late := time.Now().Add(patience); ; {
		want := desktop(t, url)
		for range 10 {
			got := screen(t, ctx)
			n := unlike(want, got)
			if n <= most {
				return
			}
			if time.Now().After(late) {
				keep(t, "desktop", want)
				keep(t, "browser", got)
				t.Fatalf("%d pixels differ", n)
			}
		}
	}
}

// keep writes a picture where GILIRAN_PICTURES says, for people to look at.
func keep(t *testing.T, name string, img image.Image) {
	t.Helper()
	if dir := os.Getenv("GILIRAN_PICTURES"); dir != "" {
		if err := save(filepath.Join(dir, "wall-"+name+".png"), img); err != nil {
			t.Error(err)
		}
	}
}

// bars makes a page write down how far its progress bars have come.
const bars = `window.bars = [];
const value = Object.getOwnPropertyDescriptor(HTMLProgressElement.prototype, "value");
Object.defineProperty(HTMLProgressElement.prototype, "value", { get: value.get, set(v) { bars.push(v); value.set.call(this, v); } });`

// The browser's wall is the desktop's, pixel by pixel, and follows the office;
// while it is loaded a bar shows how far it is.
func TestTheWallInABrowser(t *testing.T) {
	h := newHall(t, wasm(t))
	h.call()
	ctx := browser(t, 1280, 720)
	watch := chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: bars})
		return err
	})
	if err := chromedp.Do(ctx, watch, chromedp.Navigate(h.url+"/wall")); err != nil {
		t.Fatal(err)
	}
	sameSoon(t, ctx, h.url)
	loaded, err := chromedp.Run(ctx, chromedp.Evaluate[[]float64](`document.getElementById("loading").hidden ? bars : []`))
	if n := len(loaded); err != nil || n < 10 || !slices.IsSorted(loaded) || loaded[0] > 0.5 || loaded[n-1] != 1 {
		t.Errorf("the bar showed %v, %v", loaded, err)
	}
	shown := screen(t, ctx)
	keep(t, "browser", shown)
	if r, g, b, _ := shown.At(50, 35).RGBA(); r>>8 != 0x20 || g>>8 != 0xA0 || b>>8 != 0x60 {
		t.Errorf("where the office's logo should be, there is %v", shown.At(50, 35))
	}
	h.do(ticketing.Finish{Desk: "loket-1", Outcome: "lengkap"})
	h.call()
	sameSoon(t, ctx, h.url)
}

// Without WebGL, and without the program, the board page takes its place.
func TestTheBoardStandsInForTheWall(t *testing.T) {
	empty := t.TempDir()
	for _, name := range []string{"wall.wasm", "wasm_exec.js"} {
		if err := os.WriteFile(filepath.Join(empty, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		dir   string
		flags []string
	}{
		"no WebGL":               {wasm(t), []string{"disable-gpu", "disable-3d-apis"}},
		"a program that is none": {empty, nil},
		"no program":             {t.TempDir(), nil},
	} {
		h := newHall(t, c.dir)
		ctx := browser(t, 640, 360, c.flags...)
		if err := chromedp.Do(ctx, chromedp.Navigate(h.url+"/wall?lang=en")); err != nil {
			t.Fatal(err)
		}
		where := ""
		for late := time.Now().Add(patience); where != "/board?lang=en" && time.Now().Before(late); {
			where, _ = chromedp.Run(ctx, chromedp.Evaluate[string]("location.pathname + location.search"))
		}
		if where != "/board?lang=en" {
			t.Errorf("%s: the browser is at %q", name, where)
		}
	}
}
