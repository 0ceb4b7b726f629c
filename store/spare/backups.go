package spare

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"giliran/store"
)

// BackupOptions tune the backups; the zero value is right for an office.
type BackupOptions struct {
	Every time.Duration // one hour when zero
	// Keep is how many of the newest are kept whatever their age; 24 when
	// zero. Of older ones the last of each day stays, for Days days (30 when
	// zero) on which one was made: a clock that jumps removes nothing.
	Keep, Days int
	// Patience is how long one may take before the medium is said to be
	// stuck; 15 minutes when zero. Retry is how long after a failure the next
	// try comes; a minute when zero.
	Patience, Retry time.Duration

	Now  func() time.Time // for their names; time.Now when nil
	Zone *time.Location   // for their names; UTC when nil
	Log  *slog.Logger     // slog.Default() when nil
}

func (o *BackupOptions) complete() {
	o.Every = cmp.Or(o.Every, time.Hour)
	o.Keep = cmp.Or(o.Keep, 24)
	o.Days = cmp.Or(o.Days, 30)
	o.Patience = cmp.Or(o.Patience, 15*time.Minute)
	o.Retry = min(o.Every, cmp.Or(o.Retry, time.Minute))
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
}

// BackupStatus is how the backups are doing.
type BackupStatus struct {
	Dir   string
	State State     // never Behind
	Err   error     // why, for the states that are trouble
	Last  uint64    // the last event in the newest backup
	Made  time.Time // when it was found to hold all there was, zero for not yet
}

// Backups makes backups of a journal. Make one with StartBackups.
type Backups struct {
	journal Journal
	dir     string
	opt     BackupOptions
	status  atomic.Pointer[BackupStatus]
	close   func() error // once
}

// StartBackups makes a backup into dir now and then one in every Every, as
// long as there is anything new, until Close. Dir must be there: giliran does
// not make it, so that a medium that is not in is not mistaken for an empty one.
func StartBackups(j Journal, dir string, opt BackupOptions) *Backups {
	opt.complete()
	b := &Backups{journal: j, dir: dir, opt: opt}
	b.status.Store(&BackupStatus{Dir: dir, State: OK})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	b.close = sync.OnceValue(func() error { cancel(); return <-done })
	go func() { done <- b.run(ctx) }()
	return b
}

// run makes one backup after the other, each on a goroutine of its own, which
// the medium may hold up as long as it likes.
func (b *Backups) run(ctx context.Context) error {
	for {
		made := make(chan error, 1)
		go func() { made <- b.once(ctx) }()
		select {
		case err := <-made:
			b.say(err)
		case <-time.After(b.opt.Patience):
			b.say(fmt.Errorf("%s: %w", b.dir, errStuck))
			select {
			case err := <-made:
				b.say(err)
			case <-ctx.Done():
				return fmt.Errorf("%s: %w: a backup was not finished", b.dir, errStuck)
			}
		case <-ctx.Done():
			select {
			case <-made:
				return nil
			case <-time.After(wait):
				return fmt.Errorf("%s: %w: a backup was not finished", b.dir, errStuck)
			}
		}
		next := b.opt.Every
		if b.status.Load().Err != nil {
			next = b.opt.Retry
		}
		select {
		case <-time.After(next):
		case <-ctx.Done():
			return nil
		}
	}
}

// say keeps how the medium is doing and logs what is new about it.
func (b *Backups) say(err error) {
	now := *b.status.Load()
	old := now.Err
	now.State, now.Err = stateOf(err), err
	if err == nil {
		now.Made = b.opt.Now()
	}
	b.status.Store(&now)
	switch {
	case err != nil && (old == nil || old.Error() != err.Error()):
		b.opt.Log.Error("no backup could be made; the office goes on without", "dir", b.dir, "state", now.State, "err", err)
	case err == nil && old != nil:
		b.opt.Log.Info("backups are made again", "dir", b.dir, "last", now.Last)
	}
}

