package voice

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"giliran/ticketing"
)

// recorded is a folder with a tone of its own for each file of a script, so
// long, with silence on both sides.
func recorded(script []Clip, length time.Duration) fstest.MapFS {
	files := fstest.MapFS{}
	for i, c := range script {
		w := &WAV{Rate: 44100, Channels: 2}
		word := Sine(500+float64(i)*50, length, w.Rate)
		quiet := make(Sound, w.Rate/10)
		for _, v := range slices.Concat(quiet, word, quiet) {
			w.Samples = append(w.Samples, int16(v*32767), int16(v*32767))
		}
		files[c.File] = &fstest.MapFile{Data: w.Bytes()}
	}
	return files
}

// candipuro is an office with desks and services; only what is spoken of it.
func candipuro() *ticketing.Office {
	return &ticketing.Office{
		Services: []ticketing.Service{{Prefix: "A"}, {Prefix: "B"}, {Prefix: "KT"}},
		Stages:   []ticketing.Stage{{ID: "berkas", Mode: ticketing.Called}, {ID: "cetak", Mode: ticketing.File}},
		Desks: []ticketing.Desk{
			{ID: "1", Name: ticketing.Text{"id": "Loket 1"}, Stages: []string{"berkas"}},
			{ID: "2", Name: ticketing.Text{"id": "Ruang 12"}, Stages: []string{"berkas"}},
			{ID: "kasi", Name: ticketing.Text{"id": "Kasi Yanum"}, Stages: []string{"cetak"}},
		},
		Devices: []ticketing.Device{{ID: "pi", Kiosk: true, Offline: 20}},
	}
}

func TestSixteenWordsCoverTheNumbers(t *testing.T) {
	t.Parallel()
	w := in(t, "id")
	if words := w.numberWords(Cardinal); len(words) != 16 {
		t.Errorf("%d words: %v", len(words), words)
	}
	if words := w.numberWords(Digits); len(words) != 10 {
		t.Errorf("%d words: %v", len(words), words)
	}
}

