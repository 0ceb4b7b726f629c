package store

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dgraph-io/badger/v4/y"
)

// logSpans reads the memtable logs, oldest first.
func logSpans(dir string) ([]span, error) {
	entries, err := os.ReadDir(dir) // sorted by name, and so by age
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var spans []span
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), logSuffix) {
			continue
		}
		s, n, err := logSpan(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("log %s: %w", e.Name(), err)
		}
		if n > 0 {
			spans = append(spans, s)
		}
	}
	return spans, nil
}

// logSpan reads one memtable log as Badger does, up to the first entry that is
// torn: what an append had not finished when the power went, or damage; the
// witnesses know. n counts the records.
func logSpan(path string) (s span, n int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return span{}, 0, err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 128<<10)
	if id, err := r.Peek(8); err == nil && binary.BigEndian.Uint64(id) != 0 {
		return span{}, 0, errors.New("claims to be encrypted, which this store never is")
	}
	if _, err := r.Discard(logHeader); err != nil {
		return span{}, 0, nil // born as the power went
	}
	return logEntries(r)
}

// logEntries reads transactions until one is not whole.
func logEntries(r *bufio.Reader) (s span, n int, err error) {
	var pending []uint64
	for {
		e, ok := nextEntry(r)
		switch {
		case !ok:
			return s, n, nil
		case e.meta&logFinTxn != 0:
			slices.Sort(pending) // Badger writes a transaction in no order
			for _, seq := range pending {
				if n++; n == 1 {
					s.first = seq
				} else if seq != s.last+1 {
					return s, n, fmt.Errorf("record %d follows %d", seq, s.last)
				}
				s.last = seq
			}
			pending = pending[:0]
		default:
			seq, ok := keySeq(y.ParseKey(e.key))
			if !ok {
				return s, n, errors.New("holds keys that are not the journal's")
			}
			pending = append(pending, seq)
		}
	}
}

// Badger's memtable log: a header, then entries of meta (1), user meta (1),
// lengths of key and value and the expiry as varints, key, value and the
// CRC-32C of all that. The last entry of a transaction has logFinTxn.
const (
	logSuffix = ".mem"
	logHeader = 20
	logFinTxn = 1 << 7
)

type logEntry struct {
	meta       byte
	key, value []byte
}

// logRecords gives what one memtable log holds, up to the first torn entry.
func logRecords(path string, fn func(seq uint64, value []byte)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 128<<10)
	if _, err := r.Discard(logHeader); err != nil {
		return nil // born as the power went
	}
	for e, ok := nextEntry(r); ok; e, ok = nextEntry(r) {
		if seq, ok := keySeq(y.ParseKey(e.key)); ok && e.meta&logFinTxn == 0 {
			fn(seq, e.value)
		}
	}
	return nil
}

// nextEntry reads one entry; ok is false at the end and for a torn one.
func nextEntry(r *bufio.Reader) (e logEntry, ok bool) {
	h := entryHash{r: r}
	meta, err := h.ReadByte()
	if err != nil {
		return e, false
	}
	h.ReadByte()
	klen, err1 := binary.ReadUvarint(&h)
	vlen, err2 := binary.ReadUvarint(&h)
	_, err3 := binary.ReadUvarint(&h)
	if errors.Join(err1, err2, err3) != nil || klen == 0 || klen > keySize+64 || vlen > 64<<10 {
		return e, false
	}
	b := make([]byte, klen+vlen+4)
	if _, err := io.ReadFull(r, b); err != nil {
		return e, false
	}
	h.crc = crc32.Update(h.crc, y.CastagnoliCrcTable, b[:klen+vlen])
	if h.crc != binary.BigEndian.Uint32(b[klen+vlen:]) {
		return e, false
	}
	return logEntry{meta, b[:klen], b[klen : klen+vlen]}, true
}

// entryHash reads the head of an entry and sums it up on the way.
type entryHash struct {
	r   *bufio.Reader
	crc uint32
}

func (h *entryHash) ReadByte() (byte, error) {
	b, err := h.r.ReadByte()
	if err == nil {
		h.crc = crc32.Update(h.crc, y.CastagnoliCrcTable, []byte{b})
	}
	return b, err
}
