//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"text/tabwriter"
	"time"

	"giliran/firmware-agent/pins"
	"giliran/firmware-agent/printer"
)

// list prints what this computer has: chips with their lines, buses, printers
// with their status. It changes nothing, except that a serial port is set to
// a speed to be asked.
func list(ctx context.Context, w io.Writer) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	listChips(out)
	listBuses(out)
	listPrinters(ctx, out)
	return out.Flush()
}

func listChips(w io.Writer) {
	fmt.Fprintln(w, "GPIO chips")
	chips, err := pins.Chips()
	for _, c := range chips {
		fmt.Fprintf(w, "  %s\t%s\t%d lines\n", c.Name, c.Label, len(c.Lines))
		for i, l := range c.Lines {
			fmt.Fprintf(w, "    %d\t%s\t%s\n", i, or(l.Name, "-"), lineState(l))
		}
	}
	if err != nil {
		fmt.Fprintf(w, "  %v\n", err)
	}
}

func lineState(l pins.LineInfo) string {
	state := "input"
	if l.Output {
		state = "output"
	}
	if l.Used {
		state += ", used by " + or(l.Consumer, "somebody")
	}
	return state
}

func listBuses(w io.Writer) {
	fmt.Fprintln(w, "SPI buses")
	for _, name := range pins.SPIPorts() {
		fmt.Fprintf(w, "  %s\n", name)
	}
	if len(pins.SPIPorts()) == 0 {
		fmt.Fprintln(w, "  none")
	}
}

// listPrinters asks everything that may be a receipt printer.
func listPrinters(ctx context.Context, w io.Writer) {
	fmt.Fprintln(w, "Printers")
	found := false
	for _, place := range []struct{ way, pattern string }{
		{"usb:", "/dev/usb/lp*"}, {"serial:", "/dev/ttyUSB*"}, {"serial:", "/dev/ttyACM*"},
	} {
		paths, _ := filepath.Glob(place.pattern) // the patterns are right
		for _, path := range paths {
			found = true
			fmt.Fprintf(w, "  %s%s\t%s\n", place.way, path, ask(ctx, place.way+path))
		}
	}
	if !found {
		fmt.Fprintln(w, "  none on USB or serial ports; network printers are not looked for")
	}
}

// ask is a printer's status in words.
func ask(ctx context.Context, address string) string {
	open, err := printer.At(address)
	if err != nil {
		return err.Error()
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	status, err := printer.New(open, printer.Options{}).Status(ctx)
	return inWords(status, err)
}

func inWords(s printer.Status, err error) string {
	switch {
	case errors.Is(err, printer.ErrRefused):
		return "cannot be opened: busy, or no permission"
	case err != nil:
		return err.Error()
	case s.Fault() != nil:
		return s.Fault().Error()
	case !s.Known:
		return "does not answer"
	case s.PaperNearEnd:
		return "ready, paper is low"
	}
	return "ready"
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
