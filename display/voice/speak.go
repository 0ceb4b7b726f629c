package voice

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Device plays samples; device.Device is one.
type Device interface {
	// Play returns when the sound has been heard to its end, or cannot be.
	Play(ctx context.Context, s Sound, volume float64) error
	// Err is what is wrong with the device, nil while it works.
	Err() error
}

// Speaker is the speaking process: it reads announcements, one a line, plays
// them one after the other, and reports.
type Speaker struct {
	In       io.Reader
	Out      io.Writer
	Renderer *Renderer
	Device   Device
}

// watch is how often a device that has nothing to play is looked after.
const watch = 200 * time.Millisecond

// Run speaks until there is no more to read, which also cuts off what is being
// spoken: who asked for it is gone, and its successor may be about to begin.
// An error means that this process will not play anything any more.
func (s *Speaker) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	lines := make(chan []byte)
	ended := make(chan error, 1)
	go func() {
		ended <- s.read(ctx, lines)
		stop()
	}()
	if err := s.report(Report{Event: Ready}); err != nil {
		return err
	}
	tick := time.NewTicker(watch)
	defer tick.Stop()
	for {
		select {
		case line := <-lines:
			if err := s.line(ctx, line); err != nil && ctx.Err() == nil {
				return err
			}
		case <-tick.C:
			if err := s.Device.Err(); err != nil {
				return fmt.Errorf("voice: device: %w", err)
			}
		case <-ctx.Done():
			select {
			case err := <-ended:
				return err
			default:
				return nil
			}
		}
	}
}

// read hands on lines until there are no more.
func (s *Speaker) read(ctx context.Context, lines chan<- []byte) error {
	scan := bufio.NewScanner(s.In)
	scan.Buffer(nil, lineLimit)
	for scan.Scan() {
		select {
		case lines <- append([]byte(nil), scan.Bytes()...):
		case <-ctx.Done():
			return nil
		}
	}
	return scan.Err()
}

// line plays one announcement.
func (s *Speaker) line(ctx context.Context, line []byte) error {
	var a Announcement
	if err := json.Unmarshal(line, &a); err != nil {
		return fmt.Errorf("voice: announcement: %w", err)
	}
	sound, missing := s.Renderer.Render(ctx, a)
	if err := s.Device.Err(); err != nil {
		return fmt.Errorf("voice: device: %w", err) // before it was started: it can be tried again
	}
	if err := s.report(Report{Event: Started, ID: a.ID, Length: sound.Length().Milliseconds()}); err != nil {
		return err
	}
	broken := s.Device.Play(ctx, sound, a.Volume)
	report := Report{Event: Finished, ID: a.ID}
	if err := errors.Join(broken, missing); err != nil {
		report.Event, report.Reason = Failed, err.Error()
	}
	return errors.Join(s.report(report), broken)
}

func (s *Speaker) report(r Report) error {
	if err := writeLine(s.Out, r); err != nil {
		return fmt.Errorf("voice: report: %w", err)
	}
	return nil
}
