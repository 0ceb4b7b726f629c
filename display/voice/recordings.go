package voice

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"
	"unicode"
)

// Recordings are an office's own voice: a folder with one folder for each
// language, and in it one WAV file for each part, named after its words, such
// as id/dua.wav, id/nomor-antrian.wav, id/a.wav.
type Recordings struct {
	files fs.FS
}

// NewRecordings reads from a folder.
func NewRecordings(files fs.FS) *Recordings { return &Recordings{files: files} }

// ErrNotRecorded is a part that the office has not recorded; it is wrapped with
// the name of the file.
var ErrNotRecorded = errors.New("not recorded")

// The silences between recordings.
const (
	gapWord  = 60 * time.Millisecond
	gapComma = 220 * time.Millisecond
	gapStop  = 450 * time.Millisecond
)

// Speak joins a sentence from its parts. One part that is missing or unusable
// is an error of the whole: a sentence in two voices is hard to follow, so then
// all of it is better synthesised.
func (r *Recordings) Speak(u Utterance) (Sound, error) {
	var out Sound
	for i, p := range u.Parts {
		part, err := r.part(u.Language, p)
		if err != nil {
			return nil, err
		}
		out = append(out, part.trimmed()...)
		if i < len(u.Parts)-1 {
			out = append(out, silence(gapAfter(p.Mark))...)
		}
	}
	return out, nil
}

func gapAfter(mark string) time.Duration {
	switch mark {
	case "":
		return gapWord
	case ",":
		return gapComma
	}
	return gapStop
}

func (r *Recordings) part(lang string, p Part) (Sound, error) {
	wav, err := r.read(FileName(lang, p.Words))
	if err != nil {
		return nil, err
	}
	return wav.Sound(), nil
}

func (r *Recordings) read(name string) (*WAV, error) {
	f, err := r.files.Open(name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return nil, fmt.Errorf("%w: %s", ErrNotRecorded, name)
	}
	if err != nil {
		return nil, fmt.Errorf("voice: recording: %w", err)
	}
	defer f.Close()
	wav, err := ReadWAV(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return wav, nil
}

// FileName is the name of a part's recording below the recordings' folder:
// lower-case letters and digits, anything else a hyphen.
func FileName(lang, words string) string {
	keep := func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return ' '
	}
	return lang + "/" + strings.Join(strings.Fields(strings.Map(keep, words)), "-") + ".wav"
}
