//go:build race

package wall

// raced tells that the race detector watches, ten times as slowly: what has no
// part in races (pixels, and days after the first hours) is then left to the
// run without it, "make test-plain".
const raced = true
