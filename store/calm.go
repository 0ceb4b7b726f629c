package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// calm keeps the kernel from reading Badger's memtable logs ahead.
//
// Badger writes them through memory maps. Where the kernel reads a map ahead,
// it does so in ever larger folios, and writes a folio back whole: from Linux
// 6.16 on an append of one event then costs 128 KB on the disk instead of 4
// (measured behind a loop device). Badger offers no way to its maps, so they
// are looked up where the kernel lists them.
type calm struct {
	dir  string // Badger's, as the kernel calls it
	next int    // number of the log that Badger makes next
}

// newCalm begins with the logs that are there.
func newCalm(badgerDir string) (c calm, err error) {
	if c.dir, err = filepath.Abs(badgerDir); err != nil {
		return c, err
	}
	if c.dir, err = filepath.EvalSymlinks(c.dir); err != nil {
		return c, err
	}
	logs, err := filepath.Glob(filepath.Join(c.dir, "*"+logSuffix)) // sorted
	if err != nil || len(logs) == 0 {
		return c, err
	}
	if _, err := fmt.Sscanf(filepath.Base(logs[len(logs)-1]), "%d", &c.next); err != nil {
		return c, err
	}
	return c, c.follow()
}

// follow is called after each write: it acts when Badger has begun a new log.
func (c *calm) follow() error {
	if unix.Access(fmt.Sprintf("%s/%05d%s", c.dir, c.next, logSuffix), unix.F_OK) != nil {
		return nil
	}
	c.next++
	return c.advise()
}

// advise speaks for the maps of all logs; twice does no harm.
func (c *calm) advise() error {
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return err
	}
	advised := 0
	for line := range bytes.Lines(maps) {
		_, file, ok := strings.Cut(string(line), " "+c.dir+"/")
		if !ok || !strings.HasSuffix(file, logSuffix+"\n") {
			continue
		}
		var from, to uintptr
		if _, err := fmt.Sscanf(string(line), "%x-%x", &from, &to); err != nil {
			return err
		}
		if _, _, errno := unix.Syscall(unix.SYS_MADVISE, from, to-from, unix.MADV_RANDOM); errno != 0 {
			return errno
		}
		advised++
	}
	if advised == 0 {
		return errors.New("no map of a log found")
	}
	return nil
}
