package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
)

// formatVersion is the layout of a store's directory: 1 had no write-ahead log.
const formatVersion = 2

// tip is how far a journal has come: its last sequence and that record's link.
type tip struct {
	Seq  uint64 `json:"seq"`
	Link link   `json:"link"`
}

// last is the file that tells, from outside Badger, that a store is here and
// how far it had come when the file was written: one line of JSON and one with
// its checksum. The checksum's line stays as it is in every format, so that a
// damaged file can be told from a newer one.
type last struct {
	Format int    `json:"format"`
	Epoch  string `json:"epoch"`
	tip
}

var errLast = errors.New("the file is damaged")

func lastPath(dir string) string { return filepath.Join(dir, "last") }

func writeLast(dir, epoch string, t tip) error {
	b, err := json.Marshal(last{formatVersion, epoch, t})
	if err != nil {
		return err
	}
	b = append(b, '\n')
	return writeFile(lastPath(dir), b, sumLine(b))
}

// readLast gives fs.ErrNotExist where there is none, errLast for a damaged one
// and ErrNewer for one of a newer format.
func readLast(dir string) (last, error) {
	b, err := os.ReadFile(lastPath(dir))
	if err != nil {
		return last{}, err
	}
	line, sum, _ := bytes.Cut(b, []byte("\n"))
	line = b[:min(len(line)+1, len(b))]
	if !bytes.Equal(sum, sumLine(line)) {
		return last{}, errLast
	}
	var l last
	if err := json.Unmarshal(line, &l); l.Format > formatVersion {
		return last{}, fmt.Errorf("%s: format %d: %w", dir, l.Format, ErrNewer)
	} else if err != nil {
		return last{}, errLast
	}
	return l, nil
}

func sumLine(b []byte) []byte {
	return fmt.Appendf(nil, "sum %08x\n", crc32.Checksum(b, castagnoli()))
}

// mark is the last acknowledged sequence, kept up to date at the price of one
// small write into the page cache per append. It outlives the process, and a
// power cut but for its last half minute; it is never ahead of the journal,
// because it is written after it. So a journal shorter than its mark has lost
// something.
type mark struct{ f *os.File }

const markSize = 8 + len(link{}) + 4

func markPath(dir string) string { return filepath.Join(dir, "mark") }

func openMark(dir string) (mark, error) {
	f, err := os.OpenFile(markPath(dir), os.O_CREATE|os.O_RDWR, 0o600)
	return mark{f}, err
}

func (m mark) put(t tip) error {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, markSize), t.Seq)
	b = append(b, t.Link[:]...)
	b = binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli()))
	_, err := m.f.WriteAt(b, 0)
	return err
}

// readMark gives fs.ErrNotExist where there is none, errLast for a damaged one.
func readMark(dir string) (tip, error) {
	b, err := os.ReadFile(markPath(dir))
	if err != nil {
		return tip{}, err
	}
	if len(b) == 0 { // created, then the power went
		return tip{}, fs.ErrNotExist
	}
	if len(b) != markSize || binary.BigEndian.Uint32(b[markSize-4:]) != crc32.Checksum(b[:markSize-4], castagnoli()) {
		return tip{}, errLast
	}
	t := tip{Seq: binary.BigEndian.Uint64(b)}
	copy(t.Link[:], b[8:])
	return t, nil
}
