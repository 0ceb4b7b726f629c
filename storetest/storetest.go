// Package storetest gives tests a real store that checks itself when the test
// ends: whatever the test did, it must leave a journal that opens again and
// has no fault. It must not be imported outside tests.
package storetest

import (
	"context"
	"log/slog"
	"os"
	"testing"

	"giliran/store"
)

// Dir is a directory that goes away with the test. It is in memory where the
// system offers that: a store behaves the same there but for a power cut,
// which no test of this kind can make, and syncing a disk takes most of such a
// test's time.
func Dir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "giliran-store-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// New opens a new store in a directory of Dir. When the test ends the store
// is closed, unless it has been, opened once more, and checked to its last
// record.
func New(t testing.TB) *store.Store {
	t.Helper()
	dir := Dir(t)
	t.Cleanup(func() { Check(t, dir) }) // runs after Open's
	return Open(t, dir)
}

// Open opens the store in dir and closes it when the test ends.
func Open(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(dir, Options(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { Close(t, s) })
	return s
}

// Options are a store's usual ones, but that the log goes to the test's output
// and a test's disk may be small.
func Options(t testing.TB) store.Options {
	return store.Options{Log: slog.New(slog.NewTextHandler(t.Output(), nil)), KeepFree: 1}
}

// Reopen closes the store and opens it again, as a restart does.
func Reopen(t testing.TB, s *store.Store) *store.Store {
	t.Helper()
	Close(t, s)
	return Open(t, s.Dir())
}

// Close closes the store; closing twice does no harm.
func Close(t testing.TB, s *store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("closing the store: %v", err)
	}
}

// Check opens the store in dir, which nobody may have open, and fails the test
// for every problem its journal has.
func Check(t testing.TB, dir string) store.Summary {
	t.Helper()
	s, err := store.Open(dir, Options(t))
	if err != nil {
		t.Errorf("the store does not open again: %v", err)
		return store.Summary{}
	}
	defer Close(t, s)
	sum, err := s.Check(context.Background(), func(p store.Problem) { t.Errorf("the store has a fault: %v", p) })
	if err != nil {
		t.Error(err)
	}
	return sum
}
