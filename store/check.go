package store

import (
	"context"
	"errors"
	"fmt"
)

// Problem is one thing Check found wrong.
type Problem struct {
	// Seq is the record it is about, or the first of several; for a snapshot
	// its sequence.
	Seq uint64
	Err error // ErrNewer, or what is wrong in plain words
}

// String says it in one line.
func (p Problem) String() string { return fmt.Sprintf("event %d: %v", p.Seq, p.Err) }

// Summary is what Check read.
type Summary struct {
	Epoch     string
	Last      uint64 // the last event the journal should hold
	Events    uint64 // events read
	Bytes     uint64 // of their records
	Snapshots int
	Problems  int
}

// Check reads every record and every snapshot of the open store as of now and
// reports each that is missing, has a wrong checksum, breaks the chain, cannot
// be decoded, or, for a snapshot, does not fit the journal. Appends may go on
// meanwhile. The error is the context's, or ErrClosed; problems are no error.
func (s *Store) Check(ctx context.Context, report func(Problem)) (Summary, error) {
	done, err := s.use()
	if err != nil {
		return Summary{}, err
	}
	defer done()
	k := check{s: s, report: report, sum: Summary{Epoch: s.epoch, Last: s.LastSeq()}}
	if err := k.records(ctx); err != nil {
		return k.sum, err
	}
	return k.sum, k.snapshots(ctx)
}

type check struct {
	s      *Store
	report func(Problem)
	sum    Summary
	tip    tip // of the last record seen
}

func (k *check) problem(seq uint64, err error) {
	k.sum.Problems++
	k.report(Problem{seq, err})
}

func (k *check) records(ctx context.Context) error {
	err := k.s.walk(1, k.sum.Last, func(seq uint64, value []byte) error {
		k.record(seq, value)
		return ctx.Err()
	})
	if e := ctx.Err(); e != nil {
		return e
	}
	var d *Damage
	if errors.As(err, &d) {
		k.problem(d.Seq, d.Err)
	}
	k.gap(k.sum.Last + 1)
	return nil
}

// record looks at one record. Whatever is wrong with it, the next one is
// compared with the link it claims, so that one bad record is one problem and
// not all that follow.
func (k *check) record(seq uint64, value []byte) {
	k.sum.Events++
	k.sum.Bytes += uint64(keySize + len(value))
	gap := k.gap(seq)
	r, err := open(seq, value)
	if err == nil && !gap && k.tip.Link.next(seq, r.body()) != r.link {
		err = errChain
	}
	if err == nil {
		_, err = decode(r)
	}
	if err != nil {
		k.problem(seq, err)
	}
	k.tip = tip{seq, claimedLink(value)}
}

// gap reports what is missing before seq.
func (k *check) gap(seq uint64) bool {
	n := seq - k.tip.Seq - 1
	if n > 0 {
		k.problem(k.tip.Seq+1, fmt.Errorf("%d records are missing", n))
	}
	return n > 0
}

func (k *check) snapshots(ctx context.Context) error {
	seqs, err := snapshots(k.s.dir)
	for _, seq := range seqs {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		k.sum.Snapshots++
		if _, err := k.s.readSnapshot(seq); err != nil {
			k.problem(seq, fmt.Errorf("snapshot: %w", err))
		}
	}
	return err
}
