package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"testing"
)

// child is another process of the test binary: it is told what it is by its
// first argument, and answers each order on its input with one line.
type child struct {
	t   testing.TB
	cmd *exec.Cmd
	log *bytes.Buffer
	in  *json.Encoder
	out *json.Decoder
}

// bear starts a process under a name that TestMain knows.
func bear(t testing.TB, name string, about any) *child {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	arg, err := json.Marshal(about)
	if err != nil {
		t.Fatal(err)
	}
	c := &child{t: t, log: new(bytes.Buffer)}
	c.cmd = &exec.Cmd{Path: program, Args: []string{name, string(arg)}, Stderr: c.log, Env: os.Environ()}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := c.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.kill)
	c.in, c.out = json.NewEncoder(in), json.NewDecoder(out)
	return c
}

func (c *child) say(order any) {
	c.t.Helper()
	c.must(c.in.Encode(order))
}

func (c *child) hear(answer any) {
	c.t.Helper()
	c.must(c.out.Decode(answer))
}

func (c *child) must(err error) {
	c.t.Helper()
	if err != nil {
		c.kill()
		c.t.Fatalf("%s is gone: %v\n%s", c.cmd.Args[0], err, c.log)
	}
}

// kill is SIGKILL: no last words.
func (c *child) kill() {
	if c.cmd.ProcessState == nil {
		_ = c.cmd.Process.Kill()
		_ = c.cmd.Wait()
	}
}
