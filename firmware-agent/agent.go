package agent

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	mathrand "math/rand/v2"
	"net"
	"reflect"
	"sync"
	"time"

	"giliran/firmware-agent/printer/paper"
	"giliran/ticketing/office"
)

// Options are what an agent is made of. Server, Token, Board, Data, Hardware
// and Templates are required.
type Options struct {
	Server    string // the office's address, "http://192.168.1.10:8080"
	Token     string // a device token named like the board
	Board     string // the board's id in office.yaml
	Data      string // directory for what must survive a power cut
	Hardware  Hardware
	Templates *paper.Templates

	Dial   Dial           // to the office; a net.Dialer if nil
	TLS    *tls.Config    // for an https:// office; what the machine trusts if nil
	Clock  Clock          // SystemClock if nil
	Random io.Reader      // crypto/rand if nil
	Jitter func() float64 // in [0, 1); math/rand if nil
	Log    *slog.Logger   // nothing is logged if nil
}

// ErrBoard says that a board's id is missing.
var ErrBoard = errors.New("the board's id in office.yaml is needed")

func (o Options) complete() (Options, error) {
	if o.Dial == nil {
		o.Dial = new(net.Dialer).DialContext
	}
	if o.Clock == nil {
		o.Clock = SystemClock()
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Jitter == nil {
		o.Jitter = mathrand.Float64
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Board == "" {
		return o, ErrBoard
	}
	return o, checkServer(o.Server)
}

// Agent is the program beside the hardware. Make one with New.
type Agent struct {
	o        Options
	instance string // of this process
	view     *view
	client   *client
	link     *link
	spool    *Spool
	fates    map[jobKey]*fate // of the one who prints

	mu   sync.Mutex
	show map[string]Shown // by desk, "" for the kiosk
}

// New makes an agent and opens its data directory; Run does the work. It
// returns ErrServer, ErrBoard, ErrInUse, and errors of the disk.
func New(o Options) (*Agent, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	spool, err := OpenSpool(o.Data)
	if err != nil {
		return nil, err
	}
	if spool.Damaged > 0 {
		o.Log.Warn("the spool had damaged lines, as after a power cut", "lines", spool.Damaged)
	}
	a := &Agent{o: o, view: newView(o.Clock), spool: spool, fates: map[jobKey]*fate{}, show: map[string]Shown{}}
	a.instance = a.key()
	a.client = newClient(o, a.heard)
	a.link = newLink(o, a.view, a.instance)
	return a, nil
}

// heard is told of every answer of the office.
func (a *Agent) heard(at time.Time, after time.Duration) {
	a.view.answered(at, after)
	if a.view.now().link == LinkDown {
		a.link.hurry()
	}
}

// key is a fresh name that nobody has.
func (a *Agent) key() string {
	b := make([]byte, 16)
	if _, err := io.ReadFull(a.o.Random, b); err != nil {
		panic(fmt.Errorf("no random numbers: %w", err)) // crypto/rand never fails
	}
	return hex.EncodeToString(b)
}

// Run works until the context ends, and returns its error. Without the office
// it works with the wiring it was told last.
func (a *Agent) Run(ctx context.Context) error {
	var linking sync.WaitGroup
	linking.Go(func() { a.link.run(ctx) })
	changed, end := a.view.follow()
	defer end()
	board := a.remembered()
	for ctx.Err() == nil {
		board = a.work(ctx, changed, board)
	}
	linking.Wait()
	a.client.close()
	return errors.Join(ctx.Err(), a.spool.Close())
}

// work works with one wiring, nil for none, until another one is assigned, and
// returns that.
func (a *Agent) work(ctx context.Context, changed <-chan struct{}, board *office.Board) (next *office.Board) {
	ctx, cancel := context.WithCancel(ctx)
	var working sync.WaitGroup
	if board != nil {
		working.Go(func() { newShift(a, *board).run(ctx) })
	}
	next = board
	for next == board && ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-changed:
			next = a.wiring(board)
		}
	}
	cancel()
	working.Wait()
	return next
}

// wiring is what the office has assigned, or before if that is no different.
func (a *Agent) wiring(before *office.Board) *office.Board {
	now := a.view.now()
	if !now.known() || before != nil && reflect.DeepEqual(*before, now.board.Wiring) {
		return before
	}
	a.o.Log.Info("wiring", "board", now.board.Wiring.ID, "office", now.board.Office)
	a.remember(&now.board.Wiring)
	a.mu.Lock()
	clear(a.show)
	a.mu.Unlock()
	return &now.board.Wiring
}

func (a *Agent) jobs(p Printer, w paperwork) *jobs {
	return &jobs{
		board: a.o.Board, instance: a.instance, printer: p, work: w, clock: a.o.Clock, view: a.view, client: a.client,
		log: a.o.Log, done: a.fates,
	}
}

func (a *Agent) offline(p Printer, w paperwork, want int) *offline {
	return &offline{
		board: a.o.Board, want: want, spool: a.spool, printer: p, work: w, clock: a.o.Clock, view: a.view, client: a.client,
		log: a.o.Log,
	}
}

func (a *Agent) shown(desk string, s Shown) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.show[desk] = s
}

// Status is how the agent is doing.
func (a *Agent) Status() Status {
	now := a.view.now()
	a.mu.Lock()
	defer a.mu.Unlock()
	return Status{Link: now.link, Reason: now.reason, Printer: now.printer, Offline: len(a.spool.Owed()), Shown: maps.Clone(a.show)}
}

// Lent is how many numbers of a service the agent holds on its disk, to give
// out while it cannot reach the office.
func (a *Agent) Lent(service string) int {
	n, _, _ := a.spool.Left(service)
	return n
}

// Wiring is the board as the office has assigned it, or as it was remembered;
// false before the first.
func (a *Agent) Wiring() (office.Board, bool) {
	if now := a.view.now(); now.known() {
		return now.board.Wiring, true
	}
	if b := a.remembered(); b != nil {
		return *b, true
	}
	return office.Board{}, false
}
