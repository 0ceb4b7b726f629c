package voice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Announcement is what the speaking process is asked to play.
type Announcement struct {
	ID        uint64      `json:"id"`
	Volume    float64     `json:"volume"` // from 0 to 1
	Sentences []Utterance `json:"sentences"`
}

// Renderer makes announcements audible.
type Renderer struct {
	Synthesis  *Synthesis
	Recordings *Recordings // nil for none
	// Log is told of recordings that cannot be used.
	Log *slog.Logger
}

// The pauses of an announcement, and how loud its sentences are beside the
// chime, of which they are to be the clearer part.
const (
	afterChime    = 250 * time.Millisecond
	betweenSpeech = 450 * time.Millisecond
	speechPeak    = 0.9
)

// Render gives the chime and then each sentence. Without speech there is still
// the chime, by which people look up: then it gives both a sound and an error
// that says what is missing.
func (r *Renderer) Render(ctx context.Context, a Announcement) (Sound, error) {
	out := append(Chime(), silence(afterChime)...)
	var missing []error
	for i, u := range a.Sentences {
		speech, err := r.speak(ctx, u)
		if err != nil {
			missing = append(missing, err)
			continue
		}
		if i > 0 {
			out = append(out, silence(betweenSpeech)...)
		}
		out = append(out, speech.trimmed().scaled(speechPeak)...)
	}
	return out, errors.Join(missing...)
}

// speak prefers the office's own voice, if all of the sentence is recorded.
func (r *Renderer) speak(ctx context.Context, u Utterance) (Sound, error) {
	if r.Recordings != nil {
		s, err := r.Recordings.Speak(u)
		if err == nil {
			return s, nil
		}
		if !errors.Is(err, ErrNotRecorded) {
			r.Log.Warn("a recording cannot be used, the sentence is synthesised", "err", err)
		}
	}
	s, err := r.Synthesis.Speak(ctx, u.Voice, u.Text())
	if err != nil {
		return nil, fmt.Errorf("voice: %q: %w", u.Text(), err)
	}
	return s, nil
}
