package agent_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	agent "giliran/firmware-agent"
	"giliran/firmware-agent/printer/escpos"
	"giliran/firmware-agent/sim"
	"giliran/ticketing"
)

// tab is a browser's window on the simulator's page.
type tab struct {
	*bench
	ctx context.Context

	mu     sync.Mutex
	faults []string
}

// look opens the page of a board in a real browser.
func look(b *bench, query string) *tab {
	b.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		b.Skip("this test needs a browser: apt-get install chromium (Debian's package)")
	}
	server := httptest.NewServer(sim.Page(b.agent, b.Board))
	allocator, stop := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
	)
	t := &tab{bench: b}
	ctx, cancel := chromedp.NewContext(allocator, chromedp.WithListener(t.listen))
	ctx, late := context.WithTimeout(ctx, time.Minute)
	t.ctx = ctx
	b.Cleanup(func() {
		late()
		cancel()
		stop()
		server.CloseClientConnections()
		server.Close()
		for _, f := range t.faults {
			b.Errorf("the browser complained: %s", f)
		}
	})
	t.do(chromedp.EmulateViewport(1366, 1000), chromedp.Navigate(server.URL+"/"+query), chromedp.WaitVisible(chromedp.CSS("article")))
	return t
}

func (t *tab) listen(event any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		t.faults = append(t.faults, fmt.Sprintf("%s %+v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception))
	case *log.EventEntryAdded:
		if e.Entry.Source == log.EntrySourceSecurity {
			t.faults = append(t.faults, e.Entry.Text)
		}
	}
}

func (t *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(t.ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// finger presses a button of the page with the mouse, so long.
func (t *tab) finger(pin string, long time.Duration) {
	t.Helper()
	at, err := chromedp.Run(t.ctx, chromedp.Evaluate[struct{ X, Y float64 }](fmt.Sprintf(`(() => {
		const cap = document.querySelector('[data-pin=%s] i');
		cap.scrollIntoView({block: "center"});
		const r = cap.getBoundingClientRect();
		return {X: r.x + r.width/2, Y: r.y + r.height/2};
	})()`, pin)))
	if err != nil {
		t.Fatal(err)
	}
	t.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, at.X, at.Y, chromedp.ButtonLeft))
	await(t.T, "the button is down", func() bool { return t.Pressed(pin) })
	<-time.After(long)
	t.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, at.X, at.Y, chromedp.ButtonLeft))
	await(t.T, "the button is up", func() bool { return !t.Pressed(pin) })
}

// says waits until an expression is true on the page.
func (t *tab) says(what, expression string) {
	t.Helper()
	await(t.T, "the page says: "+what, func() bool {
		yes, err := chromedp.Run(t.ctx, chromedp.Evaluate[bool](expression))
		if err != nil {
			t.Fatalf("%s: %v", expression, err)
		}
		return yes
	})
}

// shot puts a picture of the page into the directory SHOTS, if that is set.
func (t *tab) shot(name string) {
	t.Helper()
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(t.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestTheSimulatorsPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := newBoard(h, escpos.Options{})
	b.simulated = true
	b.start()
	b.ready()
	w := look(b, "")

	w.finger(buttonNew, 5*time.Millisecond)
	w.says("the ticket lies in the tray", `document.querySelectorAll("#strip img.cut").length === 1`)
	w.says("and is a picture", `document.querySelector("#strip img").naturalWidth === 384 && document.querySelector("#strip img").naturalHeight > 600`)
	w.says("somebody waits", `document.querySelector('[data-place=loket-1] .lamp').matches(".lit")`)
	w.finger(buttonNext, 5*time.Millisecond)
	w.says("A001 on the display", `document.querySelector('[data-place=loket-1] .tube').getAttribute("aria-label").endsWith("A001")`)
	w.says("in segments", `document.querySelectorAll('[data-place=loket-1] .tube .lit').length === 6+6+6+2`)
	if h.numbers() != "A001" {
		t.Errorf("tickets %s", h.numbers())
	}
	w.shot("simulator")

	w.do(chromedp.Click(chromedp.CSS("#network-cable")))
	await(t, "the cable is out", func() bool { return b.agent.Status().Link == agent.LinkDown })
	w.says("the page says so", `document.querySelector("#link").matches(".down")`)
	h.clock.pass(2 * time.Second)
	w.finger(buttonDamaged, 5*time.Millisecond)
	w.says("a number without the office", `document.querySelectorAll("#strip img.cut").length === 2 && !document.querySelector("#offline").hidden`)
	w.do(chromedp.Click(chromedp.CSS("#paper-out")))
	passing(t, h.clock, 100*time.Millisecond, "the agent knows", func() bool { return b.agent.Status().Printer == ticketing.PrinterOut })
	w.says("the page says that too", `document.querySelector("#printer-state").matches(".paper-out")`)
	w.shot("simulator-faults")
	w.do(chromedp.Click(chromedp.CSS("#network-cable")), chromedp.Click(chromedp.CSS("#paper-out")))
	b.back()
	if h.numbers() != "A001 BX01" {
		t.Errorf("tickets %s", h.numbers())
	}
}

func TestTheSimulatorInEnglishOnAPhone(t *testing.T) {
	t.Parallel()
	b := newBoard(newHouse(t), escpos.Options{})
	b.simulated = true
	b.start()
	b.ready()
	w := look(b, "?lang=en")
	w.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile))
	w.says("in English", `document.querySelector("h1").textContent === "Board simulator" && document.documentElement.lang === "en"`)
	w.says("nothing sticks out", `document.documentElement.scrollWidth <= innerWidth`)
	w.shot("simulator-phone")
}

// Only the page itself may press buttons.
func TestTheSimulatorTakesNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	b := newBoard(newHouse(t), escpos.Options{})
	b.simulated = true
	b.start()
	b.ready()
	page := sim.Page(b.agent, b.Board)
	for _, c := range []struct {
		name, path, kind, site, body string
		want                         int
	}{
		{"a press", "/press", "application/json", "same-origin", `{"pin":"GPIO7","down":true}`, http.StatusNoContent},
		{"from another site", "/press", "application/json", "cross-site", `{"pin":"GPIO7","down":true}`, http.StatusForbidden},
		{"as a form", "/press", "text/plain", "same-origin", `{"pin":"GPIO7","down":true}`, http.StatusUnsupportedMediaType},
		{"no JSON", "/press", "application/json", "same-origin", `{`, http.StatusBadRequest},
		{"too much", "/press", "application/json", "same-origin", `{"pin":"` + strings.Repeat("x", 5000) + `"}`, http.StatusBadRequest},
		{"no such pin", "/press", "application/json", "same-origin", `{"pin":"GPIO99"}`, http.StatusNotFound},
		{"a lamp", "/press", "application/json", "same-origin", `{"pin":"GPIO8"}`, http.StatusNotFound},
		{"no such fault", "/fault", "application/json", "same-origin", `{"name":"fire","on":true}`, http.StatusNotFound},
		{"no such page", "/nothing", "application/json", "same-origin", `{}`, http.StatusMethodNotAllowed},
	} {
		r := httptest.NewRequest(http.MethodPost, c.path, strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.kind)
		r.Header.Set("Sec-Fetch-Site", c.site)
		w := httptest.NewRecorder()
		page.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s: %d, want %d", c.name, w.Code, c.want)
		}
	}
	for _, path := range []string{"/paper/1", "/paper/0", "/paper/x"} {
		w := httptest.NewRecorder()
		page.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
