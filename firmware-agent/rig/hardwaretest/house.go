//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"giliran/firmware-agent/printer/paper"
	"giliran/firmware-agent/rig/board"
)

const (
	binaries = "/bin"
	home     = "/tmp/rig" // everything the programs write
	address  = "127.0.0.1:8080"
	boardID  = "papan"
	desk     = "loket-1"
	offline  = 20 // numbers lent of each service
)

// wiring is one board with everything on it.
const wiring = `
wiring:
  boards:
    papan:
      kiosk:
        services: {ktp-baru: GPIO2, ktp-rusak: GPIO3, ktp-hilang: GPIO4, ktp-perubahan: GPIO5, pengambilan: GPIO6}
        priority: GPIO7
        lamp: GPIO8
        offline-numbers: 20
      desks:
        loket-1:
          buttons: {next: GPIO9, recall: GPIO10, finish: GPIO11, no-show: GPIO12}
          lamp: {pin: GPIO13, active: low}
          display: {tm1637: {clk: GPIO14, dio: GPIO15}}
      printer: {device: /dev/usb/lp0, paper: 80}
`

// The other side of that wiring.
const (
	kioskPriority, kioskLamp            = "GPIO7", "GPIO8"
	next, recall, finish, noShow        = "GPIO9", "GPIO10", "GPIO11", "GPIO12"
	deskLamp, displayClock, displayData = "GPIO13", "GPIO14", "GPIO15"
)

// service is a button of the kiosk.
type service struct{ id, prefix, pin string }

func services() []service {
	return []service{
		{"ktp-baru", "A", "GPIO2"}, {"ktp-rusak", "B", "GPIO3"}, {"ktp-hilang", "C", "GPIO4"},
		{"ktp-perubahan", "D", "GPIO5"}, {"pengambilan", "P", "GPIO6"},
	}
}

// zone is the office's; the machine has no zone files.
func zone() *time.Location { return time.FixedZone("WIB", 7*60*60) }

// house is an office with its hardware: both programs, and everything a test
// can touch.
type house struct {
	fingers
	chip    *board.Chip
	printer *firmware
	office  *program
	agent   *program
	ran     []*program // these, and those before them
	staff   *api       // a supervisor
	device  *api       // the board itself
	wall    *wall
	blanks  map[string]blank // by service
	ledger  ledger

	templates *paper.Templates
}

// open builds the house: a working day's morning, the office, a token for the
// board. The agent comes later.
func open() (*house, error) {
	if err := morning(); err != nil {
		return nil, err
	}
	chip, err := board.FindChip(board.ChipName)
	if err != nil {
		return nil, err
	}
	h := &house{fingers: newFingers(chip), chip: chip, ledger: newLedger()}
	if h.templates, err = paper.LoadTemplates(""); err != nil {
		return nil, err
	}
	if h.printer, err = newFirmware(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(home, 0o755); err != nil {
		return nil, err
	}
	if err := errors.Join(os.Chown(home, user, user), os.Chown(chip.Device(), user, user)); err != nil {
		return nil, err
	}
	example, err := ask("example")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(officeFile(), append(example, wiring...), 0o644); err != nil {
		return nil, err
	}
	if err := h.openOffice(); err != nil {
		return nil, err
	}
	return h, h.admit()
}

// morning sets the machine's clock to a working day, so that no run meets
// midnight or a holiday.
func morning() error {
	t := unix.NsecToTimeval(time.Date(2026, 11, 23, 8, 0, 0, 0, zone()).UnixNano())
	return unix.Settimeofday(&t)
}

func officeFile() string { return filepath.Join(home, "office.yaml") }
func dataDir() string    { return filepath.Join(home, "data") }
func tokenFile() string  { return filepath.Join(home, "token") }

// openOffice starts the office, and waits until it answers.
func (h *house) openOffice() (err error) {
	h.office, err = h.start("giliran", "serve", "--data", dataDir(), "--office", officeFile(), "--listen", address, "--open")
	if err != nil {
		return err
	}
	if err := serving(patience); err != nil {
		return err
	}
	h.wall, err = watchWall()
	return err
}

// admit makes the tokens, and learns what stands on papers.
func (h *house) admit() error {
	for _, t := range []struct {
		role, name string
		who        **api
	}{{"supervisor", "rig", &h.staff}, {"device", boardID, &h.device}} {
		secret, err := ask("token", "--data", dataDir(), "--role", t.role, "--name", t.name)
		if err != nil {
			return err
		}
		*t.who = newAPI(strings.TrimSpace(string(secret)))
	}
	blanks, err := learnBlanks(h.device)
	if err != nil {
		return err
	}
	h.blanks = blanks
	err = os.WriteFile(tokenFile(), []byte(h.device.token+"\n"), 0o600)
	return errors.Join(err, os.Chown(tokenFile(), user, user))
}

// startAgent starts the agent and waits until it has told how its printer is.
func (h *house) startAgent() (err error) {
	if h.agent, err = h.runAgent(); err != nil {
		return err
	}
	return h.printerIs("ready")
}

func (h *house) runAgent() (*program, error) {
	return h.start("giliran-agent", "run", "--server", "http://"+address, "--token-file", tokenFile(),
		"--board", boardID, "--data", filepath.Join(home, "agent"))
}

// printerIs waits until the office has heard that of the printer.
func (h *house) printerIs(state string) error {
	return await("a printer that is "+state, patience, func() (bool, error) {
		now, _, err := h.staff.papers()
		return now == state, err
	})
}

func (h *house) start(name string, args ...string) (*program, error) {
	p, err := start(name, args...)
	if err == nil {
		h.ran = append(h.ran, p)
	}
	return p, err
}

// logs is what the programs have written since it was last asked for.
func (h *house) logs() string {
	var all strings.Builder
	for _, p := range h.ran {
		if news := p.news(); news != "" {
			fmt.Fprintf(&all, "--- %s\n%s", p.name, news)
		}
	}
	return all.String()
}
