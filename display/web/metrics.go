package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"giliran/ticketing"
)

// Metrics counts what a monitor wants to know. There is nothing personal in
// it, and every label has few values: those of office.yaml and of this
// program, never anything a request says.
type Metrics struct {
	registry *prometheus.Registry
	issued   *prometheus.CounterVec
	commands *prometheus.CounterVec
	appends  prometheus.Histogram
	limited  *prometheus.CounterVec
}

// NewMetrics makes metrics with a registry of their own.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		issued: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "giliran_tickets_issued_total", Help: "Tickets given out since the start, by service.",
		}, []string{"service"}),
		commands: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "giliran_commands_total", Help: "Commands since the start, by action and by what became of them.",
		}, []string{"action", "result"}),
		appends: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "giliran_append_seconds", Help: "Time until the journal had made events durable.",
			Buckets: prometheus.ExponentialBuckets(0.0005, 2, 12), // 0.5 ms to 1 s
		}),
	}
	m.limited = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "giliran_limited_total", Help: "Requests refused because their sender asked too much, by what of.",
	}, []string{"limit"})
	m.registry.MustRegister(m.issued, m.commands, m.appends, m.limited, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Appended notes how long the journal took to make events durable.
func (m *Metrics) Appended(took time.Duration) { m.appends.Observe(took.Seconds()) }

// watch adds what is looked up when the monitor asks.
func (m *Metrics) watch(o *ticketing.Office, q Queue, viewers func() int) {
	for _, service := range o.Services {
		m.issued.WithLabelValues(service.ID) // shown as 0 before the first
	}
	m.registry.MustRegister(&queueLengths{office: o, queue: q, desc: prometheus.NewDesc(
		"giliran_queue_length", "Applications waiting, by stage.", []string{"stage"}, nil)})
	if viewers != nil {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "giliran_feed_viewers", Help: "Screens, phones and agents that watch the board.",
		}, func() float64 { return float64(viewers()) }))
	}
}

// command counts a command by its action and by what became of it.
func (m *Metrics) command(a ticketing.Action, result ticketing.Result, err error) {
	m.commands.WithLabelValues(strings.TrimPrefix(fmt.Sprintf("%T", a), "ticketing."), outcomeName(result, err)).Inc()
}

func outcomeName(result ticketing.Result, err error) string {
	var r *ticketing.Refusal
	switch {
	case err == nil && result.Again:
		return "again"
	case err == nil:
		return "done"
	case errors.As(err, &r):
		return "refused"
	}
	return "failed"
}

func (m *Metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// queueLengths counts who waits at the moment the monitor asks. An office that
// does not answer has no lengths; giliran's health says why.
type queueLengths struct {
	office *ticketing.Office
	queue  Queue
	desc   *prometheus.Desc
}

// Describe and Collect are prometheus.Collector.
func (l *queueLengths) Describe(out chan<- *prometheus.Desc) { out <- l.desc }

// Collect counts.
func (l *queueLengths) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	waiting := map[string]int{}
	err := l.queue.View(ctx, func(st *ticketing.State) {
		for _, stage := range l.office.Stages {
			waiting[stage.ID] = len(st.Queues[stage.ID])
		}
	})
	if err != nil {
		return
	}
	for stage, n := range waiting {
		out <- prometheus.MustNewConstMetric(l.desc, prometheus.GaugeValue, float64(n), stage)
	}
}
