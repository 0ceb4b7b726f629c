package main

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"giliran/display/web"
	"giliran/store"
	"giliran/store/spare"
	"giliran/ticketing"
)

// spareFlags are where serve keeps copies of the journal.
type spareFlags struct {
	Mirror      string        `help:"Directory on a second disk that gets every event within a second. It must be there: giliran does not make it, so that a disk that is not in is noticed." placeholder:"DIR"`
	Backup      string        `help:"Directory on a second disk for regular backups. It must be there." placeholder:"DIR"`
	BackupEvery time.Duration `help:"How often there is a backup, if anything is new." default:"1h" placeholder:"TIME"`
	BackupKeep  int           `help:"How many of the newest backups are kept; before them the last of each of 30 days." default:"24" placeholder:"N"`
}

// Validate is asked by kong.
func (f *spareFlags) Validate() error {
	if f.BackupEvery < time.Second || f.BackupKeep < 1 {
		return errors.New("--backup-every must be a second at least, --backup-keep 1")
	}
	return nil
}

// spares are the copies of a running office; either may be nil.
type spares struct {
	mirror  *spare.Mirror
	backups *spare.Backups
	journal *store.Store
}

// start begins to keep the copies. It fails only where the second disk proves
// that the journal is not the newest there is.
func (f *spareFlags) start(st *store.Store, o *ticketing.Office, log *slog.Logger) (s *spares, err error) {
	s = &spares{journal: st}
	go f.warn(st.Dir(), log) // a disk that hangs must not hold up the office
	if f.Mirror != "" {
		if s.mirror, err = spare.StartMirror(st, f.Mirror, spare.MirrorOptions{Log: log}); err != nil {
			return nil, err
		}
	}
	if f.Backup != "" {
		s.backups = spare.StartBackups(st, f.Backup, spare.BackupOptions{Every: f.BackupEvery, Keep: f.BackupKeep, Zone: o.Zone, Log: log})
	}
	return s, nil
}

// warn says which copies do not survive the disk with the data.
func (f *spareFlags) warn(data string, log *slog.Logger) {
	for _, dir := range []string{f.Mirror, f.Backup} {
		if dir != "" && spare.OnSameDisk(dir, data) {
			log.Warn("the copies lie on the same disk as the data and will be lost with it", "dir", dir, "data", data)
		}
	}
}

// copies tells the pages and the monitor how the copies are doing.
func (s *spares) copies() (all []web.Copy) {
	if s.mirror != nil {
		st := s.mirror.Status()
		all = append(all, web.Copy{Kind: "mirror", State: string(st.State), Lacks: st.Lacks})
	}
	if s.backups != nil {
		st := s.backups.Status()
		all = append(all, web.Copy{Kind: "backup", State: string(st.State), Lacks: s.journal.LastSeq() - min(st.Last, s.journal.LastSeq()), Made: st.Made})
	}
	return all
}

// Close brings the mirror what is left and stops. What a medium does not take
// any more is said, and is no failure of the office.
func (s *spares) Close(log *slog.Logger) {
	if s == nil {
		return
	}
	var errs []error
	if s.backups != nil {
		errs = append(errs, s.backups.Close())
	}
	if s.mirror != nil {
		if err := s.mirror.Close(); err != nil {
			errs = append(errs, fmt.Errorf("the mirror: %w", err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		log.Error("the copies of the journal may lack the last events", "err", err)
	}
}
