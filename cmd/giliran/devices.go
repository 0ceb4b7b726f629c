package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"giliran/ticketing"
	"giliran/ticketing/office"
)

// boardWiring is each board's part of office.yaml as its agent gets it.
func boardWiring(f *office.File) (map[string]json.RawMessage, error) {
	wiring := map[string]json.RawMessage{}
	for i := range f.Wiring.Boards {
		b := &f.Wiring.Boards[i]
		raw, err := json.Marshal(b)
		if err != nil {
			return nil, fmt.Errorf("wiring of board %s: %w", b.ID, err)
		}
		wiring[b.ID] = raw
	}
	return wiring, nil
}

// simulated is the id of the board that exists only in giliran-agent's
// --simulate.
const simulated = "sim"

// addSimulated gives the office a board with everything on it: a button per
// service, a panel for every desk that calls applicants, a printer. Its pins
// are names of nothing.
func addSimulated(f *office.File) error {
	o := &f.Office
	if _, taken := o.Device(simulated); taken {
		return fmt.Errorf("office.yaml has a board %q already; --simulate needs that name", simulated)
	}
	pins := 0
	pin := func() string { pins++; return fmt.Sprintf("SIM%d", pins) }
	b := office.Board{ID: simulated, Settings: f.Wiring.Settings, Printer: office.Printer{TCP: "simulated", Paper: 80}}
	d := ticketing.Device{ID: simulated, Kiosk: true, Printer: true, Offline: 20}
	b.Kiosk = office.Kiosk{Services: map[string]string{}, Offline: d.Offline, Lamp: office.Lamp{Pin: pin()}}
	for i := range o.Services {
		b.Kiosk.Services[o.Services[i].ID] = pin()
	}
	b.Kiosk.Priority = pin()
	for i := range o.Desks {
		desk := &o.Desks[i]
		if !calls(o, desk) {
			continue
		}
		p := office.Panel{Desk: desk.ID, Buttons: map[office.Button]string{}, Lamp: office.Lamp{Pin: pin()}}
		for _, button := range office.Buttons() {
			p.Buttons[button] = pin()
		}
		p.Display.CLK, p.Display.DIO = pin(), pin()
		b.Panels = append(b.Panels, p)
		d.Desks = append(d.Desks, desk.ID)
	}
	f.Wiring.Boards = append(f.Wiring.Boards, b)
	o.Devices = append(o.Devices, d)
	return nil
}

// calls tells whether a desk serves a stage to which applicants are called.
func calls(o *ticketing.Office, desk *ticketing.Desk) bool {
	for _, id := range desk.Stages {
		if stage, ok := o.Stage(id); ok && stage.Mode == ticketing.Called {
			return true
		}
	}
	return false
}

// writeDeviceToken sees to it that the simulated board's agent finds a valid
// token in the data directory, mode 0600 like the links beside it.
func (r *running) writeDeviceToken(data string) error {
	file := filepath.Join(data, simulated+".token")
	old, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if ok, err := r.admitted(string(old)); ok || err != nil {
		return err
	}
	office, err := dialOffice(data)
	if err != nil {
		return err
	}
	secret, err := office.newToken(ticketing.RoleDevice, simulated)
	if err != nil {
		return err
	}
	return writeFile(file, []byte(secret))
}

// hashed is a secret as the state keeps it.
func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
