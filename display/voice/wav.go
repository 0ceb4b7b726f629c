package voice

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// ErrBadWAV is a file that is no WAV of the kind needed; it is wrapped with
// what is wrong.
var ErrBadWAV = errors.New("not a usable WAV file")

// wavLimit is the greatest WAV file read, in bytes, and wavSeconds the longest:
// a word of an announcement takes a second or two.
const (
	wavLimit   = 24 << 20
	wavSeconds = 60
)

// WAV is a PCM file of 16-bit samples.
type WAV struct {
	Rate     int // samples per second and channel, 8000 to 192000
	Channels int // 1 or 2
	Samples  []int16
}

// format is the "fmt " chunk up to what is needed.
type format struct {
	Tag, Channels uint16
	Rate, Bytes   uint32
	Align, Bits   uint16
}

// Tags of formats: plain PCM, and the one whose real tag stands further on.
const (
	tagPCM        = 1
	tagExtensible = 0xFFFE
)

// ReadWAV reads a WAV file. A data chunk that claims to be longer than the file
// is taken as far as it goes: programs that write to a pipe cannot know its
// length.
func ReadWAV(r io.Reader) (*WAV, error) {
	b, err := io.ReadAll(io.LimitReader(r, wavLimit+1))
	if err != nil {
		return nil, fmt.Errorf("voice: WAV: %w", err)
	}
	if len(b) > wavLimit {
		return nil, fmt.Errorf("%w: larger than %d MB", ErrBadWAV, wavLimit>>20)
	}
	if len(b) < 12 || string(b[:4]) != "RIFF" || string(b[8:12]) != "WAVE" {
		return nil, fmt.Errorf("%w: it does not begin like one", ErrBadWAV)
	}
	var f *format
	for b = b[12:]; len(b) >= 8; {
		id, size := string(b[:4]), uint64(binary.LittleEndian.Uint32(b[4:]))
		body := b[8:]
		chunk := body[:min(size, uint64(len(body)))]
		switch {
		case id == "fmt ":
			if f, err = readFormat(chunk); err != nil {
				return nil, err
			}
		case id == "data" && f != nil:
			return f.wav(chunk)
		}
		b = body[min(size+size%2, uint64(len(body))):]
	}
	return nil, fmt.Errorf("%w: it holds no samples", ErrBadWAV)
}

func readFormat(b []byte) (*format, error) {
	f := new(format)
	if _, err := binary.Decode(b, binary.LittleEndian, f); err != nil {
		return nil, fmt.Errorf("%w: its format is cut off", ErrBadWAV)
	}
	if f.Tag == tagExtensible && len(b) >= 26 {
		f.Tag = binary.LittleEndian.Uint16(b[24:])
	}
	switch {
	case f.Tag != tagPCM:
		return nil, fmt.Errorf("%w: compressed or floating point (format %d); save it as PCM with 16 bits", ErrBadWAV, f.Tag)
	case f.Bits != 16:
		return nil, fmt.Errorf("%w: it has %d bits per sample; save it with 16", ErrBadWAV, f.Bits)
	case f.Channels != 1 && f.Channels != 2:
		return nil, fmt.Errorf("%w: it has %d channels; save it with 1 or 2", ErrBadWAV, f.Channels)
	case f.Rate < 8000 || f.Rate > 192000:
		return nil, fmt.Errorf("%w: %d samples per second; save it with 48000", ErrBadWAV, f.Rate)
	}
	return f, nil
}

func (f *format) wav(data []byte) (*WAV, error) {
	w := &WAV{Rate: int(f.Rate), Channels: int(f.Channels)}
	frame := 2 * w.Channels
	data = data[:len(data)/frame*frame]
	switch {
	case len(data) == 0:
		return nil, fmt.Errorf("%w: it holds no samples", ErrBadWAV)
	case len(data) > frame*w.Rate*wavSeconds:
		return nil, fmt.Errorf("%w: it is longer than %d seconds", ErrBadWAV, wavSeconds)
	}
	w.Samples = make([]int16, len(data)/2)
	for i := range w.Samples {
		w.Samples[i] = int16(binary.LittleEndian.Uint16(data[2*i:]))
	}
	return w, nil
}

// Bytes gives the file.
func (w *WAV) Bytes() []byte {
	data := len(w.Samples) * 2
	align := 2 * w.Channels
	b := make([]byte, 0, 44+data)
	b = append(b, "RIFF"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(36+data))
	b = append(b, "WAVEfmt "...)
	b = binary.LittleEndian.AppendUint32(b, 16)
	b, _ = binary.Append(b, binary.LittleEndian, format{
		Tag: tagPCM, Channels: uint16(w.Channels), Rate: uint32(w.Rate),
		Bytes: uint32(w.Rate * align), Align: uint16(align), Bits: 16,
	})
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(data))
	b, _ = binary.Append(b, binary.LittleEndian, w.Samples)
	return b
}

// Sound gives what is to be heard: one channel at [Rate].
func (w *WAV) Sound() Sound {
	mono := make(Sound, len(w.Samples)/w.Channels)
	for i := range mono {
		for c := range w.Channels {
			mono[i] += float32(w.Samples[i*w.Channels+c]) / (1 << 15) / float32(w.Channels)
		}
	}
	return resample(mono, w.Rate, Rate)
}
