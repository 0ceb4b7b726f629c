package agent_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"giliran/display/web"
	"giliran/store"
	"giliran/storetest"
	"giliran/ticketing"
	"giliran/ticketing/engine"
	"giliran/ticketing/office"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/golang/glog.(*fileSink).flushDaemon"))
}

// wiring is what stands in the test office's file: a kiosk with a printer and
// a counter with everything, on one board and on another.
const wiring = `
wiring:
  debounce: 1ms
  long-press: 300ms
  boards:
    pi:
      kiosk:
        services: {ktp-baru: GPIO5, ktp-rusak: GPIO6}
        priority: GPIO7
        lamp: GPIO8
        offline-numbers: 3
      desks:
        loket-1:
          buttons: {next: GPIO10, recall: GPIO11, finish: GPIO12, no-show: GPIO13}
          lamp: {pin: GPIO14, active: low}
          display: {tm1637: {clk: GPIO15, dio: GPIO16}}
        loket-2:
          buttons: {next: GPIO20}
          display: {max7219: {spi: SPI0.0}}
      printer: {tcp: "127.0.0.1:9100", paper: 58}
    pi-2:
      printer: {tcp: "127.0.0.1:9101", paper: 58}
`

// secret is the token of the board pi.
const secret = "gil_a_device_of_the_test"

// morning is a Monday on which the office works.
func morning() time.Time {
	return time.Date(2026, 11, 23, 8, 0, 0, 0, time.FixedZone("", 7*60*60))
}

// house is the real office, from journal to HTTP, on a real port.
type house struct {
	*testing.T
	clock   *clock
	office  *ticketing.Office
	wiring  office.Wiring
	url     string // where phones find the office
	store   *store.Store
	engine  *engine.Engine
	devices *web.Devices
	keys    *web.Keyring
	handler http.Handler
	server  *http.Server
	address string

	mu     sync.Mutex
	heard  []string // every request, as "POST /api/v1/tickets"
	meddle meddler
}

// meddler stands between the agent and the office.
type meddler func(w http.ResponseWriter, r *http.Request, office http.Handler)

func newHouse(t *testing.T) *house {
	t.Helper()
	return newHouseAt(t, "http://kantor.id")
}

// newHouseAt is an office that phones find at an address.
func newHouseAt(t *testing.T, url string) *house {
	t.Helper()
	src, _ := office.Example("candipuro.yaml")
	f, err := office.Parse("office.yaml", append(src, wiring...), func(string) ([]byte, error) { return nil, fs.ErrNotExist })
	if err != nil {
		t.Fatal(err)
	}
	h := &house{T: t, clock: newClock(), office: &f.Office, store: storetest.New(t), keys: new(web.Keyring), address: "127.0.0.1:0"}
	h.wiring, h.url = f.Wiring, url
	h.begin()
	t.Cleanup(h.end)
	h.admit()
	h.do(ticketing.Tick{}) // it opens by its hours
	h.do(ticketing.OpenDesk{Desk: "loket-1"})
	h.start()
	return h
}

// admit gives the board its token.
func (h *house) admit() {
	h.Helper()
	sum := sha256.Sum256([]byte(secret))
	h.do(ticketing.AddToken{ID: "1", Role: ticketing.RoleDevice, Name: "pi", Hash: hex.EncodeToString(sum[:])})
}

