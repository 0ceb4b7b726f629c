package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// BenchmarkSmallDay: the real program's resident memory after a day of 1,000
// applicants, each taking a number, being called and finished over HTTP, while
// 200 viewers follow the feed. The part that is the program's own file is told
// apart: the kernel drops and rereads it as it likes.
func BenchmarkSmallDay(b *testing.B) {
	for range b.N {
		o := serve(b, b.TempDir())
		o.run("day", "open")
		kiosk, desk := o.as("kiosk", "pintu"), o.as("desk", "loket-1")
		idle := o.proc(b, "status", "VmRSS:") / 1024
		v := watchFrom(b, strings.TrimPrefix(o.url, "http://"), 200)
		written := o.proc(b, "io", "write_bytes:")
		desk.want(200, "POST", "/desks/loket-1/open", nil)
		most := 0.0
		for i := range 1000 {
			kiosk.want(201, "POST", "/tickets", js{"service": "ktp-rusak"})
			desk.want(200, "POST", "/desks/loket-1/next", nil)
			desk.want(200, "POST", "/desks/loket-1/finish", js{"outcome": "lengkap"})
			if i%100 == 99 {
				most = max(most, o.proc(b, "status", "VmRSS:")/1024)
			}
		}
		b.ReportMetric(idle, "idle-MB")
		b.ReportMetric(most, "most-MB")
		b.ReportMetric(o.proc(b, "status", "VmRSS:")/1024, "day-MB")
		b.ReportMetric(o.proc(b, "status", "RssAnon:")/1024, "day-anon-MB")
		b.ReportMetric(o.proc(b, "status", "RssFile:")/1024, "day-file-MB")
		b.ReportMetric((o.proc(b, "io", "write_bytes:")-written)/1000, "written-B/applicant")
		v.leave()
		o.stop()
	}
	b.ReportMetric(0, "ns/op")
}

// BenchmarkRush: the real program under 10,000 tickets from 16 clients over
// HTTP: how many a second, and its memory afterwards.
func BenchmarkRush(b *testing.B) {
	const clients, tickets = 16, 10_000
	for range b.N {
		o := serve(b, b.TempDir())
		o.run("day", "open")
		kiosk := o.as("kiosk", "pintu")
		began := time.Now()
		var all sync.WaitGroup
		for range clients {
			all.Go(func() {
				for range tickets / clients {
					if a, err := kiosk.send("POST", "/tickets", js{"service": "ktp-rusak"}); err != nil || a.status != 201 {
						b.Error(a, err)
						return
					}
				}
			})
		}
		all.Wait()
		b.ReportMetric(tickets/time.Since(began).Seconds(), "http-tickets/s")
		b.ReportMetric(o.proc(b, "status", "VmRSS:")/1024, "rush-MB")
		o.stop()
	}
	b.ReportMetric(0, "ns/op")
}

// proc reads one number of the program's /proc files.
func (o *officeProcess) proc(b *testing.B, file, field string) float64 {
	b.Helper()
	return procOf(b, o.cmd.Process.Pid, file, field)
}

func procOf(b *testing.B, pid int, file, field string) float64 {
	b.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, file))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(raw), field)
	if !ok {
		b.Fatalf("no %s in %s", field, file)
	}
	v, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return v
}
