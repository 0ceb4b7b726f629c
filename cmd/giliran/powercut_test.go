package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"giliran/store"
	"giliran/store/spare"
	"giliran/storetest/powerdisk"
	"giliran/ticketing"
	"giliran/ticketing/engine"
	"giliran/ticketing/office"
)

// unsafeOffice names the environment variable that makes the test binary an
// office on a disk that loses power.
const unsafeOffice = "GILIRAN_TEST_UNSAFE_OFFICE"

// TestPowerCut cuts the power under the office's own wiring: the engine on the
// store. What the office has acknowledged is kept outside of it and compared
// with every disk that is left, which `giliran verify` must find whole, and
// whose office must not give any number again.
func TestPowerCut(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT TESTED: mounts disks")
	}
	powerdisk.Rounds(t, cutOffice)
}

func cutOffice(t *testing.T, n int) {
	d := powerdisk.PlugIn(t)
	disk := d.Mount(filepath.Join(t.TempDir(), "disk"))
	w := powerdisk.StartWorker(t, unsafeOffice+"="+disk)
	w.Do("tickets 40")
	numbered := 0
	cuts := func(name, order string, before ...string) {
		d.Cuts(w, name, n, func() *powerdisk.Point {
			for _, o := range before {
				w.Do(o)
			}
			numbered++
			return &powerdisk.Point{Order: strings.ReplaceAll(order, "N", fmt.Sprint(numbered))}
		}, func(left string, said []string) (int, int) { return judge(t, left, said) })
	}
	cuts("tickets, one at a time", "tickets 1")
	cuts("tickets, sixty-four at a time", "tickets 64")
	cuts("a desk at work", "work 5", "tickets 5")
	cuts("the change of the day", "day")
	cuts("numbers are lent", "lease", "day")
	cuts("a snapshot of the office", "snapshot", "tickets 3")
	cuts("a backup", "backup N", "tickets 3")
	cuts("a restore", "restore N")
	cuts("the office stops and starts", "restart", "tickets 20")
}

// unsafe is the office that loses power.
type unsafe struct {
	dir    string
	office *ticketing.Office
	now    time.Time
	store  *store.Store
	engine *engine.Engine
	say    sync.Mutex
}