// begin starts the office's engine.
func (h *house) begin() {
	h.Helper()
	h.devices = h.feeds()
	log := slog.New(slog.NewTextHandler(h.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	var err error
	if h.engine, err = engine.Start(h.office, h.store, h, engine.Options{Now: h.now, Tick: -1, Log: log}); err != nil {
		h.Fatal(err)
	}
}

// end stops everything.
func (h *house) end() {
	h.Helper()
	h.stop()
	h.devices.Close()
	if err := h.engine.Close(); err != nil {
		h.Error(err)
	}
}

// rewire restarts the office with another wiring.
func (h *house) rewire(change func(*office.Board)) {
	h.Helper()
	h.end()
	change(&h.wiring.Boards[0])
	h.begin()
	h.handler = nil
	h.start()
}

// feeds are the boards' feeds.
func (h *house) feeds() *web.Devices {
	h.Helper()
	boards := map[string]json.RawMessage{}
	for _, b := range h.wiring.Boards {
		wire, err := json.Marshal(b)
		if err != nil {
			h.Fatal(err)
		}
		boards[b.ID] = wire
	}
	return web.NewDevices(h.office, h.store.Epoch(), boards, h.url, h.now)
}

// now is the time at the office, whatever the board's clock says.
func (h *house) now() time.Time { return morning().Add(h.clock.Up()) }

// Publish implements engine.Publisher.
func (h *house) Publish(s *ticketing.State, _ []ticketing.Event) {
	h.keys.Set(s.Tokens)
	board := s.Board(h.office, h.now())
	h.devices.Publish(s, &board)
}

// start brings the server up, on the address it had before.
func (h *house) start() {
	h.Helper()
	if h.handler == nil {
		h.handler = web.New(web.Config{
			Queue: h.engine, Office: h.office, Keys: h.keys, Feed: http.NotFoundHandler(), Latest: func() []byte { return nil },
			Now: h.now, Random: h.clock.random, Devices: h.devices, BaseURL: "http://kantor.id",
		}).Handler()
	}
	listener, err := net.Listen("tcp", h.address)
	if err != nil {
		h.Fatal(err)
	}
	h.address = listener.Addr().String()
	h.server = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.serve(w, r) })}
	server := h.server
	go func() { _ = server.Serve(listener) }()
}

// stop takes the server away with all its connections, as a power cut does.
func (h *house) stop() {
	if h.server != nil {
		_ = h.server.Close()
		h.server = nil
	}
}

func (h *house) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	meddle := h.meddle
	if r.Method != http.MethodGet {
		h.heard = append(h.heard, r.Method+" "+r.URL.Path)
	}
	h.mu.Unlock()
	w.Header().Set("Date", h.now().UTC().Format(http.TimeFormat))
	if meddle != nil {
		meddle(w, r, h.handler)
		return
	}
	h.handler.ServeHTTP(w, r)
}

// between puts a meddler in, or takes it out.
func (h *house) between(m meddler) {
	h.mu.Lock()
	h.meddle = m
	h.mu.Unlock()
}

// asked counts the requests whose method and path begin like that.
func (h *house) asked(prefix string) (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range h.heard {
		if strings.HasPrefix(r, prefix) {
			n++
		}
	}
	return n
}

// do does something in the office.
func (h *house) do(a ticketing.Action) ticketing.Result {
	h.Helper()
	r, err := h.engine.Do(context.Background(), ticketing.Command{Actor: "test", Do: a})
	if err != nil {
		h.Fatalf("%T: %v", a, err)
	}
	return r
}

// take gives out a number that is printed on the board.
func (h *house) take(service string) *ticketing.Ticket {
	h.Helper()
	code, err := ticketing.NewCode(h.clock.random)
	if err != nil {
		h.Fatal(err)
	}
	r := h.do(ticketing.TakeTicket{Service: service, Device: "pi", Code: code})
	var t ticketing.Ticket
	h.look(func(s *ticketing.State) { t = *s.Ticket(r.Ticket) })
	return &t
}

// look looks at the state.
func (h *house) look(f func(*ticketing.State)) {
	h.Helper()
	if err := h.engine.View(context.Background(), f); err != nil {
		h.Fatal(err)
	}
}

// tickets are the numbers of the day, in the order the office heard of them.
func (h *house) tickets() (list []ticketing.Ticket) {
	h.look(func(s *ticketing.State) {
		for _, t := range s.Of(s.Day) {
			list = append(list, *t)
		}
	})
	return list
}

func (h *house) numbers() string {
	var all []string
	for _, t := range h.tickets() {
		all = append(all, t.Number)
	}
	return strings.Join(all, " ")
}

// papers says what became of the papers, in the order asked: "printed,
// unsure/gone".
func (h *house) papers() string {
	var all []string
	h.look(func(s *ticketing.State) {
		for id := uint64(0); id <= s.Seq; id++ {
			j := s.Jobs[id]
			if j == nil {
				continue
			}
			word := string(j.State)
			if j.Reason != "" {
				word += "/" + j.Reason
			}
			all = append(all, word)
		}
	})
	return strings.Join(all, ", ")
}

// printer is how the office believes the printer to be.
func (h *house) printer() (state ticketing.PrinterState) {
	h.look(func(s *ticketing.State) { state = s.Printers["pi"].State })
	return state
}

// lent is how many numbers of a service the board holds.
func (h *house) lent(service string) (n int) {
	h.look(func(s *ticketing.State) {
		for _, l := range s.LeasesOf("pi") {
			if l.Service == service {
				n = len(l.Numbers)
			}
		}
	})
	return n
}
