//go:build linux

// Vm is /init of the rig's virtual machine: process 1 of a real Debian kernel
// whose only disk is an initramfs. It brings the system up, builds the board
// (package board), runs one program on it, prints the verdict and powers off.
//
// It owns the life of the machine and nothing else. What is tested is in the
// program it runs, named by rig.sh in /rig/command, one argument a line.
package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"giliran/firmware-agent/rig/board"
)

const (
	modulesDir  = "/rig/modules"
	commandFile = "/rig/command"
)

func main() {
	if os.Getpid() != 1 {
		fmt.Fprintln(os.Stderr, "vm: this is the init of a virtual machine; start it with rig.sh")
		os.Exit(2)
	}
	if err := live(); err != nil {
		powerOff("RIG FAIL: " + err.Error())
	}
	powerOff("RIG PASS")
}

// live is the whole life of the machine.
func live() error {
	if err := mountAll(); err != nil {
		return err
	}
	if err := loadModules(modulesDir); err != nil {
		return err
	}
	if err := loopbackUp(); err != nil {
		return fmt.Errorf("loopback: %w", err)
	}
	if err := buildBoard(); err != nil {
		return fmt.Errorf("board: %w", err)
	}
	fmt.Printf("rig: board ready %.1f s after the kernel's start\n", uptime().Seconds())
	command, err := os.ReadFile(commandFile)
	if err != nil {
		return err
	}
	return run(strings.Split(strings.TrimSuffix(string(command), "\n"), "\n"), limit())
}

// buildBoard makes a chip with the lines of a Raspberry Pi header, every
// button open, and plugs the printer in.
func buildBoard() error {
	var lines []string
	for i := range board.HeaderLines {
		lines = append(lines, "GPIO"+strconv.Itoa(i))
	}
	if _, err := board.NewChip(board.ChipName, lines...); err != nil {
		return err
	}
	return board.NewPrinter()
}

// limit is how long the command may run by the machine's clock, from
// RIG_LIMIT (seconds) on the kernel's command line. Zero is no limit.
func limit() time.Duration {
	s, err := strconv.Atoi(os.Getenv("RIG_LIMIT"))
	if err != nil {
		return 0
	}
	return time.Duration(s) * time.Second
}

func uptime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &t); err != nil {
		return 0
	}
	return time.Duration(t.Nano())
}

// powerOff prints the verdict, waits until the console has sent it, and ends
// the machine.
func powerOff(verdict string) {
	fmt.Println(verdict)
	unix.IoctlSetInt(int(os.Stdout.Fd()), unix.TCSBRK, 1) // tcdrain
	unix.Sync()
	err := unix.Reboot(unix.LINUX_REBOOT_CMD_POWER_OFF)
	panic(errors.Join(errors.New("the machine did not power off"), err)) // a dead init is a kernel panic: it ends too
}