// playOffice obeys its standard input and says what it has acknowledged.
func playOffice(dir string) error {
	u := &unsafe{dir: dir, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	var err error
	if u.office, err = simulatedOffice(); err != nil {
		return err
	}
	if err := u.start(); err != nil {
		return err
	}
	if err := u.do(ticketing.OpenDay{Date: "2026-03-02"}); err != nil {
		return err
	}
	for {
		var order string
		if _, err := fmt.Scan(&order); err == io.EOF {
			return nil
		}
		if err := u.obey(order); err != nil {
			return fmt.Errorf("%s: %w", order, err)
		}
		fmt.Println("done")
	}
}

// simulatedOffice is the embedded office with a board that numbers are lent to.
func simulatedOffice() (*ticketing.Office, error) {
	f := office.Default()
	err := addSimulated(f)
	return &f.Office, err
}

func (u *unsafe) start() (err error) {
	if u.store, err = store.Open(filepath.Join(u.dir, "data"), store.Options{KeepFree: 1}); err != nil {
		return err
	}
	u.engine, err = engine.Start(u.office, u.store, nobody{}, engine.Options{Tick: -1, Now: func() time.Time { return u.now }})
	return err
}

// nobody watches.
type nobody struct{}

func (nobody) Publish(*ticketing.State, []ticketing.Event) {}

func (u *unsafe) do(a ticketing.Action) error {
	_, err := u.engine.Do(context.Background(), ticketing.Command{Actor: "test", Do: a})
	return err
}

func (u *unsafe) saying(format string, a ...any) {
	u.say.Lock()
	defer u.say.Unlock()
	fmt.Printf(format+"\n", a...)
}

func (u *unsafe) obey(order string) error {
	var n int
	switch order {
	case "tickets":
		fmt.Scan(&n)
		return u.tickets(n)
	case "work":
		fmt.Scan(&n)
		return u.work(n)
	case "day":
		u.now = u.now.Add(24 * time.Hour)
		day := ticketing.DateOf(u.now, time.UTC)
		if err := u.do(ticketing.OpenDay{Date: day}); err != nil {
			return err
		}
		u.saying("day %s", day)
	case "lease":
		return u.lease()
	case "snapshot":
		return u.snapshot()
	case "backup":
		fmt.Scan(&n)
		last := u.store.LastSeq()
		if err := spare.WriteBackup(filepath.Join(u.dir, fmt.Sprint("backup-", n)), u.store.Backup); err != nil {
			return err
		}
		u.saying("backup %d %d", n, last)
	case "restore":
		fmt.Scan(&n)
		return u.restore(n)
	case "restart":
		if err := errors.Join(u.engine.Close(), u.store.Close()); err != nil {
			return err
		}
		return u.start()
	}
	return nil
}

// tickets are taken by as many people at once.
func (u *unsafe) tickets(n int) error {
	errs := make(chan error, n)
	for range n {
		go func() {
			code, err := ticketing.NewCode(rand.Reader)
			if err == nil {
				err = u.do(ticketing.TakeTicket{Service: "ktp-rusak", Code: code})
			}
			if err == nil {
				u.saying("ticket %s", code)
			}
			errs <- err
		}()
	}
	var err error
	for range n {
		err = errors.Join(err, <-errs)
	}
	return err
}

// work calls applicants and finishes with them.
func (u *unsafe) work(n int) error {
	_ = u.do(ticketing.OpenDesk{Desk: "loket-1"}) // open already, but for the first time of a day
	for range n {
		if err := u.do(ticketing.Next{Desk: "loket-1"}); err != nil {
			return err
		}
		if err := u.do(ticketing.Finish{Desk: "loket-1", Outcome: "lengkap"}); err != nil {
			return err
		}
		u.saying("seq %d", u.store.LastSeq())
	}
	return nil
}

func (u *unsafe) lease() error {
	var codes []string
	for range 20 {
		code, err := ticketing.NewCode(rand.Reader)
		if err != nil {
			return err
		}
		codes = append(codes, code)
	}
	if err := u.do(ticketing.LendNumbers{Device: simulated, Service: "ktp-rusak", Codes: codes}); err != nil {
		return err
	}
	for _, code := range codes {
		u.saying("lent %s", code)
	}
	return nil
}

func (u *unsafe) snapshot() error {
	var seq uint64
	var b []byte
	var err error
	view := u.engine.View(context.Background(), func(s *ticketing.State) { seq = s.Seq; b, err = s.Encode() })
	if err := errors.Join(view, err); err != nil {
		return err
	}
	return u.store.SaveSnapshot(seq, b)
}

// restore makes another store of a backup of this one.
func (u *unsafe) restore(n int) error {
	var b bytes.Buffer
	if err := u.store.Backup(&b); err != nil {
		return err
	}
	u.saying("restoring %d %d", n, u.store.LastSeq())
	if err := store.Restore(filepath.Join(u.dir, fmt.Sprint("restored-", n)), &b, store.Options{KeepFree: 1}); err != nil {
		return err
	}
	u.saying("restored %d", n)
	return nil
}

// leftover is what is known from outside, and what a disk that is left holds.
type leftover struct {
	t       *testing.T
	left    string
	codes   map[string]bool   // on the disk, of tickets and lent numbers
	days    map[string]bool   // on the disk
	numbers map[string]string // on the disk, by day and number: the code
	last    uint64
	today   string
}

// judge verifies a disk that is left and counts what was acknowledged and what
// of it is lost.
func judge(t *testing.T, left string, said []string) (acknowledged, lost int) {
	t.Helper()
	l := &leftover{t: t, left: left, codes: map[string]bool{}, days: map[string]bool{}, numbers: map[string]string{}}
	l.read()
	restoring := map[string]uint64{}
	for _, line := range said {
		var what, a, b string
		fmt.Sscan(line, &what, &a, &b)
		ok := true
		switch what {
		case "ticket", "lent":
			ok = l.codes[a]
		case "day":
			ok = l.days[a]
		case "seq":
			ok = number(a) <= l.last
		case "backup":
			ok = l.backup(a, number(b))
		case "restoring":
			restoring[a] = number(b)
			continue
		case "restored":
			ok = l.restored(a, restoring[a], true)
			delete(restoring, a)
		}
		if acknowledged++; !ok {
			lost++
			t.Errorf("acknowledged and lost: %s", line)
		}
	}
	for n, last := range restoring { // had not been acknowledged
		l.restored(n, last, false)
	}
	return acknowledged, lost
}

func number(s string) (n uint64) {
	fmt.Sscan(s, &n)
	return n
}

// read verifies the journal as the user does, and notes what is in it. Then
// the office goes on with it, and gives no number again.
func (l *leftover) read() {
	l.t.Helper()
	o, err := simulatedOffice()
	if err != nil {
		l.t.Fatal(err)
	}
	st, err := store.Open(filepath.Join(l.left, "data"), store.Options{KeepFree: 1})
	if err != nil {
		l.t.Fatalf("after the power cut: %v", err)
	}
	defer st.Close()
	var report strings.Builder
	if err := verify(context.Background(), &report, st, o); err != nil {
		l.t.Errorf("after the power cut: %v: %s", err, report.String())
	}
	if err := st.Replay(0, l.note); err != nil {
		l.t.Error(err)
	}
	l.last = st.LastSeq()
	e, err := engine.Start(o, st, nobody{}, engine.Options{Tick: -1, Now: func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }})
	if err != nil {
		l.t.Fatal(err)
	}
	code, err := ticketing.NewCode(rand.Reader)
	if err != nil {
		l.t.Fatal(err)
	}
	if _, err := e.Do(context.Background(), ticketing.Command{Actor: "test", Do: ticketing.TakeTicket{Service: "ktp-rusak", Code: code}}); err != nil {
		l.t.Errorf("the office does not go on: %v", err)
	}
	if err := st.Replay(l.last, l.note); err != nil {
		l.t.Error(err)
	}
	if err := e.Close(); err != nil {
		l.t.Error(err)
	}
}

