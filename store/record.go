package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
)

// MaxRecord is the largest event the journal takes, in bytes of JSON. Above
// 64 KB Badger would move values to its value log, which this store keeps
// empty.
const MaxRecord = 48 << 10

// A record in Badger: the key is recordPrefix and the sequence, big-endian, so
// that Badger's order is the journal's. The value is
//
//	version (1) · CRC-32C of all the rest and the sequence (4) · link (16) · JSON
//
// Record 0 is the store's certificate of birth, not an event: it holds the
// epoch.
const (
	recordPrefix  = 'e'
	recordVersion = 1
	keySize       = 1 + 8
	bodyAt        = 1 + 4 + len(link{})
)

var (
	errShort    = errors.New("record too short")
	errChecksum = errors.New("wrong checksum")
	errGone     = errors.New("missing")
	errChain    = errors.New("does not continue the chain of the record before it")
)

// link chains the records: a record's link is the hash of the link before it,
// of its sequence and of its body. A record that is missing, moved or altered
// breaks the chain, even where its checksum has been made to fit.
type link [16]byte

func (l link) next(seq uint64, body []byte) link {
	h := sha256.New()
	h.Write(l[:])
	h.Write(binary.BigEndian.AppendUint64(nil, seq))
	h.Write(body)
	var n link
	copy(n[:], h.Sum(nil))
	return n
}

// MarshalText writes the link as hexadecimal digits.
func (l link) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(l[:])), nil }

// UnmarshalText reads what MarshalText wrote.
func (l *link) UnmarshalText(b []byte) error {
	if len(b) != 2*len(l) {
		return errShort
	}
	_, err := hex.Decode(l[:], b)
	return err
}

// record is one sealed record, ready for Badger.
type record struct {
	seq   uint64
	link  link
	value []byte
}

// seal makes the record of a body whose link is known.
func seal(seq uint64, l link, body []byte) record {
	v := make([]byte, bodyAt, bodyAt+len(body))
	v[0] = recordVersion
	copy(v[5:], l[:])
	v = append(v, body...)
	binary.BigEndian.PutUint32(v[1:], checksum(seq, v))
	return record{seq, l, v}
}

func (r record) body() []byte { return r.value[bodyAt:] }

// open reads a record's value and checks its checksum, not its chain.
func open(seq uint64, value []byte) (record, error) {
	if len(value) < bodyAt {
		return record{}, errShort
	}
	if binary.BigEndian.Uint32(value[1:]) != checksum(seq, value) {
		return record{}, errChecksum
	}
	if value[0] != recordVersion {
		return record{}, fmt.Errorf("record of version %d: %w", value[0], ErrNewer)
	}
	return record{seq, claimedLink(value), value}, nil
}

// claimedLink is the link a record claims, sound or not.
func claimedLink(value []byte) (l link) {
	if len(value) >= bodyAt {
		copy(l[:], value[bodyAt-len(l):])
	}
	return l
}

func checksum(seq uint64, value []byte) uint32 {
	c := crc32.Checksum(binary.BigEndian.AppendUint64([]byte{value[0]}, seq), castagnoli())
	return crc32.Update(c, castagnoli(), value[5:])
}

func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

func key(seq uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{recordPrefix}, seq)
}

// keySeq is the sequence of a record's key; ok is false for any other key.
func keySeq(key []byte) (seq uint64, ok bool) {
	if len(key) != keySize || key[0] != recordPrefix {
		return 0, false
	}
	return binary.BigEndian.Uint64(key[1:]), true
}
