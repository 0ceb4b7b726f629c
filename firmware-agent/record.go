package agent

import (
	"bytes"
	"encoding/json"
	"hash/crc32"
	"reflect"
	"slices"
)

// A record on the disk is one line of JSON that vouches for itself:
//
//	{"crc":2774356823,"record":{"over":"7KQM2RXA"}}
//
// crc is CRC-32C of the bytes of record. A line that does not vouch for itself
// (torn by a power cut, rotten on an old card) is passed over: no line needs
// another to be understood. Each has a line end before it too, so that neither
// a torn line nor a rotten line end takes the next one with it.
type recordLine struct {
	CRC    uint32          `json:"crc"`
	Record json.RawMessage `json:"record"`
}

func checksum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

// encode is the record's line, with the line ends around it.
func (r record) encode() ([]byte, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	line, err := json.Marshal(recordLine{checksum(body), body})
	return slices.Concat([]byte{'\n'}, line, []byte{'\n'}), err
}

// readRecords reads a spool's file, and counts the lines it could not read.
func readRecords(content []byte) (records []record, damaged int) {
	for line := range bytes.SplitSeq(content, []byte{'\n'}) {
		if len(line) == 0 {
			continue
		}
		if r, ok := readRecord(line); ok {
			records = append(records, r)
		} else {
			damaged++
		}
	}
	return records, damaged
}

func readRecord(line []byte) (r record, ok bool) {
	var l recordLine
	if json.Unmarshal(line, &l) != nil || checksum(l.Record) != l.CRC {
		return r, false
	}
	return r, json.Unmarshal(l.Record, &r) == nil
}

// sameLeases compares by value; nil and none are the same.
func sameLeases(a, b []Lease) bool {
	return len(a) == 0 && len(b) == 0 || reflect.DeepEqual(a, b)
}
