package main

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"giliran/store"
	"giliran/ticketing"
	"giliran/ticketing/engine"
)

// The disk fills up while people wait: no new tickets and no lent numbers, but
// everybody who waits is called and served. When there is room again, so are
// new tickets, without a restart.
func TestAFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=120m"); err != nil {
		t.Skipf("NOT TESTED: mounting a small disk needs root: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	o, err := simulatedOffice()
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(filepath.Join(dir, "data"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	e, err := engine.Start(o, st, nobody{}, engine.Options{Tick: -1, Now: func() time.Time { return time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	q := queue{e, st.Room}
	do := func(a ticketing.Action) error {
		_, err := q.Do(context.Background(), ticketing.Command{Actor: "test", Do: a})
		return err
	}
	take := func() error {
		code, err := ticketing.NewCode(rand.Reader)
		return errors.Join(err, do(ticketing.TakeTicket{Service: "ktp-rusak", Code: code}))
	}
	const waiting = 30
	err = errors.Join(do(ticketing.OpenDay{}), do(ticketing.OpenDesk{Desk: "loket-1"}))
	for range waiting {
		err = errors.Join(err, take())
	}
	if err != nil {
		t.Fatal(err)
	}
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 60<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := take(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("a ticket on a full disk: %v, want ENOSPC", err)
	}
	if err := do(ticketing.LendNumbers{Device: simulated, Service: "ktp-rusak"}); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("numbers lent on a full disk: %v, want ENOSPC", err)
	}
	for range waiting {
		if err := errors.Join(do(ticketing.Next{Desk: "loket-1"}), do(ticketing.Finish{Desk: "loket-1", Outcome: "lengkap"})); err != nil {
			t.Fatalf("serving those who wait on a full disk: %v", err)
		}
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := take(); err != nil {
		t.Errorf("a ticket when there is room again: %v", err)
	}
}
