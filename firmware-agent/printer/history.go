package printer

// remembered is how many finished jobs a Printer knows again: several busy days.
const remembered = 4096

// history keeps the results of the latest jobs that must not be printed again.
type history struct {
	results map[string]Result
	order   []string // oldest first
}

func newHistory() *history { return &history{results: map[string]Result{}} }

func (h *history) find(id string) (Result, bool) {
	r, ok := h.results[id]
	return r, ok
}

// keep remembers a job that is Printed or Unknown; a Failed one may come again.
func (h *history) keep(id string, r Result) {
	if r.Outcome == Failed {
		return
	}
	h.results[id] = r
	h.order = append(h.order, id)
	if len(h.order) > remembered {
		delete(h.results, h.order[0])
		h.order = h.order[1:]
	}
}
