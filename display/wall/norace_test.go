//go:build !race

package wall

// raced tells that the race detector watches; see race_test.go.
const raced = false
