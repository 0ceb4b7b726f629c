package store

import (
	"bufio"
	"bytes"
	"testing"

	"giliran/ticketing"
	"os"
	"path/filepath"
)

// FuzzLog: look reads a memtable log without Badger, whatever is in it, and
// what it finds is in order.
func FuzzLog(f *testing.F) {
	f.Add(logOf(f, 1))
	f.Add(logOf(f, 5))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, n, err := logEntries(bufio.NewReader(bytes.NewReader(b)))
		if err == nil && n > 0 && s.last-s.first+1 != uint64(n) {
			t.Errorf("%d records from %d to %d", n, s.first, s.last)
		}
	})
}

// logOf is what Badger writes for a few batches, without the header.
func logOf(f *testing.F, batches uint64) []byte {
	f.Helper()
	s, err := Open(f.TempDir(), Options{})
	if err != nil {
		f.Fatal(err)
	}
	defer s.Close()
	for i := range batches {
		if err := s.Append([]ticketing.Event{desk(2*i + 1), desk(2*i + 2)}); err != nil {
			f.Fatal(err)
		}
		if !s.move() {
			f.Fatal("nothing goes to Badger")
		}
	}
	b, err := os.ReadFile(filepath.Join(s.badgerDir(), "00001"+logSuffix))
	if err != nil {
		f.Fatal(err)
	}
	span, n, err := logEntries(bufio.NewReader(bytes.NewReader(b[logHeader:])))
	if err != nil || span.last != 2*batches || n != int(2*batches)+1 {
		f.Fatalf("%d records %v are read from %d batches: %v", n, span, batches, err)
	}
	return bytes.TrimRight(b[logHeader:], "\x00")
}
