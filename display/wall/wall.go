package wall

import (
	"cmp"
	"context"
	"fmt"
	"image"
	"io/fs"
	"log/slog"
	"math"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"giliran/display/scene"
)

const (
	// calm is how long the loop sleeps when nothing moves, lively while a call
	// comes up or its border pulses.
	calm   = 250 * time.Millisecond
	lively = 40 * time.Millisecond
	// redraw is how often everything is drawn again: another window may have
	// been in front.
	redraw = 10 * time.Second
)

// Options tune a [Wall]. A zero field means its default.
type Options struct {
	// Language is the code of the wall's language. Default: the first of the
	// board's languages that there are words for, else "id".
	Language string
	// Words is a folder with language files of the office's own, see
	// [scene.ReadWords]. Default none.
	Words fs.FS
	// Voice speaks the calls. Default none.
	Voice Voice
	// Fetch gives a file of the office's server by its address there, such as
	// "/logo.png"; [Fetcher] makes one. Default none: the wall has no logo.
	Fetch func(ctx context.Context, address string) ([]byte, error)
	// Pictures is a folder of PNG and JPEG files that take turns in the place
	// of the number called while nobody is called. Default none.
	Pictures fs.FS
	// Still keeps everything from moving: the border of a new call stays lit
	// instead of pulsing.
	Still bool
	// Now tells the time. Default time.Now.
	Now func() time.Time
	// Drawn, if set, is called whenever the screen has been drawn; it must not
	// wait. A supervisor learns from it that the wall lives.
	Drawn func(now time.Time)
	// Log is told what goes wrong. Default slog.Default.
	Log *slog.Logger
	// Shot, if set, is given one picture of the screen when the first board
	// and the office's logo have been drawn, or when ShotAfter has passed
	// without them; then the wall ends with its error.
	Shot      func(image.Image) error
	ShotAfter time.Duration
}

// Wall is the program of one screen, an [ebiten.Game].
type Wall struct {
	options   Options
	ctx       context.Context // ends the loop; Ebitengine's own signatures leave no other way
	session   *session
	fonts     *scene.Fonts
	composers map[string]*scene.Composer
	layers    *layers
	pictures  show

	timer   *time.Timer // of the loop; one for all its turns
	size    image.Point
	scene   scene.Scene
	pulse   float64 // how strong the border of a call is, 0 to 1
	eased   float64 // how much of a call has come up, 0 to 1
	started time.Time
	drawn   time.Time // when everything was drawn last
	taken   bool
	shotErr error
}

// New makes a wall that shows what the feed brings until ctx ends. A language
// asked for that there are no words for is [scene.ErrNoLanguage].
func New(ctx context.Context, f Feed, options Options) (*Wall, error) {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Log == nil {
		options.Log = slog.Default()
	}
	fonts, err := scene.NewFonts()
	if err != nil {
		return nil, err
	}
	w := &Wall{
		options: options, ctx: ctx, session: newSession(f, options.Voice), fonts: fonts,
		composers: make(map[string]*scene.Composer),
		pictures:  show{emblem: newEmblem(options.Fetch, options.Log)},
		started:   options.Now(), eased: 1, timer: time.NewTimer(0),
	}
	w.layers = newLayers(newPainter(fonts, w.pictures.named))
	for _, lang := range []string{"id", options.Language} {
		if lang == "" {
			continue
		}
		if _, err := w.composer(lang); err != nil {
			return nil, err
		}
	}
	if options.Pictures != nil {
		w.pictures.album = newAlbum(ctx, options.Pictures, options.Log)
	}
	return w, nil
}

// Update makes a Wall an [ebiten.Game]: it waits until there may be something to
// do, and brings the layers up to date.
func (w *Wall) Update() error {
	w.timer.Reset(w.pause())
	select {
	case <-w.ctx.Done():
		return ebiten.Termination
	case <-w.session.feed.Changed():
	case <-w.timer.C:
	}
	if w.taken {
		return cmp.Or(w.shotErr, ebiten.Termination)
	}
	return w.tick(w.options.Now())
}

