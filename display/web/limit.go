package web

import (
	"context"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"giliran/ticketing"
)

// How much is allowed. What asks the engine (a page, a ticket, the board) costs
// pageCost, a file or a seat at the feed 1 (5,000 phones that come back after a
// power cut cost 5,000), the wall's program fileCost for its size. A phone
// that scans its QR code uses about 20: a full waiting room of 500 behind one
// address needs 10,000 at once, and then hardly anything, because phones follow
// the feed. doc/threats.md has the reasons.
const (
	pageCost = 5
	fileCost = 50
	// MostSeats is how many may follow the feed from one address: 5,000 phones
	// may be behind one router, and others are left as many seats.
	MostSeats = 6000
	// IssueRate is how many numbers a minute one token may take, unless
	// Config.IssueRate says otherwise: a printer needs two seconds for each.
	IssueRate = 30
)

// publicAllowance is for one address without a token, and for all such.
func publicAllowance() (each, all allowance) {
	return allowance{1000, 20_000}, allowance{4000, 40_000}
}

// holderAllowance is for one token.
func holderAllowance() allowance { return allowance{500, 5000} }

// guessAllowance is for ticket codes that are not there, of one address and of
// all: people mistype; who guesses gets nowhere (TestGuessingTakesYears). Each
// look counts until it has found something, so as many may look at once.
func guessAllowance() (each, all allowance) {
	return allowance{0.1, 500}, allowance{2, 2000}
}

// loginAllowance is for secrets nobody holds. A right one always enters.
func loginAllowance() (each, all allowance) {
	return allowance{0.3, 10}, allowance{5, 50}
}

// limits are a server's meters.
type limits struct {
	public, holder, guess, login, issue *meter
	seen                                *memory // ticket codes an address has found
}

func newLimits(issue int) limits {
	if issue == 0 {
		issue = IssueRate
	}
	l := limits{holder: newMeter(holderAllowance(), allowance{}), seen: newMemory()}
	l.public, l.guess, l.login = newMeter(publicAllowance()), newMeter(guessAllowance()), newMeter(loginAllowance())
	if issue > 0 {
		l.issue = newMeter(allowance{float64(issue) / 60, float64(max(issue/2, 10))}, allowance{})
	}
	return l
}

// trusted is a request that no limit holds for: of this machine itself, where
// the kiosk, the wall and a proxy may run, and of the console's socket.
func trusted(r *http.Request) bool {
	if c, ok := callerOf(r.Context()); ok && c.From == console {
		return true
	}
	a, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && a.Addr().Unmap().IsLoopback()
}

// client names whom a request's cost counts for: its address, of IPv6 the
// network, since a machine there has as many addresses as it likes.
func client(r *http.Request) string {
	a, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	if ip := a.Addr().Unmap(); ip.Is6() {
		net, _ := ip.WithZone("").Prefix(64)
		return net.String()
	}
	return a.Addr().Unmap().String()
}

// cost is what a request uses up.
func cost(r *http.Request) float64 {
	switch path := r.URL.Path; {
	case strings.HasPrefix(path, "/assets/"), path == "/feed":
		return 1
	case strings.HasPrefix(path, "/wall/"):
		return fileCost
	}
	return pageCost
}

// limit refuses those who ask for more than their share. Whoever holds a token
// has a share of his own, that no crowd uses up.
func (s *Server) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, known := s.who(r)
		a := asker{client: client(r), free: known && c.Role != ticketing.RoleWall || trusted(r)}
		if !trusted(r) {
			meter, who := s.limits.public, a.client
			if known {
				meter, who = s.limits.holder, c.Actor()
			}
			if wait, ok := meter.use(s.now(), who, cost(r)); !ok {
				s.tooMany(w, r, s.slower("rate", wait))
				return
			}
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), askerKey{}, a)))
	})
}

// slower is the problem of who must wait; why names it.
func (s *Server) slower(why string, wait time.Duration) *Problem {
	s.metrics.limited.WithLabelValues(why).Inc()
	seconds := strconv.Itoa(int(math.Ceil(max(wait, time.Second).Seconds())))
	p := problem(http.StatusTooManyRequests, "too-many-"+why, "too many requests of this kind; wait "+seconds+" s", "seconds", seconds)
	p.header.Set("Retry-After", seconds)
	return p
}

// tooOften is the problem of who must wait, if an error is that.
func tooOften(err error) *Problem {
	if p, ok := err.(*Problem); ok && p.Status == http.StatusTooManyRequests {
		return p
	}
	return nil
}

// tooMany says so in the form the asker reads.
func (s *Server) tooMany(w http.ResponseWriter, r *http.Request, p *Problem) {
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		p.write(w)
		return
	}
	w.Header().Set("Retry-After", p.header.Get("Retry-After"))
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, s.browser.words.say(s.browser.lang(r), "problem."+p.Code, "seconds", p.Args["seconds"]), p.Status)
}

// mayIssue counts a number against the token that takes it.
func (s *Server) mayIssue(c Caller) error {
	if s.limits.issue == nil || c.From == console || c.local {
		return nil
	}
	if wait, ok := s.limits.issue.use(s.now(), c.Actor(), 1); !ok {
		return s.slower("issue", wait)
	}
	return nil
}

// mayLook refuses to look a ticket's code up for an address that has guessed
// too much. Each look counts as a guess until looked says that it was none.
// Codes an address has found before stay open to it, so that a guesser does
// not take their pages away from those who share his address.
func (s *Server) mayLook(a asker, code string) error {
	if a.free || s.limits.seen.has(a.found(code)) {
		return nil
	}
	if wait, ok := s.limits.guess.use(s.now(), a.client, 1); !ok {
		return s.slower("guess", wait)
	}
	return nil
}

// looked notes that a code mayLook let through was there.
func (s *Server) looked(a asker, code string) {
	if a.free || s.limits.seen.has(a.found(code)) {
		return
	}
	s.limits.guess.giveBack(s.now(), a.client, 1)
	s.limits.seen.add(a.found(code))
}

// asker is who looks a code up.
type asker struct {
	client string
	free   bool // holds a token, or is trusted
}

// found is how a memory knows that the asker has found a code.
func (a asker) found(code string) string { return a.client + " " + ticketing.NormalCode(code) }

type askerKey struct{}

// askerIn is who asks, as the limits have found; the console is free.
func askerIn(ctx context.Context) asker {
	if a, ok := ctx.Value(askerKey{}).(asker); ok {
		return a
	}
	return asker{free: true}
}
