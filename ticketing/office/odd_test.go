package office_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"giliran/ticketing/office"
)

// TestWindowsFile: an editor on Windows ends lines differently and begins the
// file with a mark; the office is the same.
func TestWindowsFile(t *testing.T) {
	src, _ := office.Example("candipuro.yaml")
	windows := append([]byte("\ufeff"), bytes.ReplaceAll(src, []byte("\n"), []byte("\r\n"))...)
	f, err := office.Parse("office.yaml", windows, nothingBeside)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(f, office.Default()) {
		t.Error("another office")
	}
}

// TestOddBytes: what an editor cannot show is still found where it is.
func TestOddBytes(t *testing.T) {
	for _, odd := range []struct{ src, want string }{
		{"", "office.yaml:1:1: the file is empty"},
		{"# only a comment\n\n", "office.yaml:1:1: the file is empty"},
		{"office:\n  name: Kécamatan \xe9\n", "office.yaml:2:19: this is not UTF-8 text; save the file as UTF-8"},
		{"office: {id: a, name: \"a\\x07b\", timezone: WIB}", "office.yaml:1:23: there is an unprintable character in \"a\\ab\""},
		{strings.Repeat("#", 200_000), "office.yaml:1:1: the file is longer than 131072 bytes"},
		{strings.Repeat("[", 100), "office.yaml:1:33: more than 32 brackets or dashes within one another"},
		{strings.Repeat("- ", 100), "office.yaml:1:65: more than 32 brackets or dashes within one another"},
	} {
		_, err := office.Parse("office.yaml", []byte(odd.src), nothingBeside)
		if err == nil || !strings.Contains("\n"+err.Error()+"\n", "\n"+odd.want+"\n") {
			t.Errorf("%.40q: got %v\nwant %s", odd.src, err, odd.want)
		}
	}
}
