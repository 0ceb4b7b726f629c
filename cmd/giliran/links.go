package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"text/tabwriter"

	"giliran/ticketing"
)

// linksFile keeps the secrets of the printed links beside the journal, mode
// 0600, so that the links stay the same after a restart. Whoever can read it
// could as well open the console's socket.
const linksFile = "links.json"

// link is a page somebody may click on at once.
type link struct{ what, role, name, path string }

// links lists a link for every page that wants a token, and the board.
func (r *running) links() []link {
	all := []link{{"kiosk", ticketing.RoleKiosk, "kiosk", "/kiosk"}}
	for _, d := range r.office.Desks {
		all = append(all, link{"desk " + d.ID, ticketing.RoleDesk, d.ID, "/desk/" + d.ID})
	}
	return append(all, link{"admin", ticketing.RoleAdmin, "admin", "/admin"})
}

// printLinks prints one ready-to-click link per page. A secret that is no
// longer valid (revoked, or of another store) is replaced by a new one.
func (r *running) printLinks(w io.Writer, data string) error {
	file := filepath.Join(data, linksFile)
	secrets := map[string]string{}
	if b, err := os.ReadFile(file); err == nil {
		if err := json.Unmarshal(b, &secrets); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	} else if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	office, err := dialOffice(data)
	if err != nil {
		return err
	}
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tab, "board\t%s/board\n", r.URL)
	fmt.Fprintf(tab, "wall\t%s/wall\n", r.URL)
	for _, l := range r.links() {
		key := l.role + " " + l.name
		if ok, err := r.admitted(secrets[key]); err != nil {
			return err
		} else if !ok {
			if secrets[key], err = office.newToken(l.role, l.name); err != nil {
				return err
			}
		}
		q := url.Values{"token": {secrets[key]}, "to": {l.path}}
		fmt.Fprintf(tab, "%s\t%s/enter?%s\n", l.what, r.URL, q.Encode())
	}
	b, err := json.Marshal(secrets)
	if err != nil {
		return err
	}
	return errors.Join(writeFile(file, b), tab.Flush())
}

// writeFile replaces a small secret file as a whole.
func writeFile(name string, b []byte) error {
	tmp := name + ".new"
	if err := os.WriteFile(tmp, b, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, name)
}

// admitted tells whether a secret still opens the office.
func (r *running) admitted(secret string) (yes bool, err error) {
	hash := hashed(secret)
	err = r.engine.View(context.Background(), func(s *ticketing.State) {
		for _, t := range s.Tokens {
			yes = yes || t.Hash == hash
		}
	})
	return yes, err
}
