// Package walltest gives tests a screen. It owns the X server that a test run
// without one needs, and nothing of the wall.
package walltest

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// Packages are Debian's packages without which there is no screen to test on.
const Packages = "xvfb libx11-6 libgl1 libgles2 libegl1 libxrandr2 libxcursor1 libxinerama1 libxi6 libxext6 libxrender1"

// patience is how long the X server may take to start.
const patience = 20 * time.Second

// Run gives run a screen and returns its exit code, for os.Exit in a TestMain.
// Without a DISPLAY it starts an X server that shows nothing, and this program
// once more, with the same arguments, on it: a program's own C libraries would
// not see a DISPLAY set later on.
func Run(run func() int) int {
	if os.Getenv("DISPLAY") != "" {
		return run()
	}
	code, err := again()
	if err != nil {
		fmt.Fprintf(os.Stderr, "these tests draw on an X server and found none: %v\nthey need DISPLAY, or Debian's packages %s\n", err, Packages)
		return 1
	}
	return code
}

func again() (code int, err error) {
	runtime.LockOSThread() // the X server ends with the thread that started it
	display, stop, err := startX()
	if err != nil {
		return 1, err
	}
	defer stop()
	self := exec.Command(os.Args[0], os.Args[1:]...)
	self.Env = append(os.Environ(), "DISPLAY="+display)
	self.Stdin, self.Stdout, self.Stderr = os.Stdin, os.Stdout, os.Stderr
	self.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	err = self.Run()
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		return max(1, exit.ExitCode()), nil
	}
	return 0, err
}

// startX starts Xvfb on a free display.
func startX() (display string, stop func(), err error) {
	read, write, err := os.Pipe()
	if err != nil {
		return "", nil, err
	}
	defer read.Close()
	x := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset")
	x.ExtraFiles = []*os.File{write}
	x.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var said strings.Builder
	x.Stderr = &said
	err = x.Start()
	write.Close()
	if err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = x.Process.Kill()
		_ = x.Wait()
	}
	_ = read.SetReadDeadline(time.Now().Add(patience))
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		stop()
		return "", nil, fmt.Errorf("no answer from Xvfb: %w: %s", err, said.String())
	}
	return ":" + strings.TrimSpace(line), stop, nil
}
