package office

import (
	"slices"
	"strings"
)

// object is a block with a fixed set of keys.
type object struct {
	value
	keys  map[string]value
	meant map[string]bool // keys that are there misspelt
}

// object takes a block with fixed keys apart and reports the others.
func (v value) object(keys ...string) object {
	o := object{value: v, keys: map[string]value{}, meant: map[string]bool{}}
	for _, e := range v.entries() {
		if !slices.Contains(keys, e.key) {
			e.keyWrong(suggest(e.key, "known here", keys), "%q is not known", e.key)
			o.meant[nearest(e.key, keys)] = true
			continue
		}
		o.keys[e.key] = e.value
		if v.path != "" { // whole sections may be empty, or turned into comments
			e.filled()
		}
	}
	return o
}

// get is the setting with that key; absent if the block does not have it.
func (o object) get(key string) value {
	if v, ok := o.keys[key]; ok {
		return v
	}
	return value{src: o.src, path: strings.TrimPrefix(o.path+"."+key, ".")}
}

// need is get for a key that must be there.
func (o object) need(key, example string) value {
	v := o.get(key)
	_, ok := o.keys[key]
	if o.isBlock() && !o.meant[key] && (!ok || o.path == "" && !v.given()) {
		v.wrong("add "+example, "%q is missing", key)
	}
	return v
}

// object is the block under a key; under a key that defines something there
// must be one.
func (e entry) object(keys ...string) object {
	if !e.given() {
		e.wrong("indent its settings under it", "%q has no settings", e.key)
	}
	return e.value.object(keys...)
}
