package store

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"strconv"
)

// A backup is lines of text, so that it can be read, searched and understood
// without this program:
//
//	giliran-backup 1 EPOCH LAST
//	CHECKSUM LINK {"seq":1,…}
//	…
//	end LAST SHA256
//
// with the checksum and the link of each record as in the journal, LAST the
// sequence of the last event, and SHA256 the digest of every byte before the
// last line. A backup that ends without its last line is truncated.
const (
	backupHead    = "giliran-backup"
	backupVersion = 1
	backupEnd     = "end"
)

// Backup writes all events that are durable as of now to w. The journal may
// go on meanwhile, and may be closed: then the answer is ErrClosed. Every
// record is verified on the way: a damaged journal ends in a *Damage and a
// backup that Restore will refuse.
func (s *Store) Backup(w io.Writer) error {
	last := s.LastSeq()
	return WriteBackup(w, s.epoch, last, func(w io.Writer) error {
		for seq := uint64(0); seq < last; {
			lines, n, err := s.Lines(seq, last-seq, 256<<10)
			if err == nil {
				_, err = w.Write(lines)
			}
			if err != nil {
				return err
			}
			seq = n
		}
		return nil
	})
}

// WriteBackup writes a backup of the journal of an epoch up to event last
// whose lines, as Lines gives them, are written by lines. After an error what
// has been written is a backup that Restore will refuse.
func WriteBackup(w io.Writer, epoch string, last uint64, lines func(io.Writer) error) error {
	digest := sha256.New()
	b := bufio.NewWriterSize(io.MultiWriter(w, digest), 64<<10)
	fmt.Fprintf(b, "%s %d %s %d\n", backupHead, backupVersion, epoch, last)
	if err := lines(b); err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return err
	}
	_, err := w.Write(endLine(last, digest))
	return err
}

func backupLine(r record) []byte {
	return fmt.Appendf(nil, "%08x %x %s\n", checksum(r.seq, r.value), r.link, r.body())
}

func endLine(last uint64, digest hash.Hash) []byte {
	return fmt.Appendf(nil, "%s %d %x\n", backupEnd, last, digest.Sum(nil))
}

// backupReader reads a backup and trusts nothing in it.
type backupReader struct {
	r      *bufio.Reader
	digest hash.Hash
	chain  chain
	last   uint64
}

// VerifyBackup reads a whole backup and tells whether Restore would take it.
func VerifyBackup(r io.Reader) error {
	return readBackup(r, func(record) error { return nil })
}

// readBackup gives every record to fn, verified, and answers nil only when the
// backup was whole to its last byte. Until then nothing of it can be believed.
func readBackup(r io.Reader, fn func(record) error) error {
	b := backupReader{r: bufio.NewReaderSize(r, 2*MaxRecord), digest: sha256.New()}
	if err := b.head(); err != nil {
		return fmt.Errorf("%w: %w", ErrBadBackup, err)
	}
	for b.chain.Seq < b.last {
		rec, err := b.record()
		if err != nil {
			return fmt.Errorf("%w: event %d: %w", ErrBadBackup, b.chain.Seq+1, err)
		}
		if err := fn(rec); err != nil {
			return err
		}
	}
	if err := b.end(); err != nil {
		return fmt.Errorf("%w: %w", ErrBadBackup, err)
	}
	return nil
}

// line reads one line without its end and adds it to the digest.
func (b *backupReader) line() ([]byte, error) {
	l, err := b.r.ReadSlice('\n')
	if err == io.EOF {
		return nil, errors.New("it is truncated")
	}
	if err != nil {
		return nil, err
	}
	b.digest.Write(l)
	return l[:len(l)-1], nil
}

func (b *backupReader) head() error {
	l, err := b.line()
	if err != nil {
		return err
	}
	f := bytes.Split(l, []byte(" "))
	if len(f) != 4 || string(f[0]) != backupHead {
		return errors.New("it is not a backup of giliran")
	}
	if string(f[1]) != strconv.Itoa(backupVersion) {
		return fmt.Errorf("version %q: %w", f[1], ErrNewer)
	}
	b.last, err = strconv.ParseUint(string(f[3]), 10, 64)
	return err
}

func (b *backupReader) record() (record, error) {
	l, err := b.line()
	if err != nil {
		return record{}, err
	}
	return b.chain.line(l)
}

// end compares the last line and wants nothing behind it.
func (b *backupReader) end() error {
	want := endLine(b.last, b.digest)
	l, err := b.line()
	if err != nil {
		return err
	}
	if !bytes.Equal(append(l, '\n'), want) {
		return errors.New("its digest is wrong: it has been altered")
	}
	if _, err := b.r.ReadByte(); err != io.EOF {
		return errors.New("there is more behind its end")
	}
	return nil
}
