package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// program builds the real giliran once and gives its path.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "giliran-program-")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "giliran")
	cmd := exec.Command("go", "build", "-o", bin, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return bin, nil
})

func giliran(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return exec.Command(bin, args...)
}

// office is the real program serving, in a process of its own.
type officeProcess struct {
	t    testing.TB
	data string
	url  string
	cmd  *exec.Cmd
	log  *bytes.Buffer
}

// serve starts the program on a free port and waits for its ready line.
func serve(t testing.TB, data string, args ...string) *officeProcess {
	t.Helper()
	o := &officeProcess{t: t, data: data, log: new(bytes.Buffer)}
	o.start(args...)
	return o
}

// start gives the lines the program printed before the one that says where it
// listens.
func (o *officeProcess) start(args ...string) (said []string) {
	t := o.t
	t.Helper()
	o.cmd = giliran(t, append([]string{"serve", "--data", o.data, "--listen", "127.0.0.1:0"}, args...)...)
	o.cmd.Stderr = o.log
	out, err := o.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := o.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.kill)
	for lines := bufio.NewScanner(out); lines.Scan(); said = append(said, lines.Text()) {
		if url, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
			o.url = url
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return said
		}
	}
	t.Fatalf("the office did not start: %v\n%s", o.cmd.Wait(), o.log)
	return nil
}

// kill pulls the plug: SIGKILL, no last words.
func (o *officeProcess) kill() {
	if o.cmd.ProcessState == nil {
		_ = o.cmd.Process.Kill()
		_ = o.cmd.Wait()
	}
}

// stop asks it to end, as systemd would.
func (o *officeProcess) stop() {
	o.t.Helper()
	if err := o.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		o.t.Fatal(err)
	}
	if err := o.cmd.Wait(); err != nil {
		o.t.Errorf("the office stopped with %v\n%s", err, o.log)
	}
}

// run runs an administrative command on the office's data.
func (o *officeProcess) run(args ...string) string {
	o.t.Helper()
	out, err := giliran(o.t, append(args, "--data", o.data)...).CombinedOutput()
	if err != nil {
		o.t.Fatalf("giliran %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// as gives a client with a fresh token.
func (o *officeProcess) as(role, name string) *caller {
	o.t.Helper()
	return &caller{o, o.run("token", "--role", role, "--name", name), &http.Client{
		Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 100},
	}}
}

// caller is somebody with a token.
type caller struct {
	o     *officeProcess
	token string
	http  *http.Client
}

// answer is what the office said: the status and the JSON body.
type answer struct {
	status int
	body   map[string]any
}

// str walks into the body: str("ticket", "state").
func (a answer) str(path ...string) string {
	var v any = a.body
	for _, p := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return ""
		}
		v = m[p]
	}
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// send makes a request; headers are pairs.
func (c *caller) send(method, path string, body any, headers ...string) (answer, error) {
	var b io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return answer{}, err
		}
		b = bytes.NewReader(raw)
	}
	req, err := http.NewRequest(method, c.o.url+"/api/v1"+path, b)
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.token)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	a := answer{status: resp.StatusCode}
	if err := json.NewDecoder(resp.Body).Decode(&a.body); err != nil {
		return a, fmt.Errorf("%s %s: %s: %w", method, path, resp.Status, err)
	}
	return a, nil
}

// want makes a request that must come back with a status.
func (c *caller) want(status int, method, path string, body any, headers ...string) answer {
	c.o.t.Helper()
	a, err := c.send(method, path, body, headers...)
	if err != nil {
		c.o.t.Fatal(err)
	}
	if a.status != status {
		c.o.t.Fatalf("%s %s %v: status %d, want %d: %v", method, path, body, a.status, status, a.body)
	}
	return a
}

type js map[string]any
