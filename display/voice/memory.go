package voice

import (
	"os"
	"slices"
	"strings"
)

// remembered is how many calls a voice remembers: far more than can still be
// young enough to come up again when a wall is started anew.
const remembered = 256

// memory is what has been announced, so that nothing is twice.
type memory struct {
	file  string   // "" for none
	asked []string // since this process began, or spoken by the one before
	heard []string // begun to be spoken: what the file holds
}

// remember reads a file. One that is missing or cannot be read is an empty one:
// a call that is heard twice does less harm than a wall that does not start.
func remember(file string) *memory {
	m := &memory{file: file}
	if file == "" {
		return m
	}
	if b, err := os.ReadFile(file); err == nil && len(b) < lineLimit {
		m.heard = latest(strings.FieldsFunc(string(b), func(r rune) bool { return r == '\n' }))
		m.asked = slices.Clone(m.heard)
	}
	return m
}

// learn takes in a call and reports whether it is new.
func (m *memory) learn(key string) bool {
	if slices.Contains(m.asked, key) {
		return false
	}
	m.asked = latest(append(m.asked, key))
	return true
}

// keep writes down that a call has been heard.
func (m *memory) keep(key string) error {
	m.heard = latest(append(m.heard, key))
	if m.file == "" {
		return nil
	}
	return writeFile(m.file, []byte(strings.Join(m.heard, "\n")+"\n"))
}

func latest(keys []string) []string { return keys[max(0, len(keys)-remembered):] }
