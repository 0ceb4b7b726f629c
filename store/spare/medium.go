package spare

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"giliran/store"
)

// Journal is the store as this package needs it; all methods may be called
// while the office appends.
type Journal interface {
	Epoch() string
	LastSeq() uint64
	// Lines gives up to n events behind one as lines, about limit bytes of
	// them, and the last one's sequence.
	Lines(after, n uint64, limit int) (lines []byte, to uint64, err error)
	// Point is the place of an event in the journal's history.
	Point(seq uint64) (store.Point, error)
}

// chunk is how much is read from the journal at once, in bytes.
const chunk = 256 << 10

// chunks is how many of them one round brings at most.
const chunks = 4

// medium is a mirror's directory as it was when it was last looked at. It
// keeps nothing open between two rounds, so that it can be unmounted, and a
// round goes on only where it finds what the last one left.
type medium struct {
	dir     string
	journal Journal
	limit   int64        // in bytes, what a file may reach before the next begins
	moved   func(uint64) // told how far the mirror has come, as it comes

	known bool        // what follows is so
	after uint64      // the newest file begins behind this event
	size  int64       // of the newest file
	inode uint64      // of the newest file
	to    store.Point // the last event in it
	mark  *mark       // what the mark says, nil for nothing
	fresh bool        // the mark is not on the medium yet
	lost  bool        // a flush has failed: memory may show what the medium does not have
	full  bool        // the last round brought as much as one may, there is more

	sound store.Point // files before this event have been gone through
	older []uint64    // and these have not; the newest is not among them
	again time.Time   // going through them is over until then; zero while it is not
}

// round brings the mirror nearer to the journal, and goes through one of the
// older files when there was nothing to bring. It is short, so that a medium
// that does not answer can be told from one that has much to take.
func (m *medium) round() error {
	m.full = false
	err := m.ship()
	if err != nil {
		m.known = false // whatever it was, look again before writing
	}
	return err
}

