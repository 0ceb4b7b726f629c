package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Room answers ErrDiskFull when so little is left on the disk that nothing
// should be begun any more, however small. It is a system call, not a look at
// the disk.
func (s *Store) Room() error { return s.room(0) }

// room refuses a write that could fill the disk. Badger writes through memory
// maps, and there a full disk is no error but a SIGBUS, the end of the
// process; so there must be room before, for the write and for what Badger
// does behind it.
func (s *Store) room(size int) error {
	free, err := freeBytes(s.dir)
	if err != nil {
		return fmt.Errorf("room on the disk of %s: %w", s.dir, err)
	}
	if free < s.opt.KeepFree+uint64(size) {
		return fmt.Errorf("%w: %d MB free on the disk of %s, %d MB are kept free",
			ErrDiskFull, free>>20, s.dir, s.opt.KeepFree>>20)
	}
	return nil
}

// reserve is room for the write-ahead log, which may use what is kept free: it
// is written with plain writes, where a full disk is an error, and those who
// wait depend on it.
func (s *Store) reserve(size int) error {
	free, err := freeBytes(s.dir)
	if err == nil && free < leastKeepFree+uint64(size) {
		err = fmt.Errorf("%w: %d MB free on the disk of %s", ErrDiskFull, free>>20, s.dir)
	}
	return err
}

func freeBytes(dir string) (uint64, error) {
	var st unix.Statfs_t
	err := unix.Statfs(dir, &st)
	return st.Bavail * uint64(st.Bsize), err
}

// lockDir takes the directory for this Store alone. The lock goes with the
// file, at the latest when the process ends.
func lockDir(dir string) (*os.File, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			err = ErrLocked
		}
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return f, nil
}

// tmpSuffix marks a file that was not finished.
const tmpSuffix = ".tmp"

// writeFile puts a file in place whole, and durably, or not at all.
func writeFile(path string, parts ...[]byte) error {
	f, err := os.OpenFile(path+tmpSuffix, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	for _, p := range parts {
		if err == nil {
			_, err = f.Write(p)
		}
	}
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncDir(filepath.Dir(path))
}

// makeDir makes a directory and its name durable.
func makeDir(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return syncDir(filepath.Dir(filepath.Clean(dir)))
}

// clearTmp removes files that were not finished when the power went.
func clearTmp(dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, "*"+tmpSuffix))
	for _, name := range names {
		err = errors.Join(err, os.Remove(name))
	}
	return err
}

// syncData makes a file's content durable, and of what is known about it no
// more than that takes.
func syncData(f *os.File) error {
	for {
		err := unix.Fdatasync(int(f.Fd()))
		if err == nil {
			return nil
		}
		if !errors.Is(err, unix.EINTR) {
			return &os.PathError{Op: "fdatasync", Path: f.Name(), Err: err}
		}
	}
}

// syncDir makes the names in a directory durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
