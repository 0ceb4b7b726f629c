package wall

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"giliran/display/feed"
)

// measured makes this test binary one window whose cost is measured: "empty",
// "calm", "calling" or "news".
const measured = "GILIRAN_WALL_MEASURED"

const (
	settling  = 2 * time.Second // before it is measured
	measuring = 6 * time.Second
)

// cost is what a window used.
type cost struct {
	CPU    float64   // of one processor, 0 to 1 and more
	Delays []float64 // ms from a board's publication to its frame on the screen
}

// window runs a window in a process of its own.
func window(b *testing.B, what string) (c cost) {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), measured+"="+what)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, &c)
	}
	if err != nil {
		b.Fatalf("%s: %v: %s", what, err, out)
	}
	return c
}

// BenchmarkWindow: what a wall costs beside an empty window of Ebitengine's, and
// how soon what the office publishes is on the screen. Drawn without a graphics card.
func BenchmarkWindow(b *testing.B) {
	for b.Loop() {
		empty, calm, calling := window(b, "empty"), window(b, "calm"), window(b, "calling")
		news := window(b, "news").Delays
		slices.Sort(news)
		if len(news) < 10 {
			b.Fatalf("only %d boards came on the screen", len(news))
		}
		b.ReportMetric(empty.CPU*100, "empty-%cpu")
		b.ReportMetric(calm.CPU*100, "calm-%cpu")
		b.ReportMetric(calm.CPU/empty.CPU, "calm/empty")
		b.ReportMetric(calling.CPU/empty.CPU, "calling/empty")
		b.ReportMetric(news[len(news)/2], "ms-to-frame-p50")
		b.ReportMetric(news[len(news)*95/100], "ms-to-frame-p95")
	}
}

// measure opens a window, as large as a TV's, and prints its cost.
func measure(what string) int {
	c, err := measureWindow(what)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(c)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func measureWindow(what string) (*cost, error) {
	screen := Window{Width: 1920, Height: 1080}
	began := time.Now()
	g := &gauge{began: began}
	if what == "empty" {
		g.Game = &nothing{}
		ebiten.SetWindowSize(screen.Width, screen.Height)
		if err := ebiten.RunGame(g); err != nil {
			return nil, err
		}
		return &g.cost, nil
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	hub := feed.NewHub(feed.HubOptions{})
	defer hub.Close()
	go func() { _ = http.Serve(listener, hub) }()
	client := feed.NewClient("ws://"+listener.Addr().String()+"/feed", feed.ClientOptions{})
	go func() { _ = client.Run(ctx) }()
	w, err := New(ctx, client, Options{})
	if err != nil {
		return nil, err
	}
	g.wall, g.Game = w, w
	go g.office(ctx, hub, what)
	if err := screen.run(g); err != nil {
		return nil, err
	}
	return &g.cost, nil
}

// nothing is the empty window.
type nothing struct{}

func (*nothing) Update() error              { return nil }
func (*nothing) Draw(*ebiten.Image)         {}
func (*nothing) Layout(w, h int) (int, int) { return w, h }

// gauge measures a game from when it has settled. A frame counts as on the
// screen when the next one begins.
type gauge struct {
	ebiten.Game
	wall  *Wall // nil for the empty window
	began time.Time
	from  time.Time
	used  time.Duration
	sent  atomic.Int64 // when the newest board was published, ns since 1970
	drawn uint64       // the board on the screen
	cost  cost
}

func (g *gauge) Update() error {
	now := time.Now()
	if g.wall != nil {
		if seq := g.wall.session.message.Seq; seq > g.drawn {
			g.drawn = seq
			if !g.from.IsZero() {
				g.cost.Delays = append(g.cost.Delays, float64(now.UnixNano()-g.sent.Load())/1e6)
			}
		}
	}
	switch {
	case g.from.IsZero() && now.Sub(g.began) > settling:
		g.from, g.used = now, processor()
	case !g.from.IsZero() && now.Sub(g.from) > measuring:
		g.cost.CPU = (processor() - g.used).Seconds() / now.Sub(g.from).Seconds()
		return ebiten.Termination
	}
	return g.Game.Update()
}

// office publishes a board: once, or with a call each time the one before has
// had its turn, or with another number at a desk, which calls nobody.
func (g *gauge) office(ctx context.Context, hub *feed.Hub, what string) {
	every := map[string]time.Duration{"calm": time.Hour, "calling": 6100 * time.Millisecond, "news": 170 * time.Millisecond}[what]
	b := village()
	b.Office.Ticker = nil
	for seq := uint64(1); ctx.Err() == nil; seq++ {
		b.Desks[0].Number = fmt.Sprintf("A%03d", seq)
		if what == "calling" {
			call(b, b.Desks[0].Number, "1", time.Now())
		}
		bytes, err := json.Marshal(b)
		if err != nil {
			panic(err)
		}
		g.sent.Store(time.Now().UnixNano())
		hub.Publish("one", seq, bytes)
		select {
		case <-ctx.Done():
		case <-time.After(every):
		}
	}
}

// processor is the time this process has used.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// LayoutF makes a gauge lay out as its wall does.
func (g *gauge) LayoutF(width, height float64) (float64, float64) {
	if g.wall != nil {
		return g.wall.LayoutF(width, height)
	}
	return width, height
}
