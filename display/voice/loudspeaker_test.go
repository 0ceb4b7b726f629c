package voice_test

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giliran/display/voice"
)

// loudspeaker is a sound server of the test's own, whose only loudspeaker is
// heard by nobody but the test.
type loudspeaker struct {
	t      *testing.T
	dir    string
	env    []string // of everybody who is to use it
	server *exec.Cmd
	ear    *exec.Cmd
	sound  io.ReadCloser
}

// program is one that uses the loudspeaker, or it says which package has it.
func (l *loudspeaker) program(name, debian string, args ...string) *exec.Cmd {
	l.t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		l.t.Fatalf("%v: install the Debian package %s (.ci/need .ci/packages does)", err, debian)
	}
	c := exec.Command(path, args...)
	c.Env = append(os.Environ(), l.env...)
	return c
}

func newLoudspeaker(t *testing.T) *loudspeaker {
	dir, err := os.MkdirTemp("", "hall") // short: a socket's name has at most 108 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	l := &loudspeaker{t: t, dir: dir, env: []string{
		"HOME=" + dir, "XDG_RUNTIME_DIR=" + dir, "PULSE_SERVER=unix:" + dir + "/hall",
		"ALSA_CONFIG_PATH=/dev/null", // this machine's own loudspeaker stays silent
	}}
	t.Cleanup(l.dies)
	l.program("espeak-ng", "espeak-ng")
	return l
}

// works starts the server, listens, and only then lets the voice in.
func (l *loudspeaker) works() {
	l.t.Helper()
	ear := filepath.Join(l.dir, "ear")
	_ = os.Remove(ear)
	_ = os.Remove(filepath.Join(l.dir, "hall"))
	l.server = l.program("pulseaudio", "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no",
		"--exit-idle-time=-1", "--disable-shm=yes", "--log-level=error",
		"-L", "module-null-sink sink_name=hall rate=48000 norewinds=1", // which also lets it begin at once
		"-L", "module-native-protocol-unix auth-anonymous=1 socket="+ear)
	if err := l.server.Start(); err != nil {
		l.t.Fatal(err)
	}
	reach(l.t, ear)
	l.ear = l.program("parec", "pulseaudio-utils", "--server=unix:"+ear, "--device=hall.monitor",
		"--rate=48000", "--channels=1", "--format=s16le", "--latency-msec=20")
	var err error
	if l.sound, err = l.ear.StdoutPipe(); err != nil {
		l.t.Fatal(err)
	}
	if err := l.ear.Start(); err != nil {
		l.t.Fatal(err)
	}
	l.listen(window)
	pactl := l.program("pactl", "pulseaudio-utils", "--server=unix:"+ear,
		"load-module", "module-native-protocol-unix", "auth-anonymous=1", "socket="+l.dir+"/hall")
	if out, err := pactl.CombinedOutput(); err != nil {
		l.t.Fatalf("pactl: %v: %s", err, out)
	}
}

// reach waits until a server answers at a socket.
func reach(t *testing.T, socket string) {
	t.Helper()
	late := time.After(within)
	for {
		if c, err := net.Dial("unix", socket); err == nil {
			c.Close()
			return
		}
		select {
		case <-time.After(20 * time.Millisecond): // another program: nothing to wait on but its socket
		case <-late:
			t.Fatal("the sound server does not come up")
		}
	}
}

// dies kills the server and whoever listens, without a word.
func (l *loudspeaker) dies() {
	for _, c := range []*exec.Cmd{l.server, l.ear} {
		if c != nil && c.ProcessState == nil {
			_ = c.Process.Kill()
			_ = c.Wait()
		}
	}
}

// listen hears the next piece of sound.
func (l *loudspeaker) listen(d time.Duration) voice.Sound {
	l.t.Helper()
	b := make([]byte, 2*int(d*voice.Rate/time.Second))
	if _, err := io.ReadFull(l.sound, b); err != nil {
		l.t.Fatalf("nothing to listen to: %v", err)
	}
	s := make(voice.Sound, len(b)/2)
	for i := range s {
		s[i] = float32(int16(binary.LittleEndian.Uint16(b[2*i:]))) / (1 << 15)
	}
	return s
}

// window is how long a piece is listened to at once: shorter than any pause.
const window = 50 * time.Millisecond

// announcement hears everything until the voice has spoken and it is quiet
// again.
func (l *loudspeaker) announcement(v *voice.Voice, longest time.Duration) voice.Sound {
	l.t.Helper()
	var all voice.Sound
	quiet := time.Duration(0)
	for all.Length() < longest {
		s := l.listen(window)
		all, quiet = append(all, s...), quiet+window
		if s.Peak() > 0.01 {
			quiet = 0
		}
		if quiet >= 300*time.Millisecond && !v.Speaking() && all.Peak() > 0.01 {
			return all
		}
	}
	l.t.Fatalf("it is not quiet after %v; heard: %s", longest, story(l.t, all))
	return nil
}

