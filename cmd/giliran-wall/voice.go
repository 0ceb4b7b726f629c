//go:build !js

package main

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"

	"giliran/display/voice"
)

// voiceFlags are how the wall speaks, if it does.
type voiceFlags struct {
	Languages  []string      `help:"Languages to speak, in this order; the office's, but for drafts, when empty." placeholder:"CODE"`
	Style      voice.Style   `help:"How numbers are read: digits or cardinal (${default})." enum:"digits,cardinal" default:"digits"`
	Volume     voice.Volumes `help:"Volume in percent, and hours that differ (${default})." default:"80" placeholder:"80,12:00-13:00=40"`
	Recordings string        `help:"Folder with the office's own recordings; see giliran voice." type:"existingdir" placeholder:"DIR"`
	Words      string        `help:"Folder with the voice's language files of the office's own, such as id.yaml." type:"existingdir" placeholder:"DIR"`
	Cache      string        `help:"Folder for synthesised sentences, best in memory; one of the user's when empty." placeholder:"DIR"`
	Mono       bool          `help:"Play on one channel."`
}

// itself is the running program, also when the file it came from has been
// replaced by a newer one.
const itself = "/proc/self/exe"

// voice makes the wall's voice.
func (f *voiceFlags) voice(log *slog.Logger) (*voice.Voice, error) {
	cache, err := f.cache()
	if err != nil {
		return nil, err
	}
	args := []string{speakCommand, "--cache", cache}
	if f.Recordings != "" {
		args = append(args, "--recordings", f.Recordings)
	}
	if f.Mono {
		args = append(args, "--mono")
	}
	var own fs.FS
	if f.Words != "" {
		own = os.DirFS(f.Words)
	}
	return voice.New(voice.Options{
		Command: func(ctx context.Context) *exec.Cmd {
			cmd := exec.CommandContext(ctx, itself, args...)
			cmd.Args[0] = "giliran-wall"
			return cmd
		},
		Languages: f.Languages, Words: own, Style: f.Style, Volumes: &f.Volume,
		Memory: filepath.Join(cache, "spoken"), Log: log,
	})
}

// cache is where sentences are kept. XDG_RUNTIME_DIR is in memory: a memory card
// has better things to do than to keep every call of the day.
func (f *voiceFlags) cache() (string, error) {
	if f.Cache != "" {
		return filepath.Abs(f.Cache)
	}
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		return filepath.Join(dir, "giliran-voice"), nil
	}
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "giliran-voice"), err
}
