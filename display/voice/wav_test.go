package voice

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWAVsAreReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &WAV{Rate: rapid.IntRange(8000, 192000).Draw(t, "rate"), Channels: rapid.IntRange(1, 2).Draw(t, "channels")}
		w.Samples = rapid.SliceOfN(rapid.Int16(), w.Channels, 400).Draw(t, "samples")
		w.Samples = w.Samples[:len(w.Samples)/w.Channels*w.Channels]
		got, err := ReadWAV(bytes.NewReader(w.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if got.Rate != w.Rate || got.Channels != w.Channels || !slices.Equal(got.Samples, w.Samples) {
			t.Fatalf("%v became %v", w, got)
		}
	})
}

// tone is a good file to be spoilt.
func tone() []byte {
	return (&WAV{Rate: 48000, Channels: 1, Samples: []int16{0, 100, -100, 32767, -32768}}).Bytes()
}

func TestOddButUsableWAVs(t *testing.T) {
	put16 := func(b []byte, at int, v uint16) []byte { binary.LittleEndian.PutUint16(b[at:], v); return b }
	put32 := func(b []byte, at int, v uint32) []byte { binary.LittleEndian.PutUint32(b[at:], v); return b }
	list := append(append(slices.Clone(tone()[:36]), "LIST\x03\x00\x00\x00abc\x00"...), tone()[36:]...)
	extensible := append(append(put16(put32(slices.Clone(tone()[:36]), 16, 40), 20, tagExtensible), make([]byte, 24)...), tone()[36:]...)
	put16(extensible, 44, tagPCM)
	for name, b := range map[string][]byte{
		"as a program writes it to a pipe": put32(tone(), 40, 0x7FFFF000),
		"a chunk of odd length before":     list,
		"the extensible format":            extensible,
		"an odd byte at the end":           append(tone(), 1),
	} {
		w, err := ReadWAV(bytes.NewReader(b))
		if err != nil || !slices.Equal(w.Samples, []int16{0, 100, -100, 32767, -32768}) {
			t.Errorf("%s: %v, %v", name, w, err)
		}
	}
}

func TestUnusableWAVs(t *testing.T) {
	spoil := func(at int, v byte) []byte { b := tone(); b[at] = v; return b }
	for says, b := range map[string][]byte{
		"does not begin": []byte("ID3\x03 this is an MP3"),
		"format 3":       spoil(20, 3),
		"24 bits":        spoil(34, 24),
		"6 channels":     spoil(22, 6),
		"0 channels":     spoil(22, 0),
		"per second":     spoil(25, 0x0F),
		"cut off":        spoil(16, 8),
		"no samples":     tone()[:44],
		"longer than 60": (&WAV{Rate: 8000, Channels: 1, Samples: make([]int16, 8000*61)}).Bytes(),
		"larger than":    make([]byte, wavLimit+1),
	} {
		if _, err := ReadWAV(bytes.NewReader(b)); !errors.Is(err, ErrBadWAV) || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, which does not say %q", err, says)
		}
	}
	if _, err := ReadWAV(bytes.NewReader(nil)); !errors.Is(err, ErrBadWAV) {
		t.Errorf("an empty file: %v", err)
	}
}

func FuzzWAV(f *testing.F) {
	f.Add(tone())
	f.Add((&WAV{Rate: 22050, Channels: 2, Samples: []int16{1, 2, 3, 4}}).Bytes())
	f.Add([]byte("RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := ReadWAV(bytes.NewReader(b))
		if err != nil {
			if !errors.Is(err, ErrBadWAV) {
				t.Fatal(err)
			}
			return
		}
		if len(w.Samples)*2 > len(b) || len(w.Samples)%w.Channels != 0 {
			t.Fatalf("%d samples from %d bytes", len(w.Samples), len(b))
		}
		if again, err := ReadWAV(bytes.NewReader(w.Bytes())); err != nil || !slices.Equal(again.Samples, w.Samples) {
			t.Fatalf("written and read again: %v", err)
		}
		if len(w.Samples) < 1<<12 {
			if p := w.Sound().trimmed().scaled(1).PCM(2, 1); len(p)%4 != 0 {
				t.Fatalf("%d bytes to play", len(p))
			}
		}
	})
}
