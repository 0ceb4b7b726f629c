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
		l := &loop{m: m, code: 1}
		ebiten.SetWindowSize(64, 64)
		if err := ebiten.RunGame(l); err != nil {
			fmt.Fprintf(os.Stderr, "no window: %v\nDebian's packages for it: %s\n", err, walltest.Packages)
			return 1
		}
		return l.code
	}))
}

type loop struct {
	m    *testing.M
	code int
}

func (l *loop) Update() error {
	l.code = l.m.Run()
	return ebiten.Termination
}

func (*loop) Draw(*ebiten.Image) {}

func (*loop) Layout(int, int) (int, int) { return 64, 64 }