func (m *medium) ship() error {
	f, err := m.newest()
	if err != nil {
		return err
	}
	before, n := m.to, 0
	for ; err == nil && n < chunks && m.to.Seq < m.journal.LastSeq(); n++ {
		if m.size >= m.limit {
			if err = errors.Join(m.flush(f), f.Close()); err != nil {
				return err
			}
			if f, err = m.begin(); err != nil {
				return err
			}
		}
		err = m.write(f)
	}
	if err == nil && m.to != before {
		err = m.flush(f)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	m.moved(m.to.Seq)
	m.full = n == chunks
	switch {
	case m.mark.Seq < m.to.Seq:
		m.mark, m.fresh = &mark{m.journal.Epoch(), m.to}, true
		return m.mark.put(m.dir)
	case m.fresh:
		return m.settle()
	}
	return m.goThrough()
}

// flush makes the newest file durable.
func (m *medium) flush(f *os.File) error {
	err := unix.Fdatasync(int(f.Fd()))
	m.lost = m.lost || err != nil
	return err
}

// settle flushes the mark. It is not flushed with every event: the kernel
// writes it within half a minute, and it is never ahead of the files.
func (m *medium) settle() error {
	if !m.fresh {
		return nil
	}
	f, err := os.OpenFile(filepath.Join(m.dir, markName), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	err = errors.Join(f.Sync(), f.Close())
	m.fresh = err != nil
	return err
}

// newest opens the newest file where the last round left it, or finds its
// place in what there is.
func (m *medium) newest() (*os.File, error) {
	if m.known {
		f, err := m.reopen()
		if err == nil {
			return f, nil
		}
		m.known = false
	}
	if err := m.find(); err != nil {
		return nil, err
	}
	f, err := m.reopen()
	if err != nil {
		return nil, err
	}
	if err = m.flush(f); err == nil { // it may be here from before a kill, and in memory only
		err = m.mend()
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	m.known = true
	return f, nil
}

var errChanged = errors.New("the mirror has changed meanwhile")

// reopen opens the newest file if it is as it was.
func (m *medium) reopen() (*os.File, error) {
	f, err := os.OpenFile(segmentPath(m.dir, m.after), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return nil, err
	}
	var st unix.Stat_t
	if err = unix.Fstat(int(f.Fd()), &st); err == nil && m.inode == 0 {
		m.inode = st.Ino
	}
	if err == nil && (st.Size != m.size || st.Ino != m.inode) {
		err = errChanged
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// write appends one chunk of lines.
func (m *medium) write(f *os.File) error {
	room := int(min(chunk, m.limit-m.size))
	lines, to, err := m.journal.Lines(m.to.Seq, m.journal.LastSeq()-m.to.Seq, room)
	if err != nil {
		return err
	}
	point, err := m.journal.Point(to)
	if err != nil {
		return err
	}
	if _, err := f.Write(lines); err != nil {
		return err
	}
	m.size += int64(len(lines))
	m.to = point
	return nil
}

// begin makes the file that goes on where the newest one ends.
func (m *medium) begin() (*os.File, error) {
	if m.size > 0 {
		m.older = append(m.older, m.after)
	}
	head := headLine(m.journal.Epoch(), m.to)
	err := whole(segmentPath(m.dir, m.to.Seq), func(w io.Writer) error {
		_, err := w.Write(head)
		return err
	}, nil)
	if err != nil {
		return nil, err
	}
	m.after, m.size, m.inode = m.to.Seq, int64(len(head)), 0
	return m.reopen()
}

// find looks at what is in the directory, refuses what is not this journal's,
// and mends the newest file's end.
func (m *medium) find() error {
	s, files, err := m.look()
	if err != nil {
		return err
	}
	if err := clearUnfinished(m.dir, segmentPrefix); err != nil {
		return err
	}
	m.inode, m.sound, m.older, m.again = 0, store.Point{}, nil, time.Time{}
	if len(files) == 0 {
		m.to, m.size = store.Point{}, 0
		f, err := m.begin()
		if err != nil {
			return err
		}
		return f.Close()
	}
	m.older, m.after = files[:len(files)-1], files[len(files)-1]
	if s.bad != nil || m.lost {
		return m.rewriteNewest()
	}
	m.size, m.to = s.size, s.to
	if s.torn {
		return os.Truncate(segmentPath(m.dir, m.after), m.size)
	}
	return nil
}

// mend makes a mark where there is none, or none that can be read. From then
// on it is written over in place, a sector: a power cut leaves the old or the new.
func (m *medium) mend() error {
	if m.mark != nil {
		return nil
	}
	k := mark{m.journal.Epoch(), m.to}
	err := whole(filepath.Join(m.dir, markName), func(w io.Writer) error {
		_, err := w.Write(k.line())
		return err
	}, nil)
	if err == nil {
		m.mark = &k
	}
	return err
}

// look reads the mark and the newest file, changes nothing, and answers ErrOther,
// ErrAhead or ErrUnknown for a mirror that must not be written to.
func (m *medium) look() (s segment, files []uint64, err error) {
	if files, err = segments(m.dir); err != nil {
		return s, nil, err
	}
	k, err := readMark(m.dir)
	if err != nil && !errors.Is(err, errMark) && !errors.Is(err, fs.ErrNotExist) {
		return s, nil, err
	}
	m.mark = nil
	if err == nil {
		if err := m.ours(k.epoch, k.Point); err != nil {
			return s, nil, err
		}
		m.mark = &k
	}
	if len(files) == 0 {
		return s, nil, nil
	}
	newest := files[len(files)-1]
	if s, err = readSegment(segmentPath(m.dir, newest), nil); err != nil {
		return s, nil, err
	}
	switch {
	case s.size > 0:
		err = m.ours(s.epoch, s.to)
	case m.mark == nil:
		err = fmt.Errorf("%s: %w", m.dir, ErrUnknown)
	}
	if s.size > 0 && s.from.Seq != newest {
		s.bad = errHead // another file's, renamed
	}
	return s, files, err
}

// ours wants a place of a mirror to be a place of this journal.
func (m *medium) ours(epoch string, p store.Point) error {
	if epoch != m.journal.Epoch() {
		return fmt.Errorf("%s: %w", m.dir, ErrOther)
	}
	if last := m.journal.LastSeq(); p.Seq > last {
		return fmt.Errorf("%s: %w: it reaches event %d, the journal %d", m.dir, ErrAhead, p.Seq, last)
	}
	known, err := m.journal.Point(p.Seq)
	if err == nil && known != p {
		err = fmt.Errorf("%s: %w: its event %d is another one", m.dir, ErrAhead, p.Seq)
	}
	return err
}

// rewrite puts a file made of the journal's own lines in place of a bad or a
// missing one: the events behind after up to last.
func (m *medium) rewrite(after, last uint64) (store.Point, int64, error) {
	from, err := m.journal.Point(after)
	if err != nil {
		return from, 0, err
	}
	to, size := from.Seq, int64(0)
	err = whole(segmentPath(m.dir, after), func(w io.Writer) error {
		n, err := w.Write(headLine(m.journal.Epoch(), from))
		size += int64(n)
		for err == nil && to < last {
			var lines []byte
			if lines, to, err = m.journal.Lines(to, last-to, chunk); err == nil {
				n, err = w.Write(lines)
				size += int64(n)
			}
		}
		return err
	}, nil)
	if err != nil {
		return from, 0, err
	}
	end, err := m.journal.Point(to)
	return end, size, err
}

func (m *medium) rewriteNewest() (err error) {
	m.to, m.size, err = m.rewrite(m.after, m.journal.LastSeq())
	if err == nil {
		m.lost, m.mark = false, nil
	}
	return err
}

// daily is how often the files of a mirror are gone through.
const daily = 24 * time.Hour

// goThrough reads the oldest file that has not been gone through, and writes
// it anew from the journal if it is not as it should be. After the last it
// begins anew a day later.
func (m *medium) goThrough() error {
	if !m.again.IsZero() {
		if time.Now().After(m.again) {
			m.known = false // find begins again
		}
		return nil
	}
	next, after := m.after, m.after
	if len(m.older) > 0 {
		after, next = m.older[0], m.after
		if len(m.older) > 1 {
			next = m.older[1]
		}
	}
	if after > m.sound.Seq { // files before it are gone
		next, after = after, m.sound.Seq
	} else if len(m.older) == 0 {
		m.again = time.Now().Add(daily)
		return nil
	} else {
		m.older = m.older[1:]
	}
	end, err := m.journal.Point(next)
	if err != nil {
		return err
	}
	s, err := readSegment(segmentPath(m.dir, after), nil)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if s.epoch != "" && s.epoch != m.journal.Epoch() {
		return fmt.Errorf("%s: %w", filepath.Base(segmentPath(m.dir, after)), ErrOther)
	}
	if err != nil || s.bad != nil || s.torn || s.from != m.sound || s.to != end {
		if _, _, err := m.rewrite(after, next); err != nil {
			return err
		}
	}
	m.sound = end
	return nil
}
