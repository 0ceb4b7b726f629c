package voice_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"giliran/display/voice"
	"giliran/ticketing"
)

func morning() time.Time { return time.Date(2026, 11, 23, 2, 41, 0, 0, time.UTC) }

// hall is a waiting room: a voice whose speaking processes are of the kinds
// named, one after the other, the last for good.
type hall struct {
	t     *testing.T
	voice *voice.Voice
	board ticketing.Board
	tape  *bufio.Reader // what the processes were asked and what was heard
	log   chan string
	now   time.Time
	clock sync.Mutex
}

// within is how long a test waits for something that is to happen.
const within = 20 * time.Second

func newHall(t *testing.T, o voice.Options, kinds ...string) *hall {
	t.Helper()
	return newHallWith(t, nil, o, kinds...)
}

// newHallWith gives the speaking processes an environment too.
func newHallWith(t *testing.T, env []string, o voice.Options, kinds ...string) *hall {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { read.Close() })
	_ = read.SetReadDeadline(time.Now().Add(within))
	h := &hall{t: t, tape: bufio.NewReader(read), log: make(chan string, 100), now: morning()}
	h.board = ticketing.Board{
		Office: ticketing.BoardOffice{Languages: []string{"id", "jv", "tlh"}, Offset: 7 * 3600}, At: morning(),
		Desks: []ticketing.BoardDesk{{ID: "1", Name: ticketing.Text{"id": "Loket 1"}}, {ID: "2", Name: ticketing.Text{"id": "Loket 2"}}},
	}
	cache := t.TempDir()
	o.Command = func(ctx context.Context) *exec.Cmd {
		cmd := exec.CommandContext(ctx, os.Args[0])
		cmd.Env = append(append(os.Environ(), env...), asChild+"="+kinds[0], "CACHE="+cache)
		cmd.ExtraFiles = []*os.File{write}
		kinds = kinds[min(1, len(kinds)-1):]
		return cmd
	}
	o.Now, o.Log = h.tells, slog.New(slog.NewTextHandler(lines(h.log), nil))
	if o.Limits.Backoff == 0 {
		o.Limits.Backoff = time.Millisecond
	}
	if h.voice, err = voice.New(o); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- h.voice.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the voice ends with %v", err)
		}
		write.Close()
	})
	return h
}

func (h *hall) tells() time.Time {
	h.clock.Lock()
	defer h.clock.Unlock()
	return h.now
}

func (h *hall) passes(d time.Duration) {
	h.clock.Lock()
	defer h.clock.Unlock()
	h.now = h.now.Add(d)
}

// lines hands on what is logged.
type lines chan string

func (l lines) Write(b []byte) (int, error) {
	l <- string(b)
	return len(b), nil
}

func (h *hall) call(seq uint64, number string) ticketing.Call {
	return ticketing.Call{Seq: seq, Number: number, Desk: "2", At: morning().Add(time.Duration(seq) * time.Second), Nth: 1}
}

// says lets the wall tell the voice of calls.
func (h *hall) says(numbers ...string) {
	for i, n := range numbers {
		h.voice.Say(h.call(uint64(i+1), n), &h.board)
	}
}

// asked waits until a process is asked for an announcement.
func (h *hall) asked(want string) {
	h.t.Helper()
	line, err := h.tape.ReadString('\n')
	var a voice.Announcement
	if err := errors.Join(err, json.Unmarshal([]byte(line), &a)); err != nil {
		h.t.Fatalf("asked %q: %v", line, err)
	}
	var texts []string
	for _, u := range a.Sentences {
		texts = append(texts, u.Text())
	}
	if got := strings.Join(texts, " | "); got != want {
		h.t.Fatalf("asked %q, not %q", got, want)
	}
}

