package web

import (
	"hash/maphash"
	"sync"
)

// memory is a set of bounded size that forgets what was added long ago. It
// keeps hashes only.
type memory struct {
	seed maphash.Seed

	mu    sync.Mutex
	added recent[uint64, struct{}]
}

// remembered is how much a memory holds at least: about a quarter of a megabyte.
const remembered = 8192

func newMemory() *memory {
	return &memory{seed: maphash.MakeSeed(), added: newRecent[uint64, struct{}](remembered)}
}

func (m *memory) add(s string) {
	h := maphash.String(m.seed, s)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.added.put(h, struct{}{})
}

func (m *memory) has(s string) bool {
	h := maphash.String(m.seed, s)
	m.mu.Lock()
	defer m.mu.Unlock()
	_, ok := m.added.get(h)
	return ok
}
