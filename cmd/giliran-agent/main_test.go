//go:build linux

package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"giliran/ticketing/office"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// told runs a command line to its end.
func told(t *testing.T, args ...string) (code int, out string) {
	t.Helper()
	s := new(screen)
	return start(t.Context(), args, console{strings.NewReader(""), s, s}), s.String()
}

func TestCommandLines(t *testing.T) {
	dir := t.TempDir()
	clinic, _ := office.Example("clinic.yaml")
	candipuro, _ := office.Example("candipuro.yaml")
	for name, content := range map[string]string{"clinic.yaml": string(clinic), "candipuro.yaml": string(candipuro), "broken.yaml": "office: 1\n", "token": "gil_x\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	for _, c := range []struct {
		line string
		code int
		says string
	}{
		{"--help", 0, "Usage: giliran-agent"},
		{"run --help", 0, "--token-file"},
		{"dance", 2, "unexpected argument dance"},
		{"run --token a --token-file token", 2, "--token and --token-file can't be used together"},
		{"run --board pi", 1, "give the device token"},
		{"run --token x", 1, "the board's id in office.yaml is needed"},
		{"run --token x --board pi --server office:8080", 1, "not an address like"},
		{"run --token x --board pi --templates nowhere", 2, "no such file"},
		{"run --token x --simulate --listen 1.2.3.4:1", 1, "listen tcp 1.2.3.4:1"},
		{"probe --list", 0, "GPIO chips"},
		{"probe", 1, "nothing is known about the wiring"},
		{"probe --office candipuro.yaml", 1, "nothing is known about the wiring"},
		{"probe --office clinic.yaml", 1, "name one with --board"},
		{"probe --office clinic.yaml --board attic", 1, "no such board under wiring: attic"},
		{"probe --office broken.yaml", 1, "broken.yaml:1:"},
	} {
		if code, out := told(t, strings.Fields(c.line)...); code != c.code || !strings.Contains(out, c.says) {
			t.Errorf("%s: exit %d, want %d\n%s", c.line, code, c.code, out)
		}
	}
}

// Without hardware, office and token: the program waits for the token, then
// shows its page and looks for the office; told to stop, it does.
func TestSimulateWaitsForEverything(t *testing.T) {
	dir := t.TempDir()
	token := filepath.Join(dir, "sim.token")
	ctx, cancel := context.WithCancel(t.Context())
	s := new(screen)
	ended := make(chan int, 1)
	go func() {
		ended <- start(ctx, []string{"--simulate", "--server", "http://127.0.0.1:1", "--token-file", token, "--data", filepath.Join(dir, "data"), "--listen", "127.0.0.1:0"},
			console{strings.NewReader(""), s, s})
	}()
	s.wait(t, "waiting for a token in "+token)
	if err := os.WriteFile(token, []byte("gil_x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.wait(t, "simulated board on http://127.0.0.1:")
	s.wait(t, "no link to the office")
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindAllString(s.String(), 1)[0]
	r, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r.Body)
	r.Body.Close()
	if err != nil || !strings.Contains(string(body), "sim.js") || !strings.Contains(r.Header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("the page: %v, %v\n%s", err, r.Header, body)
	}
	http.DefaultClient.CloseIdleConnections()
	cancel()
	if code := <-ended; code != 0 {
		t.Errorf("exit %d\n%s", code, s)
	}
}
