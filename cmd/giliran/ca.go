package main

import (
	"fmt"

	"giliran/display/web/cert"
)

// caCmd is `giliran ca`.
type caCmd struct{ dataFlag }

// Run prints the authority's fingerprint and certificate; the key stays where
// it is.
func (c *caCmd) Run() error {
	a, err := cert.ReadAuthority(c.Data)
	if err != nil {
		return err
	}
	fmt.Printf("SHA-256: %s\n%s", a.Fingerprint(), a.PEM())
	return nil
}
