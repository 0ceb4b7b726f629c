package paper_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"giliran/firmware-agent/printer/paper"
)

// run runs a tool and returns what it prints; a missing tool fails the test
// with the name of the package that has it.
func run(t *testing.T, debian, tool string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Fatalf("%s is missing: apt-get install %s", tool, debian)
	}
	out, err := exec.Command(tool, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	return strings.TrimSpace(string(out))
}

func scan(t *testing.T, picture *paper.Bitmap) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "page.png")
	writePNG(t, path, picture)
	return run(t, "zbar-tools", "zbarimg", "--quiet", "--raw", path)
}

func TestAPhoneReadsTheQRCodeOnEveryPaper(t *testing.T) {
	t.Parallel()
	docs := samples(t)
	for _, name := range []string{"ticket", "slip", "returned", "test"} {
		for _, width := range []paper.Width{paper.Width58, paper.Width80} {
			t.Run(fmt.Sprintf("%s-%d", name, width), func(t *testing.T) {
				if got := scan(t, onePage(t, docs[name], width).Picture); got != statusPage {
					t.Errorf("read %q", got)
				}
			})
		}
	}
}

func TestQRCodesOfAllLengths(t *testing.T) {
	t.Parallel()
	for _, length := range []int{1, 20, 100, 400} {
		for _, width := range []paper.Width{paper.Width58, paper.Width80} {
			text := strings.Repeat("a", length)
			page := onePage(t, paper.Document{paper.QR{Text: text}}, width)
			if got := scan(t, page.Picture); got != text {
				t.Errorf("%d letters at %d dots: read %q", length, width, got)
			}
		}
	}
}

func TestAMachineReadsTheTicketsText(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ticket.png")
	writePNG(t, path, onePage(t, samples(t)["ticket"], paper.Width58).Picture)
	text := run(t, "tesseract-ocr tesseract-ocr-ind", "tesseract", path, "-", "-l", "ind", "--psm", "4")
	for _, want := range []string{
		"A012", "KTP-el hilang", "Senin, 5 Januari 2026", "Pukul 08.12", "Nomor 035", "7 orang",
		"Fotokopi Kartu Keluarga (KK)", "Surat kehilangan dari Polsek", "GRATIS", "857-8085-1111",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q was not read back; the whole text:\n%s", want, text)
		}
	}
}
