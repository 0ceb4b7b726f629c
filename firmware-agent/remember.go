package agent

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"giliran/ticketing/office"
)

// boardName is the file that remembers the wiring, so that an agent that
// starts before the office knows its buttons.
const boardName = "board.json"

// remember keeps the wiring for the next start.
func (a *Agent) remember(b *office.Board) {
	content, err := json.Marshal(b)
	if err == nil {
		err = replaceFile(filepath.Join(a.o.Data, boardName), content)
	}
	if err != nil {
		a.o.Log.Warn("the wiring cannot be kept for the next start", "err", err)
	}
}

// remembered is the wiring of last time, nil for none. It is worth nothing
// for another board.
func (a *Agent) remembered() *office.Board {
	content, err := os.ReadFile(filepath.Join(a.o.Data, boardName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var b office.Board
	if err == nil {
		err = json.Unmarshal(content, &b)
	}
	if err != nil {
		a.o.Log.Warn("the wiring of last time cannot be read", "err", err)
		return nil
	}
	if b.ID != a.o.Board {
		return nil
	}
	return &b
}
