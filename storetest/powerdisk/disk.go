package powerdisk

import (
	"bytes"
	"math/rand/v2"
	"os"
)

const (
	diskSize = 160 << 20
	sector   = 512
)

// platter is what is behind the disk.
type platter struct {
	durable []byte
	current []byte  // what a reader sees
	pending []write // what has not been flushed, in order
	written int64
	flushes int64
	asked   int64 // requests: writes and flushes
}

type write struct {
	at   int64
	data []byte
}

func newPlatter() *platter {
	return &platter{durable: make([]byte, diskSize), current: make([]byte, diskSize)}
}

func (p *platter) write(at int64, b []byte) {
	copy(p.current[at:], b)
	p.written += int64(len(b))
	p.asked++
	p.pending = append(p.pending, write{at, bytes.Clone(b)})
}

func (p *platter) flush() {
	for _, w := range p.pending {
		copy(p.durable[w.at:], w.data)
	}
	p.pending = nil
	p.flushes++
	p.asked++
}

// cut is the disk after a power cut now: of what was not flushed, nothing,
// everything, any of the writes, any of their sectors, or what came first with
// the last of it torn.
func (p *platter) cut(r *rand.Rand) []byte {
	image := bytes.Clone(p.durable)
	chance := []float64{0.1, 0.5, 0.9}[r.IntN(3)]
	kind, first := r.IntN(5), r.IntN(len(p.pending)+1)
	for i, w := range p.pending {
		whole, sectors := false, false
		switch kind {
		case 1:
			whole = true
		case 2:
			whole = r.Float64() < chance
		case 3:
			sectors = true
		case 4:
			whole, sectors = i < first, i == first
		}
		for at := 0; at < len(w.data); at += sector {
			if whole || sectors && r.Float64() < chance {
				copy(image[w.at+int64(at):], w.data[at:min(at+sector, len(w.data))])
			}
		}
	}
	return image
}

// writeSparse writes an image and leaves out what is zero.
func writeSparse(path string, image []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	zero := make([]byte, 64<<10)
	for at := 0; at < len(image); at += len(zero) {
		if part := image[at:min(at+len(zero), len(image))]; !bytes.Equal(part, zero[:len(part)]) {
			if _, err := f.WriteAt(part, int64(at)); err != nil {
				return err
			}
		}
	}
	return f.Truncate(int64(len(image)))
}
