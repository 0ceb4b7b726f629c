package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A snapshot's file is snapshotMagic, the sequence (8), that record's link
// (16), the state, and the CRC-32C of all of it (4). The newest keepSnapshots
// are kept, so that one can be damaged.
const (
	snapshotMagic  = "giliran snapshot 1\n"
	snapshotPrefix = "snapshot-"
	keepSnapshots  = 2
	stateAt        = len(snapshotMagic) + 8 + len(link{})
)

func snapshotPath(dir string, seq uint64) string {
	return filepath.Join(dir, fmt.Sprintf("%s%020d", snapshotPrefix, seq))
}

// SaveSnapshot keeps the state as it is after event seq, durably. The state
// is the caller's: any bytes from which it can go on.
func (s *Store) SaveSnapshot(seq uint64, state []byte) error {
	done, err := s.use()
	if err != nil {
		return err
	}
	defer done()
	s.snap.Lock()
	defer s.snap.Unlock()
	t, err := s.tipAt(seq)
	if err != nil {
		return err
	}
	if err := s.room(len(state)); err != nil {
		return err
	}
	head, sum := frameSnapshot(t, state)
	if err := writeFile(snapshotPath(s.dir, seq), head, state, sum); err != nil {
		return fmt.Errorf("snapshot %d: %w", seq, err)
	}
	if err := writeLast(s.dir, s.epoch, *s.tip.Load()); err != nil {
		return err
	}
	return s.pruneSnapshots()
}

// tipAt is the journal's tip as it was after event seq.
func (s *Store) tipAt(seq uint64) (tip, error) {
	t := *s.tip.Load()
	if seq == t.Seq {
		return t, nil
	}
	if seq > t.Seq {
		return tip{}, fmt.Errorf("snapshot %d: the journal ends at %d", seq, t.Seq)
	}
	r, err := s.get(seq)
	if err != nil {
		return tip{}, s.bad(seq, err)
	}
	return tip{seq, r.link}, nil
}

// LoadSnapshot gives the newest snapshot that is whole and fits the journal,
// and the sequence to go on from with Replay; 0 and nil when there is none. A
// damaged one is passed over, with a warning in the log.
func (s *Store) LoadSnapshot() (seq uint64, state []byte, err error) {
	done, err := s.use()
	if err != nil {
		return 0, nil, err
	}
	defer done()
	seqs, err := snapshots(s.dir)
	for _, seq := range slices.Backward(seqs) {
		state, err := s.readSnapshot(seq)
		if err == nil {
			return seq, state, nil
		}
		s.opt.Log.Warn("a snapshot cannot be used, an older one or the whole journal must do", "seq", seq, "err", err)
	}
	return 0, nil, err
}

// readSnapshot reads a snapshot and compares it with the journal.
func (s *Store) readSnapshot(seq uint64) ([]byte, error) {
	b, err := os.ReadFile(snapshotPath(s.dir, seq))
	if err != nil {
		return nil, err
	}
	t, state, err := openSnapshot(b)
	if err != nil {
		return nil, err
	}
	known, err := s.tipAt(seq)
	if err != nil {
		return nil, err
	}
	if t != known {
		return nil, errors.New("was taken of another journal")
	}
	return state, nil
}

func frameSnapshot(t tip, state []byte) (head, sum []byte) {
	head = binary.BigEndian.AppendUint64([]byte(snapshotMagic), t.Seq)
	head = append(head, t.Link[:]...)
	c := crc32.Update(crc32.Checksum(head, castagnoli()), castagnoli(), state)
	return head, binary.BigEndian.AppendUint32(nil, c)
}

func openSnapshot(b []byte) (t tip, state []byte, err error) {
	if len(b) < stateAt+4 {
		return tip{}, nil, errShort
	}
	b, sum := b[:len(b)-4], b[len(b)-4:]
	if crc32.Checksum(b, castagnoli()) != binary.BigEndian.Uint32(sum) {
		return tip{}, nil, errChecksum
	}
	if string(b[:len(snapshotMagic)]) != snapshotMagic {
		return tip{}, nil, errors.New("not a snapshot of this version")
	}
	t.Seq = binary.BigEndian.Uint64(b[len(snapshotMagic):])
	copy(t.Link[:], b[stateAt-len(t.Link):])
	return t, b[stateAt:], nil
}

// snapshots lists the sequences of the snapshots in dir, oldest first.
func snapshots(dir string) ([]uint64, error) {
	entries, err := os.ReadDir(dir) // sorted
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var seqs []uint64
	for _, e := range entries {
		digits, ok := strings.CutPrefix(e.Name(), snapshotPrefix)
		if seq, err := strconv.ParseUint(digits, 10, 64); ok && err == nil {
			seqs = append(seqs, seq)
		}
	}
	return seqs, err
}

func (s *Store) pruneSnapshots() error {
	seqs, err := snapshots(s.dir)
	for len(seqs) > keepSnapshots && err == nil {
		err = os.Remove(snapshotPath(s.dir, seqs[0]))
		seqs = seqs[1:]
	}
	return err
}
