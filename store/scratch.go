package store

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

const (
	memoryDir   = "/dev/shm"
	scratchSize = 8 << 20 // more than Badger puts there
)

// makeScratch makes a directory in memory for Badger's value log, which holds
// nothing here, yet is synced with every transaction: on a disk that is a
// flush of its own, half of what an append waits for. It is named after the
// store's directory, which is locked, so that what a kill leaves is found and
// used again. Where the system has no such memory the answer is "".
func makeScratch(dir string) string {
	var st unix.Stat_t
	free, err := freeBytes(memoryDir)
	if err != nil || free < scratchSize || unix.Stat(dir, &st) != nil {
		return ""
	}
	path := fmt.Sprintf("%s/giliran-store-%x-%x", memoryDir, st.Dev, st.Ino)
	if errors.Join(os.RemoveAll(path), os.Mkdir(path, 0o700)) != nil {
		return ""
	}
	return path
}
