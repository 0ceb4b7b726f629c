package main

import (
	"encoding/json"
	"image"
	"image/png"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"giliran/display/feed"
	"giliran/display/wall/walltest"
	"giliran/ticketing"
)

// asProgram makes this test binary the program itself.
const asProgram = "GILIRAN_WALL_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(start(os.Args[1:]))
	}
	os.Exit(walltest.Run(m.Run))
}

// program is giliran-wall, about to be started.
func program(t *testing.T, args ...string) (*exec.Cmd, *strings.Builder) {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], args...)
	c.Env = append(os.Environ(), asProgram+"=1")
	said := new(strings.Builder)
	c.Stdout, c.Stderr = said, said
	return c, said
}

func TestAddresses(t *testing.T) {
	for text, want := range map[string]string{
		"http://127.0.0.1:8080":     "ws://127.0.0.1:8080/feed",
		"https://antre.example":     "wss://antre.example/feed",
		"http://[::1]:8080/kantor/": "ws://[::1]:8080/kantor/feed",
		"ws://127.0.0.1:8080":       "",
		"127.0.0.1:8080":            "",
		"http://":                   "",
		"http://petugas:rahasia@a":  "",
		"http://a?b=c":              "",
		"http://a b":                "",
		"":                          "",
	} {
		var a address
		if err := a.UnmarshalText([]byte(text)); string(a) != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v; want %q", text, a, err, want)
		} else if err == nil && a.pages() != strings.TrimSuffix(text, "/") {
			t.Errorf("%q: its pages are at %q", text, a.pages())
		}
	}
}

func TestSizes(t *testing.T) {
	for text, want := range map[string]image.Point{
		"1920x1080": {X: 1920, Y: 1080}, "1080x1920": {X: 1080, Y: 1920},
		"1920": {}, "1920x": {}, "0x0": {}, "1920x1080p": {}, "-5x100": {}, "99999x99999": {}, "besar": {},
	} {
		var s size
		err := s.UnmarshalText([]byte(text))
		if err == nil && image.Point(s) != want || (err == nil) != (want != image.Point{}) {
			t.Errorf("%q: %v, %v; want %v", text, s, err, want)
		}
	}
}

// office serves one board at /feed.
func office(t *testing.T) *httptest.Server {
	t.Helper()
	board := ticketing.Board{
		Office: ticketing.BoardOffice{Name: ticketing.Text{"id": "Kecamatan Candipuro"}, Offset: 7 * 3600},
		At:     time.Now(), Open: true,
		Calls: []ticketing.Call{{Seq: 1, Number: "A012", Desk: "1", At: time.Now(), Nth: 1}},
		Desks: []ticketing.BoardDesk{{ID: "1", Name: ticketing.Text{"id": "Loket 1"}, State: ticketing.DeskOpen, Called: true, Number: "A012", Ticket: ticketing.Calling, Call: 1}},
	}
	bytes, err := json.Marshal(board)
	if err != nil {
		t.Fatal(err)
	}
	hub := feed.NewHub(feed.HubOptions{})
	hub.Publish("one", 1, bytes)
	mux := http.NewServeMux()
	mux.Handle("GET /feed", hub)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	t.Cleanup(hub.Close)
	return server
}

func TestScreenshotShowsTheCall(t *testing.T) {
	file := filepath.Join(t.TempDir(), "wall.png")
	wall, said := program(t, "--server", office(t).URL, "--size", "640x360", "--screenshot", file)
	if err := wall.Run(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if img.Bounds().Size() != image.Pt(640, 360) {
		t.Errorf("the picture is %v", img.Bounds())
	}
	amber := 0
	for y := range 360 {
		for x := range 640 {
			if r, g, b, _ := img.At(x, y).RGBA(); r>>8 == 0xFF && g>>8 == 0xC8 && b>>8 == 0x45 {
				amber++
			}
		}
	}
	if amber < 640*360/20 {
		t.Errorf("only %d pixels call anybody", amber)
	}
}

// A wall with a token shows it to the office, one without shows none.
func TestAWallShowsItsToken(t *testing.T) {
	inside := office(t).Config.Handler
	shown := make(chan string, 100)
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/feed" {
			shown <- r.Header.Get("Authorization")
		}
		inside.ServeHTTP(w, r)
	}))
	t.Cleanup(door.Close)
	file := filepath.Join(t.TempDir(), "wall.token")
	if err := os.WriteFile(file, []byte("gil_layar\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{"Bearer gil_layar": {"--token-file", file}, "": nil} {
		wall, said := program(t, append(args, "--server", door.URL, "--size", "320x180", "--screenshot", filepath.Join(t.TempDir(), "wall.png"))...)
		if err := wall.Run(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		if got := <-shown; got != want {
			t.Errorf("with %v it shows %q", args, got)
		}
	}
}

func TestAScreenshotThatCannotBeWrittenLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	wall, said := program(t, "--server", office(t).URL, "--size", "640x360", "--screenshot", filepath.Join(dir, "missing", "wall.png"))
	if wall.Run(); wall.ProcessState.ExitCode() != 1 || !strings.Contains(said.String(), "missing") {
		t.Errorf("exit code %d: %s", wall.ProcessState.ExitCode(), said)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A server that hangs up on everybody does not end the wall: it calls again and
// again. SIGTERM does end it, in order.
func TestOnlyASignalEndsTheWall(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_ = listener.(*net.TCPListener).SetDeadline(time.Now().Add(30 * time.Second))
	wall, said := program(t, "--server", "http://"+listener.Addr().String(), "--size", "320x180")
	if err := wall.Start(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		conn, err := listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
	}
	if err := wall.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := wall.Wait(); err != nil {
		t.Errorf("%v: %s", err, said)
	}
}

func TestWrongCommandLines(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--server", "localhost:8080"}, 2, "is not http://host:port"},
		{[]string{"--size", "1920"}, 2, "is no size"},
		{[]string{"--lang", "tlh"}, 1, "no such language"},
		{[]string{"--words", "missing"}, 2, "missing"},
		{[]string{"--pictures", "missing"}, 2, "missing"},
	} {
		wall, said := program(t, c.args...)
		if wall.Run(); wall.ProcessState.ExitCode() != c.code || !strings.Contains(said.String(), c.says) {
			t.Errorf("%v: exit code %d, not %d, saying %s", c.args, wall.ProcessState.ExitCode(), c.code, said)
		}
	}
}

func TestWithoutAScreenItSaysSo(t *testing.T) {
	wall, said := program(t)
	wall.Env = append(wall.Env, "DISPLAY=", "WAYLAND_DISPLAY=")
	if wall.Run(); wall.ProcessState.ExitCode() != 1 || !strings.Contains(said.String(), "no window system") {
		t.Errorf("exit code %d: %s", wall.ProcessState.ExitCode(), said)
	}
}
