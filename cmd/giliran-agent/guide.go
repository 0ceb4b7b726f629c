//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	agent "giliran/firmware-agent"
	"giliran/firmware-agent/printer/paper"
	"giliran/ticketing/office"
)

// guide leads a person through everything that is wired to a board.
type guide struct {
	hardware  agent.Hardware
	board     *office.Board
	templates *paper.Templates
	c         console
	lines     chan string // what the person types; closed at the end
	failed    []string
}

func newGuide(h agent.Hardware, b *office.Board, t *paper.Templates, c console) *guide {
	return &guide{hardware: h, board: b, templates: t, c: c, lines: make(chan string)}
}

// errFailed says that something did not work.
var errFailed = errors.New("these did not work")

// run tries everything, and names what did not work in its error.
func (g *guide) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go g.read(ctx)
	g.say("Board %s. Enter goes on, n and Enter says that it did not work.", g.board.ID)
	for _, try := range []func(context.Context) error{g.buttons, g.lamps, g.displays, g.printer} {
		if err := try(ctx); err != nil {
			return err
		}
	}
	if len(g.failed) > 0 {
		return fmt.Errorf("%w: %s", errFailed, strings.Join(g.failed, ", "))
	}
	g.say("Everything works.")
	return nil
}

// read hands over what is typed. It ends with the program at the latest: a
// terminal cannot be told to stop waiting.
func (g *guide) read(ctx context.Context) {
	defer close(g.lines)
	in := bufio.NewScanner(g.c.in)
	for in.Scan() {
		select {
		case g.lines <- strings.TrimSpace(in.Text()):
		case <-ctx.Done():
			return
		}
	}
}

func (g *guide) say(format string, args ...any) { fmt.Fprintf(g.c.out, format+"\n", args...) }

// errEnd says that nobody answers any more.
var errEnd = errors.New("nobody answers; probe --list needs nobody")

// answer waits for the person.
func (g *guide) answer(ctx context.Context) (string, error) {
	select {
	case line, ok := <-g.lines:
		if !ok {
			return "", errEnd
		}
		return line, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// right asks whether something worked.
func (g *guide) right(ctx context.Context, what, question string) error {
	g.say("  %s", question)
	line, err := g.answer(ctx)
	if err == nil && strings.HasPrefix(strings.ToLower(line), "n") {
		g.fail(what, errors.New("said so"))
	}
	return err
}

func (g *guide) fail(what string, err error) {
	g.failed = append(g.failed, what)
	g.say("  NOT RIGHT: %s: %v", what, err)
}
