package wall

import (
	"fmt"
	"os"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"

	"giliran/display/wall/walltest"
)

// The tests run inside the loop of a game, because only there can pixels be
// drawn and read.
func TestMain(m *testing.M) {
	os.Exit(walltest.Run(func() int {
		if what := os.Getenv(measured); what != "" {
			return measure(what)
		}
		l := &loop{m: m}
		ebiten.SetWindowSize(64, 64)
		ebiten.SetVsyncEnabled(false)
		ebiten.SetTPS(ebiten.SyncWithFPS)
		if err := ebiten.RunGame(l); err != nil {
			fmt.Fprintf(os.Stderr, "no window: %v\nDebian's packages for it: %s\n", err, walltest.Packages)
			return 1
		}
		return l.code
	}))
}

// ended and begun are how tests that draw more than one frame can hold go on to
// the next.
var ended, begun = make(chan struct{}), make(chan struct{})

// frame ends the frame and begins the next.
func frame() {
	ended <- struct{}{}
	<-begun
}

type loop struct {
	m     *testing.M
	done  chan int // nil until the tests have begun
	code  int
	asked bool // for the frame that begins
}

// Update lasts as long as the tests draw in one frame.
func (l *loop) Update() error {
	if l.done == nil {
		l.done = make(chan int)
		go func() { l.done <- l.m.Run() }()
	}
	if l.asked {
		l.asked = false
		begun <- struct{}{}
	}
	select {
	case l.code = <-l.done:
		return ebiten.Termination
	case <-ended:
		l.asked = true
		return nil
	}
}

func (*loop) Draw(*ebiten.Image) {}

func (*loop) Layout(int, int) (int, int) { return 64, 64 }
