package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"giliran/display/feed"
	"giliran/display/scene"
	agent "giliran/firmware-agent"
	"giliran/firmware-agent/printer/paper"
	"giliran/firmware-agent/sim"
	"giliran/ticketing"
	"giliran/ticketing/office"
)

// insistent makes requests until they are answered, as a person does who
// stands at the kiosk or sits at the desk, and whose page repeats a request
// with the same key.
type insistent struct {
	t     *testing.T
	url   string
	http  *http.Client
	tally *tally
	stuck func() bool // viewers are stuck now
}

// ask sends a request until the office says yes or no to it. False when ctx
// ended before.
func (c *insistent) ask(ctx context.Context, rng *rand.Rand, token, path string, body any) (a answer, ok bool) {
	key := fmt.Sprintf("%016x%016x", rng.Uint64(), rng.Uint64())
	for {
		c.tally.tried()
		began, stuck := time.Now(), c.stuck()
		a, err := c.once(ctx, token, path, key, body)
		if err == nil && a.status < 500 && a.status != http.StatusTooManyRequests {
			c.tally.took(time.Since(began), stuck)
			return a, true
		}
		wait := 100*time.Millisecond + time.Duration(rng.Float64()*float64(400*time.Millisecond))
		if a.status == http.StatusTooManyRequests {
			wait *= 5
		}
		select {
		case <-ctx.Done():
			return answer{}, false
		case <-time.After(wait):
		}
	}
}

func (c *insistent) once(ctx context.Context, token, path, key string, body any) (a answer, err error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return a, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/api/v1"+path, bytes.NewReader(raw))
	if err != nil {
		return a, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Idempotency-Key", key)
	response, err := c.http.Do(r)
	if err != nil {
		return a, err
	}
	defer response.Body.Close()
	a.status = response.StatusCode
	whole, err := io.ReadAll(response.Body)
	if err != nil {
		return a, err // the plug was pulled in the middle of the answer
	}
	return a, json.Unmarshal(whole, &a.body)
}

// applicant takes a number at the door, and stays until he has one.
func (c *insistent) applicant(ctx context.Context, rng *rand.Rand, token string) {
	service := []string{"ktp-baru", "ktp-rusak", "ktp-hilang", "ktp-perubahan"}[rng.IntN(4)]
	a, ok := c.ask(ctx, rng, token, "/tickets", js{"service": service, "priority": rng.IntN(10) == 0})
	switch {
	case !ok:
	case a.status != http.StatusCreated:
		c.t.Errorf("an applicant was refused: %d %v", a.status, a.body)
	default:
		c.tally.issued(a.str("code"), a.str("number"))
	}
}

// outcomes are how most stages end.
var outcomes = map[string]string{
	"berkas": "lengkap", "validasi": "sah", "cek-data": "sesuai", "rekam": "selesai",
	"cetak": "tercetak", "serah-loket": "diterima", "serah-terima": "diserahkan",
}

// work is a desk's morning: next, the time it takes, finish; until told to go
// home with nobody in hand.
func (c *insistent) work(ctx context.Context, rng *rand.Rand, desk, token string, takes func(*rand.Rand), home <-chan struct{}) {
	if a, ok := c.ask(ctx, rng, token, "/desks/"+desk+"/open", js{}); !ok || a.status != http.StatusOK {
		c.t.Errorf("%s does not open: %v", desk, a)
	}
	for {
		select {
		case <-home:
			return
		case <-ctx.Done():
			return
		default:
		}
		a, ok := c.ask(ctx, rng, token, "/desks/"+desk+"/next", js{})
		if ok && a.status == http.StatusConflict && a.str("code") == string(ticketing.NobodyWaits) {
			takes(rng)
			continue
		}
		if !ok || a.status != http.StatusOK {
			c.t.Errorf("%s: next: %v", desk, a)
			return
		}
		c.tally.call(desk, a.str("ticket", "number"))
		if rng.IntN(10) == 0 {
			takes(rng)
			c.ask(ctx, rng, token, "/desks/"+desk+"/recall", js{})
		}
		takes(rng)
		finish := outcomes[a.str("ticket", "stage")]
		if a, ok := c.ask(ctx, rng, token, "/desks/"+desk+"/finish", js{"outcome": finish}); !ok || a.status != http.StatusOK {
			c.t.Errorf("%s: finish %s: %v", desk, finish, a)
			return
		}
	}
}

// screen is a wall: the real client, and the real queue of calls, which shows
// each for a moment only, since an hour of calls has to pass in minutes.
type screen struct {
	client *feed.Client
	speed  float64
	now    func() time.Time

	mu    sync.Mutex
	shown []shownCall
}

func (s *screen) watch(ctx context.Context) error {
	rules := scene.DefaultRules()
	rules.Least = 0
	caller, before := scene.NewCaller(rules), feed.State{}
	last := feed.Message{}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.client.Changed():
		}
		m, state := s.client.Latest()
		gap := time.Duration(0)
		if !before.OldSince.IsZero() {
			gap = time.Duration(s.speed * float64(time.Since(before.OldSince)))
		}
		before = state
		if m.Epoch == "" || m.Epoch == last.Epoch && m.Seq == last.Seq {
			continue
		}
		last = m
		var board ticketing.Board
		if err := json.Unmarshal(m.Board, &board); err != nil {
			return err
		}
		caller.Hear(&board, gap, s.now())
		s.show(caller)
	}
}

