package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/http"
	"slices"
	"strings"

	"giliran/ticketing"
)

// Caller is who asks, as the token says.
type Caller struct {
	Role string // one of ticketing.Roles
	Name string // the token's name; a desk's token is named after its desk
	From string // the address of the computer, or console

	id    string // of the token, "" for the console
	local bool   // on this machine itself
}

// console is where the administrator's own commands come from.
const console = "console"

// Actor is the caller as the journal records it, such as "desk loket-1".
func (c Caller) Actor() string { return c.Role + " " + c.Name }

// roles is a set of roles. The empty set stands for everybody, token or not.
type roles uint8

const (
	kioskRole roles = 1 << iota
	deskRole
	supervisorRole
	adminRole
	deviceRole

	everybody roles = 0
	leadRoles       = supervisorRole | adminRole
	deskRoles       = deskRole | leadRoles | deviceRole // a desk's token at its own desk only
	anyRole         = deskRoles | kioskRole
)

func (set roles) has(role string) bool {
	switch role {
	case ticketing.RoleKiosk:
		return set&kioskRole != 0
	case ticketing.RoleDesk:
		return set&deskRole != 0
	case ticketing.RoleSupervisor:
		return set&supervisorRole != 0
	case ticketing.RoleAdmin:
		return set&adminRole != 0
	case ticketing.RoleDevice:
		return set&deviceRole != 0
	}
	return false // a wall's opens nothing
}

func (set roles) String() string {
	var names []string
	for _, r := range ticketing.Roles() {
		if set.has(r) {
			names = append(names, r)
		}
	}
	return strings.Join(names, ", ")
}

type callerKey struct{}

func withCaller(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

func callerOf(ctx context.Context) (Caller, bool) {
	c, ok := ctx.Value(callerKey{}).(Caller)
	return c, ok
}

// callers are those in whose name a request may be done: one by its bearer
// token, or each of those whose links were opened in the browser (one computer
// may stand for the kiosk and two desks). The narrowest role comes first, so
// that nothing is done in a greater name than it takes. None for the public,
// which a secret that has been revoked belongs to.
func (s *Server) callers(r *http.Request) []Caller {
	if c, ok := callerOf(r.Context()); ok {
		return []Caller{c}
	}
	secrets, _ := secretsOf(r)
	var all []Caller
	for _, secret := range secrets {
		if c, ok := s.keys.holder(secret, s.now()); ok {
			c.From, c.local = hostOf(r), trusted(r)
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b Caller) int { return a.rank() - b.rank() })
	return all
}

// hostOf is the address a request came from, without its port.
func hostOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// rank orders roles by how much they open.
func (c Caller) rank() int {
	return slices.Index([]string{ticketing.RoleWall, ticketing.RoleKiosk, ticketing.RoleDesk, ticketing.RoleDevice, ticketing.RoleSupervisor, ticketing.RoleAdmin}, c.Role)
}

// who tells who asks, where it is not a question of what; ok is false for the
// public.
func (s *Server) who(r *http.Request) (Caller, bool) {
	if all := s.callers(r); len(all) > 0 {
		return all[0], true
	}
	return Caller{}, false
}

// permitted is in whose name a request is done that a set of roles may do, at
// a desk (none when ""). The error is that of the first caller.
func (s *Server) permitted(r *http.Request, allow roles, desk string) (c Caller, known bool, err error) {
	for _, each := range s.callers(r) {
		problem := allow.permit(each, true, desk)
		if problem == nil {
			return each, true, nil
		}
		if err == nil {
			c, err = each, problem
		}
	}
	if err != nil {
		return c, true, err
	}
	if err = allow.permit(Caller{}, false, desk); err != nil {
		if secrets, _ := secretsOf(r); len(secrets) > 0 {
			err = s.wrongSecret(r, err)
		}
	}
	return Caller{}, false, err
}

// Cookies carry a browser's secrets, one for each holder whose link was
// opened; no more than maxCookies are looked at. Under TLS their names have the
// prefix that makes a browser refuse them from anybody who speaks without it.
const (
	cookiePrefix = "giliran-"
	securePrefix = "__Host-"
	maxCookies   = 16
)

// cookieName is the cookie of a holder.
func (c Caller) cookieName(secure bool) string {
	sum := sha256.Sum256([]byte(c.Name))
	name := cookiePrefix + c.Role + "-" + hex.EncodeToString(sum[:4])
	if secure {
		return securePrefix + name
	}
	return name
}

// secretsOf are the secrets a request carries, and whether a browser sent them
// by itself.
func secretsOf(r *http.Request) (secrets []string, byCookie bool) {
	if scheme, secret, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		return []string{strings.TrimSpace(secret)}, false
	}
	for _, c := range r.Cookies() {
		name, secure := strings.CutPrefix(c.Name, securePrefix)
		if strings.HasPrefix(name, cookiePrefix) && (secure || r.TLS == nil) && len(secrets) < maxCookies {
			secrets = append(secrets, c.Value)
		}
	}
	return secrets, len(secrets) > 0
}

// permit refuses a caller who may not do what the set allows, or who works at
// another desk than the one named (none when "").
func (set roles) permit(c Caller, known bool, desk string) error {
	switch {
	case set == everybody:
		return nil
	case !known:
		return problem(http.StatusUnauthorized, "token-needed",
			"send a token that has not been revoked, as the header Authorization: Bearer …")
	case !set.has(c.Role):
		return problem(http.StatusForbidden, "role", "this takes a token of another role: "+set.String(), "role", c.Role)
	case c.Role == ticketing.RoleDesk && desk != "" && desk != c.Name:
		return problem(http.StatusForbidden, "other-desk", "this token works at desk "+c.Name+" only", "desk", c.Name)
	}
	return nil
}
