//go:build npos

package printer_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/png"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"giliran/firmware-agent/printer"
	"giliran/firmware-agent/printer/escpos"
	"giliran/firmware-agent/printer/paper"
)

// judges is where testdata/npos/setup.sh has installed the programs that know
// ESC/POS and have never seen ours.
func judges(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("GILIRAN_NPOS")
	if dir == "" {
		t.Fatal("GILIRAN_NPOS is not set: see testdata/npos/setup.sh")
	}
	return dir
}

// drawing is what render.mjs says npos made of a byte stream.
type drawing struct {
	Commands []string
	Rows     []string
}

func npos(t *testing.T, job []byte) (d drawing) {
	t.Helper()
	script, err := filepath.Abs("testdata/npos/render.mjs")
	if err != nil {
		t.Fatal(err)
	}
	node := exec.Command("node", script)
	node.Dir, node.Stdin, node.Stderr = judges(t), bytes.NewReader(job), os.Stderr
	out, err := node.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestNposDrawsTheSameTicket(t *testing.T) {
	for _, width := range []paper.Width{paper.Width58, paper.Width80} {
		page := ticket(t, "A012", width)
		got := npos(t, printer.Encode([]paper.Page{page}))
		if len(got.Rows) != page.Picture.Height {
			t.Fatalf("%d rows, want %d", len(got.Rows), page.Picture.Height)
		}
		for y, row := range got.Rows {
			for x, dot := range row {
				if black := dot == '1'; black != page.Picture.Black(x, y) || len(row) != int(width) {
					t.Fatalf("the dot at %d, %d of %d is wrong", x, y, len(row))
				}
			}
		}
		if text := zbar(t, got.Rows); text != "https://contoh.id/t/A012" {
			t.Errorf("the QR code reads %q", text)
		}
		commands := slices.Compact(got.Commands)
		if want := "ESC @,GS v0,ESC d,GS V"; strings.Join(commands, ",") != want {
			t.Errorf("%v, want %s", commands, want)
		}
	}
}

// zbar reads the QR code of a picture.
func zbar(t *testing.T, rows []string) string {
	t.Helper()
	picture := image.NewGray(image.Rect(0, 0, len(rows[0]), len(rows)))
	for y, row := range rows {
		for x, dot := range row {
			picture.SetGray(x, y, color.Gray{Y: byte(255 * ('1' - dot))})
		}
	}
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, picture); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ticket.png")
	if err := os.WriteFile(path, encoded.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("zbarimg", "--quiet", "--raw", path).Output()
	if err != nil {
		t.Fatalf("zbarimg (apt-get install zbar-tools): %v", err)
	}
	return strings.TrimSpace(string(out))
}

// receiptio asks network printers at port 9100 how they are; it must believe
// that our emulator is one.
func TestReceiptioReadsTheEmulatorsStatus(t *testing.T) {
	const loopback = "127.91.0.1" // any of them; this one leaves other programs' port alone
	listener, err := net.Listen("tcp", loopback+":9100")
	if err != nil {
		t.Fatal(err)
	}
	emulator := escpos.NewEmulator(escpos.Options{Dots: dots})
	served := make(chan error, 1)
	go func() { served <- emulator.ServeListener(listener) }()
	for want, state := range map[string]escpos.State{
		"online":     {Paper: escpos.Endless},
		"coveropen":  {Paper: escpos.Endless, CoverOpen: true},
		"paperempty": {},
	} {
		emulator.Change(func(s *escpos.State) { *s = state })
		ask := exec.Command("node", "node_modules/receiptio/bin/cli.js", "-d", loopback, "-q", "-p", "generic")
		ask.Dir = judges(t)
		var said bytes.Buffer
		ask.Stderr = &said
		var exit *exec.ExitError
		if err := ask.Run(); err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		if got := strings.TrimSpace(said.String()); got != want {
			t.Errorf("receiptio says %q, want %q", got, want)
		}
	}
	listener.Close()
	emulator.Close()
	if err := <-served; err != nil {
		t.Error(err)
	}
}
