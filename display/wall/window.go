package wall

import (
	"fmt"

	"github.com/hajimehoshi/ebiten/v2"
)

// Window is where a wall hangs.
type Window struct {
	Width, Height int // of the window, device-independent pixels; a browser gives its own
	Fullscreen    bool
}

// Run opens the window and shows the wall until its context ends, somebody
// closes the window, or the picture asked for is taken. An error is about the
// screen (or that picture), never about the network. It must be called on the
// main goroutine.
func (w *Wall) Run(window Window) error { return window.run(w) }

func (window Window) run(game ebiten.Game) error {
	ebiten.SetWindowTitle("Giliran")
	if window.Width > 0 && window.Height > 0 {
		ebiten.SetWindowSize(window.Width, window.Height)
	}
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetWindowDecorated(!window.Fullscreen)
	ebiten.SetFullscreen(window.Fullscreen)
	ebiten.SetCursorMode(ebiten.CursorModeHidden)
	ebiten.SetScreenClearedEveryFrame(false)
	ebiten.SetTPS(ebiten.SyncWithFPS) // Update itself waits
	ebiten.SetRunnableOnUnfocused(true)
	err := ebiten.RunGameWithOptions(game, &ebiten.RunGameOptions{
		X11ClassName: "giliran-wall", X11InstanceName: "giliran-wall", InitUnfocused: true,
	})
	if err != nil {
		return fmt.Errorf("wall: %w", err)
	}
	return nil
}
