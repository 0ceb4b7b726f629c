package voice

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// cache keeps files in a folder by what they were made from. When they take
// more than limit bytes together, the oldest go. Losing it costs nothing but
// the time to make them again.
type cache struct {
	dir   string
	limit int64
}

// suffix marks the files that are the cache's own: no others are ever removed.
const suffix = ".voice.wav"

// name is the file for what was made from these texts.
func (c cache) name(of ...string) string {
	h := sha256.New()
	for _, text := range of {
		size := sha256.Sum256([]byte(text)) // so that where one ends and the next begins matters
		h.Write(size[:])
	}
	return filepath.Join(c.dir, hex.EncodeToString(h.Sum(nil)[:16])+suffix)
}

// get reads a file.
func (c cache) get(name string) ([]byte, error) { return os.ReadFile(name) }

// put writes a file, whole or not at all, and makes room for it.
func (c cache) put(name string, b []byte) error {
	if err := writeFile(name, b); err != nil {
		return err
	}
	return c.trim()
}

// trim removes the oldest files until the rest fits.
func (c cache) trim() error {
	type file struct {
		name string
		size int64
		at   time.Time
	}
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return err
	}
	var files []file
	var total int64
	for _, e := range entries {
		if matched, _ := filepath.Match("*"+suffix, e.Name()); !matched {
			continue
		}
		info, err := e.Info()
		if err != nil {
			continue // gone meanwhile
		}
		files = append(files, file{filepath.Join(c.dir, e.Name()), info.Size(), info.ModTime()})
		total += info.Size()
	}
	slices.SortFunc(files, func(a, b file) int { return a.at.Compare(b.at) })
	for ; total > c.limit && len(files) > 0; files = files[1:] {
		if err := os.Remove(files[0].name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		total -= files[0].size
	}
	return nil
}

// writeFile writes a file so that it is there as a whole or not at all. It is
// not forced onto the disk: after a power cut an empty one is made again.
func writeFile(name string, b []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*"+suffix)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(b)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