// heard waits until something has been played, before anything else is asked.
func (h *hall) heard(want string) {
	h.t.Helper()
	line, err := h.tape.ReadString('\n')
	if err != nil || strings.TrimSpace(line) != want {
		h.t.Fatalf("%q, %v, not %q", line, err, want)
	}
}

// logs waits until something is logged.
func (h *hall) logs(want string) {
	h.t.Helper()
	late := time.After(within)
	for {
		select {
		case line := <-h.log:
			if strings.Contains(line, want) {
				return
			}
		case <-late:
			h.t.Fatalf("%q is never logged", want)
		}
	}
}

func sentence(digits string) string {
	return "Nomor antrian " + digits + ", silakan menuju Loket dua."
}

const played = "heard true at 0.8"

func TestCallsAreSpokenInOrderOneAtATime(t *testing.T) {
	t.Parallel()
	h := newHall(t, voice.Options{}, "quick")
	h.says("A001", "A002", "A001", "B003")
	for _, digits := range []string{"A, nol, nol, satu", "A, nol, nol, dua", "A, nol, nol, satu", "B, nol, nol, tiga"} {
		h.asked(sentence(digits))
		h.heard(played)
	}
}

func TestNothingIsSpokenTwice(t *testing.T) {
	t.Parallel()
	memory := filepath.Join(t.TempDir(), "cache", "spoken")
	h := newHall(t, voice.Options{Memory: memory}, "quick")
	h.says("A001", "A002")
	h.says("A001", "A002")
	h.voice.Say(h.call(3, "A003"), &h.board)
	for _, digits := range []string{"satu", "dua", "tiga"} {
		h.asked(sentence("A, nol, nol, " + digits))
		h.heard(played)
	}
	again := newHall(t, voice.Options{Memory: memory}, "quick") // the wall is started again
	again.says("A001", "A002")
	again.voice.Say(h.call(4, "A004"), &h.board)
	again.asked(sentence("A, nol, nol, empat"))
	restored := h.call(1, "A001") // an office from a backup counts calls anew
	restored.At = restored.At.Add(time.Hour)
	again.voice.Say(restored, &h.board)
	again.heard(played)
	again.asked(sentence("A, nol, nol, satu"))
}

