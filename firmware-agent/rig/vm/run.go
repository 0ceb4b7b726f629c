//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// run starts the command on the console and waits for it as process 1 must:
// reaping every orphan on the way. A command over its limit is asked for its
// goroutines (SIGQUIT) before it is killed, so that a hang explains itself.
func run(command []string, limit time.Duration) error {
	p, err := os.StartProcess(command[0], command, &os.ProcAttr{
		Env:   []string{"PATH=/bin:/", "HOME=/tmp", "LANG=C.UTF-8"},
		Files: []*os.File{os.Stdin, os.Stdout, os.Stderr},
	})
	if err != nil {
		return err
	}
	if limit > 0 {
		time.AfterFunc(limit, func() { explainHang(p) })
	}
	for {
		var status unix.WaitStatus
		pid, err := unix.Wait4(-1, &status, 0, nil)
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil:
			return fmt.Errorf("wait: %w", err)
		case pid == p.Pid:
			return verdict(command[0], status)
		}
	}
}

func verdict(name string, s unix.WaitStatus) error {
	switch {
	case s.Exited() && s.ExitStatus() == 0:
		return nil
	case s.Exited():
		return fmt.Errorf("%s: exit status %d", name, s.ExitStatus())
	default:
		return fmt.Errorf("%s: killed by %v", name, s.Signal())
	}
}

// explainHang prints where each task of the command sits in the kernel, lets
// the Go runtime print its goroutines, and ends it.
func explainHang(p *os.Process) {
	fmt.Println("rig: the command is over its limit")
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stack", p.Pid))
	for _, t := range tasks {
		stack, _ := os.ReadFile(t)
		fmt.Printf("%s\n%s", t, stack)
	}
	p.Signal(unix.SIGQUIT)
	time.AfterFunc(5*time.Second, func() { p.Kill() })
}
