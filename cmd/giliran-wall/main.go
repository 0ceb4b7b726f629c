//go:build !js

// Command giliran-wall is the screen of an office's waiting room.
//
// It is thin: flags and wiring. It waits for the office's server as long as it
// takes, shows how old its picture is when the link is lost, and ends only on
// SIGTERM, SIGINT, or when the screen itself goes away.
package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"giliran/display/feed"
	"giliran/display/wall"
	"giliran/display/web/cert"
)

// shotAfter is how long --screenshot waits for the server's first board.
const shotAfter = 5 * time.Second

// cli is the whole command line; kong makes the help from it.
type cli struct {
	Server     address `help:"The office's server, http(s)://host:port (${default})." default:"http://127.0.0.1:8080" placeholder:"URL"`
	Fullscreen bool    `help:"Fill the whole screen."`
	Size       size    `help:"Size of the window (${default})." default:"1920x1080" placeholder:"WxH"`
	Lang       string  `help:"Language of the wall (id, en, …); the office's first when empty." placeholder:"CODE"`
	Words      string  `help:"Folder with language files of the office's own, such as id.yaml." type:"existingdir" placeholder:"DIR"`
	Pictures   string  `help:"Folder of PNG and JPEG files to show while nobody is called." type:"existingdir" placeholder:"DIR"`
	Still      bool    `help:"Let nothing move: a new call is lit instead of pulsing."`
	Voice      bool    `help:"Speak the calls (needs espeak-ng, or recordings)."`
	Screenshot string  `help:"Write a picture of what the wall shows now as PNG, and end." type:"path" placeholder:"FILE"`

	CA          string `name:"ca" help:"Certificate of the office's own authority (PEM), for an https server." type:"existingfile" placeholder:"FILE"`
	Fingerprint string `help:"Its SHA-256 instead, as giliran ca prints it." placeholder:"HEX"`
	TokenFile   string `help:"A file with a token of the role wall, for a screen that is not on the office's own machine: it has a seat then that no crowd takes." type:"existingfile" placeholder:"FILE"`

	Speech voiceFlags `embed:"" prefix:"voice-" group:"The voice"`
}

func main() {
	os.Exit(start(os.Args[1:]))
}

// start is main with an exit code: 0 done, 1 failed, 2 for a wrong command line.
func start(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if len(args) > 0 && args[0] == speakCommand {
		return speak(ctx, args[1:])
	}
	var c cli
	parser, err := kong.New(&c,
		kong.Name("giliran-wall"),
		kong.Description("The wall: numbers called, desks, stages, notices."),
		kong.UsageOnError(),
	)
	if err != nil {
		fmt.Fprintln(os.Stderr, "giliran-wall:", err)
		return 2
	}
	if _, err := parser.Parse(args); err != nil {
		parser.Errorf("%s", err)
		return 2
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	if err := c.run(ctx, log); err != nil {
		fmt.Fprintln(os.Stderr, "giliran-wall:", err)
		return 1
	}
	return 0
}

// run shows the wall until ctx ends.
func (c *cli) run(ctx context.Context, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	secure, err := c.trust()
	if err != nil {
		return err
	}
	token, err := c.token()
	if err != nil {
		return err
	}
	client := feed.NewClient(string(c.Server)+"?for="+feed.Wall, feed.ClientOptions{TLS: secure, Token: token})
	options := c.options(secure, log)
	supervisor, err := newNotifier(os.Getenv, log)
	if err != nil {
		return err
	}
	options.Drawn = supervisor.drawn
	speaking := func(context.Context) error { return nil }
	if c.Voice {
		v, err := c.Speech.voice(log)
		if err != nil {
			return err
		}
		options.Voice, speaking = v, v.Run
	}
	w, err := wall.New(ctx, client, options)
	if err != nil {
		return err
	}
	followed, spoken := make(chan error, 1), make(chan error, 1)
	go func() { followed <- client.Run(ctx) }()
	go func() { spoken <- speaking(ctx) }()
	err = w.Run(wall.Window{Width: c.Size.X, Height: c.Size.Y, Fullscreen: c.Fullscreen})
	stop()
	if lost := <-followed; !errors.Is(lost, context.Canceled) {
		err = errors.Join(err, lost)
	}
	return errors.Join(err, <-spoken)
}

// trust is how the wall knows the office over TLS.
func (c *cli) trust() (*tls.Config, error) {
	u, err := url.Parse(string(c.Server))
	if err != nil {
		return nil, err
	}
	return cert.Trust{CA: c.CA, Fingerprint: c.Fingerprint}.Config(u.Hostname(), time.Now)
}

// token is what the office knows the wall by, "" for a guest.
func (c *cli) token() (string, error) {
	if c.TokenFile == "" {
		return "", nil
	}
	b, err := os.ReadFile(c.TokenFile)
	return strings.TrimSpace(string(b)), err
}

func (c *cli) options(secure *tls.Config, log *slog.Logger) wall.Options {
	o := wall.Options{
		Language: c.Lang, Words: folder(c.Words), Pictures: folder(c.Pictures), Still: c.Still,
		Fetch: wall.Fetcher(c.Server.pages(), secure), Log: log,
	}
	if c.Screenshot != "" {
		o.ShotAfter = shotAfter
		o.Shot = func(img image.Image) error { return save(c.Screenshot, img) }
	}
	return o
}

// folder is a folder's files, none for "".
func folder(dir string) fs.FS {
	if dir == "" {
		return nil
	}
	return os.DirFS(dir)
}

// save writes a picture; a failure leaves no file behind.
func save(file string, img image.Image) (err error) {
	f, err := os.CreateTemp(filepath.Dir(file), ".wall-*.png")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if err := errors.Join(png.Encode(f, img), f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}

// address is the server's feed, "ws://host:port/feed".
type address string

// UnmarshalText makes address a flag; it takes the address of the office's
// pages.
func (a *address) UnmarshalText(text []byte) error {
	u, err := url.Parse(string(text))
	if err != nil {
		return err
	}
	scheme, ok := map[string]string{"http": "ws", "https": "wss"}[u.Scheme]
	if !ok || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("%q is not http://host:port or https://host:port", text)
	}
	u.Scheme = scheme
	*a = address(u.JoinPath("feed").String())
	return nil
}

// pages is the address of the office's pages, "http://host:port".
func (a address) pages() string {
	return "http" + strings.TrimSuffix(strings.TrimPrefix(string(a), "ws"), "/feed")
}

// size is a window's size in pixels.
type size image.Point

// UnmarshalText makes size a flag, as in "1920x1080".
func (s *size) UnmarshalText(text []byte) error {
	var end string
	n, _ := fmt.Sscanf(string(text), "%dx%d%s", &s.X, &s.Y, &end)
	if n != 2 || s.X < 64 || s.Y < 64 || s.X > 16384 || s.Y > 16384 {
		return fmt.Errorf("%q is no size such as 1920x1080 (64 to 16384)", text)
	}
	return nil
}
