package ticketing

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Act is an event as an audit tells it: who did what to which number, from
// where and when. Free text, codes and hashes are not in it, so that an audit
// can be shown and printed.
type Act struct {
	Seq    uint64    `json:"seq"`
	At     time.Time `json:"at"`
	Actor  string    `json:"by" example:"desk loket-1" doc:"Role and name of the token, never a person's name"`
	From   string    `json:"from,omitempty" example:"192.168.1.20" doc:"The computer's address, or console"`
	Kind   string    `json:"kind" example:"called"`
	Number string    `json:"number,omitempty" example:"B001"`
	Detail string    `json:"detail,omitempty" example:"desk=loket-1 stage=berkas"`
}

// Clockwork is the actor of what the office does by itself.
const Clockwork = "office"

// ActOf is what an event says to an audit; number gives a ticket's number. ok
// is false for what is nobody's doing: the office's own clockwork, and numbers
// that applicants take.
func ActOf(e *Event, number func(ticket uint64) string) (a Act, ok bool) {
	role, _, _ := strings.Cut(e.Actor, " ")
	_, issued := e.Fact.(*Issued)
	if e.Fact == nil || e.Actor == Clockwork || issued && (role == RoleKiosk || role == RoleDevice) {
		return Act{}, false
	}
	a = Act{Seq: e.Seq, At: e.At, Actor: e.Actor, From: e.From, Kind: e.Kind(), Detail: detail(e.Fact)}
	if t := e.about(); t != 0 {
		a.Number = number(t)
	}
	return a, true
}

// told are the parts of facts an audit shows: ids of office.yaml, of printers
// and of tokens. Whatever people type is not among them.
func told() []string {
	return []string{"day", "desk", "stage", "outcome", "to", "hold", "service", "priority", "printer", "kind", "job", "as", "state", "device", "id", "role", "name"}
}

// detail lists what there is of those parts, "desk=loket-1 stage=berkas".
func detail(f Fact) string {
	b, err := json.Marshal(f)
	if err != nil {
		return ""
	}
	var parts map[string]any
	if json.Unmarshal(b, &parts) != nil {
		return ""
	}
	var said []string
	for _, key := range told() {
		switch v := parts[key].(type) {
		case nil:
		case string:
			if v != "" {
				said = append(said, key+"="+v)
			}
		case map[string]any:
			said = append(said, "to="+destination(v))
		default:
			said = append(said, fmt.Sprintf("%s=%v", key, v))
		}
	}
	return strings.Join(said, " ")
}

// destination names where an application went.
func destination(to map[string]any) string {
	for _, key := range []string{"stage", "hold"} {
		if at, ok := to[key].(string); ok {
			return at
		}
	}
	for _, key := range []string{"returned", "finished"} {
		if to[key] == true {
			return key
		}
	}
	return "end"
}
