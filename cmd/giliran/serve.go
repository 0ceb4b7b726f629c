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
	frontFlags
	Links bool   `help:"Print a ready-to-click link with its access token for every page."`
	Open  bool   `help:"Open the business day by hand if the hours have not."`
	Wall  string `help:"Directory of the wall for browsers; 'wall' beside this program when empty." placeholder:"DIR"`

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
	front   *front
	servers []*http.Server // of the network, and of the console
	failed  chan error     // what ended a server or the journal
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
	if r.front, err = c.openFront(w.now, log); err != nil {
		return nil, err
	}
	r.URL = r.front.url
	keys, metrics, trail := new(web.Keyring), web.NewMetrics(), new(web.Trail)
	earlier, err := tail(r.store)
	if err != nil {
		return nil, err
	}
	space, err := findRoom(log)
	if err != nil {
		return nil, err
	}
	r.hub, r.staff = w.hub(space.viewers), w.hub(space.staff)
	wiring, err := boardWiring(file)
	if err != nil {
		return nil, err
	}
	r.devices = web.NewDevices(r.office, r.store.Epoch(), wiring, r.front.base, w.now)
	r.engine, err = engine.Start(r.office, &watched{r.store, metrics, r.failed}, &publisher{
		office: r.office, hub: r.hub, staff: r.staff, devices: r.devices, keys: keys, epoch: r.store.Epoch(), now: w.now, log: log,
		trail: trail, earlier: earlier,
	}, engine.Options{Now: w.now, Tick: w.tick, Log: log})
	if err != nil {
		return nil, err
	}
	server := web.New(web.Config{
		Queue: queue{r.engine, r.store.Room}, Office: r.office, Keys: keys, Feed: r.hub, StaffFeed: r.staff, Latest: r.latest,
		Now: w.now, Random: rand.Reader, Log: log, BaseURL: r.front.base, Devices: r.devices,
		Metrics: metrics, Trail: trail, Viewers: r.viewers, Wall: c.wallFiles(), Logo: file.Logo, Copies: r.spares.copies,
		IssueRate: c.IssueRate, Authority: r.front.trust(), Strict: r.front.files,
	})
	socket, err := listenConsole(c.Data)
	if err != nil {
		return nil, err
	}
	servers, listeners := r.front.open(server, space.connections, log)
	// The console streams whole journals and is only the owner's: an answer may
	// take as long as it takes.
	r.servers = append(servers, &http.Server{Handler: console(server.Console(), r.store, r.office), ReadHeaderTimeout: consoleHeader, IdleTimeout: consoleIdle})
	for i, l := range append(listeners, socket) {
		go r.serve(r.servers[i], l)
	}
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
	if err := r.engine.Show(ctx); err != nil {
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
	r.front.greet(w)
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
	_, err := r.engine.Do(ctx, ticketing.Command{Actor: "admin console", From: "command line", Do: ticketing.OpenDay{}})
	if refusal := (*ticketing.Refusal)(nil); errors.As(err, &refusal) {
		fmt.Fprintln(w, "the business day was not opened:", refusal.Detail)
		return nil
	}
	if err != nil {
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
	if r.front != nil {
		errs = append(errs, shutdown(ctx, r.servers)...)
		r.front.close()
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
// layer understands. On a disk that is nearly full nobody new is taken in: what
// room the journal has set aside is for those who wait.
type queue struct {
	*engine.Engine
	room func() error
}

func (q queue) Do(ctx context.Context, c ticketing.Command) (r ticketing.Result, err error) {
	switch c.Do.(type) {
	case ticketing.TakeTicket, ticketing.LendNumbers:
		err = q.room()
	}
	if err == nil {
		r, err = q.Engine.Do(ctx, c)
	}
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