// Every call of an office is covered by its script.
func TestTheScriptCoversEveryCall(t *testing.T) {
	t.Parallel()
	o, w := candipuro(), in(t, "id")
	for _, style := range []Style{Digits, Cardinal} {
		script := Script(w, o, style)
		files := map[string]bool{}
		for _, c := range script {
			if files[c.File] {
				t.Errorf("%s is to be recorded twice", c.File)
			}
			files[c.File] = true
			if strings.Contains(c.Words, "Kasi") {
				t.Errorf("nobody is called to the %s", c.Words)
			}
		}
		rapid.Check(t, func(t *rapid.T) {
			prefix := rapid.SampledFrom([]string{"A", "B", "KT", "AX", "BX"}).Draw(t, "prefix")
			desk := o.Desks[rapid.IntRange(0, 1).Draw(t, "desk")]
			call := ticketing.Call{
				Number: fmt.Sprintf("%s%03d", prefix, rapid.IntRange(0, 999).Draw(t, "number")),
				Nth:    rapid.IntRange(1, 3).Draw(t, "nth"),
			}
			if rapid.Bool().Draw(t, "old") {
				call.Day = ticketing.Date(fmt.Sprintf("2026-%02d-%02d", rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day")))
			}
			for _, p := range Say([]*Words{w}, Call{Call: call, Place: desk.Name}, style)[0].Parts {
				if !files[FileName("id", p.Words)] {
					t.Fatalf("%q is not in the script", p.Words)
				}
			}
		})
	}
}

func TestASentenceOfRecordings(t *testing.T) {
	t.Parallel()
	const word = 200 * time.Millisecond
	script := Script(in(t, "id"), candipuro(), Digits)
	files := recorded(script, word)
	r := NewRecordings(files)
	u := Say([]*Words{in(t, "id")}, Call{Call: ticketing.Call{Number: "A012", Nth: 1}, Place: ticketing.Text{"id": "Loket 1"}}, Digits)[0]
	s, err := r.Speak(u)
	if err != nil {
		t.Fatal(err)
	}
	// eight parts, trimmed to their words, with four commas and three plain joints
	want := 8*word + 4*gapComma + 3*gapWord
	if d := s.Length() - want; d < 0 || d > 8*25*time.Millisecond {
		t.Errorf("it takes %v, where the words take %v", s.Length(), want)
	}
	for i, c := range script {
		spoken := strings.Contains("|Nomor antrian|A|nol|satu|dua|silakan menuju|Loket|", "|"+c.Words+"|")
		if heard := Strength(s, 500+float64(i)*50) > 0.01; heard != spoken {
			t.Errorf("%q: heard %v, spoken %v", c.Words, heard, spoken)
		}
	}
}

// A part that is missing or broken makes all of the sentence synthetic; a broken
// one is told of.
func TestWithoutARecordingItIsSynthesised(t *testing.T) {
	t.Parallel()
	a := Announcement{Volume: 1, Sentences: Say([]*Words{in(t, "id")}, Call{Call: ticketing.Call{Number: "A012", Nth: 1}, Place: ticketing.Text{"id": "Loket 1"}}, Digits)}
	synthesis := NewSynthesis(t.TempDir())
	plain, err := (&Renderer{Synthesis: synthesis}).Render(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	script := Script(in(t, "id"), candipuro(), Digits)
	for name, c := range map[string]struct {
		spoil  func(fstest.MapFS)
		joined bool
		logs   string
	}{
		"all there":   {func(fstest.MapFS) {}, true, ""},
		"one missing": {func(f fstest.MapFS) { delete(f, "id/nol.wav") }, false, ""},
		"one broken":  {func(f fstest.MapFS) { f["id/nol.wav"].Data = []byte("MP3") }, false, "id/nol.wav"},
	} {
		var log bytes.Buffer
		files := recorded(script, 100*time.Millisecond)
		c.spoil(files)
		r := &Renderer{Synthesis: synthesis, Recordings: NewRecordings(files), Log: slog.New(slog.NewTextHandler(&log, nil))}
		s, err := r.Render(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		if joined := len(s) != len(plain); joined != c.joined {
			t.Errorf("%s: joined %v", name, joined)
		}
		if (c.logs == "") != (log.Len() == 0) || !strings.Contains(log.String(), c.logs) {
			t.Errorf("%s: logs %q", name, log.String())
		}
	}
}

// Without any speech there is still the chime, and what is missing.
func TestTheChimeAtLeast(t *testing.T) {
	t.Parallel()
	r := &Renderer{Synthesis: NewSynthesis(t.TempDir())}
	s, err := r.Render(t.Context(), Announcement{Sentences: []Utterance{{Voice: "zzzz", Parts: oneByOne([]string{"satu"})}}})
	if !errors.Is(err, ErrNoSpeech) || s.Length() < Chime().Length() || Strength(s[:samples(chimeStep)], chimeHigh) < 0.1 {
		t.Errorf("%v of sound, %v", s.Length(), err)
	}
}

func TestCheckingRecordings(t *testing.T) {
	t.Parallel()
	script := Script(in(t, "id"), candipuro(), Digits)
	files := recorded(script, 100*time.Millisecond)
	delete(files, "id/nol.wav")
	files["id/satu.wav"].Data = []byte("MP3")
	files["id/dua.wav"].Data = (&WAV{Rate: 48000, Channels: 1, Samples: make([]int16, 9000)}).Bytes()
	files["id/satoe.wav"] = files["id/tiga.wav"]
	r := NewRecordings(files)
	for _, c := range script {
		want := map[string]error{"nol": ErrNotRecorded, "satu": ErrBadWAV, "dua": ErrTooQuiet}[c.Words]
		if err := r.Check(c); !errors.Is(err, want) || want != nil && !strings.Contains(err.Error(), c.File) {
			t.Errorf("%s: %v, not %v", c.File, err, want)
		}
	}
	if strays, err := r.Strays("id", script); err != nil || fmt.Sprint(strays) != "[id/satoe.wav]" {
		t.Errorf("strays %v, %v", strays, err)
	}
}
