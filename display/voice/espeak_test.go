package voice

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestSynthesis(t *testing.T) {
	t.Parallel()
	s := NewSynthesis(t.TempDir())
	for _, c := range []struct{ voice, text string }{
		{"id", "Nomor antrian A, nol, satu, dua, silakan menuju loket dua."},
		{"en", "Number A, zero, one, two, please go to counter two."},
	} {
		sound, err := s.Speak(t.Context(), c.voice, c.text)
		if err != nil {
			t.Fatal(err)
		}
		if l := sound.Length(); l < 3*time.Second || l > 9*time.Second || sound.Peak() < 0.1 {
			t.Errorf("%q takes %v with a peak of %.2f", c.text, l, sound.Peak())
		}
	}
}

// Whatever a text is, it is only read out: no option, no markup, no shell.
func TestATextIsOnlyAText(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	s := NewSynthesis(filepath.Join(dir, "cache"))
	for _, text := range []string{"-w loket.wav", "--version", "$(touch loket.wav)", "; touch loket.wav", "'"} {
		sound, err := s.Speak(t.Context(), "id", text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if len(text) > 2 && sound.Length() < 300*time.Millisecond {
			t.Errorf("%q is read in %v", text, sound.Length())
		}
	}
	if _, err := os.Stat("loket.wav"); err == nil {
		t.Error("a text wrote a file")
	}
}

func TestWithoutAVoiceItSaysSo(t *testing.T) {
	s := NewSynthesis(t.TempDir())
	if _, err := s.Speak(t.Context(), "zzzz", "satu"); !errors.Is(err, ErrNoSpeech) || !strings.Contains(err.Error(), "zzzz") {
		t.Errorf("an unknown voice: %v", err)
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	if _, err := s.Speak(ended, "id", "satu"); !errors.Is(err, ErrNoSpeech) {
		t.Errorf("after the end: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := s.Speak(t.Context(), "id", "satu"); !errors.Is(err, ErrNoSpeech) || !strings.Contains(err.Error(), "espeak-ng") {
		t.Errorf("without espeak-ng: %v", err)
	}
}

func TestWhatHasBeenMadeIsKept(t *testing.T) {
	dir := t.TempDir()
	s := NewSynthesis(dir)
	first, err := s.Speak(t.Context(), "id", "satu")
	if err != nil {
		t.Fatal(err)
	}
	if again := unplugged(t, s); len(again) != len(first) {
		t.Errorf("from the cache come %d samples, not %d", len(again), len(first))
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	if len(files) != 1 {
		t.Fatalf("the cache holds %v", files)
	}
	if err := os.WriteFile(files[0], nil, 0o600); err != nil { // as after a power cut
		t.Fatal(err)
	}
	if again, err := s.Speak(t.Context(), "id", "satu"); err != nil || len(again) != len(first) {
		t.Errorf("after damage: %d samples, %v", len(again), err)
	}
	unplugged(t, s)

	nowhere := NewSynthesis("/proc/nowhere")
	if sound, err := nowhere.Speak(t.Context(), "id", "satu"); err != nil || len(sound) != len(first) {
		t.Errorf("without a place to keep it: %d samples, %v", len(sound), err)
	}
}

// unplugged speaks "satu" without espeak-ng.
func unplugged(t *testing.T, s *Synthesis) Sound {
	t.Helper()
	path := os.Getenv("PATH")
	defer os.Setenv("PATH", path)
	os.Setenv("PATH", t.TempDir())
	sound, err := s.Speak(t.Context(), "id", "satu")
	if err != nil {
		t.Errorf("it is not in the cache: %v", err)
	}
	return sound
}

func TestTheCacheKeepsItsSize(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	foreign := filepath.Join(dir, "catatan.wav")
	if err := os.WriteFile(foreign, make([]byte, 5000), 0o600); err != nil {
		t.Fatal(err)
	}
	c := cache{dir: dir, limit: 3500}
	at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	for i, word := range []string{"satu", "dua", "tiga", "empat", "lima"} {
		name := c.name("id", word)
		if err := c.put(name, make([]byte, 1000)); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, at, at.Add(time.Duration(i)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	for word, kept := range map[string]bool{"satu": false, "dua": false, "tiga": true, "empat": true, "lima": true} {
		if _, err := c.get(c.name("id", word)); (err == nil) != kept {
			t.Errorf("%s: kept %v, not %v", word, err == nil, kept)
		}
	}
	if _, err := os.Stat(foreign); err != nil {
		t.Errorf("it removed somebody else's file: %v", err)
	}
	if c.name("a", "bc") == c.name("ab", "c") {
		t.Error("two texts have one name")
	}
}
