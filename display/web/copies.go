package web

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Copy is how a copy of the journal on a second medium is doing.
type Copy struct {
	Kind  string    // "mirror" or "backup"
	State string    // "ok", "behind", or the trouble: the words are under admin.copy.state
	Lacks uint64    // events that it does not have yet
	Made  time.Time // when a backup last had all there was, zero for not yet
}

// Trouble tells whether somebody should look at the medium.
func (c Copy) Trouble() bool { return c.State != "ok" && c.State != "behind" }

// copyFigures are the copies' metrics, looked up when the monitor asks.
type copyFigures struct {
	copies    func() []Copy
	ok, lacks *prometheus.Desc
}

func newCopyFigures(copies func() []Copy) *copyFigures {
	return &copyFigures{
		copies: copies,
		ok:     prometheus.NewDesc("giliran_copy_ok", "Whether a copy of the journal on a second medium is kept (1) or in trouble (0).", []string{"copy"}, nil),
		lacks:  prometheus.NewDesc("giliran_copy_lacks_events", "Events that the copy on a second medium does not have yet.", []string{"copy"}, nil),
	}
}

// Describe and Collect are prometheus.Collector.
func (f *copyFigures) Describe(out chan<- *prometheus.Desc) { out <- f.ok; out <- f.lacks }

// Collect asks how the copies are doing.
func (f *copyFigures) Collect(out chan<- prometheus.Metric) {
	for _, c := range f.copies() {
		ok := 1.0
		if c.Trouble() {
			ok = 0
		}
		out <- prometheus.MustNewConstMetric(f.ok, prometheus.GaugeValue, ok, c.Kind)
		out <- prometheus.MustNewConstMetric(f.lacks, prometheus.GaugeValue, float64(c.Lacks), c.Kind)
	}
}
