package web

// recent is a map of bounded size: it holds the keys that were put last, as
// many as it is asked for at least and twice as many at most, and forgets the
// others.
type recent[K comparable, V any] struct {
	least       int
	now, before map[K]V // two generations
}

func newRecent[K comparable, V any](least int) recent[K, V] {
	return recent[K, V]{least: least, now: map[K]V{}}
}

func (r *recent[K, V]) get(k K) (v V, ok bool) {
	if v, ok = r.now[k]; !ok {
		v, ok = r.before[k]
	}
	return v, ok
}

func (r *recent[K, V]) put(k K, v V) {
	if _, known := r.now[k]; !known && len(r.now) >= r.least {
		r.now, r.before = map[K]V{}, r.now
	}
	r.now[k] = v
}