func (s *screen) show(caller *scene.Caller) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		now, fresh := caller.Step(time.Now(), false)
		if !fresh {
			return
		}
		s.shown = append(s.shown, shownCall{now.Call.Seq, now.Call.Number, now.Call.Desk})
	}
}

func (s *screen) calls() []shownCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown
}

// station is a board beside hardware: the real agent on simulated buttons and
// a simulated printer.
type station struct {
	board *sim.Board
	agent *agent.Agent
	ended chan error
}

func newStation(ctx context.Context, t *testing.T, url, id, token string) *station {
	t.Helper()
	templates, err := paper.LoadTemplates("")
	if err != nil {
		t.Fatal(err)
	}
	s := &station{board: sim.NewBoard(0), ended: make(chan error, 1)}
	s.agent, err = agent.New(agent.Options{
		Server: url, Token: token, Board: id, Data: filepath.Join(t.TempDir(), id),
		Hardware: s.board, Dial: s.board.Network.Dial, Templates: templates,
	})
	if err != nil {
		t.Fatal(err)
	}
	go func() { s.ended <- s.agent.Run(ctx) }()
	return s
}

// press has somebody press a button on each service in turn, and now and then
// somebody trip over the network cable.
func (s *station) press(rng *rand.Rand, every time.Duration, home <-chan struct{}) (presses int) {
	const finger = 60 * time.Millisecond
	for {
		select {
		case <-home:
			if presses >= 3 {
				s.board.Network.Pull(false)
				return presses
			}
			<-time.After(finger)
		case <-time.After(finger + time.Duration(rng.Float64()*2*float64(every))):
		}
		wiring, ok := s.agent.Wiring()
		pin := wiring.Kiosk.Services["ktp-rusak"]
		if !ok || !s.board.Listening(pin) {
			continue
		}
		s.board.Network.Pull(rng.IntN(8) == 0)
		s.board.Press(pin)
		<-time.After(finger)
		s.board.Release(pin)
		presses++
	}
}

// bigOffice is the example office with so many desks and boards.
func bigOffice(desks, boards int) []byte {
	src, _ := office.Example("candipuro.yaml")
	at := bytes.Index(src, []byte("\ndesks:"))
	b := bytes.NewBuffer(bytes.Clone(src[:at+1]))
	b.WriteString("desks:\n")
	for _, d := range deskNames(desks) {
		fmt.Fprintf(b, "  %s: {name: {id: %s}, stages: [%s]}\n", d, d, deskStages(d))
	}
	b.WriteString("wiring:\n  boards:\n")
	for i := range boards {
		fmt.Fprintf(b, "    pi-%d:\n      kiosk: {services: {ktp-rusak: GPIO6}, lamp: GPIO20, offline-numbers: 20}\n      printer: {tcp: \"127.0.0.1:9100\", paper: 80}\n", i+1)
	}
	return b.Bytes()
}

// deskNames: of ten desks four are counters, two are section heads' and four
// are operators'.
func deskNames(n int) (names []string) {
	for i := range n {
		kind := []string{"loket", "siak", "kasi", "loket", "siak", "loket", "kasi", "siak", "loket", "siak"}[i%10]
		names = append(names, fmt.Sprintf("%s-%d", kind, i+1))
	}
	return names
}

func deskStages(desk string) string {
	switch desk[:4] {
	case "kasi":
		return "validasi"
	case "siak":
		return "rekam, serah-loket, cetak, cek-data"
	}
	return "serah-terima, berkas"
}

func decode(t *testing.T, raw []byte, into any) bool {
	t.Helper()
	if err := json.Unmarshal(raw, into); err != nil {
		t.Error(err)
		return false
	}
	return true
}
