package agent

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"giliran/firmware-agent/printer/paper"
	"giliran/storetest"
	"giliran/ticketing"
)

func at(minute int) time.Time {
	return time.Date(2026, 11, 23, 8, minute, 0, 0, time.FixedZone("", 7*60*60))
}

func openSpool(t rapid.TB, dir string) *Spool {
	t.Helper()
	s, err := OpenSpool(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// loan is n numbers of a service, from a first one on.
func loan(service string, first, n int) Lease {
	l := Lease{Service: service, Day: "2026-11-23", Data: paper.TicketData{Service: "<" + service + "> & \u2028", Time: "15.04"}}
	for i := first; i < first+n; i++ {
		l.Numbers = append(l.Numbers, ticketing.LeasedNumber{Number: fmt.Sprintf("%sX%02d", service, i), Code: fmt.Sprintf("CODE%s%02d", service, i)})
	}
	return l
}

func owed(s *Spool) (numbers []string) {
	for _, g := range s.Owed() {
		numbers = append(numbers, g.Number)
	}
	return numbers
}

func TestASpoolsDay(t *testing.T) {
	dir := t.TempDir()
	s := openSpool(t, dir)
	if _, err := OpenSpool(dir); !errors.Is(err, ErrInUse) {
		t.Errorf("a second agent: %v", err)
	}
	step := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	step(s.Lend([]Lease{loan("A", 1, 2), loan("B", 1, 1)}, at(0)))
	size := func() int64 {
		info, err := os.Stat(filepath.Join(dir, spoolName))
		step(err)
		return info.Size()
	}
	before := size()
	step(s.Lend([]Lease{loan("A", 1, 2), loan("B", 1, 1)}, at(1)))
	if size() != before {
		t.Error("what is known is written again")
	}
	_, first, err := s.Give("A", true, at(2))
	step(err)
	_, second, err := s.Give("B", false, at(3))
	step(err)
	if first.Number != "AX01" || second.Number != "BX01" {
		t.Errorf("given %s, %s", first.Number, second.Number)
	}
	if got := owed(s); len(got) != 0 {
		t.Errorf("owed while they are being printed: %s", got)
	}
	step(s.Printed(second.Code))
	if got := owed(s); !slices.Equal(got, []string{"BX01"}) {
		t.Errorf("owed: %s", got)
	}
	if _, _, err := s.Give("B", false, at(4)); !errors.Is(err, ErrNoNumber) {
		t.Errorf("one more: %v", err)
	}
	step(s.Close())

	s = openSpool(t, dir)
	if got := owed(s); !s.Interrupted || !slices.Equal(got, []string{"AX01", "BX01"}) || !s.Owed()[0].Priority || !s.Owed()[0].Pressed.Equal(at(2)) {
		t.Errorf("owed after a restart: %+v", s.Owed())
	}
	step(s.Over(first.Code, ""))
	// An assignment made before the office heard of the numbers brings none of them back.
	step(s.Lend([]Lease{loan("A", 1, 3), loan("B", 1, 1)}, at(5)))
	if n, _, _ := s.Left("A"); n != 2 {
		t.Errorf("%d left", n)
	}
	if n, l, lent := s.Left("B"); n != 0 || l.Day != "2026-11-23" || !lent.Equal(at(5)) {
		t.Errorf("%d left of %+v, lent %v", n, l, lent)
	}
	step(s.Lend(nil, at(6)))
	if n, _, _ := s.Left("A"); n != 0 || !slices.Equal(owed(s), []string{"BX01"}) {
		t.Errorf("%d left, owed %v", n, owed(s))
	}
	step(s.Close())
}

// model is what a spool must know, said simply.
type model struct {
	leases []Lease
	given  []string // codes, in order
	over   map[string]bool
}

// TestThePowerMayGoAtAnyByte: whatever is done with a spool, and wherever its
// file is cut off: everything that was on the disk by then is known after, no
// number is given twice, and the spool works on.
func TestThePowerMayGoAtAnyByte(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir := storetest.Dir(t)
		s := openSpool(t, dir)
		type moment struct {
			size  int
			model model
		}
		m := model{over: map[string]bool{}}
		moments := []moment{{0, m}}
		next := 1
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			switch rapid.SampledFrom([]string{"lend", "give", "give", "over"}).Draw(rt, "step") {
			case "lend":
				m.leases = []Lease{loan("A", next, rapid.IntRange(0, 3).Draw(rt, "n"))}
				next += len(m.leases[0].Numbers)
				check(rt, s.Lend(m.leases, at(next)))
			case "give":
				_, n, err := s.Give("A", false, at(next))
				if errors.Is(err, ErrNoNumber) {
					continue
				}
				check(rt, err)
				m.given = append(slices.Clone(m.given), n.Code)
				if rapid.Bool().Draw(rt, "printed") {
					check(rt, s.Printed(n.Code))
				}
			case "over":
				if len(m.given) == 0 {
					continue
				}
				code := rapid.SampledFrom(m.given).Draw(rt, "code")
				check(rt, s.Over(code, ""))
				over := map[string]bool{code: true}
				for c := range m.over {
					over[c] = true
				}
				m.over = over
			}
			content, err := os.ReadFile(filepath.Join(dir, spoolName))
			check(rt, err)
			moments = append(moments, moment{len(content), m})
		}
		check(rt, s.Close())
		content, err := os.ReadFile(filepath.Join(dir, spoolName))
		check(rt, err)

		cut := rapid.IntRange(0, len(content)).Draw(rt, "cut")
		torn := slices.Concat(content[:cut], rapid.SampledFrom([][]byte{nil, {0, 0, 0}, []byte("\n\xff{")}).Draw(rt, "torn"))
		check(rt, os.WriteFile(filepath.Join(dir, spoolName), torn, 0o644))
		sure := moments[0].model
		for _, x := range moments {
			if x.size <= cut {
				sure = x.model
			}
		}
		after := openSpool(rt, dir)
		for _, code := range sure.given {
			if !after.spent[code] {
				rt.Fatalf("%s could be given again", code)
			}
			stillOwed := slices.ContainsFunc(after.Owed(), func(g given) bool { return g.Code == code })
			if !stillOwed && !m.over[code] {
				rt.Fatalf("%s is forgotten", code)
			}
		}
		// It works on, and what it does now is as sure.
		check(rt, after.Lend([]Lease{loan("A", next, 1)}, at(59)))
		_, n, err := after.Give("A", false, at(59))
		check(rt, err)
		check(rt, after.Printed(n.Code))
		want := owed(after)
		check(rt, after.Close())
		again := openSpool(rt, dir)
		if got := owed(again); !slices.Equal(got, want) || got[len(got)-1] != n.Number {
			rt.Fatalf("owed %v, then %v", want, got)
		}
		check(rt, again.Close())
	})
}

