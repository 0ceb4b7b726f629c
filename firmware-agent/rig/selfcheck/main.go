//go:build linux

// Selfcheck proves the rig itself: that every part of package board does what
// it says, seen from the other side through the kernel's own interfaces. It
// runs inside the rig's virtual machine after init has made the board, and
// uses neither the agent nor its libraries, so that a fault of theirs and a
// fault of the rig cannot hide each other.
package main

import (
	"fmt"
	"os"

	"giliran/firmware-agent/rig/board"
)

// check is one thing the rig promises. Its detail is printed when it held.
type check struct {
	name string
	run  func() (detail string, err error)
}

func main() {
	if err := selfCheck(); err != nil {
		fmt.Println("selfcheck:", err)
		os.Exit(1)
	}
}

func selfCheck() error {
	chip, err := board.FindChip(board.ChipName)
	if err != nil {
		return err
	}
	printer, err := board.OpenPrinter()
	if err != nil {
		return err
	}
	defer printer.Close()
	failed := 0
	for _, c := range append(wireChecks(chip), cableChecks(printer)...) {
		detail, err := c.run()
		if err != nil {
			failed++
			fmt.Printf("FAIL %s: %v\n", c.name, err)
			continue
		}
		fmt.Printf("ok   %s: %s\n", c.name, detail)
	}
	if failed > 0 {
		return fmt.Errorf("%d checks failed", failed)
	}
	return nil
}

func wireChecks(chip *board.Chip) []check {
	return []check{
		{"a lamp is seen", func() (string, error) { return lampSeen(chip) }},
		{"a contact bounces", func() (string, error) { return contactBounces(chip) }},
		{"200 bouncing presses", func() (string, error) { return bouncingPresses(chip) }},
		{"digits are read off the wires", func() (string, error) { return digitsRead(chip) }},
	}
}

func cableChecks(p *board.Printer) []check {
	return []check{
		{"a ticket arrives byte by byte", func() (string, error) { return ticketArrives(p) }},
		{"DLE EOT is answered", func() (string, error) { return statusAnswered(p) }},
		{"the port status shows paper out", func() (string, error) { return portShowsPaperOut(p) }},
		{"the cable is pulled and put back", func() (string, error) { return cablePulled(p) }},
	}
}
