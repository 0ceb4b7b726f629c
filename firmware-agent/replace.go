package agent

import (
	"errors"
	"os"
	"path/filepath"
)

// compact writes the file anew with what still counts. The old one stays until
// the new one is whole.
func (s *Spool) compact() error {
	records := []record{}
	for _, g := range s.given {
		records = append(records, record{Given: &g}, record{Printed: g.Code})
		if g.over {
			records = append(records, record{Over: g.Code})
		}
	}
	records = append(records, record{Leased: &s.leases})
	var content []byte
	for _, r := range records {
		line, err := r.encode()
		if err != nil {
			return err
		}
		content = append(content, line...)
	}
	return replaceFile(s.path, content)
}

// replaceFile puts a file in the place of another, or leaves the other.
func replaceFile(path string, content []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
