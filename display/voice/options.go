package voice

import (
	"cmp"
	"context"
	"io/fs"
	"log/slog"
	"os/exec"
	"time"
)

// Options tune a [Voice]. A zero field means its default, but for Command,
// which is needed.
type Options struct {
	// Command makes a speaking process, which runs a [Speaker] on its standard
	// input and output; it ends with the context. What it writes to its
	// standard error is logged, each line once.
	Command func(context.Context) *exec.Cmd
	// Languages are those to speak, in this order. Default: the board's, but
	// for drafts and languages that there are no words for.
	Languages []string
	// Words is a folder with language files of the office's own, see
	// [ReadWords]. Default none.
	Words fs.FS
	// Style is how numbers are read. Default [Digits].
	Style Style
	// Volumes are by the office's time of day. Default 80 percent.
	Volumes *Volumes
	// Memory is a file that remembers what has been spoken, for a wall that is
	// started again. Default none.
	Memory string
	Limits Limits
	// Now tells the time. Default time.Now.
	Now func() time.Time
	// Log is told what goes wrong. Default slog.Default.
	Log *slog.Logger
}

// Limits are how long the speaking process may take. A zero one means its
// default.
type Limits struct {
	Start   time.Duration // until it is ready: 20 s
	Prepare time.Duration // from an announcement to its first sound: 15 s
	Margin  time.Duration // beyond an announcement's own length: 5 s
	// Late is how old a call may get while there is no sound before it is
	// left out: 30 s. Whoever was called earlier has read it.
	Late time.Duration
	// Backoff is the pause before a process is started again: 250 ms, twice
	// as long after each that never was ready, at most BackoffMost: 10 s.
	Backoff, BackoffMost time.Duration
}

func (l *Limits) defaults() {
	l.Start = cmp.Or(l.Start, 20*time.Second)
	l.Prepare = cmp.Or(l.Prepare, 15*time.Second)
	l.Margin = cmp.Or(l.Margin, 5*time.Second)
	l.Late = cmp.Or(l.Late, 30*time.Second)
	l.Backoff = cmp.Or(l.Backoff, 250*time.Millisecond)
	l.BackoffMost = cmp.Or(l.BackoffMost, 10*time.Second)
}

func (o *Options) defaults() {
	o.Limits.defaults()
	o.Style = cmp.Or(o.Style, Digits)
	if o.Volumes == nil {
		v := NewVolumes(80)
		o.Volumes = &v
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
}
