package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"giliran/display/feed"
	agent "giliran/firmware-agent"
	"giliran/ticketing"
	"giliran/ticketing/office"
)

var (
	morningPart = flag.Float64("morning", 0, "how much of the whole worst morning to live through, 1 for all of it (make test-load), 0 for a short one")
	morningSeed = flag.Uint64("morning.seed", 0, "what chance does in the morning; 0 draws one")
)

// morning is an office's worst.
type worst struct {
	phones, loiterers, vanished, stuck int
	desks, boards, door                int
	arrivals                           int           // one by one, after those at the door
	hours                              time.Duration // by the office's clock
	takes                              time.Duration // by the machine's
	away                               time.Duration // between the plug and the restart
	lasts                              time.Duration // a bad link, on average
	feed                               feed.HubOptions
}

func shortMorning() worst {
	return worst{
		phones: 200, loiterers: 100, vanished: 5, stuck: 5, desks: 6, boards: 1, door: 60, arrivals: 60,
		hours: 5 * time.Minute, takes: 6 * time.Second, away: 300 * time.Millisecond, lasts: 5 * time.Second,
		feed: feed.HubOptions{PingEvery: time.Second, PongTimeout: 2 * time.Second, WriteTimeout: 2 * time.Second},
	}
}

func longMorning(part float64) worst {
	of := func(n float64) int { return int(n * part) }
	return worst{
		phones: of(5000), loiterers: of(10_000), vanished: of(50), stuck: of(50), desks: 20, boards: 3, door: of(400), arrivals: of(500),
		hours: time.Hour, takes: 4 * time.Minute, away: 2 * time.Second /* systemd's RestartSec */, lasts: 40 * time.Second,
	}
}

// TestWorstMorning: an office's worst morning, lived through faster than it
// would take, with real sockets, the real program's wiring and its real
// journal. Phones lose their links, read slowly, stop reading, vanish without
// a word; strangers hold connections and say nothing; in the middle of a rush
// the plug is pulled and everybody comes back. Afterwards the journal is
// compared with what people were told and the wall has shown, and the office
// with one that has just been started.
func TestWorstMorning(t *testing.T) {
	m, seed := shortMorning(), *morningSeed
	if *morningPart > 0 {
		m = longMorning(*morningPart)
	}
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("-morning.seed=%d", seed)
	d := begin(t, m, seed)
	d.through()
	d.evening()
}

// day is a morning under way.
type day struct {
	*testing.T
	worst
	seed  uint64
	dawn  dawn
	url   string
	data  string
	token map[string]string
	began time.Time

	office *lived
	base   vital // of the office before anybody came
	fresh  vital // of one started on the same journal in the evening
	tenths []vital
	waves  [3]struct{ there, gone vital }
	conns  []int // phones online, by tenth

	tally    *tally
	insist   *insistent
	crowd    *multitude
	wall     *screen
	stations []*station
	stuck    atomic.Bool

	home            chan struct{} // closed when it is time to go home
	people, screens sync.WaitGroup
	work            sync.WaitGroup
	ctx             context.Context // of those at the door and at the desks
	leave           context.CancelFunc
	press           atomic.Int64
}

func begin(t *testing.T, m worst, seed uint64) *day {
	d := &day{T: t, worst: m, seed: seed, token: map[string]string{}, tally: newTally(), home: make(chan struct{})}
	d.settle(t.TempDir())
	d.dawn.Speed, d.dawn.Feed = m.hours.Seconds()/m.takes.Seconds(), m.feed
	d.office = d.dawn.wake(t)
	d.base = d.office.first
	d.admit()
	d.ctx, d.leave = context.WithCancel(context.Background())
	t.Cleanup(d.leave)
	d.insist = &insistent{
		t: t, url: d.url, tally: d.tally, stuck: d.stuck.Load,
		http: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 200}},
	}
	d.crowd = &multitude{child: bear(t, crowdProgram, mob{d.dawn.Listen, m.phones, m.lasts, seed})}
	return d
}

