// Package powerdisk is a disk whose power can be cut: what has not been flushed
// may be lost, in any order and down to single sectors.
//
// It is a file in a FUSE file system of one file, served by a process of its
// own (the test binary again), and used through a loop device, which passes on
// every flush as an fsync. It can also be slow, or fail. It needs root,
// /dev/fuse and loop devices, and says so where it has none. It must not be
// imported outside tests.
package powerdisk
