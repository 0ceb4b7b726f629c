package office_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"giliran/ticketing/office"
)

// TestNewcomer writes the examples out and works with them.
func TestNewcomer(t *testing.T) {
	for _, name := range []string{"candipuro.yaml", "clinic.yaml"} {
		src, ok := office.Example(name)
		if !ok {
			t.Fatalf("no example %s", name)
		}
		file := filepath.Join(t.TempDir(), "office.yaml")
		write(t, file, string(src))
		if _, err := office.Load(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, ok := office.Example("office.go"); ok {
		t.Error("an example that is none")
	}
}

// TestLoadHolidaysBeside: the office's own holiday file counts before the one
// of the program, and its mistakes carry its name.
func TestLoadHolidaysBeside(t *testing.T) {
	dir := t.TempDir()
	src, _ := office.Example("candipuro.yaml")
	write(t, filepath.Join(dir, "office.yaml"), strings.Replace(string(src), "holidays: libur-2026.yaml", "holidays: [libur-2026.yaml, 2027/libur.yaml]", 1))
	write(t, filepath.Join(dir, "libur-2026.yaml"), "2026-07-01: Hari jadi\n")
	write(t, filepath.Join(dir, "2027", "libur.yaml"), "2027-01-01: Tahun Baru\n")
	f, err := office.Load(filepath.Join(dir, "office.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if h := f.Office.Hours.Holidays; len(h) != 2 || h["2026-07-01"]["id"] != "Hari jadi" || h["2027-01-01"]["id"] != "Tahun Baru" {
		t.Errorf("holidays %v", h)
	}

	write(t, filepath.Join(dir, "2027", "libur.yaml"), "1-1-2027: Tahun Baru\n")
	_, err = office.Load(filepath.Join(dir, "office.yaml"))
	var all office.Mistakes
	if !errors.As(err, &all) || len(all) != 1 || all[0].File != filepath.Join(dir, "2027", "libur.yaml") || all[0].Line != 1 {
		t.Errorf("got %v", err)
	}
}

func TestLoadMissing(t *testing.T) {
	_, err := office.Load(filepath.Join(t.TempDir(), "office.yaml"))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	var all office.Mistakes
	if errors.As(err, &all) {
		t.Errorf("a missing file is no mistake in it: %v", err)
	}
}

func TestLoadHolidaysUnreadable(t *testing.T) {
	dir := t.TempDir()
	src, _ := office.Example("candipuro.yaml")
	write(t, filepath.Join(dir, "office.yaml"), string(src))
	if err := os.Mkdir(filepath.Join(dir, "libur-2026.yaml"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := office.Load(filepath.Join(dir, "office.yaml"))
	var all office.Mistakes
	if !errors.As(err, &all) || len(all) != 1 || all[0].Path != "hours.holidays" {
		t.Errorf("got %v", err)
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
