package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
)

// FuzzRecord: any bytes are refused or are exactly what seal would write.
func FuzzRecord(f *testing.F) {
	f.Add(uint64(7), seal(7, link{1, 2, 3}, []byte(`{"seq":7}`)).value)
	f.Add(uint64(8), seal(7, link{}, nil).value)
	f.Add(uint64(0), []byte{})
	f.Fuzz(func(t *testing.T, seq uint64, b []byte) {
		r, err := open(seq, b)
		if err != nil {
			return
		}
		if !bytes.Equal(seal(seq, r.link, r.body()).value, b) {
			t.Errorf("record %x is read as link %x, body %q", b, r.link, r.body())
		}
		c := chain{tip{seq - 1, link{}}}
		if _, err := c.next(seq, b); err == nil && r.link != (link{}).next(seq, r.body()) {
			t.Error("the chain takes a record that does not continue it")
		}
	})
}

// FuzzSnapshot: any bytes are refused or are exactly what was framed.
func FuzzSnapshot(f *testing.F) {
	head, sum := frameSnapshot(tip{9, link{4}}, []byte("state"))
	f.Add(slicesOf(head, []byte("state"), sum))
	f.Add([]byte(snapshotMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		at, state, err := openSnapshot(b)
		if err != nil {
			return
		}
		head, sum := frameSnapshot(at, state)
		if !bytes.Equal(slicesOf(head, state, sum), b) {
			t.Errorf("snapshot %x is read as %v, %x", b, at, state)
		}
	})
}

func slicesOf(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// backupOf writes a backup of n events, to seed the fuzzer.
func backupOf(n uint64) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %d EPOCH %d\n", backupHead, backupVersion, n)
	var l link
	for seq := uint64(1); seq <= n; seq++ {
		body, err := json.Marshal(desk(seq))
		if err != nil {
			panic(err)
		}
		l = l.next(seq, body)
		b.Write(backupLine(seal(seq, l, body)))
	}
	d := sha256.New()
	d.Write(b.Bytes())
	b.Write(endLine(n, d))
	return b.Bytes()
}

// FuzzBackup: any bytes are refused as a bad backup, or give records in order
// whose chain holds.
func FuzzBackup(f *testing.F) {
	for n := range uint64(4) {
		b := backupOf(n)
		f.Add(b)
		f.Add(b[:len(b)-1])
	}
	f.Add([]byte(backupHead + " 2 EPOCH 1\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var at tip
		err := readBackup(bytes.NewReader(b), func(r record) error {
			if r.seq != at.Seq+1 || r.link != at.Link.next(r.seq, r.body()) {
				t.Errorf("record %d after %d", r.seq, at.Seq)
			}
			at = tip{r.seq, r.link}
			return nil
		})
		if err != nil && !errors.Is(err, ErrBadBackup) {
			t.Errorf("refused with %v", err)
		}
	})
}

// FuzzLast and its like decide whether a store may start.
func FuzzLast(f *testing.F) {
	line := []byte(`{"format":1,"epoch":"E","seq":3,"link":"000102030405060708090a0b0c0d0e0f"}` + "\n")
	f.Add(slicesOf(line, sumLine(line)))
	f.Add(line)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := writeFile(lastPath(dir), b); err != nil {
			t.Fatal(err)
		}
		l, err := readLast(dir)
		if err == nil && l.Format > formatVersion || err != nil && !errors.Is(err, errLast) && !errors.Is(err, ErrNewer) {
			t.Errorf("%q is read as %+v, %v", b, l, err)
		}
	})
}
