package voice_test

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// asChild makes this test binary a speaking process of the kind it names.
const asChild = "GILIRAN_VOICE_TEST_CHILD"

func TestMain(m *testing.M) {
	if kind := os.Getenv(asChild); kind != "" {
		os.Exit(child(kind))
	}
	goleak.VerifyTestMain(m)
}
