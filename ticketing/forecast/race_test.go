//go:build race

package forecast_test

// raced tells that the race detector watches, ten times as slowly. There is
// nothing to watch in this package; "make test-plain" plays the long tests.
const raced = true
