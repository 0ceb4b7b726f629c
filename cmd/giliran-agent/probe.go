//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"giliran/firmware-agent/printer/paper"
	"giliran/ticketing/office"
)

// probeCmd is `giliran-agent probe`.
type probeCmd struct {
	List      bool   `help:"List chips, lines, buses and printers, and end."`
	Office    string `help:"The office.yaml with the board's wiring." type:"existingfile" placeholder:"FILE" xor:"from"`
	Data      string `help:"The agent's data directory, for the wiring it was told last (${default})." default:"agent-data" type:"path" placeholder:"DIR"`
	Board     string `help:"The board's id, if the office has several." placeholder:"ID"`
	Templates string `help:"Directory with the office's own templates of papers." type:"existingdir" placeholder:"DIR"`
}

// Run lists the hardware, then leads through a test of what is wired.
func (p *probeCmd) Run(ctx context.Context, c console) error {
	if p.List {
		return list(ctx, c.out)
	}
	board, err := p.board()
	if err != nil {
		return err
	}
	templates, err := paper.LoadTemplates(p.Templates)
	if err != nil {
		return err
	}
	g := newGuide(hardware{}, board, templates, c)
	return g.run(ctx)
}

// What can be wrong with the wiring to be tried.
var (
	errNoWiring = errors.New("nothing is known about the wiring; name the office's file with --office, or list what there is with --list")
	errWhich    = errors.New("the office has several boards; name one with --board")
	errNoBoard  = errors.New("there is no such board under wiring")
)

// board is the wiring to be tried: from the office's file, else what the agent
// was told last.
func (p *probeCmd) board() (*office.Board, error) {
	if p.Office == "" {
		return p.told()
	}
	f, err := office.Load(p.Office)
	if err != nil {
		return nil, err
	}
	boards := f.Wiring.Boards
	switch {
	case len(boards) == 0:
		return nil, fmt.Errorf("%s: %w", p.Office, errNoWiring)
	case p.Board == "" && len(boards) == 1:
		return &boards[0], nil
	case p.Board == "":
		return nil, errWhich
	}
	if b, ok := f.Wiring.Board(p.Board); ok {
		return b, nil
	}
	return nil, fmt.Errorf("%w: %s", errNoBoard, p.Board)
}

func (p *probeCmd) told() (*office.Board, error) {
	content, err := os.ReadFile(filepath.Join(p.Data, "board.json"))
	if errors.Is(err, os.ErrNotExist) {
		return nil, errNoWiring
	}
	if err != nil {
		return nil, err
	}
	var b office.Board
	if err := json.Unmarshal(content, &b); err != nil {
		return nil, fmt.Errorf("%s: %w", p.Data, err)
	}
	return &b, nil
}
