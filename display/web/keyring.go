package web

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"sync/atomic"

	"giliran/ticketing"
)

// Keyring knows who holds which secret, by the secrets' hashes. A lookup asks
// nobody and waits for nobody; because it hashes first, its time says nothing
// about the secrets. The zero Keyring admits nobody.
type Keyring struct {
	holders atomic.Pointer[map[string]ticketing.Token] // by hash; never changed once stored
}

// Set makes tokens the only ones admitted from now on. The map is copied.
// Whoever publishes the state calls it after every commit that touched tokens.
func (k *Keyring) Set(tokens map[string]ticketing.Token) {
	holders := make(map[string]ticketing.Token, len(tokens))
	for _, t := range tokens {
		holders[t.Hash] = t
	}
	k.holders.Store(&holders)
}

// holder is who holds a secret; ok is false for a secret nobody holds.
func (k *Keyring) holder(secret string) (c Caller, ok bool) {
	holders := k.holders.Load()
	if secret == "" || holders == nil {
		return Caller{}, false
	}
	t, ok := (*holders)[hashed(secret)]
	return Caller{Role: t.Role, Name: t.Name}, ok
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
