package main

import (
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// listener is a supervisor's end.
func listener(t *testing.T) (*net.UnixConn, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: file, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn, file
}

func hears(t *testing.T, conn *net.UnixConn) string {
	t.Helper()
	b := make([]byte, 256)
	n, err := conn.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(b[:n])
}

// The program says that it is ready when its screen is drawn, and then again
// and again that it lives: three times in the time it is given.
func TestTheSupervisorIsTold(t *testing.T) {
	conn, file := listener(t)
	wall, said := program(t, "--server", "http://127.0.0.1:1", "--size", "320x180")
	wall.Env = append(wall.Env, "NOTIFY_SOCKET="+file, "WATCHDOG_USEC=300000")
	if err := wall.Start(); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"READY=1\nWATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"} {
		if got := hears(t, conn); got != want {
			t.Errorf("message %d is %q, not %q", i+1, got, want)
		}
	}
	_ = wall.Process.Signal(syscall.SIGTERM)
	if err := wall.Wait(); err != nil {
		t.Errorf("%v: %s", err, said)
	}
}

func TestSignsOfLifeAreFew(t *testing.T) {
	conn, file := listener(t)
	env := map[string]string{"NOTIFY_SOCKET": file, "WATCHDOG_USEC": "30000000"}
	n, err := newNotifier(func(key string) string { return env[key] }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 2, 41, 0, 0, time.UTC)
	for range 4 * 60 { // a calm minute
		n.drawn(now)
		now = now.Add(250 * time.Millisecond)
	}
	n.tell("STOPPING=1", now)
	var all []string
	for len(all) == 0 || all[len(all)-1] != "STOPPING=1" {
		all = append(all, hears(t, conn))
	}
	if got := strings.Join(all[1:len(all)-1], " "); got != strings.TrimSpace(strings.Repeat("WATCHDOG=1 ", 5)) {
		t.Errorf("in a minute it says %q", all)
	}
}

func TestNotifierWithoutSupervisor(t *testing.T) {
	for _, c := range []struct {
		env map[string]string
		bad string
	}{
		{map[string]string{}, ""},
		{map[string]string{"NOTIFY_SOCKET": "/nowhere/notify"}, "NOTIFY_SOCKET"},
	} {
		n, err := newNotifier(func(key string) string { return c.env[key] }, slog.New(slog.DiscardHandler))
		switch {
		case c.bad == "" && err == nil:
			n.drawn(time.Now())
		case c.bad == "" || err == nil || !strings.Contains(err.Error(), c.bad):
			t.Errorf("%v: %v", c.env, err)
		}
	}
	_, file := listener(t)
	for _, usec := range []string{"soon", "0", "-1", "99999999999999999999"} {
		env := map[string]string{"NOTIFY_SOCKET": file, "WATCHDOG_USEC": usec}
		if _, err := newNotifier(func(key string) string { return env[key] }, nil); err == nil {
			t.Errorf("WATCHDOG_USEC=%s was taken", usec)
		}
	}
}
