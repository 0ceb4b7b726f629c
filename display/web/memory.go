package web

import (
	"hash/maphash"
	"sync"
)

// memory is a set of bounded size that forgets what was added long ago. It
// keeps hashes only.
type memory struct {
	seed maphash.Seed

	mu          sync.Mutex
	now, before map[uint64]struct{}
}

// remembered is how much a memory holds at least, and half of how much at
// most: about half a megabyte.
const remembered = 8192

func newMemory() *memory {
	return &memory{seed: maphash.MakeSeed(), now: map[uint64]struct{}{}}
}

func (m *memory) add(s string) {
	h := maphash.String(m.seed, s)
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.now) >= remembered {
		m.now, m.before = map[uint64]struct{}{}, m.now
	}
	m.now[h] = struct{}{}
}

func (m *memory) has(s string) bool {
	h := maphash.String(m.seed, s)
	m.mu.Lock()
	defer m.mu.Unlock()
	_, now := m.now[h]
	_, before := m.before[h]
	return now || before
}
