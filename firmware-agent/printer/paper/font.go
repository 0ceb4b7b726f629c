package paper

import (
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
)

// faces opens each typeface once per rendering. A font.Face must not be shared
// between goroutines, so none outlives the canvas it draws on.
type faces struct{ made map[faceKey]font.Face }

type faceKey struct {
	bold, mono bool
	dots       float64
}

func newFaces() *faces { return &faces{made: map[faceKey]font.Face{}} }

// height is the letter size in dots.
func (s Size) height() float64 {
	switch s {
	case Small:
		return 20
	case Large:
		return 36
	default:
		return 25
	}
}

func (f *faces) of(s Style) (font.Face, error) {
	return f.open(faceKey{bold: s.Bold, mono: s.Mono, dots: s.Size.height()})
}

func (f *faces) open(k faceKey) (font.Face, error) {
	if face, ok := f.made[k]; ok {
		return face, nil
	}
	parsed, err := opentype.Parse(k.file())
	if err != nil {
		return nil, err
	}
	slashed, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: k.dots, DPI: 72})
	if err != nil {
		return nil, err
	}
	plain, err := newPlainZero(slashed, parsed, k.dots)
	if err != nil {
		return nil, err
	}
	face := remember(plain)
	f.made[k] = face
	return face, nil
}

func (k faceKey) file() []byte {
	switch {
	case k.mono && k.bold:
		return gomonobold.TTF
	case k.mono:
		return gomono.TTF
	case k.bold:
		return gobold.TTF
	default:
		return goregular.TTF
	}
}
