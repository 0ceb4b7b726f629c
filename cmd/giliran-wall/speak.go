//go:build !js

package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/alecthomas/kong"

	"giliran/display/voice"
	"giliran/display/voice/device"
)

// speakCommand makes the program the speaking process of a wall: one that the
// wall starts itself, and starts again when the sound system has taken it along.
const speakCommand = "speak"

// speakCLI is the command line of the speaking process.
type speakCLI struct {
	Cache      string `required:"" help:"Folder for sentences that have been synthesised." placeholder:"DIR"`
	Recordings string `help:"Folder with the office's own recordings." placeholder:"DIR"`
	Mono       bool   `help:"Play on one channel."`
}

// speak is the speaking process. Why it ends goes out as a report, for the wall
// to log once and not as often as it tries.
func speak(ctx context.Context, args []string) int {
	var c speakCLI
	parser, err := kong.New(&c, kong.Name("giliran-wall "+speakCommand))
	if err == nil {
		_, err = parser.Parse(args)
	}
	if err == nil {
		err = c.run(ctx)
	}
	if err != nil {
		_ = voice.Farewell(os.Stdout, err)
		return 1
	}
	return 0
}

func (c *speakCLI) run(ctx context.Context) error {
	channels := 2
	if c.Mono {
		channels = 1
	}
	d, err := device.Open(ctx, channels)
	if err != nil {
		return err
	}
	r := &voice.Renderer{Synthesis: voice.NewSynthesis(c.Cache), Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{ReplaceAttr: undated}))}
	if c.Recordings != "" {
		r.Recordings = voice.NewRecordings(os.DirFS(c.Recordings))
	}
	s := voice.Speaker{In: os.Stdin, Out: os.Stdout, Renderer: r, Device: d}
	return s.Run(ctx)
}

// undated leaves out when something was said: the wall logs each line once, with
// its own time.
func undated(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}
