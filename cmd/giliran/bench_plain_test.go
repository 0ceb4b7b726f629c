package main

import (
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// plain is what the same callers could get at the most from this disk: a
// goroutine that takes the records of all who are waiting, writes them with one
// pwrite into a file whose blocks have been written before, syncs it with one
// fdatasync, and answers. It decides nothing, encodes nothing, keeps no state,
// shows nobody anything, and could not find its own end again.
type plain struct {
	b    *testing.B
	file *os.File
	in   chan record
	done sync.WaitGroup
	at   int64
}

// record is one caller's, with the way back to him.
type record struct {
	body   []byte
	answer chan error
}

// plainSize is the size of the file; it is written round and round.
const plainSize = 16 << 20

func newPlain(b *testing.B, dir string) *plain {
	b.Helper()
	f, err := os.Create(filepath.Join(dir, "plain"))
	if err != nil {
		b.Fatal(err)
	}
	if _, err := f.Write(make([]byte, plainSize)); err != nil {
		b.Fatal(err)
	}
	if err := f.Sync(); err != nil {
		b.Fatal(err)
	}
	p := &plain{b: b, file: f, in: make(chan record, 256)}
	p.done.Go(p.run)
	b.Cleanup(func() {
		close(p.in)
		p.done.Wait()
		_ = f.Close()
	})
	return p
}

func (p *plain) run() {
	var batch []record
	var buf []byte
	var crowd int
	var commit time.Duration
	for first := range p.in {
		batch = append(batch[:0], first)
		began := time.Now()
		// As the engine gathers, or batches would be half full.
		for yields := 0; yields < 3 || len(batch) < crowd && time.Since(began) < commit/8; yields++ {
			runtime.Gosched()
			batch = p.drain(batch)
		}
		buf = buf[:0]
		for _, r := range batch {
			buf = append(buf, r.body...)
		}
		if p.at+int64(len(buf)) > plainSize {
			p.at = 0
		}
		began = time.Now()
		_, err := p.file.WriteAt(buf, p.at)
		if err == nil {
			err = unix.Fdatasync(int(p.file.Fd()))
		}
		commit = time.Since(began)
		p.at += int64(len(buf))
		crowd = len(batch) + len(p.in)
		for _, r := range batch {
			r.answer <- err
		}
	}
}

func (p *plain) drain(batch []record) []record {
	for {
		select {
		case r, ok := <-p.in:
			if !ok {
				return batch
			}
			batch = append(batch, r)
		default:
			return batch
		}
	}
}

// take has so many callers hand in n records of a size, and gives how long each
// waited and how long all of it took.
func (p *plain) take(callers, n, size int) (waits []time.Duration, took time.Duration) {
	body := make([]byte, size)
	return together(callers, n, func() error {
		r := record{body, make(chan error, 1)}
		p.in <- r
		return <-r.answer
	}, p.b)
}

// together has so many callers do a thing n times in all.
func together(callers, n int, do func() error, b *testing.B) (waits []time.Duration, took time.Duration) {
	var left atomic.Int64
	left.Store(int64(n))
	var all sync.WaitGroup
	var mu sync.Mutex
	began := time.Now()
	for range callers {
		all.Go(func() {
			mine := make([]time.Duration, 0, 2*n/callers)
			for left.Add(-1) >= 0 {
				asked := time.Now()
				if err := do(); err != nil {
					b.Error(err)
					return
				}
				mine = append(mine, time.Since(asked))
			}
			mu.Lock()
			waits = append(waits, mine...)
			mu.Unlock()
		})
	}
	all.Wait()
	return waits, time.Since(began)
}
