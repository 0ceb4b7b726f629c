package voice

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// Errors of a speaking process, which is then started again.
var (
	errDied = errors.New("the speaking process has ended")
	errHung = errors.New("the speaking process hangs")
)

// process is a speaking process, seen from outside.
type process struct {
	voice    *Voice
	in       io.Writer
	reports  <-chan Report
	deadline *time.Timer
	ready    bool
	busy     *waiting
	begun    bool   // some of it has been heard
	reason   string // it gave for its end
}

// speak runs one speaking process to its end. It tells whether that ever had a
// device, and why it ended.
func (v *Voice) speak(ctx context.Context) (ready bool, err error) {
	ctx, kill := context.WithCancel(ctx)
	defer kill()
	cmd := v.o.Command(ctx)
	cmd.WaitDelay, cmd.Stderr = time.Second, v.says
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2); err != nil {
		return false, fmt.Errorf("voice: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return false, fmt.Errorf("voice: %w", err)
	}
	reports := make(chan Report)
	go listen(out, reports)
	p := &process{voice: v, in: in, reports: reports, deadline: time.NewTimer(v.o.Limits.Start)}
	err = p.run(ctx)
	p.deadline.Stop()
	kill()
	for range reports { // let listen end
	}
	if ended := cmd.Wait(); errors.Is(err, errDied) {
		err = fmt.Errorf("voice: %w: %s", err, cmp.Or(p.reason, fmt.Sprint(ended)))
	}
	v.gone(p.begun)
	return p.ready, err
}

// listen hands on the lines of a speaking process; one that says what nobody
// understands has ended.
func listen(out io.Reader, reports chan<- Report) {
	defer close(reports)
	scan := bufio.NewScanner(out)
	scan.Buffer(nil, lineLimit)
	for scan.Scan() {
		r, err := readReport(scan.Bytes())
		if err != nil {
			r = Report{Event: Failed, Reason: err.Error()}
		}
		reports <- r
		if err != nil {
			return
		}
	}
}

// run hands out announcements, one at a time.
func (p *process) run(ctx context.Context) error {
	for {
		if err := p.announce(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.voice.wake:
		case <-p.deadline.C:
			return errHung
		case r, ok := <-p.reports:
			if !ok {
				return errDied
			}
			p.hear(r)
		}
	}
}

// announce hands out the next announcement, if the process is free for one.
func (p *process) announce() error {
	if !p.ready || p.busy != nil {
		return nil
	}
	if p.busy = p.voice.take(); p.busy == nil {
		return nil
	}
	p.begun = false
	p.deadline.Reset(p.voice.o.Limits.Prepare)
	if err := writeLine(p.in, p.busy.Announcement); err != nil {
		return fmt.Errorf("voice: %w", err)
	}
	return nil
}

// hear takes a report. One of another announcement than the present one means
// nothing.
func (p *process) hear(r Report) {
	mine := p.busy != nil && r.ID == p.busy.ID
	switch {
	case r.Event == Ready && !p.ready:
		p.ready = true
		p.deadline.Stop()
		p.voice.isReady()
	case r.Event == Failed && r.ID == 0:
		p.reason = r.Reason
	case r.Event == Started && mine:
		p.begun = true
		p.deadline.Reset(time.Duration(r.Length)*time.Millisecond + p.voice.o.Limits.Margin)
		p.voice.begun()
	case r.Event == Finished && mine, r.Event == Failed && mine:
		p.busy = nil
		p.deadline.Stop()
		p.voice.ended(r.Reason)
	}
}
