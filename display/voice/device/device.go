// Package device is the loudspeaker: it opens the system's sound and plays
// samples on it. It belongs into a process of its own, which it may take along
// when the sound system dies, and which can open it only once.
//
// It is the only importer of oto. PulseAudio or PipeWire is used where one is
// running, else ALSA. The device stays open and is fed silence between the
// announcements, so that screens that switch their loudspeakers off do not
// swallow the chime.
package device

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ebitengine/oto/v3"

	"giliran/display/voice"
)

// Errors of a device.
var (
	// ErrNoDevice is a machine without sound, for now.
	ErrNoDevice = errors.New("no sound device")
	// ErrStalled is a device that takes no more samples and does not say why.
	ErrStalled = errors.New("the sound device stands still")
)

const (
	latency  = 100 * time.Millisecond // of the device's buffer
	tail     = 2 * latency            // played after the end, so that it has been heard when it is reported
	patience = 3 * time.Second        // how much later than its length a sound may end
	look     = 20 * time.Millisecond
)

// Device is an open sound device.
type Device struct {
	context  *oto.Context
	channels int
}

// Open opens the system's sound for one channel or two. It works only once in
// a process.
func Open(ctx context.Context, channels int) (*Device, error) {
	c, ready, err := oto.NewContext(&oto.NewContextOptions{
		SampleRate: voice.Rate, ChannelCount: channels, Format: oto.FormatSignedInt16LE,
		BufferSize: latency, ApplicationName: "Giliran",
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoDevice, err)
	}
	select {
	case <-ready:
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", ErrNoDevice, context.Cause(ctx))
	}
	if err := c.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoDevice, err)
	}
	return &Device{context: c, channels: channels}, nil
}

// Err is what is wrong with the device, nil while it works.
func (d *Device) Err() error { return d.context.Err() }

// Play plays a sound at a volume from 0 to 1 and returns when it has been
// heard.
func (d *Device) Play(ctx context.Context, s voice.Sound, volume float64) error {
	pcm := append(s.PCM(d.channels, volume), make([]byte, int(tail*voice.Rate/time.Second)*d.channels*2)...)
	player := d.context.NewPlayer(bytes.NewReader(pcm))
	player.Play()
	defer player.Pause()
	late := time.NewTimer(s.Length() + tail + patience)
	defer late.Stop()
	tick := time.NewTicker(look)
	defer tick.Stop()
	for player.IsPlaying() {
		select {
		case <-tick.C:
		case <-late.C:
			return ErrStalled
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if err := d.context.Err(); err != nil {
			return fmt.Errorf("device: %w", err)
		}
	}
	if err := player.Err(); err != nil {
		return fmt.Errorf("device: %w", err)
	}
	return nil
}
