package powerdisk

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
)

// A Worker is a process (the test binary again) that works on a disk. It obeys
// orders, a line each, and answers with any lines, which say what it has
// acknowledged, and then "done".
type Worker struct {
	t     testing.TB
	in    io.Writer
	lines chan string
	said  []string
	kill  func()

	variable string // what the process is told
}

// StartWorker starts the test binary with one more environment variable, which
// tells it to be the worker.
func StartWorker(t testing.TB, variable string) *Worker {
	t.Helper()
	w := &Worker{t: t, variable: variable}
	w.start()
	t.Cleanup(func() { w.kill() })
	return w
}

func (w *Worker) start() {
	w.t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), w.variable)
	cmd.Stderr = os.Stderr
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		w.t.Fatal(err)
	}
	lines, ended := make(chan string, 1<<16), make(chan struct{})
	w.in, w.lines = in, lines
	go func() {
		defer close(ended)
		defer close(lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			lines <- s.Text()
		}
	}()
	w.kill = func() {
		cmd.Process.Kill()
		<-ended
		cmd.Wait()
	}
}

// Restart ends the process at once, as kill -9 does, and starts another. What
// the first had said still counts.
func (w *Worker) Restart() {
	w.t.Helper()
	w.kill()
	for line := range w.lines {
		if line != "done" {
			w.said = append(w.said, line)
		}
	}
	w.start()
}

// Do gives an order and waits until it is done. It returns all that the worker
// has said so far.
func (w *Worker) Do(order string) []string {
	w.t.Helper()
	w.order(order)
	for {
		if line, ok := <-w.lines; w.hear(line, ok, order) {
			return w.said
		}
	}
}

// Try gives an order that the worker may not be able to carry out, so that it
// ends over it. It returns what the worker has said to it.
func (w *Worker) Try(order string) (said []string, done bool) {
	w.t.Helper()
	w.order(order)
	before := len(w.said)
	for line := range w.lines {
		if line == "done" {
			return w.said[before:], true
		}
		w.said = append(w.said, line)
	}
	return w.said[before:], false
}

func (w *Worker) order(order string) {
	w.t.Helper()
	if _, err := fmt.Fprintln(w.in, order); err != nil {
		w.t.Fatal(err)
	}
}

// A Point is a place in a worker's order where the power is cut.
type Point struct {
	Order string
	// Files, if any, let the point begin only at the first write into one of
	// them; it ends Within so many requests of the disk then.
	Files  []string
	Within int

	requests int64 // that the order takes, as far as is known
}

// CutDuring gives the order of a point and cuts the power at one of the disk's
// requests meanwhile, a random one. What a power cut then leaves is written to
// image; said is what the worker had said by then. cut is false when the order
// was done before.
func (d *Disk) CutDuring(w *Worker, p *Point, image string) (said []string, cut bool) {
	d.t.Helper()
	most := p.Within
	if len(p.Files) == 0 {
		most = int(max(1, p.requests))
	}
	_, _, before := d.count()
	d.arm(1+rand.IntN(most), image, p.Files...)
	w.order(p.Order)
	for done := false; !done; {
		select {
		case line, ok := <-w.lines:
			done = w.hear(line, ok, p.Order)
		case answer := <-d.sprung:
			d.wrote(answer)
			for len(w.lines) > 0 && !done {
				line, ok := <-w.lines
				done = w.hear(line, ok, p.Order)
			}
			said, cut = w.said[:len(w.said):len(w.said)], true
			d.say("go")
		}
	}
	if !cut && d.disarm() {
		said, cut = w.said[:len(w.said):len(w.said)], true
	}
	_, _, after := d.count()
	p.requests = (p.requests + after - before + 1) / 2
	return said, cut
}

// hear takes in a line and tells whether the order is done.
func (w *Worker) hear(line string, ok bool, order string) (done bool) {
	w.t.Helper()
	if !ok {
		last := w.said[max(0, len(w.said)-1):] // why, if it could still say so
		w.t.Fatalf("the worker has ended at %q: %s", order, last)
	}
	if line != "done" {
		w.said = append(w.said, line)
	}
	return line == "done"
}
