package scene

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func fonts(t testing.TB) *Fonts {
	t.Helper()
	f, err := NewFonts()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFit(t *testing.T) {
	f := fonts(t)
	for _, c := range []struct {
		text   string
		st     style
		w, h   int
		size   int
		expect string
	}{
		{"Loket 3", style{size: 40, floor: 24}, 400, 60, 40, "Loket 3"},
		{"Pemeriksaan berkas", style{size: 40, floor: 24}, 300, 60, 32, "Pemeriksaan berkas"},
		{"Pemeriksaan berkas", style{size: 40, floor: 24, lines: 2}, 220, 100, 37, "Pemeriksaan|berkas"},
		{"Pemeriksaan berkas", style{size: 40, floor: 24}, 180, 60, 24, "Pemeriksaan…"},
		{"Loket Pelayanan Perekaman 12", style{size: 40, floor: 24}, 180, 60, 24, "Loket Pela… 12"},
		{"Loket 12 Perekaman Data", style{size: 40, floor: 24}, 180, 60, 24, "Loket 12 Pere…"},
		{"A012", style{size: 40, floor: 24}, 40, 60, 17, "A012"}, // a number rather becomes small
		{"Tutup", style{size: 40, floor: 8}, 400, 20, 17, "Tutup"},
		{"Operator SIAK 1", style{size: 40, floor: 24}, 400, 26, 22, "Operator SIAK 1"}, // too low for 24
	} {
		size, lines := f.fit(c.text, c.st, c.w, c.h)
		if got := strings.Join(lines, "|"); got != c.expect || size != c.size {
			t.Errorf("%q into %d×%d: %q at %d px, want %q at %d px", c.text, c.w, c.h, got, size, c.expect, c.size)
		}
	}
}

func TestNoNumberIsEverCut(t *testing.T) {
	f := fonts(t)
	rapid.Check(t, func(t *rapid.T) {
		name := anyName(t)
		st := style{size: 60, floor: 20, lines: rapid.IntRange(1, 3).Draw(t, "lines")}
		w, h := rapid.IntRange(60, 600).Draw(t, "w"), rapid.IntRange(24, 200).Draw(t, "h")
		_, lines := f.fit(f.clean(name), st, w, h)
		got := strings.Fields(strings.Join(lines, " "))
		for _, word := range strings.Fields(name) {
			if !hasDigit(word) {
				continue
			}
			if len(got) == 0 || !strings.Contains(strings.Join(got, " "), word) {
				t.Fatalf("%q has become %q", name, got)
			}
		}
	})
}

func TestCleanLeavesNoEmptyBoxes(t *testing.T) {
	if got := fonts(t).clean(" Loket\n3 🙏\t(é)\u0007 "); got != "Loket 3 (é)" {
		t.Errorf("got %q", got)
	}
}