// settle gives the office a place: its file, its data, its address.
func (d *day) settle(dir string) {
	d.Helper()
	file := filepath.Join(dir, "office.yaml")
	write(d.T, file, bigOffice(d.desks, d.boards))
	holidays, _ := office.Example("libur-2026.yaml")
	write(d.T, filepath.Join(dir, "libur-2026.yaml"), holidays)
	d.data = filepath.Join(dir, "data")
	d.dawn = dawn{
		Data: d.data, Listen: freePort(d, outward()), Office: file, Began: time.Now(),
		From: time.Date(2026, 11, 24, 8, 0, 0, 0, time.FixedZone("WIB", 7*60*60)),
	}
	d.url = "http://" + d.dawn.Listen
}

func (d *day) feedURL() string { return "ws://" + d.dawn.Listen + "/feed" }

func write(t *testing.T, file string, b []byte) {
	t.Helper()
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// admit gives everybody a token.
func (d *day) admit() {
	d.Helper()
	c, err := dialOffice(d.data)
	if err != nil {
		d.Fatal(err)
	}
	defer c.http.CloseIdleConnections()
	give := func(role, name string) {
		if d.token[name], err = c.newToken(role, name); err != nil {
			d.Fatal(err)
		}
	}
	for i := range doors {
		give(ticketing.RoleKiosk, door(i))
	}
	give(ticketing.RoleWall, "layar")
	for _, desk := range deskNames(d.desks) {
		give(ticketing.RoleDesk, desk)
	}
	for i := range d.boards {
		give(ticketing.RoleDevice, fmt.Sprintf("pi-%d", i+1))
	}
}

// doors is how many kiosks with a screen there are: one gives out thirty
// numbers a minute at most.
const doors = 4

func door(i int) string { return fmt.Sprintf("pintu-%d", i%doors+1) }

// rng is chance for somebody.
func (d *day) rng(who uint64) *rand.Rand { return rand.New(rand.NewPCG(d.seed, who)) }

// at waits for a part of the morning, 0 to 1.
func (d *day) at(part float64) {
	<-time.After(time.Until(d.began.Add(time.Duration(part * float64(d.takes)))))
}

// office's seconds as the machine's.
func (d *day) quick(office time.Duration) time.Duration {
	return time.Duration(float64(office) / d.dawn.Speed)
}

// through is the morning itself.
func (d *day) through() {
	d.everybodyComes()
	d.began = time.Now()
	d.rush(0, d.door)
	d.people.Go(func() { d.trickle() })
	for tenth := range 10 {
		if tenth%2 == 1 {
			d.crowd.do("stuck", d.worst.stuck)
			d.stuck.Store(true)
		}
		if tenth == 3 {
			d.at(.35)
			d.pull()
		}
		d.at(float64(tenth+1) / 10)
		d.tenths = append(d.tenths, d.office.ask("vital"))
		d.conns = append(d.conns, d.crowd.do("news", 0).Online)
		d.Logf("tenth %d: %d tickets, %d calls, %d phones", tenth+1, d.tally.count(), len(d.wall.calls()), d.conns[tenth])
		if tenth%2 == 1 {
			d.crowd.do("unstuck", 0)
			d.stuck.Store(false)
		}
	}
	close(d.home)
	d.people.Wait()
	d.work.Wait()
	d.Log("everybody has a number, and the desks are empty")
}

// everybodyComes: phones, strangers, desks, boards, the wall; they are all
// there when the morning begins.
func (d *day) everybodyComes() {
	d.crowd.do("come", 0)
	d.crowd.do("loiter", d.loiterers)
	d.crowd.do("vanish", d.vanished)
	d.wall = &screen{
		client: feed.NewClient(d.feedURL(), feed.ClientOptions{Token: d.token["layar"]}), speed: d.dawn.Speed, now: d.dawn.now,
	}
	d.screens.Go(func() { _ = d.wall.client.Run(d.ctx) })
	d.screens.Go(func() {
		if err := d.wall.watch(d.ctx); err != nil {
			d.Error(err)
		}
	})
	for i := range d.boards {
		id := fmt.Sprintf("pi-%d", i+1)
		s := newStation(d.ctx, d.T, d.url, id, d.token[id])
		d.stations = append(d.stations, s)
		d.people.Go(func() { d.press.Add(int64(s.press(d.rng(uint64(1000+i)), d.quick(time.Minute), d.home))) })
	}
	for i, desk := range deskNames(d.desks) {
		d.work.Go(func() { d.insist.work(d.ctx, d.rng(uint64(2000+i)), desk, d.token[desk], d.serving, d.home) })
		page := feed.NewClient(d.feedURL(), feed.ClientOptions{Token: d.token[desk]})
		d.screens.Go(func() { _ = page.Run(d.ctx) })
	}
	waitUntil(d, "all phones see a board", func() bool { return d.crowd.do("news", 0).Online >= d.phones*8/10 })
}

// serving is the time something takes at a desk.
func (d *day) serving(rng *rand.Rand) {
	<-time.After(d.quick(10*time.Second + time.Duration(rng.Float64()*float64(30*time.Second))))
}

// rush is n people at the door at once.
func (d *day) rush(which, n int) {
	for i := range n {
		d.people.Go(func() { d.insist.applicant(d.ctx, d.rng(uint64(10_000*(which+1)+i)), d.token[door(i)]) })
	}
}

// trickle is who comes later, one by one.
func (d *day) trickle() {
	for i := range d.arrivals {
		d.at(float64(i+1) / float64(d.arrivals+1) * .95)
		d.people.Go(func() { d.insist.applicant(d.ctx, d.rng(uint64(100_000+i)), d.token[door(i)]) })
	}
}

// pull pulls the plug while people press at the door, and starts the office
// again on the same journal.
func (d *day) pull() {
	before := d.tally.count()
	d.rush(1, d.door/2)
	waitUntil(d, "somebody of the rush has a number", func() bool { return d.tally.count() > before })
	d.crowd.do("pulled", 0)
	d.office.kill()
	<-time.After(d.away)
	d.office = d.dawn.wake(d.T)
}

// waitUntil waits for something that has to happen.
func waitUntil(t testing.TB, what string, happened func() bool) {
	t.Helper()
	const patience = 10 * time.Minute // a bound for what hangs, not a measure
	late := time.After(patience)
	for !happened() {
		select {
		case <-late:
			t.Fatalf("waited in vain until %s", what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// evening: everybody has gone home; what is left is compared.
func (d *day) evening() {
	d.crowd.do("steady", 0)
	waitUntil(d, "the newest board is on the wall and on every phone", func() bool {
		m, state := d.wall.client.Latest()
		return state.Connected && state.OldSince.IsZero() && d.crowd.do("behind", int(m.Seq)).Behind == 0
	})
	waitUntil(d, "boards have handed over what they gave out by themselves", func() bool {
		for _, s := range d.stations {
			if st := s.agent.Status(); st.Link != agent.LinkUp || st.Offline > 0 {
				return false
			}
		}
		return true
	})
	d.waves[0].there = d.office.ask("vital")
	d.leave()
	d.screens.Wait()
	d.crowd.do("leave", 0)
	for _, s := range d.stations {
		<-s.ended
		s.board.Close()
	}
	d.insist.http.CloseIdleConnections()
	d.waves[0].gone = d.alone()
	for i := 1; i < len(d.waves); i++ {
		d.waves[i].there, d.waves[i].gone = d.onceMore()
	}
	d.office.stop()

	d.dawn.Listen = freePort(d, outward())
	again := d.dawn.wake(d.T)
	again.stop()
	d.fresh = again.first
	d.judge()
}

// onceMore has all phones come, look and go.
func (d *day) onceMore() (there, gone vital) {
	d.crowd.do("come", 0)
	waitUntil(d, "all phones see a board", func() bool { return d.crowd.do("news", 0).Online == d.phones })
	there = d.office.ask("vital")
	d.crowd.do("leave", 0)
	return there, d.alone()
}

// alone waits until the office knows that everybody has gone, the vanished
// too, and holds nothing of them any more.
func (d *day) alone() (v vital) {
	d.Helper()
	late := time.Now().Add(2 * time.Minute)
	for {
		v = d.office.ask("vital")
		if v.Viewers == 0 && v.Goroutines <= d.base.Goroutines && v.Sockets <= d.base.Sockets {
			return v
		}
		if time.Now().After(late) {
			d.Errorf("everybody has gone, and the office holds %d seats, %d goroutines and %d sockets; before they came it was %d, %d and %d\n%s",
				v.Viewers, v.Goroutines, v.Sockets, d.base.Viewers, d.base.Goroutines, d.base.Sockets, d.office.ask("stacks").Stacks)
			return v
		}
		<-time.After(100 * time.Millisecond)
	}
}
