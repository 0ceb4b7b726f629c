//go:build !js

package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"giliran/display/voice"
)

// soundless is the environment of a machine without sound.
func soundless(dir string) []string {
	return []string{"PULSE_SERVER=unix:" + dir + "/nowhere", "ALSA_CONFIG_PATH=/dev/null", "XDG_RUNTIME_DIR=" + dir}
}

// The speaking process says why it ends, in a line for the wall.
func TestASpeakingProcessWithoutSound(t *testing.T) {
	for args, says := range map[string]string{
		"speak --cache " + t.TempDir(): "no sound device",
		"speak":                        "--cache",
		"speak --cache x --loud":       "--loud",
	} {
		c, _ := program(t, strings.Fields(args)...)
		c.Env = append(c.Env, soundless(t.TempDir())...)
		out := new(bytes.Buffer)
		c.Stdout, c.Stderr = out, io.Discard
		_ = c.Run()
		var r voice.Report
		if err := json.Unmarshal(out.Bytes(), &r); err != nil || c.ProcessState.ExitCode() != 1 || r.Event != voice.Failed || !strings.Contains(r.Reason, says) {
			t.Errorf("%s: exit code %d, %q, %v", args, c.ProcessState.ExitCode(), out, err)
		}
	}
}

// A wall whose voice has no device shows the calls all the same, logs that once,
// and takes its speaking process along when it ends.
func TestAWallWithoutSound(t *testing.T) {
	dir := t.TempDir()
	c, _ := program(t, "--server", office(t).URL, "--size", "320x180", "--voice", "--voice-volume", "80,12:00-13:00=40")
	c.Env = append(c.Env, soundless(dir)...)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Stdout, c.Stderr = write, write
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	_ = read.SetReadDeadline(time.Now().Add(20 * time.Second))
	said := new(bytes.Buffer)
	for piece := make([]byte, 4096); !strings.Contains(said.String(), "no sound device"); {
		n, err := read.Read(piece)
		if said.Write(piece[:n]); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Errorf("%v: %s", err, said)
	}
	if _, err := io.Copy(said, read); err != nil { // ends when nobody holds the other end any more
		t.Errorf("somebody is left: %v", err)
	}
	if n := strings.Count(said.String(), "no sound device"); n != 1 {
		t.Errorf("said %d times: %s", n, said)
	}
}

func TestWrongVoices(t *testing.T) {
	for args, says := range map[string]string{
		"--voice --voice-languages tlh":                     "no such language",
		"--voice --voice-volume loud":                       "no volume",
		"--voice --voice-style backwards":                   "digits",
		"--voice --voice-recordings " + t.TempDir() + "/no": "/no",
	} {
		c, said := program(t, strings.Fields(args)...)
		c.Env = append(c.Env, "XDG_RUNTIME_DIR="+filepath.Join(t.TempDir()))
		if err := c.Run(); err == nil || !strings.Contains(said.String(), says) {
			t.Errorf("%s: %v, %s", args, err, said)
		}
	}
}
