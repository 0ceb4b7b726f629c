//go:build linux

package board

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// setting is one file of the kernel's (sysfs, configfs, tracefs) and what to
// write into it.
type setting struct{ path, value string }

// write writes the settings in their order and stops at the first refusal.
func write(settings ...setting) error {
	for _, s := range settings {
		// Not os.WriteFile: it would truncate, and create what is misspelt.
		f, err := os.OpenFile(s.path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_, err = f.WriteString(s.value)
		if closed := f.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return fmt.Errorf("write %q: %w", s.value, err)
		}
	}
	return nil
}

func read(path string) (string, error) {
	b, err := os.ReadFile(path)
	return strings.TrimSpace(string(b)), err
}

// TimeoutError says what did not happen, and in what time.
type TimeoutError struct {
	Wanted string
	Within time.Duration
}

func (e *TimeoutError) Error() string { return fmt.Sprintf("%s: not within %v", e.Wanted, e.Within) }

// Timeout is true, as in net.Error.
func (e *TimeoutError) Timeout() bool { return true }

// Await asks every millisecond until ok says yes, and returns a *TimeoutError
// if it has not said so within the given time.
func Await(wanted string, within time.Duration, ok func() bool) error {
	for end := time.Now().Add(within); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			return &TimeoutError{wanted, within}
		}
	}
	return nil
}