func check(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestARottenLine: one line of the file has rotted on an old card. The others
// count.
func TestARottenLine(t *testing.T) {
	dir := t.TempDir()
	s := openSpool(t, dir)
	check(t, s.Lend([]Lease{loan("A", 1, 3)}, at(0)))
	for range 3 {
		_, _, err := s.Give("A", false, at(1))
		check(t, err)
	}
	check(t, s.Close())
	path := filepath.Join(dir, spoolName)
	content, err := os.ReadFile(path)
	check(t, err)
	second := bytes.Index(content, []byte("AX02")) // in the lease
	second += 1 + bytes.Index(content[second+1:], []byte("AX02"))
	from, to := bytes.LastIndex(content[:second], []byte("\n\n"))+1, second+bytes.Index(content[second:], []byte("\n\n"))+1
	for i := from; i < to; i++ {
		rotten := bytes.Clone(content)
		rotten[i] ^= 1
		check(t, os.WriteFile(path, rotten, 0o644))
		s = openSpool(t, dir)
		if got := owed(s); slices.Contains(got, "AX02") != (s.Damaged == 0) || len(got) < 2 || got[0] != "AX01" || got[len(got)-1] != "AX03" {
			t.Fatalf("byte %d: owed %v, %d damaged", i, got, s.Damaged)
		}
		check(t, s.Close())
	}
}

// TestALargeSpoolIsWrittenAnew, with what still counts, and a power cut in the
// middle leaves the old one.
func TestALargeSpoolIsWrittenAnew(t *testing.T) {
	dir := t.TempDir()
	s := openSpool(t, dir)
	check(t, s.Lend([]Lease{loan("A", 1, 3)}, at(0)))
	_, kept, err := s.Give("A", false, at(1))
	check(t, err)
	_, gone, err := s.Give("A", false, at(1))
	check(t, err)
	check(t, s.Printed(gone.Code))
	check(t, s.Over(gone.Code, ""))
	check(t, s.Close())
	path := filepath.Join(dir, spoolName)
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	check(t, err)
	line, err := record{Over: "x"}.encode()
	check(t, err)
	_, err = f.Write(bytes.Repeat(line, compactAt/len(line)+1))
	check(t, errors.Join(err, f.Close()))
	check(t, os.WriteFile(filepath.Join(dir, ".new-1"), []byte("half of a ne"), 0o644))

	for i := range 2 {
		s = openSpool(t, dir)
		info, err := os.Stat(path)
		check(t, err)
		if info.Size() > 4096 {
			t.Errorf("%d bytes", info.Size())
		}
		n, _, lent := s.Left("A")
		if i == 0 != s.Interrupted {
			t.Error("what ended before is taken for interrupted, or the other way round")
		}
		if !slices.Equal(owed(s), []string{kept.Number}) || n != 1 || !lent.Equal(at(0)) {
			t.Errorf("owed %v, %d left, lent %v", owed(s), n, lent)
		}
		check(t, s.Close())
	}
}

// A disk that takes no more: the number is not given out, and not offered
// again by this process, whatever the disk has kept of it.
func TestADiskThatTakesNoMore(t *testing.T) {
	dir := t.TempDir()
	s := openSpool(t, dir)
	check(t, s.Lend([]Lease{loan("A", 1, 2)}, at(0)))
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	check(t, err)
	disk := s.file
	s.file = full
	if _, _, err := s.Give("A", false, at(1)); err == nil {
		t.Fatal("given out")
	}
	s.file = disk
	_, n, err := s.Give("A", false, at(2))
	check(t, err)
	s.file = full
	if err := s.Printed(n.Code); err == nil {
		t.Error("the disk took it")
	}
	s.file = disk
	if n.Number != "AX02" || !slices.Equal(owed(s), []string{"AX02"}) {
		t.Errorf("%s given, owed %v", n.Number, owed(s))
	}
	check(t, errors.Join(full.Close(), s.Close()))
}

func FuzzSpool(f *testing.F) {
	for _, r := range []record{{Leased: &leased{at(0), []Lease{loan("A", 1, 2)}}}, {Given: &given{Number: "AX01", Code: "CODEA01", Day: "2026-11-23"}}, {Over: "CODEA01"}} {
		line, err := r.encode()
		check(f, err)
		f.Add(line)
		f.Add(slices.Concat(line[:len(line)/2], line))
	}
	f.Add([]byte("{\"crc\":0,\"record\":null}\n\n\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		dir := storetest.Dir(t)
		check(t, os.WriteFile(filepath.Join(dir, spoolName), content, 0o644))
		s := openSpool(t, dir)
		check(t, s.Lend([]Lease{loan("Z", 90, 1)}, at(0)))
		_, n, err := s.Give("Z", false, at(1))
		if err != nil && !errors.Is(err, ErrNoNumber) { // the file may say it is gone
			t.Fatal(err)
		}
		if err == nil {
			check(t, s.Printed(n.Code))
		}
		want := owed(s)
		check(t, s.Close())
		s = openSpool(t, dir)
		if got := owed(s); !slices.Equal(got, want) || err == nil && !slices.Contains(got, n.Number) {
			t.Fatalf("owed %q, then %q", want, got)
		}
		check(t, s.Close())
	})
}
