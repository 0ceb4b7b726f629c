package spare

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"giliran/store"
)

// A segment is one file of a mirror. Its first line is
//
//	giliran-mirror 1 EPOCH AFTER LINK CHECKSUM
//
// with the sequence and the link of the event before its first, and then come
// the events, a line each. Its name carries its first event's sequence.
const (
	segmentHead    = "giliran-mirror"
	segmentVersion = 1
	segmentPrefix  = "journal-"
	markName       = "mark"
)

func segmentPath(dir string, after uint64) string {
	return filepath.Join(dir, fmt.Sprintf("%s%020d", segmentPrefix, after+1))
}

func headLine(epoch string, after store.Point) []byte {
	return summed(fmt.Appendf(nil, "%s %d %s %d %x", segmentHead, segmentVersion, epoch, after.Seq, after.Link))
}

// segments lists a mirror's files by the event after which each begins.
func segments(dir string) ([]uint64, error) {
	entries, err := os.ReadDir(dir) // sorted
	if err != nil {
		return nil, err
	}
	var afters []uint64
	for _, e := range entries {
		digits, ours := strings.CutPrefix(e.Name(), segmentPrefix)
		if first, err := strconv.ParseUint(digits, 10, 64); ours && err == nil && first > 0 {
			afters = append(afters, first-1)
		}
	}
	slices.Sort(afters)
	return afters, nil
}

// segment is what reading one file found.
type segment struct {
	epoch    string
	from, to store.Point // the history before it, and up to its last whole line
	size     int64       // in bytes, up to there
	torn     bool        // behind that is the beginning of one more line
	bad      error       // what is wrong with the next line, nil for nothing
}

var errHead = errors.New("its first line is no mirror's")

// readSegment reads a file up to its end or the first line that is wrong, and
// trusts nothing in it. Whole lines are given to line, with their ends, which
// may be nil. The error is the medium's or line's; what is wrong with the file
// is in the segment.
func readSegment(path string, line func(seq uint64, l []byte) error) (s segment, err error) {
	f, err := os.Open(path)
	if err != nil {
		return s, err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 2*store.MaxRecord)
	for {
		l, err := r.ReadSlice('\n')
		switch {
		case err == io.EOF:
			s.torn = len(l) > 0
			if s.size == 0 && s.bad == nil {
				s.bad = errHead
			}
			return s, nil
		case errors.Is(err, bufio.ErrBufferFull):
			s.bad = errors.New("a line is too long")
			return s, nil
		case err != nil:
			return s, err
		}
		if s.bad = s.read(l[:len(l)-1]); s.bad != nil {
			return s, nil
		}
		if first := s.size == 0; !first && line != nil {
			if err := line(s.to.Seq, l); err != nil {
				return s, err
			}
		}
		s.size += int64(len(l))
	}
}

// read takes one line without its end.
func (s *segment) read(l []byte) (err error) {
	if s.size > 0 {
		s.to, err = s.to.Next(l)
		return err
	}
	f := bytes.Split(l, []byte(" "))
	if len(f) != 6 || string(f[0]) != segmentHead {
		return errHead
	}
	if string(f[1]) != strconv.Itoa(segmentVersion) {
		return fmt.Errorf("version %q: %w", f[1], store.ErrNewer)
	}
	if s.from, err = readPoint(f[3], f[4]); err != nil || !bytes.Equal(headLine(string(f[2]), s.from), append(l, '\n')) {
		return errHead
	}
	s.epoch = string(f[2])
	s.to = s.from
	return nil
}

// summed ends a line with its checksum.
func summed(l []byte) []byte { return fmt.Appendf(l, " %08x\n", crc32.ChecksumIEEE(l)) }

func readPoint(seq, link []byte) (p store.Point, err error) {
	if len(link) != hex.EncodedLen(len(p.Link)) {
		return p, hex.ErrLength
	}
	if p.Seq, err = strconv.ParseUint(string(seq), 10, 64); err == nil {
		_, err = hex.Decode(p.Link[:], link)
	}
	return p, err
}

// mark is how far a mirror's files had been flushed: a line of its own,
// written over in place, so that a file that has become shorter is noticed.
type mark struct {
	epoch string
	store.Point
}

var errMark = errors.New("the file mark is damaged")

func (m mark) line() []byte {
	return summed(fmt.Appendf(nil, "%s %020d %x", m.epoch, m.Seq, m.Link))
}

// readMark answers fs.ErrNotExist (wrapped) where there is none, errMark for a
// damaged one.
func readMark(dir string) (m mark, err error) {
	b, err := os.ReadFile(filepath.Join(dir, markName))
	if err != nil {
		return mark{}, err
	}
	f := bytes.Fields(b)
	if len(f) != 4 {
		return mark{}, errMark
	}
	m.epoch = string(f[0])
	if m.Point, err = readPoint(f[1], f[2]); err != nil || !bytes.Equal(m.line(), b) {
		return mark{}, errMark
	}
	return m, nil
}

// put writes the mark over the old one.
func (m mark) put(dir string) error {
	f, err := os.OpenFile(filepath.Join(dir, markName), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(m.line(), 0)
	return errors.Join(err, f.Close())
}
