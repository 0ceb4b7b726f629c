package webtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browser is the one Chromium all tests share; each test has windows of its
// own with cookies of their own.
var browser context.Context

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	path, err := exec.LookPath("chromium")
	if err != nil {
		fmt.Fprintln(os.Stderr, "these tests need a browser: apt-get install chromium (Debian's package)")
		return 1
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		// Windows side by side are all in the foreground, as on separate screens.
		chromedp.Flag("disable-renderer-backgrounding", true), chromedp.Flag("disable-background-timer-throttling", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true),
	)
	defer stop()
	ctx, cancel := chromedp.NewContext(allocator)
	defer cancel()
	if err := chromedp.Do(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "chromium does not start:", err)
		return 1
	}
	browser = ctx
	return m.Run()
}

// tab is one window of the browser.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu     sync.Mutex
	faults []string // errors in scripts, and what the page's policy forbade
}

// listen notes what a page must never cause: an error in a script, or
// something its content security policy does not allow.
func (b *tab) listen(event any) {
	fault := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		fault = e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			fault += " " + e.ExceptionDetails.Exception.Description
		}
	case *log.EventEntryAdded:
		if e.Entry.Source == log.EntrySourceSecurity {
			fault = e.Entry.Text
		}
	}
	if fault == "" {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, fault)
}

func (b *tab) heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.faults
}

// patience is how long a page may take to show what it must.
const patience = 15 * time.Second

// visit opens a window with cookies of its own, big as a desk's screen, and
// goes to an address.
func visit(t *testing.T, url string) *tab {
	t.Helper()
	b := window(t)
	b.to(url)
	return b
}

// window is a new, empty window.
func window(t *testing.T) *tab {
	t.Helper()
	b := &tab{t: t}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.listen))
	b.ctx = ctx
	t.Cleanup(func() {
		cancel()
		for _, fault := range b.heard() {
			t.Errorf("the browser complained: %s", fault)
		}
	})
	b.do(chromedp.EmulateViewport(1366, 768))
	return b
}

// hurry makes the timers of pages opened from now on run 20 times as fast.
func (b *tab) hurry() {
	b.t.Helper()
	const script = `{
		const { setTimeout, setInterval, performance } = window;
		const now = performance.now.bind(performance);
		window.setTimeout = (f, ms) => setTimeout(f, ms / 20);
		window.setInterval = (f, ms) => setInterval(f, ms / 20);
		performance.now = () => now() * 20;
		const timeout = AbortSignal.timeout.bind(AbortSignal);
		AbortSignal.timeout = (ms) => timeout(ms / 20);
	}`
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	}))
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) to(url string) {
	b.t.Helper()
	b.do(chromedp.Navigate(url))
}

// eval is the value of a script.
func eval[T any](b *tab, script string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
	return v
}

// sees waits until a condition on the page holds.
func (b *tab) sees(condition string) {
	b.t.Helper()
	script := `new Promise((ok) => {
		const began = Date.now(); // a page may have hurried clocks
		(function look() {
			let holds = false;
			try { holds = Boolean(` + condition + `); } catch {}
			if (holds) return ok("");
			if (Date.now() - began > ` + fmt.Sprint(patience.Milliseconds()) + `) return ok(location.pathname + "\n" + document.body.innerText);
			setTimeout(look, 15);
		})();
	})`
	deadline := time.Now().Add(patience)
	for {
		got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
		if err != nil && time.Now().Before(deadline) {
			continue // the page went on to another one while it was watched
		}
		if err != nil || got != "" {
			b.t.Fatalf("never saw %s\n%v\non the page:\n%s", condition, err, got)
		}
		return
	}
}

// shows waits until an element that is visible holds a text, whatever its case.
func (b *tab) shows(selector, text string) {
	b.t.Helper()
	b.sees(fmt.Sprintf(`[...document.querySelectorAll(%q)].some((e) => e.checkVisibility() && e.innerText.toLowerCase().includes(%q))`, selector, strings.ToLower(text)))
}

// click clicks with the mouse on what is visible and enabled.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.sees(fmt.Sprintf(`(e => e && e.checkVisibility() && !e.disabled)(document.querySelector(%q))`, selector))
	b.do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// press types keys as a person would, one after another.
func (b *tab) press(keys ...string) {
	b.t.Helper()
	for _, k := range keys {
		switch k {
		case "Enter":
			k = kb.Enter
		case "Escape":
			k = kb.Escape
		case "Tab":
			k = kb.Tab
		}
		b.do(typed(k))
	}
}

// typed presses and releases keys as a keyboard does: what the page makes of
// the pressing decides whether a character comes of it. (chromedp.KeyEvent
// sends the character in any case.)
func typed(keys string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, r := range keys {
			events := kb.Encode(r)
			down, up := events[0], events[len(events)-1]
			if len(events) == 3 {
				down.Text, down.UnmodifiedText = events[1].Text, events[1].UnmodifiedText
			}
			for _, e := range []*input.DispatchKeyEventParams{down, up} {
				if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, *e); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// calm asks for no motion, as a person's settings do.
func (b *tab) calm() {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return err
	}))
}

// resize makes the window another size.
func (b *tab) resize(width, height int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height))
}

// photograph keeps a picture of the page where GILIRAN_PICTURES says, for
// people to look at.
func (b *tab) photograph(name string) {
	b.t.Helper()
	dir := os.Getenv("GILIRAN_PICTURES")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), b.picture(), 0o644); err != nil {
		b.t.Error(err)
	}
}

// picture is the window as a PNG.
func (b *tab) picture() []byte {
	b.t.Helper()
	shot, err := chromedp.Run(b.ctx, chromedp.Action[[]byte](func(ctx context.Context, t *chromedp.Target) ([]byte, error) {
		r, err := cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{})
		return r.Data, err
	}))
	if err != nil {
		b.t.Fatal(err)
	}
	return shot
}

// scan is what a phone's camera reads in the QR code on the screen.
func (b *tab) scan() string {
	b.t.Helper()
	reader, err := exec.LookPath("zbarimg")
	if err != nil {
		b.t.Fatal("reading a QR code needs zbarimg: apt-get install zbar-tools (Debian's package)")
	}
	file := filepath.Join(b.t.TempDir(), "screen.png")
	if err := os.WriteFile(file, b.picture(), 0o644); err != nil {
		b.t.Fatal(err)
	}
	out, err := exec.Command(reader, "--quiet", "--raw", file).Output()
	if err != nil {
		b.t.Fatalf("no QR code on the screen: %v", err)
	}
	return strings.TrimSpace(string(out))
}
