package store

import "sync"

// tail holds the journal's last records, which are durable in the write-ahead
// log and not yet in Badger. Any goroutine may use it.
type tail struct {
	mu      sync.Mutex
	first   uint64 // sequence of the first record, or of the one to come
	records []record
	size    int // of their values, in bytes
}

// begin is called once, with the records that Badger does not hold.
func (t *tail) begin(first uint64, records []record) {
	t.first = first
	t.add(records)
}

func (t *tail) add(records []record) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.records = append(t.records, records...)
	for _, r := range records {
		t.size += len(r.value)
	}
}

// all gives the records as they are now. Those before first are in Badger.
func (t *tail) all() (first uint64, records []record) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.first, t.records
}

// bytes is about the memory that the records take.
func (t *tail) bytes() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.size
}

// drop forgets the first n records, which Badger holds now.
func (t *tail) drop(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range t.records[:n] {
		t.size -= len(r.value)
	}
	t.first += uint64(n)
	t.records = append([]record(nil), t.records[n:]...) // lets go of the old ones' memory
}
