package voice

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"

	"giliran/ticketing"
)

// Clip is one recording that an office's own voice consists of.
type Clip struct {
	File  string // below the folder of recordings, as "id/nomor-antrian.wav"
	Words string // what is to be spoken
}

// Script lists what to record for an office in one language so that every call
// can be joined from it. Sixteen words cover the Indonesian numbers from 0 to
// 999, ten those that are read digit by digit.
func Script(w *Words, o *ticketing.Office, style Style) []Clip {
	var clips []Clip
	add := func(parts []Part) {
		for _, p := range parts {
			c := Clip{FileName(w.Language, p.Words), p.Words}
			if !slices.ContainsFunc(clips, func(o Clip) bool { return o.File == c.File }) {
				clips = append(clips, c)
			}
		}
	}
	for _, wording := range []string{w.Call, w.Recall} {
		add(expand(wording, nil))
	}
	add(oneByOne(letters(o)))
	add(oneByOne(w.numberWords(style)))
	for _, d := range o.Desks {
		if called(o, d) {
			add(w.place(placeName(w, d.Name, d.ID)))
		}
	}
	add(expand(w.OtherDay, nil)) // of a number from another day
	for day := 1; day <= 31; day++ {
		add(oneByOne(w.whole(strconv.Itoa(day))))
	}
	add(oneByOne(w.Months))
	return clips
}

// letters are those that begin the office's numbers.
func letters(o *ticketing.Office) []string {
	var all []string
	for _, s := range o.Services {
		for _, r := range s.Prefix {
			all = append(all, string(r))
		}
	}
	for i, d := range o.Devices {
		if d.Kiosk && d.Offline > 0 { // numbers given out without a link have its letter too
			all = append(all, ticketing.OfflineLetters[i%len(ticketing.OfflineLetters):][:1])
		}
	}
	return all
}

// called tells whether applicants are called to a desk.
func called(o *ticketing.Office, d ticketing.Desk) bool {
	return slices.ContainsFunc(d.Stages, func(id string) bool {
		stage, ok := o.Stage(id)
		return ok && stage.Mode == ticketing.Called
	})
}

// tooQuiet is the peak below which a recording is no use: it would be raised
// together with all its noise.
const tooQuiet = 0.05

// ErrTooQuiet is a recording with hardly anything on it.
var ErrTooQuiet = errors.New("almost nothing is to be heard")

// Check reads one recording: [ErrNotRecorded], [ErrBadWAV], [ErrTooQuiet], or
// nil for one that can be used.
func (r *Recordings) Check(c Clip) error {
	wav, err := r.read(c.File)
	if err != nil {
		return err
	}
	if peak := wav.Sound().Peak(); peak < tooQuiet {
		return fmt.Errorf("%w: %s: its loudest sample is at %.1f %% of what fits", ErrTooQuiet, c.File, peak*100)
	}
	return nil
}

// Strays lists the WAV files in a language's folder that no part of the script
// is named after, such as those with a slip in the name.
func (r *Recordings) Strays(lang string, script []Clip) ([]string, error) {
	files, err := fs.Glob(r.files, lang+"/*.wav")
	if err != nil {
		return nil, fmt.Errorf("voice: recordings: %w", err)
	}
	return slices.DeleteFunc(files, func(name string) bool {
		return slices.ContainsFunc(script, func(c Clip) bool { return c.File == name })
	}), nil
}