// Status tells how the backups are doing, from any goroutine, at once.
func (b *Backups) Status() BackupStatus { return *b.status.Load() }

// Close stops. A backup that is being written is given up; the error says that
// the medium did not let go of it within two seconds. Close it before the
// journal.
func (b *Backups) Close() error { return b.close() }

// once makes one backup if there is anything new and thins out the old ones.
func (b *Backups) once(ctx context.Context) error {
	all, err := list(b.dir, b.journal.Epoch())
	if err != nil {
		return err
	}
	if err := clearUnfinished(b.dir, backupPrefix); err != nil {
		return err
	}
	last := b.journal.LastSeq()
	if n := len(all); n > 0 && all[n-1].seq > last {
		return fmt.Errorf("%s: %w: %s, and the journal ends at %d", b.dir, ErrAhead, all[n-1].name, last)
	}
	if n := len(all); last > 0 && (n == 0 || all[n-1].seq < last) {
		g := generation{seq: last, day: b.opt.Now().In(b.opt.Zone).Format(time.DateOnly)}
		g.name = backupName(b.opt.Now().In(b.opt.Zone), last, b.journal.Epoch())
		if err := WriteBackup(filepath.Join(b.dir, g.name), b.write(ctx, last)); err != nil {
			return err
		}
		all = append(all, g)
	}
	now := *b.status.Load()
	now.Last = last
	b.status.Store(&now)
	for _, g := range thin(all, b.opt.Keep, b.opt.Days) {
		err = errors.Join(err, os.Remove(filepath.Join(b.dir, g.name)))
	}
	return err
}

// write writes the journal up to last, a chunk at a time, so that a slow
// medium keeps nobody from closing it.
func (b *Backups) write(ctx context.Context, last uint64) func(io.Writer) error {
	return func(w io.Writer) error {
		return store.WriteBackup(w, b.journal.Epoch(), last, func(w io.Writer) error {
			for seq := uint64(0); seq < last; {
				lines, to, err := b.journal.Lines(seq, last-seq, chunk)
				if err == nil {
					_, err = w.Write(lines)
				}
				if err = errors.Join(err, ctx.Err()); err != nil {
					return err
				}
				seq = to
			}
			return nil
		})
	}
}

// generation is one backup in the directory.
type generation struct {
	name string
	day  string // by the office's clock, as its name says
	seq  uint64
}

const backupPrefix = "giliran-"

func backupName(at time.Time, last uint64, epoch string) string {
	return fmt.Sprintf("%s%s-event-%d-%s.backup", backupPrefix, at.Format("2006-01-02-1504"), last, short(epoch))
}

func short(epoch string) string { return epoch[:min(8, len(epoch))] }

// list gives the backups of one journal in the order of their last events,
// which is the only order there is: clocks jump.
func list(dir, epoch string) ([]generation, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	form := regexp.MustCompile(`^giliran-(\d{4}-\d{2}-\d{2})-\d{4}-event-(\d+)-` + regexp.QuoteMeta(short(epoch)) + `\.backup$`)
	var all []generation
	for _, e := range entries {
		f := form.FindStringSubmatch(e.Name())
		if f == nil {
			continue
		}
		if seq, err := strconv.ParseUint(f[2], 10, 64); err == nil {
			all = append(all, generation{e.Name(), f[1], seq})
		}
	}
	slices.SortFunc(all, func(a, b generation) int { return cmp.Compare(a.seq, b.seq) })
	return all, nil
}

// thin tells which of the backups, the oldest first, are to go: not the newest
// keep, and of those before not the last of each of the latest days.
func thin(all []generation, keep, days int) (gone []generation) {
	seen := map[string]bool{}
	for i, g := range slices.Backward(all) {
		if i >= len(all)-keep {
			continue
		}
		if seen[g.day] || len(seen) >= days {
			gone = append(gone, g)
			continue
		}
		seen[g.day] = true
	}
	return gone
}
