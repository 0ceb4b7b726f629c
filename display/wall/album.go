package wall

import (
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // what a phone or a camera writes
	_ "image/png"
	"io/fs"
	"log/slog"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/image/draw"

	"giliran/display/scene"
)

const (
	// slideFor is how long a picture stays: long enough to read a poster.
	slideFor = 15 * time.Second
	// lookAgain is how long an album without a picture that can be shown waits
	// before it looks for new ones.
	lookAgain = time.Minute
	// maxPixels bounds what is unpacked: four bytes each, of a small computer's
	// memory.
	maxPixels = 50_000_000
	// slideSide bounds what is kept of a picture, per side: a little more than
	// the hero of a full-HD screen.
	slideSide = 1600
)

var errTooLarge = errors.New("more than 50 million pixels")

// slide is one picture, ready to be painted.
type slide struct {
	name  string
	image image.Image
}

func (s slide) picture() scene.Picture {
	if s.image == nil {
		return scene.Picture{}
	}
	return scene.Picture{Name: s.name, Size: s.image.Bounds().Size()}
}

// album gives the pictures of a folder, one after the other in the order of
// their names, over and over. It unpacks the next one beside the loop, so that
// a large picture delays no call, and holds no more than that one.
type album struct {
	dir  fs.FS
	log  *slog.Logger
	next chan slide
	wait func(time.Duration) <-chan time.Time

	told map[string]bool // broken files that the log knows about
}

// newAlbum opens an album until ctx ends.
func newAlbum(ctx context.Context, dir fs.FS, log *slog.Logger) *album {
	a := &album{dir: dir, log: log, next: make(chan slide), wait: time.After, told: map[string]bool{}}
	go a.run(ctx)
	return a
}

func (a *album) run(ctx context.Context) {
	for {
		shown := 0
		for _, name := range a.names() {
			s, err := a.open(name)
			if err != nil {
				a.broken(name, err)
				continue
			}
			delete(a.told, name)
			select {
			case a.next <- s:
				shown++
			case <-ctx.Done():
				return
			}
		}
		if shown > 0 {
			continue
		}
		select {
		case <-a.wait(lookAgain):
		case <-ctx.Done():
			return
		}
	}
}

// names are the folder's pictures. It is read anew for each round, so that
// people can change it while the wall runs.
func (a *album) names() []string {
	entries, err := fs.ReadDir(a.dir, ".")
	if err != nil {
		a.broken(".", err)
		return nil
	}
	delete(a.told, ".")
	var names []string
	for _, e := range entries {
		if slices.Contains([]string{".png", ".jpg", ".jpeg"}, strings.ToLower(path.Ext(e.Name()))) && !e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

// broken tells the log about a file once.
func (a *album) broken(name string, err error) {
	if !a.told[name] {
		a.told[name] = true
		a.log.Warn("a picture cannot be shown", "file", name, "err", err)
	}
}

// open unpacks a picture and makes it no larger than a screen needs.
func (a *album) open(name string) (slide, error) {
	if err := a.size(name); err != nil {
		return slide{}, err
	}
	f, err := a.dir.Open(name)
	if err != nil {
		return slide{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return slide{}, err
	}
	full, _, err := image.Decode(f)
	if err != nil {
		return slide{}, err
	}
	return slide{fmt.Sprint(name, " of ", info.ModTime()), reduced(full)}, nil
}

func (a *album) size(name string) error {
	f, err := a.dir.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	c, _, err := image.DecodeConfig(f)
	if err == nil && (c.Width < 1 || c.Height < 1 || c.Width > maxPixels/c.Height) {
		return fmt.Errorf("%w: %d×%d", errTooLarge, c.Width, c.Height)
	}
	return err
}

func reduced(full image.Image) image.Image {
	size := full.Bounds().Size()
	if max(size.X, size.Y) <= slideSide {
		return full
	}
	by := float64(slideSide) / float64(max(size.X, size.Y))
	small := image.NewRGBA(image.Rect(0, 0, max(1, int(by*float64(size.X))), max(1, int(by*float64(size.Y)))))
	draw.CatmullRom.Scale(small, small.Rect, full, full.Bounds(), draw.Src, nil)
	return small
}

// turn gives the next picture if it is ready, without waiting.
func (a *album) turn() (slide, bool) {
	select {
	case s := <-a.next:
		return s, true
	default:
		return slide{}, false
	}
}
