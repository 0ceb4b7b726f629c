package web

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"giliran/ticketing"
)

// Keyring knows who holds which secret, by the secrets' hashes. A lookup asks
// nobody and waits for nobody; because it hashes first, its time says nothing
// about the secrets. The zero Keyring admits nobody.
type Keyring struct {
	holders atomic.Pointer[map[string]*holder] // by hash; never changed once stored
	changed atomic.Pointer[func()]             // to be called after a change
}

// holder is an admitted token and when it was last used.
type holder struct {
	ticketing.Token
	used atomic.Int64 // seconds since 1970, 0 for not since the start
}

// Set makes tokens the only ones admitted from now on. The map is copied.
// Whoever publishes the state calls it after every commit that touched tokens.
func (k *Keyring) Set(tokens map[string]ticketing.Token) {
	holders, before := make(map[string]*holder, len(tokens)), k.all()
	for _, t := range tokens {
		h := &holder{Token: t}
		if b := before[t.Hash]; b != nil {
			h.used.Store(b.used.Load())
		}
		holders[t.Hash] = h
	}
	k.holders.Store(&holders)
	if f := k.changed.Load(); f != nil {
		(*f)()
	}
}

func (k *Keyring) all() map[string]*holder {
	if all := k.holders.Load(); all != nil {
		return *all
	}
	return nil
}

// admits tells whether a token is still admitted, by its id.
func (k *Keyring) admits(id string) bool {
	for _, h := range k.all() {
		if h.ID == id {
			return true
		}
	}
	return false
}

// used is when each token was last used since the start, by id.
func (k *Keyring) used() map[string]time.Time {
	last := map[string]time.Time{}
	for _, h := range k.all() {
		if at := h.used.Load(); at != 0 {
			last[h.ID] = time.Unix(at, 0).UTC()
		}
	}
	return last
}

// holder is who holds a secret and uses it now; ok is false for a secret
// nobody holds.
func (k *Keyring) holder(secret string, now time.Time) (c Caller, ok bool) {
	if secret == "" {
		return Caller{}, false
	}
	h := k.all()[hashed(secret)]
	if h == nil {
		return Caller{}, false
	}
	h.used.Store(now.Unix())
	return Caller{Role: h.Role, Name: h.Name, id: h.ID}, true
}

// hashed is all the office keeps of a secret: the secret is random enough
// (160 bits) that no salt and no slow hash are needed.
func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// newSecret draws a secret: "gil_" and 32 letters and digits, 160 random bits.
func newSecret(random io.Reader) (string, error) {
	b := make([]byte, 20)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("draw a secret: %w", err)
	}
	return "gil_" + strings.ToLower(base32.StdEncoding.EncodeToString(b)), nil
}
