package ticketing

import (
	"encoding/hex"
	"slices"
	"strings"
)

// Roles a token can have, by what it opens.
const (
	RoleKiosk      = "kiosk"      // give out tickets
	RoleDesk       = "desk"       // work one desk, named by the token's name
	RoleSupervisor = "supervisor" // any desk, holds, stages, the day
	RoleAdmin      = "admin"      // everything, tokens too
	RoleDevice     = "device"     // an agent beside the hardware
	RoleWall       = "wall"       // a screen: sees what all see, from a seat of its own
)

// Roles lists every role.
func Roles() []string {
	return []string{RoleKiosk, RoleDesk, RoleSupervisor, RoleAdmin, RoleDevice, RoleWall}
}

// AddToken admits the holder of a secret to a role. The secret itself never
// comes here, only its SHA-256 in hex.
type AddToken struct {
	ID, Role, Name string
	Hash           string `json:"-"`
}

func (a AddToken) decide(d *decision) error {
	if !slices.Contains(Roles(), a.Role) {
		return refusef(Invalid, BadToken, []string{"role", a.Role}, "there is no role %q; the roles are %s", a.Role, strings.Join(Roles(), ", "))
	}
	if a.Role == RoleDesk {
		if _, known := d.o.Desk(a.Name); !known {
			return refusef(Invalid, NoSuchDesk, []string{"desk", a.Name}, "a desk token is named after its desk, and there is no desk %q", a.Name)
		}
	}
	if a.Name == "" || len(a.Name) > 64 || a.ID == "" {
		return refuse(Invalid, BadToken, "give the token a name of 1 to 64 bytes")
	}
	if h, err := hex.DecodeString(a.Hash); err != nil || len(h) != 32 {
		return refuse(Invalid, BadToken, "the token's hash is not a SHA-256")
	}
	if _, taken := d.s.Tokens[a.ID]; taken {
		return refuse(Conflict, BadToken, "this token id is taken; draw another")
	}
	d.fact(&TokenAdded{ID: a.ID, Role: a.Role, Name: a.Name, Hash: a.Hash})
	return nil
}

// RevokeToken shuts a token out at once.
type RevokeToken struct{ ID string }

func (a RevokeToken) decide(d *decision) error {
	if _, ok := d.s.Tokens[a.ID]; !ok {
		return refusef(Missing, NoSuchToken, []string{"token", a.ID}, "there is no token %q; giliran token --list shows them", a.ID)
	}
	d.fact(&TokenRevoked{ID: a.ID})
	return nil
}
