package store

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
)

const blockSize = 4 << 10

// memtable is how much Badger gathers in memory before it makes a table, in
// bytes. A table costs the disk some six flushes, which commits of that moment
// stand behind; and more would make the log longer that a restart reads.
const memtable = 8 << 20

// badgerOptions are the measured ones for a small computer with an SD card:
// 29 MB resident after 10,000 events.
func badgerOptions(dir string, log badgerLog) badger.Options {
	return badger.DefaultOptions(dir).
		WithBypassLockGuard(true). // the store's own lock holds
		WithSyncWrites(false).     // the write-ahead log has been synced
		// Never make the memtable smaller: a log that a crashed process has
		// left would not fit any more ("Arena too small").
		WithMemTableSize(memtable).
		WithNumMemtables(2).
		// No compaction (see the package comment), so no limit on tables that
		// have not been compacted either.
		WithNumCompactors(0).
		WithNumLevelZeroTables(1 << 20).
		WithNumLevelZeroTablesStall(1 << 21).
		WithBlockSize(blockSize).
		WithCompression(options.Snappy).
		WithBlockCacheSize(1 << 20).
		WithIndexCacheSize(0).
		// The value log stays empty: MaxRecord is below the threshold.
		WithValueThreshold(64 << 10).
		WithValueLogFileSize(1 << 20).
		WithDetectConflicts(false). // one writer
		WithMetricsEnabled(false).
		WithChecksumVerificationMode(options.OnBlockRead).
		WithLogger(log)
}

// openBadger opens Badger's directory after look has found it sound. Its
// memtable logs are opened only if they are needed: they are not synced, and
// Badger cuts a torn one off without a word.
func openBadger(dir string, logs bool, log badgerLog) (db *badger.DB, err error) {
	if err := clearBadger(dir, logs); err != nil {
		return nil, err
	}
	err = careful(func() error {
		db, err = badger.Open(badgerOptions(dir, log))
		return err
	})
	return db, err
}

// clearBadger removes what can keep Badger from opening and holds nothing: the
// value log and its statistics (all values are below its threshold), the key
// registry (nothing is encrypted), and a memtable log that is not needed or
// has no bytes, which a kill can leave and Badger stumbles over
// (dgraph-io/badger#2207).
func clearBadger(dir string, logs bool) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		useless := false
		if strings.HasSuffix(name, logSuffix) {
			info, err := e.Info()
			if err != nil {
				return err
			}
			useless = !logs || info.Size() == 0
		}
		if useless || strings.HasSuffix(name, ".vlog") || name == "DISCARD" || name == badger.KeyRegistryFileName {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// badgerFiles tells whether Badger's MANIFEST is there, and whether any other
// file is that Badger creates only after it.
func badgerFiles(dir string) (manifest, others bool, err error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return false, false, nil
	}
	for _, e := range entries {
		switch name := e.Name(); {
		case name == badger.ManifestFilename:
			manifest = true
		case name == badger.KeyRegistryFileName, strings.HasSuffix(name, ".sst"), strings.HasSuffix(name, logSuffix):
			others = true
		}
	}
	return manifest, others, err
}

// careful runs f and gives its panic back as an error, and so with a page of a
// memory map that the disk does not give any more. It reaches this goroutine
// only.
func careful(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	return f()
}

// badgerLog passes on what Badger has to say, from warnings up.
type badgerLog struct {
	log       *slog.Logger
	complaint chan<- struct{}
}

func (b badgerLog) Errorf(f string, a ...any) {
	b.log.Error("badger: " + text(f, a))
	select {
	case b.complaint <- struct{}{}:
	default:
	}
}
func (b badgerLog) Warningf(f string, a ...any) { b.log.Warn("badger: " + text(f, a)) }
func (badgerLog) Infof(string, ...any)          {}
func (badgerLog) Debugf(string, ...any)         {}

func text(f string, a []any) string { return strings.TrimSpace(fmt.Sprintf(f, a...)) }
