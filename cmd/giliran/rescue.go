package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"giliran/store"
)

// rescueCmd is `giliran rescue --data DIR NEWDIR`: for a damaged journal whose
// backups and mirror do not go as far as what is left of it.
type rescueCmd struct {
	dataFlag
	New string `arg:"" help:"Where to make the new data directory; must not exist or be empty." type:"path"`
}

func (c *rescueCmd) Run() error {
	if _, err := os.Stat(c.Data); err != nil {
		return err
	}
	r, err := store.Rescue(c.Data, c.New, store.Options{})
	if err != nil {
		return fmt.Errorf("nothing was rescued: %w", err)
	}
	if r.Last == 0 {
		return errors.Join(fmt.Errorf("nothing was rescued: not even the first event in %s can be read", c.Data), r.Why)
	}
	fmt.Printf("rescued into %s: %d events, the last of %s\n", c.New, r.Last, r.At.Format(time.RFC3339))
	if r.Seen > r.Last {
		fmt.Printf("LEFT BEHIND: some of events %d to %d, because one before them cannot be read (%v)\n", r.Last+1, r.Seen, r.Why)
	}
	fmt.Println("Is that the last ticket you know of? If not, a backup or the mirror may have more. Keep the old directory.")
	return nil
}
