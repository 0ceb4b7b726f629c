package office_test

import (
	"io/fs"
	"testing"

	"giliran/ticketing/office"
)

func TestExamplesHaveNoMistakes(t *testing.T) {
	for _, name := range []string{"candipuro.yaml", "clinic.yaml"} {
		src, ok := office.Example(name)
		if !ok {
			t.Fatalf("no example %s", name)
		}
		_, err := office.Parse(name, src, func(string) ([]byte, error) { return nil, fs.ErrNotExist })
		if err != nil {
			t.Errorf("%v", err)
		}
	}
}
