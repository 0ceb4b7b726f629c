package office

import (
	"fmt"
	"slices"
	"strings"

	"giliran/ticketing"
)

// checker looks at an office as a whole, once every setting has been read. It
// reports causes, not their consequences: what hangs on a name that is wrong
// is left alone.
type checker struct {
	*source
	*ticketing.Office
	broken map[string]bool // kind of thing and section in which an unknown one is named, see names
}

func (s *source) check(f *File) {
	c := checker{source: s, Office: &f.Office, broken: map[string]bool{}}
	c.names()
	c.prefixes()
	c.pickups()
	c.changes()
	c.documents()
	c.slips()
	c.holds()
	c.desks()
	c.routes()
}

// names looks up everything that is named somewhere.
func (c checker) names() {
	defined := map[string][]string{}
	for _, v := range c.Services {
		defined["service"] = append(defined["service"], v.ID)
	}
	for _, v := range c.Stages {
		defined["stage"] = append(defined["stage"], v.ID)
	}
	for _, v := range c.Holds {
		defined["hold"] = append(defined["hold"], v.ID)
	}
	for _, v := range c.Slips {
		defined["slip"] = append(defined["slip"], v.ID)
	}
	for _, v := range c.Desks {
		defined["desk"] = append(defined["desk"], v.ID)
	}
	for _, r := range c.refs {
		if slices.Contains(defined[r.kind], r.id) {
			continue
		}
		section, _, _ := strings.Cut(r.path, ".")
		c.broken[r.kind], c.broken[section+" "+r.kind] = true, true
		if c.at[r.kind+"s"].line == 0 && (r.kind == "stage" || r.kind == "service" || r.kind == "desk") {
			continue // the whole section is missing, which is reported
		}
		c.wrongAt(r.at, r.path, suggest(r.id, r.kind+"s", defined[r.kind]), "the %s %q is not defined", r.kind, r.id)
	}
}

func (c checker) prefixes() {
	first := map[string]string{}
	for _, s := range c.Services {
		path := "services." + s.ID + ".prefix"
		if other, taken := first[s.Prefix]; taken && s.Prefix != "" {
			c.wrong(path, "give each service its own", "the prefix %q belongs to the service %q already", s.Prefix, other)
			continue
		}
		first[s.Prefix] = s.ID
	}
	c.offlinePrefixes(first)
}

// offlinePrefixes: the number BX01 given out offline for the prefix B could be
// the first of a prefix BX. With other digits they meet later in the day, BX10
// or BX100.
func (c checker) offlinePrefixes(services map[string]string) {
	for i, d := range c.Devices {
		if d.Offline == 0 || i >= len(ticketing.OfflineLetters) {
			continue
		}
		for _, s := range c.Services {
			if other, taken := services[s.Prefix+ticketing.OfflineLetters[i:i+1]]; taken {
				c.wrong("services."+other+".prefix", "choose another prefix",
					"the offline numbers of the board %q for the service %q begin like this", d.ID, s.ID)
			}
		}
	}
}

// pickups: who comes to collect goes on where the waiting application does.
func (c checker) pickups() {
	for _, s := range c.Services {
		h, ok := c.Hold(s.Pickup)
		if ok && h.To != "" && s.Start != "" && h.To != s.Start {
			c.wrong("services."+s.ID+".start", "write start: "+h.To, "the service picks up from the hold %q, which goes on at %q", h.ID, h.To)
		}
	}
}

// changes: a service can only change outcomes that the stage has.
func (c checker) changes() {
	for _, s := range c.Services {
		for id, change := range s.Stages {
			stage, ok := c.Stage(id)
			if !ok {
				continue
			}
			var names []string
			for _, o := range stage.Outcomes {
				names = append(names, o.ID)
			}
			for outcome := range change.Outcomes {
				if !slices.Contains(names, outcome) {
					path := fmt.Sprintf("services.%s.stages.%s.outcomes.%s", s.ID, id, outcome)
					c.wrong(path, suggest(outcome, "outcomes", names), "the stage %q has no outcome %q", id, outcome)
				}
			}
		}
	}
}

// documents: who lacks documents is sent to fetch them, and nowhere else.
func (c checker) documents() {
	for i := range c.Stages {
		st := &c.Stages[i]
		for _, o := range st.Outcomes {
			if !o.Documents {
				continue
			}
			hint := "write returned: true as its only way"
			if !o.To.Returned && o.To != (ticketing.Destination{}) {
				c.wrong(fmt.Sprintf("stages.%s.outcomes.%s", st.ID, o.ID), hint, "the outcome %q names missing documents, but does not return the file", o.ID)
			}
			for _, s := range c.Services {
				if to, ok := s.Stages[st.ID].Outcomes[o.ID]; ok && !to.Returned && to != (ticketing.Destination{}) {
					c.wrong(fmt.Sprintf("services.%s.stages.%s.outcomes.%s", s.ID, st.ID, o.ID), hint, "the outcome %q names missing documents, but does not return the file", o.ID)
				}
			}
		}
	}
}

// slips: a slip that is off needs one instead, and these must not lead in a
// circle.
func (c checker) slips() {
	circled := map[string]bool{}
	for _, s := range c.Slips {
		path := "slips." + s.ID
		if s.Off && s.Instead == "" {
			c.wrong(path+".off", "add instead: the slip handed out meanwhile", "the slip %q is off and there is none instead", s.ID)
		}
		around := []string{s.ID}
		for at := s.Instead; at != "" && !circled[at] && len(around) <= len(c.Slips); {
			if at == s.ID {
				c.wrong(path+".instead", "let the last one have no instead", "the slips replace one another in a circle (%s)", strings.Join(append(around, at), " → "))
				for _, id := range around {
					circled[id] = true
				}
				break
			}
			around = append(around, at)
			next, _ := c.Slip(at)
			if next == nil {
				break
			}
			at = next.Instead
		}
	}
}

// holds: somebody must be able to get into a hold.
func (c checker) holds() {
	if c.broken["hold"] {
		return
	}
	used := map[string]bool{}
	for _, r := range c.refs {
		if r.kind == "hold" && !strings.HasSuffix(r.path, ".pickup") {
			used[r.id] = true
		}
	}
	for _, h := range c.Holds {
		if !used[h.ID] {
			c.wrong("holds."+h.ID, "let an outcome lead into it (hold: "+h.ID+"), or remove it", "nobody can get into the hold %q", h.ID)
		}
	}
}

// desks: every stage needs a desk.
func (c checker) desks() {
	if c.broken["desks stage"] || len(c.Desks) == 0 {
		return
	}
	for _, s := range c.Stages {
		served := false
		for i := range c.Desks {
			served = served || c.Desks[i].Serves(s.ID) || len(c.Desks[i].Stages) == 0 // which is reported
		}
		if !served {
			c.wrong("stages."+s.ID, "add it to a desk's stages", "no desk serves the stage %q", s.ID)
		}
	}
}
