// Command giliran-wall is the screen of an office's waiting room; this is its
// form for a browser, which the office's server serves at /wall. It shows what
// the program beside a TV shows, but for the folder of pictures, and is silent.
//
// Of the address it takes ?lang=, of the browser the wish for less motion.
package main

import (
	"context"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"syscall/js"

	"giliran/display/feed"
	"giliran/display/wall"
)

func main() {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil)) // the browser's console
	if err := show(log); err != nil {
		log.Error("the wall has ended", "err", err)
		os.Exit(1)
	}
}

func show(log *slog.Logger) error {
	page := js.Global().Get("location")
	origin := page.Get("origin").String()
	asked, err := url.ParseQuery(strings.TrimPrefix(page.Get("search").String(), "?"))
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	client := feed.NewClient("ws"+strings.TrimPrefix(origin, "http")+"/feed?for="+feed.Wall, feed.ClientOptions{})
	w, err := wall.New(ctx, client, wall.Options{
		Language: asked.Get("lang"), Fetch: wall.Fetcher(origin, nil), Log: log,
		Still: js.Global().Call("matchMedia", "(prefers-reduced-motion: reduce)").Get("matches").Bool(),
	})
	if err != nil {
		return err
	}
	go func() {
		if err := client.Run(ctx); ctx.Err() == nil {
			log.Error("the feed has ended", "err", err)
		}
	}()
	return w.Run(wall.Window{})
}
