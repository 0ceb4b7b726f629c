package scene

import (
	"strconv"
	"strings"

	"giliran/ticketing"
)

// waits says how long somebody would wait who took a number now: one wording
// where it is the same for all services, else one for each line with the
// prefixes of its services; empty where nobody knows, or nobody knows any more.
func (s *sheet) waits() string {
	if s.late {
		return ""
	}
	var spans []ticketing.Span
	prefixes := map[ticketing.Span][]string{}
	for _, v := range s.board.Services {
		if !v.Wait.Known() {
			continue
		}
		if prefixes[v.Wait] == nil {
			spans = append(spans, v.Wait)
		}
		prefixes[v.Wait] = append(prefixes[v.Wait], s.fonts.clean(v.Prefix))
	}
	var list []string
	for _, span := range spans {
		said := s.words.span(span)
		if len(prefixes[span]) < len(s.board.Services) {
			said = strings.Join(prefixes[span], ", ") + " " + said
		}
		list = append(list, said)
	}
	return strings.Join(list, " · ")
}

// span is how long something takes, in minutes, or in hours where it is long.
func (w *Words) span(span ticketing.Span) string {
	from, to := span[0], span[1]
	switch {
	case from == 0:
		return fill(w.WaitUnder, "to", strconv.Itoa(to))
	case from >= 60:
		return fill(w.WaitHours, "from", strconv.Itoa(from/60), "to", strconv.Itoa((to+59)/60))
	}
	return fill(w.Wait, "from", strconv.Itoa(from), "to", strconv.Itoa(to))
}
