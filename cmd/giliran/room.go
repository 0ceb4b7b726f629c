package main

import (
	"fmt"
	"log/slog"
	"syscall"
)

// room is how the files that the office may have open are shared out, so that
// no crowd can use up what the journal, the staff and the devices need.
type room struct {
	viewers     int // phones and whoever else follows the feed without a token
	staff       int // pages and screens that follow it with one
	connections int // everything that comes in and is no feed
}

const (
	// kept is for the journal's tables and logs, the listeners and the feeds of
	// the boards.
	kept = 256
	// mostStaff, mostConnections and mostViewers are more than a large office
	// needs; what is open beyond them is left to the machine.
	mostStaff, mostConnections, mostViewers = 256, 4096, 12_000
	// leastFiles is the smallest limit an office can work with, and fewFiles the
	// smallest that leaves a seat to every phone of a full waiting room.
	leastFiles, fewFiles = 128, 4096
)

// shareOut divides a limit of open files, which is at least leastFiles.
func shareOut(limit int) room {
	left := limit - min(kept, limit/4)
	r := room{staff: min(mostStaff, limit/8), connections: min(mostConnections, limit/4)}
	r.viewers = min(mostViewers, left-r.staff-r.connections)
	return r
}

// findRoom shares out what this process may have open. The limit has been
// raised as far as the system allows by Go's runtime, before main.
func findRoom(log *slog.Logger) (room, error) {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return room{}, fmt.Errorf("ask for the limit of open files: %w", err)
	}
	files := int(min(limit.Cur, 1<<20))
	if files < leastFiles {
		return room{}, fmt.Errorf("%d open files are not enough for an office, which needs %d (ulimit -n)", files, leastFiles)
	}
	r := shareOut(files)
	if files < fewFiles {
		log.Warn("the limit of open files is low (ulimit -n)", "files", files, "phones", r.viewers)
	}
	return r, nil
}
