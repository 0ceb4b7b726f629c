package voice

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// How espeak-ng reads: words per minute, and the pause between words in units
// of 10 ms. Slower than it speaks by itself, for a hall that echoes.
const (
	espeakSpeed = "135"
	espeakGap   = "4"
)

// espeakTime is how long espeak-ng may take; a sentence takes it 10 ms on a
// desktop computer and some 100 ms on a small one.
const espeakTime = 5 * time.Second

// ErrNoSpeech is a sentence that could not be made audible; it is wrapped with
// the reason.
var ErrNoSpeech = errors.New("no speech")

// Synthesis makes sentences by espeak-ng.
type Synthesis struct {
	cache cache
}

// cacheLimit is how many bytes of sentences are kept: about fifty.
const cacheLimit = 16 << 20

// NewSynthesis keeps what it has made in a folder of its own; best one in
// memory, as every call is another sentence and a memory card wears out.
func NewSynthesis(dir string) *Synthesis {
	return &Synthesis{cache: cache{dir: dir, limit: cacheLimit}}
}

// Speak gives a sentence read by a voice of espeak-ng, such as "id". A cache
// that cannot be written is no error: the sentence is made each time.
func (s *Synthesis) Speak(ctx context.Context, voice, text string) (Sound, error) {
	name := s.cache.name(voice, espeakSpeed, espeakGap, text)
	if b, err := s.cache.get(name); err == nil {
		if wav, err := ReadWAV(bytes.NewReader(b)); err == nil {
			return wav.Sound(), nil
		}
	}
	b, err := espeak(ctx, voice, text)
	if err != nil {
		return nil, err
	}
	wav, err := ReadWAV(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%w: espeak-ng: %w", ErrNoSpeech, err)
	}
	_ = s.cache.put(name, wav.Bytes())
	return wav.Sound(), nil
}

// espeak runs espeak-ng. The text goes in by its standard input: no shell and
// no option sees it.
func espeak(ctx context.Context, voice, text string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, espeakTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, "espeak-ng", "-v", voice, "-s", espeakSpeed, "-g", espeakGap, "-b", "1", "--stdin", "--stdout")
	cmd.WaitDelay = time.Second
	cmd.Stdin = strings.NewReader(text)
	var out, trouble bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &trouble
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%w: espeak-ng -v %s: %w: %s", ErrNoSpeech, voice, err, bytes.TrimSpace(trouble.Bytes()))
	}
	return out.Bytes(), nil
}
