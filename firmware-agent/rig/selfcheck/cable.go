//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"time"
	"unsafe"

	"giliran/firmware-agent/rig/board"
)

const (
	idle       = 100 * time.Millisecond
	paperEmpty = 0x20
)

// ticketArrives prints more than the kernel's queue holds at once, between two
// status requests that are no part of the job.
func ticketArrives(p *board.Printer) (string, error) {
	lp, err := os.OpenFile(board.LP, os.O_RDWR, 0)
	if err != nil {
		return "", err
	}
	defer lp.Close()
	const rows, width = 1600, 72 // a picture of 576 dots
	ticket := append([]byte("\x1b@\x1dv0\x00"), width, 0, rows&0xff, rows>>8)
	for i := range rows * width {
		ticket = append(ticket, byte(i*i>>7))
	}
	ticket = append(ticket, "\x1dVB\x00"...)
	start := time.Now()
	for _, part := range [][]byte{{0x10, 0x04, 0x01}, ticket, {0x10, 0x04, 0x04}} {
		if _, err := lp.Write(part); err != nil {
			return "", err
		}
	}
	written := time.Since(start)
	job, err := p.Job(idle, patience)
	if err != nil {
		return "", err
	}
	if !bytes.Equal(job, ticket) {
		return "", fmt.Errorf("%d bytes printed, %d arrived, or not the same", len(ticket), len(job))
	}
	if err := expect(lp, []byte{0x12, 0x12}); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d bytes, written in %v", len(job), written.Round(time.Millisecond)), nil
}

// statusAnswered asks for the paper sensor in every state of the printer.
func statusAnswered(p *board.Printer) (string, error) {
	lp, err := os.OpenFile(board.LP, os.O_RDWR, 0)
	if err != nil {
		return "", err
	}
	defer lp.Close()
	var slowest time.Duration
	states := []board.Status{board.PaperOut(), board.NearEnd(), board.CoverOpen(), board.Ready()}
	for _, s := range states {
		if err := p.Set(s); err != nil {
			return "", err
		}
		start := time.Now()
		if _, err := lp.Write([]byte{0x10, 0x04, 0x04}); err != nil {
			return "", err
		}
		if err := expect(lp, []byte{s.Reply[4]}); err != nil {
			return "", err
		}
		slowest = max(slowest, time.Since(start))
	}
	return fmt.Sprintf("%d states, at most %v", len(states), slowest.Round(time.Microsecond)), nil
}

// expect reads replies from the printer.
func expect(lp *os.File, want []byte) error {
	if err := lp.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	var got []byte
	for buf := make([]byte, 64); len(got) < len(want); {
		n, err := lp.Read(buf)
		if err != nil {
			return fmt.Errorf("reply % x so far, want % x: %w", got, want, err)
		}
		got = append(got, buf[:n]...)
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("reply % x, want % x", got, want)
	}
	return nil
}

// portShowsPaperOut asks the kernel for the USB port status.
func portShowsPaperOut(p *board.Printer) (string, error) {
	lp, err := os.OpenFile(board.LP, os.O_RDWR, 0)
	if err != nil {
		return "", err
	}
	defer lp.Close()
	var seen []string
	for _, s := range []board.Status{board.Ready(), board.PaperOut(), board.Ready()} {
		if err := p.Set(s); err != nil {
			return "", err
		}
		port, err := portStatus(lp)
		if err != nil {
			return "", err
		}
		if port != s.Port || (port&paperEmpty != 0) != (s.Port == board.PaperOut().Port) {
			return "", fmt.Errorf("port status %#x, want %#x", port, s.Port)
		}
		seen = append(seen, fmt.Sprintf("%#x", port))
	}
	return fmt.Sprint(seen), nil
}

// portStatus is the LPGETSTATUS ioctl. It goes through SyscallConn because
// File.Fd would switch the file to blocking reads.
func portStatus(lp *os.File) (byte, error) {
	const lpGetStatus = 0x060b
	raw, err := lp.SyscallConn()
	if err != nil {
		return 0, err
	}
	var status int32
	var failed error
	err = raw.Control(func(fd uintptr) { failed = ioctl(int(fd), lpGetStatus, unsafe.Pointer(&status)) })
	return byte(status), errors.Join(err, failed)
}

// cablePulled pulls the cable under an open printer, before and in the middle
// of a long job, and prints a whole ticket again after each time.
func cablePulled(p *board.Printer) (string, error) {
	var seen []error
	detail := ""
	for _, after := range []time.Duration{0, 5 * time.Millisecond, 20 * time.Millisecond} {
		lost, err := pull(p, after)
		if err != nil {
			return "", err
		}
		if lost == nil {
			return "", errors.New("a write without a cable went well")
		}
		seen = append(seen, lost)
		if _, err := os.Stat(board.LP); !errors.Is(err, os.ErrNotExist) {
			return "", fmt.Errorf("%s is still there (%v)", board.LP, err)
		}
		if err := p.Plug(); err != nil {
			return "", err
		}
		p.Job(0, 0) // what came before the pull
		if detail, err = ticketArrives(p); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%v; then %s", seen, detail), nil
}

// pull pulls the cable some time into a job; lost is what its writer got.
func pull(p *board.Printer, after time.Duration) (lost, err error) {
	lp, err := os.OpenFile(board.LP, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer lp.Close()
	long := make([]byte, 1<<20)
	if after == 0 {
		err = p.Unplug()
		_, lost = lp.Write(long)
		return lost, err
	}
	written := make(chan error, 1)
	go func() {
		_, err := lp.Write(long)
		written <- err
	}()
	time.Sleep(after)
	err = p.Unplug()
	return <-written, err
}
