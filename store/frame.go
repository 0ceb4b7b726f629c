package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// A frame is one commit in the write-ahead log, all or nothing:
//
//	magic (4) · CRC-32C of all the rest (4) · generation (8) · first sequence (8) ·
//	bytes of records (4) · number of records (4) · records · zeros up to a multiple of 8
//
// A record is its length (4) and the same sealed value that goes to Badger. The
// generation is the segment's: it counts up with each use, so that what an
// earlier use has left in a segment is never taken for the present. Multiples
// of 8 let frames be found again behind a damaged one.
const (
	frameMagic = "GFRM"
	frameHead  = 32
	frameAlign = 8
	// maxFrame is the largest frame but for one with a single large record: a
	// quarter of a segment.
	maxFrame = segmentSize / 4
)

var errFrame = errors.New("torn or damaged frame")

// frame is a frame that has been read.
type frame struct {
	span
	generation uint64
	at, size   int    // in its segment
	body       []byte // the records; valid as long as the bytes it was read from
}

// frameSize is the size of a frame with n bytes of values in so many records.
func frameSize(records, n int) int { return pad(frameHead + 4*records + n) }

func pad(n int) int { return (n + frameAlign - 1) &^ (frameAlign - 1) }

// appendFrame adds a frame of records to b.
func appendFrame(b []byte, generation uint64, records []record) []byte {
	start := len(b)
	b = append(b, frameMagic...)
	b = append(b, 0, 0, 0, 0)
	b = binary.BigEndian.AppendUint64(b, generation)
	b = binary.BigEndian.AppendUint64(b, records[0].seq)
	b = append(b, 0, 0, 0, 0)
	b = binary.BigEndian.AppendUint32(b, uint32(len(records)))
	for _, r := range records {
		b = binary.BigEndian.AppendUint32(b, uint32(len(r.value)))
		b = append(b, r.value...)
	}
	f := b[start:]
	binary.BigEndian.PutUint32(f[24:], uint32(len(f)-frameHead))
	binary.BigEndian.PutUint32(f[4:], crc32.Checksum(f[8:], castagnoli()))
	return append(b, make([]byte, pad(len(f))-len(f))...)
}

// readFrame reads the frame that b begins with.
func readFrame(b []byte) (frame, error) {
	if len(b) < frameHead || string(b[:4]) != frameMagic {
		return frame{}, errFrame
	}
	n, count := int(binary.BigEndian.Uint32(b[24:])), uint64(binary.BigEndian.Uint32(b[28:]))
	if n > len(b)-frameHead || count == 0 {
		return frame{}, errFrame
	}
	b = b[:frameHead+n]
	if binary.BigEndian.Uint32(b[4:]) != crc32.Checksum(b[8:], castagnoli()) {
		return frame{}, errFrame
	}
	first := binary.BigEndian.Uint64(b[16:])
	f := frame{
		span: span{first, first + count - 1}, generation: binary.BigEndian.Uint64(b[8:]),
		size: pad(len(b)), body: b[frameHead:],
	}
	if f.last < f.first || f.records(func(record) error { return nil }) != nil {
		return frame{}, errFrame
	}
	return f, nil
}

// records gives the records of a frame to fn. Their values are the frame's.
func (f frame) records(fn func(record) error) error {
	b := f.body
	for seq := f.first; seq <= f.last; seq++ {
		if len(b) < 4 {
			return errFrame
		}
		n := binary.BigEndian.Uint32(b)
		if b = b[4:]; uint64(n) > uint64(len(b)) {
			return errFrame
		}
		r, err := open(seq, b[:n:n])
		if err != nil {
			return err
		}
		if err := fn(r); err != nil {
			return err
		}
		b = b[n:]
	}
	if len(b) > 0 {
		return errFrame
	}
	return nil
}

// scan finds the frames of a segment's last use, also those behind a damaged
// one.
func scan(segment []byte) (frames []frame) {
	for at := 0; ; {
		n := bytes.Index(segment[at:], []byte(frameMagic))
		if n < 0 {
			return frames
		}
		at += n
		f, err := readFrame(segment[at:])
		if at%frameAlign != 0 || err != nil {
			at++
			continue
		}
		f.at = at
		if len(frames) > 0 && f.generation > frames[0].generation {
			frames = frames[:0]
		}
		if len(frames) == 0 || f.generation == frames[0].generation {
			frames = append(frames, f)
		}
		at = min(at+f.size, len(segment)) // a file may end within the padding of its last frame
	}
}
