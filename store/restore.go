package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// restoring is what a store's directory is called while it is being restored.
const restoring = ".restoring"

// Restore builds a store in dir from a backup, with all of its history and a
// new epoch: others may have seen events behind the backup's last, whose
// numbers the restored office will give to different ones.
//
// It answers ErrExists where dir is anything but missing or empty, and
// ErrBadBackup for a truncated or altered backup. The store is built beside
// dir and moved there when it is whole and durable; after an error there is
// nothing of it, after a power cut a directory named like dir with .restoring,
// which the next Restore removes.
func Restore(dir string, r io.Reader, opt Options) error {
	return restore(dir, r, opt, rand.Text)
}

func restore(dir string, r io.Reader, opt Options, epoch func() string) error {
	if err := vacant(dir); err != nil {
		return err
	}
	tmp := filepath.Clean(dir) + restoring
	if err := clearUnfinished(tmp); err != nil {
		return err
	}
	err := build(tmp, r, opt, epoch)
	if err == nil {
		err = move(tmp, dir)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(tmp))
	}
	return syncDir(filepath.Dir(tmp))
}

// clearUnfinished removes what a power cut left of another Restore, unless
// that one is still at it.
func clearUnfinished(tmp string) error {
	lock, err := lockDir(tmp)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(tmp), lock.Close())
}

// move puts the finished store where dir is missing or empty.
func move(tmp, dir string) error {
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.Rename(tmp, dir)
}

// vacant wants dir missing or empty.
func vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil && len(entries) > 0 {
		err = fmt.Errorf("%w: %s in %s; move %s aside first", ErrExists, entries[0].Name(), dir, dir)
	}
	return err
}

// build makes a store of a backup. Records are collected to fill Badger's
// transactions.
func build(dir string, r io.Reader, opt Options, epoch func() string) error {
	s, err := openStore(dir, opt, epoch)
	if err != nil {
		return err
	}
	const batch = 256 << 10
	var records []record
	size := 0
	flush := func() error {
		if err := s.room(size); err != nil {
			return err
		}
		err := s.append(records)
		records, size = records[:0], 0
		return err
	}
	err = readBackup(r, func(r record) error {
		records, size = append(records, r), size+len(r.value)
		if size < batch {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	return errors.Join(err, s.Close())
}