// tones are what the words of this test are recorded as, and the chime's own.
func tones() map[string]float64 {
	return map[string]float64{"ding": 659.26, "dong": 523.25, "a": 2000, "satu": 900, "dua": 1100, "tiga": 1300, "loket": 2500}
}

// story tells a sound as the tones that follow one another in it. No word may
// sound together with a chime or another word.
func story(t *testing.T, s voice.Sound) string {
	t.Helper()
	var told []string
	for ; s.Length() >= window; s = s[voice.Rate/20:] {
		piece := s[:voice.Rate/20]
		loudest, name, words := 0.05, "", 0
		for n, hz := range tones() {
			strength := voice.Strength(piece, hz)
			if strength > loudest {
				loudest, name = strength, n
			}
			if strength > 0.15 && n != "dong" {
				words++
			}
		}
		if words > 1 {
			t.Errorf("two sound at once, %v before the end", s.Length())
		}
		if name != "" && (len(told) == 0 || told[len(told)-1] != name) {
			told = append(told, name)
		}
	}
	return strings.Join(told, " ")
}

// record writes the office's own recordings: a tone for each word.
func record(t *testing.T) string {
	dir := t.TempDir()
	for name, hz := range tones() {
		w := &voice.WAV{Rate: voice.Rate, Channels: 1}
		for _, v := range voice.Sine(hz, 150*time.Millisecond, voice.Rate) {
			w.Samples = append(w.Samples, int16(v*32767))
		}
		file := filepath.Join(dir, voice.FileName("id", name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, w.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// What comes out of the loudspeaker: three calls of one second are spoken one
// after the other, each behind its chime; when the sound server is killed the
// voice says so, and speaks again by itself when there is a new one.
func TestWhatTheHallHears(t *testing.T) {
	t.Parallel()
	l := newLoudspeaker(t)
	words := t.TempDir()
	if err := os.WriteFile(filepath.Join(words, "id.yaml"), []byte(`call: "{number} {place}"`), 0o600); err != nil {
		t.Fatal(err)
	}
	l.works()
	h := newHallWith(t, append(l.env, "RECORDINGS="+record(t)), voice.Options{
		Words: os.DirFS(words), Style: voice.Cardinal,
		Limits: voice.Limits{Backoff: 20 * time.Millisecond, BackoffMost: 200 * time.Millisecond},
	}, "device")
	h.board.Desks[1].Name = map[string]string{"id": "Loket"}

	h.says("A001", "A002", "A003")
	three := l.announcement(h.voice, 14*time.Second)
	if got := story(t, three); got != "ding dong a satu loket ding dong a dua loket ding dong a tiga loket" {
		t.Errorf("heard: %s", got)
	}

	l.dies()
	h.logs("the voice is disturbed")
	if h.voice.Silent().IsZero() {
		t.Error("it is not well, and does not say so")
	}
	h.voice.Say(h.call(4, "A004"), &h.board) // "empat" is not recorded
	l.works()
	h.logs("the voice is back")
	spoken := l.announcement(h.voice, 10*time.Second)
	if got := story(t, spoken); !strings.HasPrefix(got, "ding dong") {
		t.Errorf("heard: %s", got)
	}
	want := rendered(t, "A empat Loket")
	if d := loud(spoken) - loud(want); d.Abs() > 200*time.Millisecond {
		t.Errorf("the announcement takes %v, not %v", loud(spoken), loud(want))
	}
	if peak := spoken.Peak(); peak < 0.65 || peak > 0.75 {
		t.Errorf("its peak is %.2f, not 0.9 at 80 percent", peak)
	}
	t.Logf("three calls: %v; recovered: %v of sound, peak %.2f", loud(three), loud(spoken), spoken.Peak())
}

// rendered is what an announcement should sound like.
func rendered(t *testing.T, text string) voice.Sound {
	t.Helper()
	r := voice.Renderer{Synthesis: voice.NewSynthesis(t.TempDir())}
	s, err := r.Render(context.Background(), voice.Announcement{Sentences: []voice.Utterance{{Voice: "id", Parts: []voice.Part{{Words: text}}}}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// loud is how long a sound takes from its first to its last audible sample.
func loud(s voice.Sound) time.Duration {
	first, last := -1, -1
	for i, v := range s {
		if v > 0.02 || v < -0.02 {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return s[first : last+1].Length()
}
