package store

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Rescued is what can still be read of a journal.
type Rescued struct {
	Epoch string
	Last  uint64    // the last event of the beginning that is whole, 0 for none
	At    time.Time // when that one happened
	Seen  uint64    // the highest sequence that can be read, behind the damage too
	Why   error     // the first thing that could not be read, nil for nothing
}

// Rescue makes a new store in the directory to from the beginning of a damaged
// journal in from, as far as every record is there, whole, and continues the
// one before it: from Badger's tables, the write-ahead log and Badger's logs,
// whichever has it. It changes nothing in from, which no running office may
// have open, and puts nothing in to unless Last is above 0; see Restore for
// the rest.
//
// What lies behind the damage is left out: an event without the one before it
// is not evidence of anything.
func Rescue(from, to string, opt Options) (Rescued, error) {
	lock, err := lockDir(from)
	if err != nil {
		return Rescued{}, err
	}
	defer lock.Close()
	found, err := survey(from, func(record) error { return nil })
	if err != nil || found.Last == 0 {
		return found, err
	}
	r, w := io.Pipe()
	go func() {
		w.CloseWithError(WriteBackup(w, found.Epoch, found.Last, func(w io.Writer) error {
			_, err := survey(from, func(r record) error {
				_, err := w.Write(backupLine(r))
				return err
			})
			return err
		}))
	}()
	err = Restore(to, r, opt)
	r.Close()
	return found, err
}

// survey gives the events of the whole beginning to fn, in order.
func survey(dir string, fn func(record) error) (Rescued, error) {
	v := surveyor{give: fn, more: map[uint64][][]byte{}}
	badger := filepath.Join(dir, "badger")
	v.note(careful(func() error { return v.logs(walDir(dir), badger) }))
	tables, err := filepath.Glob(filepath.Join(badger, "*.sst")) // by number, and so by age
	v.note(err)
	for _, path := range tables {
		if err := careful(func() error { return v.table(path) }); err != nil {
			v.note(fmt.Errorf("table %s: %w", filepath.Base(path), err))
		}
		if v.failed != nil {
			break
		}
	}
	v.fill()
	v.found.Last = v.tip.Seq
	if v.found.Seen > v.found.Last {
		v.note(fmt.Errorf("event %d: %w", v.found.Last+1, errGone))
	}
	if v.found.Last > 0 {
		if e, err := decode(v.newest); err == nil {
			v.found.At = e.At
		}
	}
	return v.found, v.failed
}

// surveyor puts a journal together from what there is.
type surveyor struct {
	chain
	give   func(record) error
	more   map[uint64][][]byte // records of the logs, by sequence
	born   bool                // record 0 has been found
	newest record              // the last one given
	found  Rescued
	failed error // give's
}

func (v *surveyor) note(err error) {
	if err != nil && v.found.Why == nil {
		v.found.Why = err
	}
}

// logs collects what the write-ahead log and Badger's logs hold.
func (v *surveyor) logs(wal, badger string) error {
	found, err := readWal(wal, 0)
	for _, r := range found.records {
		v.more[r.seq] = append(v.more[r.seq], r.value)
		v.found.Seen = max(v.found.Seen, r.seq)
	}
	if err != nil {
		return err
	}
	logs, err := filepath.Glob(filepath.Join(badger, "*"+logSuffix))
	for _, path := range logs {
		v.note(logRecords(path, func(seq uint64, value []byte) {
			v.more[seq] = append(v.more[seq], value)
			v.found.Seen = max(v.found.Seen, seq)
		}))
	}
	return err
}

// table takes what it can use of one table; where a block is damaged, what the
// logs have of it.
func (v *surveyor) table(path string) error {
	t, err := openTable(path, badgerOptions("", badgerLog{}).Compression)
	if err != nil {
		return err
	}
	defer t.Close(-1)
	it := t.NewIterator(0)
	defer it.Close()
	last, _ := tableSeq(t.Biggest())
	for {
		want := v.want()
		for it.Seek(seekKey(want)); it.Valid(); it.Next() {
			if seq, ok := tableSeq(it.Key()); ok {
				if seq > v.want() {
					v.fill()
				}
				v.take(seq, it.ValueCopy().Value)
				v.found.Seen = max(v.found.Seen, seq)
			}
		}
		if v.want() <= last { // it has lost some
			v.fill()
		}
		if v.failed != nil || v.want() == want {
			return nil
		}
	}
}

func (v *surveyor) want() uint64 {
	if !v.born {
		return 0
	}
	return v.tip.Seq + 1
}

// fill goes on with the logs as far as they have what comes next.
func (v *surveyor) fill() {
	for before := ^uint64(0); before != v.want() && v.failed == nil; {
		before = v.want()
		for _, value := range v.more[before] {
			v.take(before, value)
		}
	}
}

// take takes a record if it is the one that comes next.
func (v *surveyor) take(seq uint64, value []byte) {
	if seq != v.want() || v.failed != nil {
		return
	}
	if seq == 0 {
		v.note(v.birth(value))
		return
	}
	r, err := v.chain.next(seq, value)
	if err != nil {
		v.note(fmt.Errorf("event %d: %w", seq, err))
		return
	}
	v.newest = r
	v.failed = v.give(r)
}

func (v *surveyor) birth(value []byte) error {
	r, err := open(0, value)
	if err != nil {
		return fmt.Errorf("its first record: %w", err)
	}
	var b birth
	if err := json.Unmarshal(r.body(), &b); err != nil {
		return fmt.Errorf("its first record: %w", err)
	}
	v.found.Epoch, v.born = b.Epoch, true
	return nil
}

// Survey reads what can still be read of the journal in dir, without changing
// anything there.
func Survey(dir string) (Rescued, error) {
	if _, err := os.Stat(dir); err != nil {
		return Rescued{}, err
	}
	return survey(dir, func(record) error { return nil })
}
