// Package store owns the office's journal on disk: every event the office has
// decided, in order, in Badger, with the snapshots that shorten a start and
// the backups that survive a broken card.
//
// It knows events only as things with a sequence number that turn into JSON;
// what they mean is not its business. It must never acknowledge what is not
// on the disk, never start an empty or a shortened journal where a longer one
// has been, and never end the process because a file is damaged.
//
// # A store's directory
//
//	badger/        Badger's own files; nobody else writes there. Record 0 holds the epoch
//	last           epoch, last known sequence: written whole at open, snapshot and close
//	mark           last acknowledged sequence: overwritten in place at each append, never fsynced
//	snapshot-N     the state after event N; the newest two are kept
//
// # How damage is noticed
//
// Badger drops what it cannot read and carries on: a deleted MANIFEST opens
// as an empty store, one flipped byte in a memtable log takes everything
// behind it along, and both without a word. Therefore each record carries a
// checksum and a hash chained to the record before it; last and mark say from
// outside how far the journal had come; and [Open] reads Badger's files by
// itself before Badger may touch them (see look), because Badger removes what
// it does not recognise and ends the process on a torn table.
//
// # Why Badger runs as it does here
//
// One transaction per [Store.Append], synced before it returns. The value log
// holds nothing, yet would be synced too: it lies in memory (see makeScratch).
// The memtable log is kept from being read ahead (see calm). Measured behind a
// loop device, one event then costs the disk 1.07 flushes and 6 KB; the same
// bytes appended to a file with fdatasync cost 2 flushes and 17 KB.
//
// No compaction: keys only ever grow and nothing is deleted, so compaction
// merges nothing (measured over 1,000 daily restarts: the same number of
// tables, the same opening time and memory with and without), yet rewrites
// every byte once and would silently carry a damaged table's loss into the new
// one. Snapshots are plain files and not in Badger for the same reason: they do
// get deleted.
package store
