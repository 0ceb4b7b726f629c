package voice

import (
	"bytes"
	"slices"
	"sync"
)

// once hands on each line that is written to it the first time. Sound libraries
// say the same at every try, and a wall without sound tries all day.
type once struct {
	tell func(line string)

	mu   sync.Mutex
	told []string
	rest []byte // of a line that has not ended
}

// onceLines is how many different lines are handed on, and onceLength how much
// of each, in bytes.
const (
	onceLines  = 100
	onceLength = 1000
)

// Write makes once an io.Writer; it never fails.
func (o *once) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.rest = append(o.rest, b...)
	for {
		line, rest, ended := bytes.Cut(o.rest, []byte{'\n'})
		if !ended {
			o.rest = o.rest[:min(len(o.rest), onceLength)]
			return len(b), nil
		}
		o.line(string(line[:min(len(line), onceLength)]))
		o.rest = rest
	}
}

func (o *once) line(line string) {
	if line != "" && len(o.told) < onceLines && !slices.Contains(o.told, line) {
		o.told = append(o.told, line)
		o.tell(line)
	}
}
