package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"giliran/display/feed"
	"giliran/display/web"
	"giliran/store"
	"giliran/ticketing"
	"giliran/ticketing/engine"
)

// serveCmd is `giliran serve`.
type serveCmd struct {
	dataFlag
	spareFlags
	Office string `help:"The office.yaml; the embedded Kecamatan Candipuro when empty." placeholder:"FILE"`
	Listen string `help:"Address to listen on; port 0 picks a free one." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	URL    string `help:"How phones reach the office, for the QR on tickets; found out when empty." placeholder:"URL"`
	Links  bool   `help:"Print a ready-to-click link with its access token for every page."`
	Open   bool   `help:"Open the business day by hand if the hours have not."`
	Wall   string `help:"Directory of the wall for browsers; 'wall' beside this program when empty." placeholder:"DIR"`

	Simulate bool `help:"Add a simulated board for giliran-agent --simulate; its token goes to DIR/sim.token."`
}

func (c *serveCmd) Run() error {
	settleMemory()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	o, err := startOffice(c, world{now: time.Now}, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		return err
	}
	err = o.greet(os.Stdout, c)
	if err == nil {
		err = o.wait(ctx)
	}
	return errors.Join(err, o.Close())
}

// world is what an office lives in. A morning that is lived through faster than
// it would take brings its own.
type world struct {
	now  func() time.Time // the office's clock
	tick time.Duration    // how often the hours are looked at; 0 for the engine's default
	feed feed.HubOptions  // how patient the feed is; zero for its defaults
}

// running is an office at work: everything serve has wired together.
type running struct {
	URL string // where it listens, "http://127.0.0.1:8080"

	office  *ticketing.Office
	log     *slog.Logger
	store   *store.Store
	spares  *spares
	engine  *engine.Engine
	hub     *feed.Hub // of the public
	staff   *feed.Hub // of pages and screens with a token
	devices *web.Devices
	public  *http.Server
	console *http.Server
	failed  chan error // what ended a server or the journal
}

// startOffice opens the store and wires the parts in the order in which a
// command passes them; it answers when the office takes commands.
func startOffice(c *serveCmd, w world, log *slog.Logger) (_ *running, err error) {
	file, err := loadOffice(c.Office)
	if err != nil {
		return nil, err
	}
	if c.Simulate {
		if err := addSimulated(file); err != nil {
			return nil, err
		}
	}
	r := &running{office: &file.Office, log: log, failed: make(chan error, 4)}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.Close())
		}
	}()
	if r.store, err = store.Open(c.Data, store.Options{Log: log}); err != nil {
		return nil, err
	}
	if r.spares, err = c.spareFlags.start(r.store, r.office, log); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return nil, err
	}
	r.URL = "http://" + listener.Addr().String()
	keys, metrics, trail := new(web.Keyring), web.NewMetrics(), new(web.Trail)
	earlier, err := tail(r.store)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	space, err := findRoom(log)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	r.hub, r.staff = w.hub(space.viewers), w.hub(space.staff)
	baseURL := c.publicURL(listener.Addr())
	wiring, err := boardWiring(file)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	r.devices = web.NewDevices(r.office, r.store.Epoch(), wiring, baseURL, w.now)
	r.engine, err = engine.Start(r.office, &watched{r.store, metrics, r.failed}, &publisher{
		office: r.office, hub: r.hub, staff: r.staff, devices: r.devices, keys: keys, epoch: r.store.Epoch(), now: w.now, log: log,
		trail: trail, earlier: earlier,
	}, engine.Options{Now: w.now, Tick: w.tick, Log: log})
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	server := web.New(web.Config{
		Queue: queue{r.engine}, Office: r.office, Keys: keys, Feed: r.hub, StaffFeed: r.staff, Latest: r.latest,
		Now: w.now, Random: rand.Reader, Log: log, BaseURL: baseURL, Devices: r.devices,
		Metrics: metrics, Trail: trail, Viewers: r.viewers, Wall: c.wallFiles(), Logo: file.Logo, Copies: r.spares.copies,
	})
	socket, err := listenConsole(c.Data)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	r.public = web.HTTPServer(server.Handler(), space.connections, log)
	// The console streams whole journals and is only the owner's: an answer may
	// take as long as it takes.
	r.console = &http.Server{Handler: console(server.Console(), r.store, r.office), ReadHeaderTimeout: consoleHeader, IdleTimeout: consoleIdle}
	go r.serve(r.public, listener)
	go r.serve(r.console, socket)
	return r, nil
}

// hub is a feed with so many seats.
func (w *world) hub(seats int) *feed.Hub {
	o := w.feed
	o.MaxViewers = seats
	return feed.NewHub(o)
}

// viewers is how many follow the feed.
func (r *running) viewers() int { return r.hub.Viewers() + r.staff.Viewers() }

func (r *running) serve(s *http.Server, l net.Listener) {
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		r.failed <- err
	}
}

// latest is the newest feed message as it went over the wire. Looking at the
// state first makes the engine show what has gathered, so that whoever was
// just given a number finds it on the board.
func (r *running) latest() []byte {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	if err := r.engine.View(ctx, func(*ticketing.State) {}); err != nil {
		return nil
	}
	m, ok := r.hub.Latest()
	if !ok {
		return nil
	}
	return m.Encode()
}

// greet prints the ready line, opens the day and prints the links, as asked.
func (r *running) greet(w io.Writer, c *serveCmd) error {
	fmt.Fprintln(w, "listening on", r.URL)
	if c.Open {
		if err := r.openDay(w); err != nil {
			return err
		}
	}
	if c.Simulate {
		if err := r.writeDeviceToken(c.Data); err != nil {
			return err
		}
	}
	if c.Links {
		return r.printLinks(w, c.Data)
	}
	return nil
}

// openDay opens the day by hand unless the hours have opened it.
func (r *running) openDay(w io.Writer) error {
	ctx := context.Background()
	var open bool
	if err := r.engine.View(ctx, func(s *ticketing.State) { open = s.Open }); err != nil || open {
		return err
	}
	if _, err := r.engine.Do(ctx, ticketing.Command{Actor: "admin console", From: "command line", Do: ticketing.OpenDay{}}); err != nil {
		return err
	}
	fmt.Fprintln(w, "outside the office's hours: the business day was opened by hand")
	return nil
}

// wait returns when the office is told to stop or cannot go on.
func (r *running) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-r.failed:
		return err
	}
}

// Close stops the parts against the data's way: first nobody asks any more,
// then the engine finishes, then the journal closes.
func (r *running) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	var errs []error
	for _, h := range []*feed.Hub{r.staff, r.hub} {
		if h != nil {
			h.Close()
		}
	}
	if r.devices != nil {
		r.devices.Close()
	}
	for _, s := range []*http.Server{r.public, r.console} {
		if s == nil {
			continue
		}
		if err := s.Shutdown(ctx); err != nil {
			errs = append(errs, s.Close())
		}
	}
	if r.engine != nil {
		errs = append(errs, r.engine.Close())
	}
	r.spares.Close(r.log)
	if r.store != nil {
		errs = append(errs, r.store.Close())
	}
	return errors.Join(errs...)
}

// wallFiles is where the wall's program for browsers is. It need not be there:
// the board page stands in for it.
func (c *serveCmd) wallFiles() fs.FS {
	if c.Wall != "" {
		return os.DirFS(c.Wall)
	}
	program, err := os.Executable()
	if err != nil {
		return nil
	}
	return os.DirFS(filepath.Join(filepath.Dir(program), "wall"))
}

// queue is the engine as the web knows it: a full disk has the name every
// layer understands.
type queue struct{ *engine.Engine }

func (q queue) Do(ctx context.Context, c ticketing.Command) (ticketing.Result, error) {
	r, err := q.Engine.Do(ctx, c)
	if errors.Is(err, store.ErrDiskFull) {
		err = fmt.Errorf("%w: %w", err, syscall.ENOSPC)
	}
	return r, err
}

// watched is the store with a stopwatch. When it will take no more until it
// is opened anew, the office stops, so that whoever supervises it starts it
// again.
type watched struct {
	*store.Store
	metrics *web.Metrics
	failed  chan<- error
}

func (w *watched) Append(events []ticketing.Event) error {
	began := time.Now()
	err := w.Store.Append(events)
	w.metrics.Appended(time.Since(began))
	if errors.Is(err, store.ErrBroken) {
		select {
		case w.failed <- err:
		default:
		}
	}
	return err
}

// publicURL is how a phone in the waiting room reaches the office.
func (c *serveCmd) publicURL(listen net.Addr) string {
	if c.URL != "" {
		return c.URL
	}
	tcp, ok := listen.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return "http://" + listen.String()
	}
	addrs, _ := net.InterfaceAddrs()
	for _, a := range addrs {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.To4() != nil && ip.IP.IsGlobalUnicast() {
			return fmt.Sprintf("http://%s:%d", ip.IP, tcp.Port)
		}
	}
	return fmt.Sprintf("http://127.0.0.1:%d", tcp.Port)
}
