package voice_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"giliran/display/voice"
)

// endless is a device on which nothing ever ends by itself.
type endless struct{ playing chan bool }

func (e endless) Play(ctx context.Context, _ voice.Sound, _ float64) error {
	e.playing <- true
	<-ctx.Done()
	return ctx.Err()
}

func (endless) Err() error { return nil }

// A speaking process whose wall has died falls silent in the middle of a word:
// the wall's successor may be about to speak.
func TestAnOrphanFallsSilent(t *testing.T) {
	t.Parallel()
	in, wall := io.Pipe()
	d, out := endless{make(chan bool)}, new(bytes.Buffer)
	s := voice.Speaker{In: in, Out: out, Renderer: &voice.Renderer{Synthesis: voice.NewSynthesis(t.TempDir())}, Device: d}
	ended := make(chan error)
	go func() { ended <- s.Run(t.Context()) }()
	if _, err := io.WriteString(wall, `{"id":7,"volume":1,"sentences":[]}`+"\n"); err != nil {
		t.Fatal(err)
	}
	<-d.playing
	wall.Close()
	if err := <-ended; err != nil {
		t.Errorf("it ends with %v", err)
	}
	if want := `{"event":"ready"}` + "\n" + `{"event":"started","id":7,"length":1600}`; !strings.HasPrefix(out.String(), want) {
		t.Errorf("it reports %s", out)
	}
}

// lost is a device that is gone.
type lost struct{ quick }

var errGone = errors.New("unplugged")

func (lost) Err() error { return errGone }

// An idle process notices that its device is gone, before the next call does.
func TestALostDeviceEndsTheProcess(t *testing.T) {
	t.Parallel()
	in, wall := io.Pipe()
	defer wall.Close()
	s := voice.Speaker{In: in, Out: io.Discard, Device: lost{}}
	if err := s.Run(t.Context()); !errors.Is(err, errGone) {
		t.Errorf("it ends with %v", err)
	}
}

func TestNonsenseEndsTheProcess(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"halo\n", strings.Repeat("x", 1<<17)} {
		in, wall := io.Pipe()
		go func() { _, _ = io.WriteString(wall, line) }()
		s := voice.Speaker{In: in, Out: io.Discard, Device: quick{io.Discard}}
		if err := s.Run(t.Context()); err == nil {
			t.Errorf("%.10q is taken for an announcement", line)
		}
		in.Close()
	}
}

// Without espeak-ng there is a chime; the voice says that it is not well, and is
// well again when a whole announcement has been heard.
func TestWithoutSpeechTheVoiceIsUnwell(t *testing.T) {
	t.Parallel()
	h := newHallWith(t, []string{"PATH=/nowhere"}, voice.Options{}, "quick")
	h.says("A001")
	h.asked(sentence("A, nol, nol, satu"))
	h.heard(played)
	h.logs("espeak-ng")
	if h.voice.Silent().IsZero() {
		t.Error("it says that all is well")
	}
}
