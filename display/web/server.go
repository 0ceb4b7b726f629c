package web

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"giliran/ticketing"
)

// Queue is the engine as this package needs it. Both methods may be called at
// the same time from anywhere.
type Queue interface {
	// Do decides a command, makes its events durable and applies them. The
	// error is a *ticketing.Refusal (wrapped or not) for a wish that cannot be
	// granted; any other means that the office failed. One that wraps
	// syscall.ENOSPC says that the disk is full.
	Do(context.Context, ticketing.Command) (ticketing.Result, error)
	// View runs f on the committed state; f is quick, copies what it keeps and
	// changes nothing. After an error f may still run, later.
	View(ctx context.Context, f func(*ticketing.State)) error
}

// Config is what a Server is made of. Queue, Office, Keys, Feed, Latest, Now
// and Random are required.
type Config struct {
	Queue  Queue
	Office *ticketing.Office
	Keys   *Keyring
	Feed   http.Handler // the board over websocket, at /feed
	// StaffFeed is the same for whoever shows a valid token, so that the crowd
	// cannot take the seats of desks and screens; nil for Feed.
	StaffFeed http.Handler
	Latest    func() []byte // the newest feed message, nil before the first
	Now       func() time.Time
	Random    io.Reader // crypto/rand in the office
	Log       *slog.Logger
	// BaseURL is how phones reach the office, such as
	// "http://192.168.1.10:8080"; empty when only the request knows.
	BaseURL string
	// Devices are the boards with hardware; nil for none.
	Devices *Devices
	// Wall holds the wall's program for browsers, see wall.go; nil for none.
	Wall fs.FS
	// Logo is the office's logo, a PNG; nil for none.
	Logo []byte
	// Metrics counts; nil for one of the server's own.
	Metrics *Metrics
	// Trail has the newest acts of staff; nil for none.
	Trail *Trail
	// IssueRate is how many numbers a minute one token may take from the
	// network, 0 for the default, below 0 for any number.
	IssueRate int
	// Authority is the office's own certificate authority; nil for none.
	Authority Authority
	// Strict tells browsers to come with TLS only from now on. It is not for an
	// authority of one's own: where that is lost, nobody could come any more.
	Strict bool
	// Viewers counts who watches the feed, for the metrics; nil for unknown.
	Viewers func() int
	// Copies tells how the journal's copies on second media are doing; nil
	// for none.
	Copies func() []Copy
}

// Server answers the office's HTTP requests. It owns no goroutine and no
// state of the office.
type Server struct {
	queue   Queue
	office  *ticketing.Office
	keys    *Keyring
	now     func() time.Time
	random  io.Reader
	log     *slog.Logger
	baseURL string
	latest  func() []byte
	devices *Devices
	metrics *Metrics
	trail   *Trail
	copies  func() []Copy

	wallFiles fs.FS
	logoPNG   []byte

	// strangers is the log for what people without a token cause.
	strangers *slog.Logger
	limits    limits
	seats     *seats
	authority Authority
	strict    bool

	mux     *router
	browser *pages // set by pages
	api     huma.API
}

// New makes a server of a complete Config. It panics on a mistake in the
// program itself (a template, a route), never on one in the office.
func New(c Config) *Server {
	s := &Server{
		queue: c.Queue, office: c.Office, keys: c.Keys, now: c.Now, random: c.Random, log: c.Log,
		baseURL: c.BaseURL, latest: c.Latest, devices: c.Devices, metrics: c.Metrics, trail: c.Trail, copies: c.Copies, wallFiles: c.Wall, logoPNG: c.Logo, mux: &router{ServeMux: http.NewServeMux()},
		seats: &seats{count: map[string]int{}, held: map[*seat]struct{}{}}, limits: newLimits(c.IssueRate), authority: c.Authority, strict: c.Strict,
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.strangers = slog.New(newCalm(s.log.Handler()))
	expel := func() { s.seats.expel(s.keys.admits) }
	s.keys.changed.Store(&expel)
	if s.metrics == nil {
		s.metrics = NewMetrics()
	}
	if s.trail == nil {
		s.trail = new(Trail)
	}
	if s.copies == nil {
		s.copies = func() []Copy { return nil }
	}
	s.metrics.watch(s.office, s.queue, c.Viewers)
	s.metrics.registry.MustRegister(newCopyFigures(func() []Copy { return s.copies() }))
	s.api = newAPI(s.mux, c.BaseURL)
	s.operations()
	for pattern, h := range s.plain(s.feed(c.Feed, c.StaffFeed)) {
		s.mux.Handle(pattern, h)
	}
	s.pages(s.mux)
	return s
}

// plain are the endpoints that are neither operations of the API nor pages.
func (s *Server) plain(feed http.Handler) map[string]http.Handler {
	return map[string]http.Handler{
		"GET /feed":           s.seated(feed),
		"GET /device/{board}": s.seated(http.HandlerFunc(s.connect)),
		"GET /metrics":        s.metrics.handler(),
		"GET /openapi.json":   s.description(),
		"GET /enter":          http.HandlerFunc(s.enter),
		"POST /enter":         http.HandlerFunc(s.enter),
		"GET /ca.crt":         http.HandlerFunc(s.caFile),
		"/api/":               http.HandlerFunc(s.nothing),
	}
}

// feed sends staff to seats of their own.
func (s *Server) feed(public, staff http.Handler) http.Handler {
	if staff == nil {
		return public
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, known := s.who(r); known {
			staff.ServeHTTP(w, r)
			return
		}
		public.ServeHTTP(w, r)
	})
}

// Handler answers requests from the network.
func (s *Server) Handler() http.Handler {
	return s.received(s.headers(s.guarded()))
}

// guarded answers what is within its share and comes from our own pages.
func (s *Server) guarded() http.Handler { return s.limit(s.guard(s.mux)) }

// Console answers requests from a socket that only the office's own
// administrator can open (its file's owner and mode say so): everything is
// allowed, in the name of "admin console".
func (s *Server) Console() http.Handler {
	admin := Caller{Role: ticketing.RoleAdmin, Name: console, From: console}
	return s.headers(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mux.ServeHTTP(w, r.WithContext(withCaller(r.Context(), admin)))
	}))
}

// Bounds of what a request may be and how long it may take. A feed leaves
// them behind when it becomes a websocket.
const (
	MaxHeader = 64 << 10 // bytes of a request's header
	MaxBody   = 64 << 10 // bytes of a request's body

	headerTime = 5 * time.Second
	readTime   = 15 * time.Second
	writeTime  = 30 * time.Second
	idleTime   = 2 * time.Minute
)

// HTTPServer is an http.Server for h, a Server's Handler, with those bounds. It
// has room for so many connections besides the websockets; beyond that, and
// only then, those without a token have to go for those who come.
func HTTPServer(h http.Handler, room int, log *slog.Logger) *http.Server {
	d := newDoor(room)
	return &http.Server{
		ConnContext: d.enter, ConnState: d.changed,
		Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: MaxHeader, ErrorLog: slog.NewLogLogger(newCalm(log.Handler()), slog.LevelWarn),
	}
}
