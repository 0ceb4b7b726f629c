//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"giliran/firmware-agent/rig/board"
)

const (
	bounces  = 3
	gap      = 300 * time.Microsecond
	debounce = 10 * time.Millisecond
	patience = 5 * time.Second
)

// lampSeen drives a line as a program does and looks at it from outside.
func lampSeen(chip *board.Chip) (string, error) {
	const lamp = "GPIO17"
	l, err := drive(chip, lamp)
	if err != nil {
		return "", err
	}
	defer l.close()
	for _, high := range []bool{true, false, true} {
		var bit uint64
		if high {
			bit = 1
		}
		if err := l.set(bit, 1); err != nil {
			return "", err
		}
		if seen, err := chip.Value(lamp); err != nil || seen != high {
			return "", fmt.Errorf("driven %v, seen %v (%w)", high, seen, err)
		}
	}
	return "on, off, on", nil
}

// contactBounces counts the raw edges of one press and one release, and the
// time between them: they must be apart, as real ones are.
func contactBounces(chip *board.Chip) (string, error) {
	const button = "GPIO2"
	l, err := listen(chip, 0, button)
	if err != nil {
		return "", err
	}
	defer l.close()
	if err := errors.Join(chip.Bounce(button, true, bounces, gap), chip.Bounce(button, false, bounces, gap)); err != nil {
		return "", err
	}
	const want = 2 * (2*bounces + 1)
	var before lineEvent
	shortest := time.Hour
	for i := range want {
		e, err := l.next(patience)
		if err != nil {
			return "", fmt.Errorf("edge %d of %d: %w", i+1, want, err)
		}
		if i > 0 && i != want/2 {
			shortest = min(shortest, time.Duration(e.nanos-before.nanos))
		}
		before = e
	}
	if e, err := l.next(2 * debounce); err == nil {
		return "", fmt.Errorf("edge %d after the contact came to rest", e.lineSeq)
	}
	if shortest < gap {
		return "", fmt.Errorf("edges only %v apart, want %v", shortest, gap)
	}
	return fmt.Sprintf("%d edges, at least %v apart", want, shortest.Round(time.Microsecond)), nil
}

// bouncingPresses presses eight buttons 25 times each. Behind the kernel's
// debounce every press and every release must be there once, and no more.
func bouncingPresses(chip *board.Chip) (string, error) {
	buttons := []string{"GPIO4", "GPIO5", "GPIO6", "GPIO7", "GPIO8", "GPIO9", "GPIO10", "GPIO11"}
	l, err := listen(chip, debounce, buttons...)
	if err != nil {
		return "", err
	}
	defer l.close()
	start := time.Now()
	const rounds = 25
	for round := range rounds {
		for _, pressed := range []bool{true, false} {
			for _, b := range buttons {
				if err := chip.Bounce(b, pressed, bounces, gap); err != nil {
					return "", err
				}
			}
			if err := eachOnce(l, chip, buttons, pressed); err != nil {
				return "", fmt.Errorf("round %d: %w", round+1, err)
			}
		}
	}
	if e, err := l.next(4 * debounce); err == nil {
		return "", fmt.Errorf("an edge too many on line %d", e.offset)
	}
	return fmt.Sprintf("%d seen once each in %v", rounds*len(buttons), time.Since(start).Round(time.Millisecond)), nil
}

// eachOnce takes one edge of every button, all to the same side.
func eachOnce(l *lines, chip *board.Chip, buttons []string, pressed bool) error {
	missing := map[uint32]bool{}
	for _, b := range buttons {
		offset, err := chip.Offset(b)
		if err != nil {
			return err
		}
		missing[uint32(offset)] = true
	}
	for len(missing) > 0 {
		e, err := l.next(patience)
		if err != nil {
			return fmt.Errorf("%d of %d missing: %w", len(missing), len(buttons), err)
		}
		if !missing[e.offset] || (e.id == eventFalls) != pressed {
			return fmt.Errorf("line %d: unexpected edge %d", e.offset, e.id)
		}
		delete(missing, e.offset)
	}
	return nil
}

// digitsRead sends "A012" to a TM1637 on two bare wires and reads it back from
// the recording.
func digitsRead(chip *board.Chip) (string, error) {
	const clk, dio = "GPIO22", "GPIO23"
	l, err := drive(chip, clk, dio)
	if err != nil {
		return "", err
	}
	defer l.close()
	want := [][]byte{{0x40}, {0xc0, 0x77, 0x3f, 0x06, 0x5b}, {0x8f}}
	recording, err := chip.Record()
	if err != nil {
		return "", err
	}
	for _, frame := range want {
		if err := sendTM1637(l, frame); err != nil {
			return "", err
		}
	}
	edges, err := recording.Stop()
	if err != nil {
		return "", err
	}
	got, err := board.DecodeTM1637(edges, clk, dio)
	if err != nil {
		return "", err
	}
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || !bytes.Equal(got[i], want[i]) {
			return "", fmt.Errorf("read % x, sent % x", got, want)
		}
	}
	return fmt.Sprintf("% x from %d edges in %v", got, len(edges), edges[len(edges)-1].At-edges[0].At), nil
}

// sendTM1637 bit-bangs one transfer on lines that drive CLK and DIO, in this
// order, both high before and after.
func sendTM1637(l *lines, frame []byte) error {
	const clk, dio = 1, 2
	steps := []lineValues{{0, dio}, {0, clk}} // start
	bit := func(v uint64) { steps = append(steps, lineValues{v, dio}, lineValues{clk, clk}, lineValues{0, clk}) }
	for _, b := range frame {
		for i := range 8 {
			bit(uint64(b>>i&1) * dio)
		}
		bit(dio) // the chip's acknowledge
	}
	steps = append(steps, lineValues{0, dio}, lineValues{clk, clk}, lineValues{dio, dio}) // stop
	for _, s := range steps {
		if err := l.set(s.bits, s.mask); err != nil {
			return err
		}
	}
	return nil
}
