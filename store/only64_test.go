package store_test

import (
	"go/build"
	"testing"
)

// The file that stops the compiler must stop it on 32-bit machines and on no
// other.
func TestBuildsOn64BitOnly(t *testing.T) {
	for arch, stops := range map[string]bool{
		"386": true, "arm": true, "mips": true, "mipsle": true,
		"amd64": false, "arm64": false, "riscv64": false, "loong64": false,
	} {
		c := build.Default
		c.GOARCH = arch
		got, err := c.MatchFile(".", "only64bit.go")
		if err != nil || got != stops {
			t.Errorf("%s: stops the compiler: %v, want %v (%v)", arch, got, stops, err)
		}
	}
}