func (w *Wall) pause() time.Duration {
	switch {
	case w.scene.Size != w.size:
		return 0
	case w.eased < 1 || w.pulse > 0 && !w.options.Still:
		return lively
	}
	return calm
}

// tick brings the layers up to date.
func (w *Wall) tick(now time.Time) error {
	news, err := w.session.hear(now)
	if err != nil {
		w.options.Log.Error("the board cannot be read, the one before stays", "err", err)
	}
	next := w.session.step(now)
	news = w.session.listen() || news
	pictures := w.stepPictures(now)
	due := !w.scene.Until.IsZero() && !now.Before(w.scene.Until)
	if news || next || pictures || due || w.scene.Size != w.size {
		if err := w.compose(now); err != nil {
			return err
		}
	}
	if now.Sub(w.drawn) >= redraw && w.eased == 1 {
		w.drawn, w.layers.all = now, true
	}
	w.beat(now)
	return nil
}

func (w *Wall) compose(now time.Time) error {
	view := w.session.view(now)
	view.Size = w.size
	view.Logo, view.Slide = w.pictures.emblem.current.picture(), w.pictures.slide.picture()
	composer, err := w.composer(w.language())
	if err != nil {
		return err
	}
	w.scene = composer.Compose(view)
	return w.layers.show(w.scene)
}

// beat is how much of a call has come up, and how strong its border is now.
func (w *Wall) beat(now time.Time) {
	pulse, eased := 0.0, 1.0
	if c := w.scene.Called; !c.IsZero() {
		pulse, eased = scene.Pulse(now.Sub(c), w.options.Still), scene.Ease(now.Sub(c), w.options.Still)
	}
	if pulse != w.pulse || eased != w.eased {
		w.layers.pulsing()
	}
	w.layers.ease(w.eased, eased)
	w.pulse, w.eased = pulse, eased
}

// language is the wall's language for the board.
func (w *Wall) language() string {
	if w.options.Language != "" || w.session.board == nil {
		return w.options.Language
	}
	for _, lang := range w.session.board.Office.Languages {
		if _, err := w.composer(lang); err == nil {
			return lang
		}
	}
	return ""
}

func (w *Wall) composer(lang string) (*scene.Composer, error) {
	if lang == "" {
		lang = "id"
	}
	if c, ok := w.composers[lang]; ok {
		return c, nil
	}
	words, err := scene.ReadWords(lang, w.options.Words)
	if err != nil {
		return nil, fmt.Errorf("wall: %w", err)
	}
	w.composers[lang] = scene.NewComposer(words, w.fonts)
	return w.composers[lang], nil
}

// Draw makes a Wall an [ebiten.Game]: it draws what has changed.
func (w *Wall) Draw(screen *ebiten.Image) {
	w.layers.draw(screen, w.pulse)
	if w.options.Drawn != nil {
		w.options.Drawn(w.options.Now())
	}
	if w.options.Shot != nil && !w.taken && (w.complete() || w.options.Now().Sub(w.started) >= w.options.ShotAfter) {
		w.taken, w.shotErr = true, w.options.Shot(pixels(screen))
	}
}

// complete tells whether all that the office has to show is there.
func (w *Wall) complete() bool {
	return w.session.board != nil && w.pictures.emblem.settled() && w.eased == 1
}

func pixels(screen *ebiten.Image) *image.RGBA {
	img := image.NewRGBA(image.Rectangle{Max: screen.Bounds().Size()})
	screen.ReadPixels(img.Pix)
	return img
}

// Layout makes a Wall an [ebiten.Game]; Ebitengine calls LayoutF instead.
func (w *Wall) Layout(width, height int) (int, int) {
	x, y := w.LayoutF(float64(width), float64(height))
	return int(x), int(y)
}

// LayoutF makes a Wall an [ebiten.LayoutFer]: one pixel of the wall is one of
// the screen.
func (w *Wall) LayoutF(width, height float64) (float64, float64) {
	scale := ebiten.Monitor().DeviceScaleFactor()
	w.size = image.Pt(max(64, int(math.Ceil(width*scale))), max(64, int(math.Ceil(height*scale))))
	return float64(w.size.X), float64(w.size.Y)
}
