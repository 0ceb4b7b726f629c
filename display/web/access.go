package web

import (
	"context"
	"net/http"
	"strings"

	"giliran/ticketing"
)

// Caller is who asks, as the token says.
type Caller struct {
	Role string // one of ticketing.Roles
	Name string // the token's name; a desk's token is named after its desk
}

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
	return false
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

// who tells who asks; ok is false for the public, which a secret that has
// been revoked belongs to.
func (s *Server) who(r *http.Request) (Caller, bool) {
	if c, ok := callerOf(r.Context()); ok {
		return c, true
	}
	secret, _ := secretOf(r)
	return s.keys.holder(secret)
}

// cookieName is the cookie that carries a browser's secret.
const cookieName = "giliran"

// secretOf is the secret a request carries, "" for none, and whether a browser
// sent it by itself.
func secretOf(r *http.Request) (secret string, byCookie bool) {
	if scheme, secret, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(secret), false
	}
	if c, err := r.Cookie(cookieName); err == nil {
		return c.Value, true
	}
	return "", false
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
