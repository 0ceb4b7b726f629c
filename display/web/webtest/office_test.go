package webtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"giliran/display/feed"
	"giliran/display/web"
	"giliran/store"
	"giliran/storetest"
	"giliran/ticketing"
	"giliran/ticketing/engine"
	"giliran/ticketing/office"
)

// site is an office at work: the real parts, wired as the program wires them,
// on a clock the test can set forward.
type site struct {
	t      *testing.T
	office *ticketing.Office
	dir    string // of the store
	addr   string
	clock  atomic.Int64 // what the clock is ahead of the machine's, in ns

	foretells func(*ticketing.Board) // nil for an office that knows too little, called on the engine's goroutine

	store  *store.Store
	engine *engine.Engine
	hub    *feed.Hub
	keys   *web.Keyring
	server *http.Server
}

// morning is when tests begin: Monday, 23 November 2026, 09.41 WIB.
func morning() time.Time { return time.Date(2026, 11, 23, 2, 41, 0, 0, time.UTC) }

// newSite starts Candipuro's office, changed as the test wants it, with
// everybody admitted.
func newSite(t *testing.T, change ...func(*ticketing.Office)) *site {
	t.Helper()
	o := office.Default().Office
	for _, f := range change {
		f(&o)
	}
	s := &site{t: t, office: &o, dir: t.TempDir(), addr: "127.0.0.1:0"}
	s.clock.Store(int64(time.Until(morning())))
	t.Cleanup(func() { storetest.Check(t, s.dir) })
	t.Cleanup(s.stop)
	s.start()
	s.must(ticketing.OpenDay{})
	for _, role := range []string{ticketing.RoleKiosk, ticketing.RoleSupervisor, ticketing.RoleAdmin} {
		s.admit(role, role)
	}
	for _, d := range o.Desks {
		s.admit(ticketing.RoleDesk, d.ID)
	}
	return s
}

// now is the office's clock.
func (s *site) now() time.Time { return time.Now().Add(time.Duration(s.clock.Load())) }

// later sets the clock forward.
func (s *site) later(d time.Duration) { s.clock.Add(int64(d)) }

func (s *site) start() {
	s.t.Helper()
	var err error
	if s.store, err = store.Open(s.dir, storetest.Options(s.t)); err != nil {
		s.t.Fatal(err)
	}
	s.hub, s.keys = feed.NewHub(feed.HubOptions{}), new(web.Keyring)
	s.engine, err = engine.Start(s.office, s.store, &publisher{s}, engine.Options{Now: s.now, Tick: -1})
	if err != nil {
		s.t.Fatal(err)
	}
	l, err := net.Listen("tcp", s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.addr = l.Addr().String()
	pages := web.New(web.Config{
		Queue: s.engine, Office: s.office, Keys: s.keys, Feed: s.hub, Latest: s.latest,
		Now: s.now, Random: rand.Reader, Viewers: s.hub.Viewers,
	})
	s.server = &http.Server{Handler: pages.Handler()}
	go func(server *http.Server) { _ = server.Serve(l) }(s.server)
}

// stop pulls the plug of the network first, so that browsers notice.
func (s *site) stop() {
	if s.server == nil {
		return
	}
	_ = s.server.Close()
	s.hub.Close()
	if err := s.engine.Close(); err != nil {
		s.t.Error(err)
	}
	storetest.Close(s.t, s.store)
	s.server = nil
}

func (s *site) latest() []byte {
	m, _ := s.hub.Latest()
	b, err := json.Marshal(map[string]any{"epoch": m.Epoch, "seq": m.Seq, "board": m.Board})
	if err != nil {
		s.t.Error(err)
	}
	return b
}

// publisher shows what has become durable.
type publisher struct{ s *site }

func (p *publisher) Publish(st *ticketing.State, _ []ticketing.Event) {
	p.s.keys.Set(st.Tokens)
	board := st.Board(p.s.office, p.s.now())
	if p.s.foretells != nil {
		p.s.foretells(&board)
	}
	b, err := json.Marshal(board)
	if err != nil {
		p.s.t.Error(err)
	}
	p.s.hub.Publish(p.s.store.Epoch(), st.Seq, b)
}

// must does a command as the office's own console would.
func (s *site) must(a ticketing.Action) ticketing.Result {
	s.t.Helper()
	r, err := s.engine.Do(s.t.Context(), ticketing.Command{Actor: "admin console", Do: a})
	if err != nil {
		s.t.Fatalf("%T: %v", a, err)
	}
	return r
}

// secret is the token of a role's holder.
func secret(role, name string) string { return "gil_" + role + "_" + name }

func (s *site) admit(role, name string) {
	sum := sha256.Sum256([]byte(secret(role, name)))
	s.must(ticketing.AddToken{ID: role + "-" + name, Role: role, Name: name, Hash: hex.EncodeToString(sum[:])})
}

// take gives out a number without a browser.
func (s *site) take(service string) ticketing.Ticket {
	s.t.Helper()
	code, err := ticketing.NewCode(rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.ticket(s.must(ticketing.TakeTicket{Service: service, Code: code}).Ticket)
}

// ticket copies a ticket out of the state.
func (s *site) ticket(id uint64) (t ticketing.Ticket) {
	s.t.Helper()
	err := s.engine.View(context.Background(), func(st *ticketing.State) {
		if found := st.Ticket(id); found != nil {
			t = *found
		}
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return t
}

// open opens desks.
func (s *site) open(desks ...string) {
	s.t.Helper()
	for _, d := range desks {
		s.must(ticketing.OpenDesk{Desk: d})
	}
}

// work calls whoever is next at a desk and ends the stage.
func (s *site) work(desk, outcome string) {
	s.t.Helper()
	s.must(ticketing.Next{Desk: desk})
	s.must(ticketing.Finish{Desk: desk, Outcome: outcome})
}

func (s *site) url(path string) string { return "http://" + s.addr + path }

// entered is the address that signs a browser in and goes on to a page.
func (s *site) entered(path string) string {
	role, name := ticketing.RoleAdmin, ticketing.RoleAdmin
	switch {
	case strings.HasPrefix(path, "/desk/"):
		role, name = ticketing.RoleDesk, strings.TrimPrefix(strings.SplitN(path, "?", 2)[0], "/desk/")
	case strings.HasPrefix(path, "/kiosk"):
		role, name = ticketing.RoleKiosk, ticketing.RoleKiosk
	}
	return s.url(fmt.Sprintf("/enter?token=%s&to=%s", secret(role, name), path))
}
