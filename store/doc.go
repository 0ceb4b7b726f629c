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
//	wal/1, 2 …     the write-ahead log: the newest events, synced before they are acknowledged
//	badger/        Badger's own files; nobody else writes there. Record 0 holds the epoch
//	last           epoch, last known sequence: written whole at open, snapshot and close
//	mark           last acknowledged sequence: overwritten in place at each append, never fsynced
//	snapshot-N     the state after event N; the newest two are kept
//
// # The way of a record
//
// [Store.Append] writes its records as one frame into the write-ahead log,
// whose files have been filled with zeros and synced before, and syncs it: one
// flush, no metadata, whole pages. Then it is durable, acknowledged, and kept
// in memory (see tail) until a quarter of a megabyte has gathered, which goes
// to Badger in one transaction, unsynced (see mover). Badger makes tables of it
// in its own time and syncs these. A log file whose records are all in tables
// is used anew. At open Badger's own, unsynced logs are thrown away: tables
// and write-ahead log have it all.
//
// Counted behind a file system: 1.00 flush and 4.3 KB per commit of one event,
// 1.01 to 1.02 flushes and 440 bytes per event in batches of 64, everything included
// that Badger and the kernel write later.
//
// # How damage is noticed
//
// Badger drops what it cannot read and carries on: a deleted MANIFEST opens
// as an empty store, a damaged table loses what is in it, and both without a
// word. Therefore each record carries a checksum and a hash chained to the
// record before it; frames are found again behind a damaged one, so that a hole
// is not taken for the end; last and mark say from outside how far the journal
// had come; and [Open] reads Badger's files by itself before Badger may touch
// them (see look), because Badger removes what it does not recognise and ends
// the process on a torn table.
//
// # Why Badger runs as it does here
//
// No compaction: keys only ever grow and nothing is deleted, so compaction
// merges nothing (measured over 1,000 daily restarts: the same number of
// tables, the same opening time and memory with and without), yet rewrites
// every byte once and would silently carry a damaged table's loss into the new
// one. Snapshots are plain files and not in Badger for the same reason: they do
// get deleted.
package store
