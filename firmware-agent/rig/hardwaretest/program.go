//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// program is one of the product's programs at work, with its log in a file.
type program struct {
	name  string
	log   string
	read  int // bytes of the log
	cmd   *exec.Cmd
	ended chan struct{} // closed once it has
}

// user is whom the programs run as: nobody in particular, and not root.
const user = 1000

// start starts a program with a log of its own.
func start(name string, args ...string) (*program, error) {
	log, err := os.CreateTemp(home, name+"-*.log")
	if err != nil {
		return nil, err
	}
	defer log.Close() // the program has its own
	p := &program{name: name, log: log.Name(), ended: make(chan struct{})}
	p.cmd = exec.Command(filepath.Join(binaries, name), args...)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: user, Gid: user}}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = p.cmd.Wait() // how it ended is in the log
		close(p.ended)
	}()
	return p, nil
}

// kill ends it as a power cut would: between two instructions.
func (p *program) kill() error {
	if err := p.cmd.Process.Kill(); err != nil {
		return fmt.Errorf("kill %s: %w", p.name, err)
	}
	<-p.ended
	return nil
}

// stop ends it as its supervisor would, and waits until it has.
func (p *program) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stop %s: %w", p.name, err)
	}
	select {
	case <-p.ended:
		return nil
	case <-time.After(patience):
		return fmt.Errorf("%s does not stop", p.name)
	}
}

// over tells whether it has ended.
func (p *program) over() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// news is what has been written into its log since it was last asked for.
func (p *program) news() string {
	text, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	from := min(p.read, len(text))
	p.read = len(text)
	return string(text[from:])
}

// ask runs one of giliran's commands to its end and returns what it printed.
func ask(args ...string) ([]byte, error) {
	out, err := exec.Command(filepath.Join(binaries, "giliran"), args...).Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		err = fmt.Errorf("giliran %s: %w: %s%s", args[0], err, out, failed.Stderr)
	}
	return out, err
}
