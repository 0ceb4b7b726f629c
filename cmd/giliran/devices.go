package main

import (
	"encoding/json"
	"fmt"

	"giliran/ticketing/office"
)

// boardWiring is each board's part of office.yaml as its agent gets it: what
// is on its pins, and the settings all boards share.
func boardWiring(f *office.File) (map[string]json.RawMessage, error) {
	wiring := map[string]json.RawMessage{}
	for i := range f.Wiring.Boards {
		b := &f.Wiring.Boards[i]
		raw, err := json.Marshal(b)
		if err != nil {
			return nil, fmt.Errorf("wiring of board %s: %w", b.ID, err)
		}
		wiring[b.ID] = raw
	}
	return wiring, nil
}
