//go:build !race

package forecast_test

// raced tells that the race detector watches; see race_test.go.
const raced = false