func (l *leftover) note(e ticketing.Event) error {
	switch f := e.Fact.(type) {
	case *ticketing.DayOpened:
		l.today = string(f.Day)
		l.days[l.today] = true
	case *ticketing.Issued:
		l.number(f.Number, f.Code)
	case *ticketing.Leased:
		for _, n := range f.Numbers {
			l.number(n.Number, n.Code)
		}
	}
	return nil
}

func (l *leftover) number(number, code string) {
	l.codes[code] = true
	key := l.today + " " + number
	if other, taken := l.numbers[key]; taken && other != code {
		l.t.Errorf("%s was given to %s and to %s", key, other, code)
	}
	l.numbers[key] = code
}

// backup restores an acknowledged backup.
func (l *leftover) backup(n string, last uint64) (ok bool) {
	f, err := os.Open(filepath.Join(l.left, "backup-"+n))
	if err != nil {
		return false
	}
	defer f.Close()
	dir := filepath.Join(l.t.TempDir(), "restored")
	if err := store.Restore(dir, f, store.Options{KeepFree: 1}); err != nil {
		l.t.Error(err)
		return false
	}
	return reaches(l.t, dir, last)
}

// restored looks at a restored store: it is there whole, or not at all.
func (l *leftover) restored(n string, last uint64, must bool) (ok bool) {
	dir := filepath.Join(l.left, "restored-"+n)
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return !must
	}
	return reaches(l.t, dir, last)
}

func reaches(t *testing.T, dir string, last uint64) bool {
	t.Helper()
	st, err := store.Open(dir, store.Options{KeepFree: 1})
	if err != nil {
		t.Error(err)
		return false
	}
	defer st.Close()
	sum, err := st.Check(context.Background(), func(p store.Problem) { t.Error(p) })
	return err == nil && sum.Last >= last && sum.Events == sum.Last
}
