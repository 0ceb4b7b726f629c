package spare

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"giliran/store"
)

// unfinished ends the name of a file that is still being written.
const unfinished = ".unfinished"

// whole writes a file that is there complete and durable, or not at all: under
// another name, flushed, looked at by check (may be nil), then renamed. It
// replaces a file of that name.
func whole(path string, write func(io.Writer) error, check func(io.Reader) error) (err error) {
	tmp := path + unfinished
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreMissing(os.Remove(tmp)))
		}
	}()
	if err := writeSynced(tmp, write); err != nil {
		return err
	}
	if check != nil {
		if err := readFresh(tmp, check); err != nil {
			return err
		}
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// WriteBackup writes a backup to a file that must not be there yet; the answer
// is fs.ErrExist (wrapped) if it is. The file appears when it is durable and
// has been read back and verified; after an error there is nothing of it.
func WriteBackup(path string, write func(io.Writer) error) error {
	if _, err := os.Lstat(path); err == nil {
		return &os.PathError{Op: "write", Path: path, Err: os.ErrExist}
	}
	return whole(path, write, store.VerifyBackup)
}

func writeSynced(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(f, 64<<10)
	err = write(b)
	if err == nil {
		err = b.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// readFresh reads a file as the medium has it, not as memory remembers it.
func readFresh(path string, read func(io.Reader) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_ = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED) // advice: some file systems know no such thing
	return read(f)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// clearUnfinished removes what a power cut or a pulled medium left of ours.
func clearUnfinished(dir, prefix string) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), prefix) && strings.HasSuffix(e.Name(), unfinished) {
			err = errors.Join(err, os.Remove(filepath.Join(dir, e.Name())))
		}
	}
	return err
}
