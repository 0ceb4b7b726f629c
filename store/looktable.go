package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/badger/v4/table"
	"github.com/dgraph-io/badger/v4/y"
	"github.com/dgraph-io/ristretto/v2/z"
	"google.golang.org/protobuf/proto"
)

// tableSpans reads the tables the MANIFEST names; none where there is none.
func tableSpans(dir string) ([]span, error) {
	f, err := os.Open(filepath.Join(dir, badger.ManifestFilename))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, _, err := badger.ReplayManifestFile(f, 0, badger.DefaultOptions(dir))
	if err != nil {
		return nil, fmt.Errorf("table of contents %s: %w", badger.ManifestFilename, err)
	}
	var spans []span
	for id, t := range m.Tables {
		s, err := tableSpan(table.NewFilename(id, dir), t.Compression)
		if err != nil {
			return nil, fmt.Errorf("table %s: %w", table.IDToFilename(id), err)
		}
		spans = append(spans, s)
	}
	return spans, nil
}

// openTable opens one table without Badger.
func openTable(path string, c options.CompressionType) (*table.Table, error) {
	f, err := z.OpenMmapFile(path, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	if err := checkFooter(f.Data); err != nil {
		return nil, errors.Join(err, f.Close(-1))
	}
	// After an error it has closed the file, or the process is to end anyway.
	return table.OpenTable(f, table.Options{BlockSize: blockSize, Compression: c, ChkMode: options.OnBlockRead})
}

// tableSeq is the sequence of a record's key in a table.
func tableSeq(key []byte) (seq uint64, ok bool) { return keySeq(y.ParseKey(key)) }

// seekKey is before a record's key in any table.
func seekKey(seq uint64) []byte { return y.KeyWithTs(key(seq), math.MaxUint64) }

// tableSpan opens one table and reads its first and last key.
func tableSpan(path string, c options.CompressionType) (span, error) {
	t, err := openTable(path, c)
	if err != nil {
		return span{}, err
	}
	defer t.Close(-1)
	first, ok1 := tableSeq(t.Smallest())
	last, ok2 := tableSeq(t.Biggest())
	if !ok1 || !ok2 {
		return span{}, errors.New("holds keys that are not the journal's")
	}
	if first == 0 { // nothing can be recognised without record 0
		err = t.VerifyChecksum()
	}
	return span{first, last}, err
}

// checkFooter verifies a table's index: blocks · index · its length (4) ·
// checksum · its length (4). Badger itself ends the process on a wrong length.
func checkFooter(b []byte) error {
	checksum, b, ok1 := cutTail(b)
	index, _, ok2 := cutTail(b)
	if !ok1 || !ok2 {
		return errors.New("torn")
	}
	var c pb.Checksum
	if err := proto.Unmarshal(checksum, &c); err != nil {
		return fmt.Errorf("torn: %w", err)
	}
	return y.VerifyChecksum(index, &c)
}

// cutTail takes a part off the end whose length stands behind it.
func cutTail(b []byte) (part, rest []byte, ok bool) {
	if len(b) < 4 {
		return nil, nil, false
	}
	b, n := b[:len(b)-4], int(binary.BigEndian.Uint32(b[len(b)-4:]))
	if n == 0 || n > len(b) {
		return nil, nil, false
	}
	return b[len(b)-n:], b[:len(b)-n], true
}
