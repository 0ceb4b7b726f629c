package ticketing

import (
	"fmt"
	"io"
	"strings"
)

// CodeLetters are the letters of a ticket code: no 0/O and no 1/I, so that a
// code read from paper is typed right.
const CodeLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// CodeLength is how many letters a ticket code has: 40 bits, which nobody
// guesses at any rate the API answers.
const CodeLength = 8

// NewCode draws a ticket code from a source of random bytes (crypto/rand in
// the office, a seeded source in tests).
func NewCode(random io.Reader) (string, error) {
	b := make([]byte, CodeLength)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("draw a ticket code: %w", err)
	}
	for i := range b {
		b[i] = CodeLetters[int(b[i])%len(CodeLetters)] // 32 letters: every letter is as likely
	}
	return string(b), nil
}

// NormalCode is a code as people type it (lower case, spaces, hyphens)
// brought to its one form.
func NormalCode(typed string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, typed))
}