func TestADamagedMemoryIsAnEmptyOne(t *testing.T) {
	t.Parallel()
	memory := filepath.Join(t.TempDir(), "spoken")
	if err := os.WriteFile(memory, []byte("\x00\xff\n\n\n1"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := newHall(t, voice.Options{Memory: memory}, "quick")
	h.says("A001")
	h.asked(sentence("A, nol, nol, satu"))
}

func TestLanguagesOfAnAnnouncement(t *testing.T) {
	t.Parallel()
	h := newHall(t, voice.Options{Languages: []string{"en", "jv"}}, "quick") // by name, also a draft
	h.says("A001")
	h.asked("Number A, zero, zero, one, please go to Loket two. | Nomer antrian A, nol, nol, setunggal, sumangga dhateng Loket kalih.")
	drafts := t.TempDir()
	if err := os.WriteFile(filepath.Join(drafts, "id.yaml"), []byte("draft: true"), 0o600); err != nil {
		t.Fatal(err)
	}
	h = newHall(t, voice.Options{Words: os.DirFS(drafts)}, "quick") // no language that is spoken: then Indonesian
	h.says("A001")
	h.asked(sentence("A, nol, nol, satu"))
	if _, err := voice.New(voice.Options{Languages: []string{"tlh"}}); !errors.Is(err, voice.ErrNoLanguage) {
		t.Errorf("an unknown language: %v", err)
	}
}

func TestTheVolumeGoesByTheOfficesClock(t *testing.T) {
	t.Parallel()
	var volumes voice.Volumes
	if err := volumes.UnmarshalText([]byte("80, 09:00-10:00=40, 12:00-13:00=0")); err != nil {
		t.Fatal(err)
	}
	h := newHall(t, voice.Options{Volumes: &volumes}, "quick")
	h.says("A001") // 02.41 UTC is 09.41 in the office
	h.asked(sentence("A, nol, nol, satu"))
	h.heard("heard true at 0.4")
	h.board.At = morning().Add(150 * time.Minute) // the wall's clock stands still, the office's does not
	h.voice.Say(h.call(2, "A002"), &h.board)
	h.board.At = morning().Add(4 * time.Hour)
	h.voice.Say(h.call(3, "A003"), &h.board)
	h.asked(sentence("A, nol, nol, tiga"))
	h.heard("heard true at 0.8")
}

// However a speaking process goes wrong: the voice says that it is not well, and
// the next process speaks.
func TestAfterAProcessThatGoesWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind   string
		limits voice.Limits
		logs   string
		cutOff bool // the first call was begun, and is not spoken again
		asks   bool
	}{
		{kind: "without a device", logs: "no sound device"},
		{kind: "never is ready", limits: voice.Limits{Start: 2 * time.Second}, logs: "hangs"},
		{kind: "babbles", logs: "event", asks: true},
		{kind: "dies before", logs: "exit status 3", asks: true},
		{kind: "lies", limits: voice.Limits{Prepare: 2 * time.Second}, logs: "hangs", asks: true},
		{kind: "dies within", logs: "exit status 3", asks: true, cutOff: true},
		{kind: "hangs", limits: voice.Limits{Margin: time.Second}, logs: "hangs", asks: true, cutOff: true},
	} {
		t.Run(c.kind, func(t *testing.T) {
			t.Parallel()
			h := newHall(t, voice.Options{Limits: c.limits}, c.kind, "quick")
			h.says("A001", "A002")
			if c.asks {
				h.asked(sentence("A, nol, nol, satu"))
			}
			h.logs(c.logs)
			if !c.cutOff {
				h.asked(sentence("A, nol, nol, satu"))
				h.heard(played)
			}
			h.asked(sentence("A, nol, nol, dua"))
			h.heard(played)
			h.logs("the voice is back")
			if s := h.voice.Silent(); !s.IsZero() {
				t.Errorf("not well since %v", s)
			}
		})
	}
}

// An announcement that kills every process that begins with it is given up; the
// others are spoken.
func TestOneAnnouncementDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	h := newHall(t, voice.Options{}, "dies before", "dies before", "quick")
	h.says("A001", "A002")
	h.asked(sentence("A, nol, nol, satu"))
	h.asked(sentence("A, nol, nol, satu"))
	h.logs("given up")
	h.asked(sentence("A, nol, nol, dua"))
	h.heard(played)
}

// Calls from a time without sound are caught up on while they are young.
func TestOldCallsAreNotSpoken(t *testing.T) {
	t.Parallel()
	h := newHall(t, voice.Options{Limits: voice.Limits{Backoff: 50 * time.Millisecond}}, "without a device", "without a device", "quick")
	h.logs("no sound device")
	h.says("A001")
	h.passes(25 * time.Second)
	h.voice.Say(h.call(2, "A002"), &h.board)
	h.passes(25 * time.Second)
	h.asked(sentence("A, nol, nol, dua"))
	h.logs("was not announced")
}

func TestTheWallWaitsOnlyForSound(t *testing.T) {
	t.Parallel()
	h := newHall(t, voice.Options{}, "never is ready")
	h.says("A001")
	if s := h.voice.Silent(); !s.Equal(morning()) || h.voice.Speaking() {
		t.Errorf("before it is ready: not well since %v, speaking %v", s, h.voice.Speaking())
	}
	h = newHall(t, voice.Options{}, "hangs") // begins, and is never finished
	h.says("A001")
	h.asked(sentence("A, nol, nol, satu"))
	if !h.voice.Speaking() || !h.voice.Silent().IsZero() {
		t.Errorf("while it speaks: not well since %v, speaking %v", h.voice.Silent(), h.voice.Speaking())
	}
}
