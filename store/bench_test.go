package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"giliran/storetest"
)

// BenchmarkAppend compares Append with the least that durability costs:
// writing the same bytes behind one another into a file that has been written
// with zeros before, and one fdatasync. The ratio is Append's speed in parts of
// that, measured in turns on the same disk.
func BenchmarkAppend(b *testing.B) {
	for _, n := range []uint64{1, 16, 64} {
		b.Run(fmt.Sprintf("batch=%d", n), func(b *testing.B) { benchmarkAppend(b, n) })
	}
}

const rawSize = 16 << 20

func benchmarkAppend(b *testing.B, n uint64) {
	s := storetest.Open(b, b.TempDir()) // on a disk, if TMPDIR is
	raw, err := os.Create(filepath.Join(b.TempDir(), "raw"))
	if err != nil {
		b.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.Write(make([]byte, rawSize)); err != nil {
		b.Fatal(err)
	}
	if err := raw.Sync(); err != nil {
		b.Fatal(err)
	}
	var lines strings.Builder
	for _, e := range events(1, n) {
		lines.WriteString(asJSON(b, e))
	}
	var store, plain time.Duration
	var written int64
	for at := 0; b.Loop(); at = (at + lines.Len()) % (rawSize - lines.Len()) {
		batch := events(s.LastSeq()+1, s.LastSeq()+n)
		before, start := writtenBytes(b), time.Now()
		appendAll(b, s, batch)
		store += time.Since(start)
		written += writtenBytes(b) - before

		start = time.Now()
		if _, err := raw.WriteAt([]byte(lines.String()), int64(at)); err != nil {
			b.Fatal(err)
		}
		if err := unix.Fdatasync(int(raw.Fd())); err != nil {
			b.Fatal(err)
		}
		plain += time.Since(start)
	}
	b.ReportMetric(float64(plain)/float64(store), "ratio")
	b.ReportMetric(float64(written)/float64(b.N), "written-B/op")
	b.ReportMetric(float64(n)*float64(b.N)/store.Seconds(), "events/s")
}

// writtenBytes is what the kernel has counted as written by this process.
func writtenBytes(b *testing.B) (n int64) {
	io, err := os.ReadFile("/proc/self/io")
	if err != nil {
		b.Skip(err)
	}
	_, rest, _ := strings.Cut(string(io), "\nwrite_bytes: ")
	if _, err := fmt.Sscan(rest, &n); err != nil {
		b.Fatal(err)
	}
	return n
}
