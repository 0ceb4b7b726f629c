package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"io"
)

// figure reads one of the office's metrics, "" for none.
func (o *officeProcess) figure(name string) string {
	o.t.Helper()
	resp, err := http.Get(o.url + "/metrics")
	if err != nil {
		o.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), name+" "); ok {
			return value
		}
	}
	return ""
}

// until waits for the office to say what it is about to say.
func (o *officeProcess) until(figure, value string) {
	o.t.Helper()
	deadline := time.Now().Add(time.Minute)
	for got := ""; ; {
		if got = o.figure(figure); got == value {
			return
		}
		if time.Now().After(deadline) {
			o.t.Fatalf("%s is %q, want %q\n%s", figure, got, value, o.log)
		}
		time.Sleep(20 * time.Millisecond) // another process: nothing to wait on but its answers
	}
}

// TestRestoreDrill: the office works with a mirror and backups on a second
// disk. In the middle of work the plug is pulled and the card with the data is
// gone. From the last backup everything up to it is there again, from the
// mirror everything acknowledged more than a second before; and the restored
// office verifies and goes on.
func TestRestoreDrill(t *testing.T) {
	data, disk := filepath.Join(t.TempDir(), "card"), secondDisk(t)
	mirror, backups := filepath.Join(disk, "mirror"), filepath.Join(disk, "backups")
	for _, dir := range []string{mirror, backups} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	o := serve(t, data, "--mirror", mirror, "--backup", backups, "--backup-every", "1s", "--backup-keep", "2")
	o.run("day", "open")
	kiosk := o.as("kiosk", "pintu")
	early := newLedger()
	rush(t, kiosk, early, 300)
	o.until(`giliran_copy_lacks_events{copy="backup"}`, "0")
	o.until(`giliran_copy_lacks_events{copy="mirror"}`, "0")

	late := newDiary()
	var work sync.WaitGroup
	work.Go(func() { late.keep(t, kiosk) })
	slowest := late.wait(300, disk)
	o.kill()
	pulled := time.Now()
	work.Wait()
	if err := os.RemoveAll(data); err != nil {
		t.Fatal(err)
	}

	o = restored(t, newest(t, backups), "--until", "0")
	for code, number := range early.tickets {
		o.has(code, number)
	}
	o.stop()
	o.verified()

	o = restored(t, mirror)
	for code, number := range early.tickets {
		o.has(code, number)
	}
	// One second, and what this machine itself may have stood still meanwhile.
	limit, lost := time.Second+4*slowest, 0
	phone := o.as("admin", "phone")
	for _, e := range late.entries {
		a, err := phone.send("GET", "/tickets/"+e.code, nil)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case a.status == 404 && pulled.Sub(e.at) > limit:
			t.Errorf("%s was acknowledged %s before the plug was pulled and is not in the mirror", e.number, pulled.Sub(e.at))
		case a.status == 404:
			lost++
		case a.str("number") != e.number || lost > 0:
			t.Errorf("%s is %s now; %d before it are lost", e.number, a.str("number"), lost)
		}
	}
	t.Logf("of %d acknowledged in the last moments the mirror lacks the last %d; a flush took up to %s", len(late.entries), lost, slowest)
	o.as("kiosk", "pintu").want(201, "POST", "/tickets", js{"service": "ktp-rusak"})
	o.stop()
	o.verified()
}

// restored makes a data directory of a backup or a mirror, verifies it and
// opens the office on it.
func restored(t *testing.T, from string, flags ...string) *officeProcess {
	t.Helper()
	data := filepath.Join(t.TempDir(), "card")
	out, err := giliran(t, append([]string{"restore", "--data", data, from}, flags...)...).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "events, the last of 20") {
		t.Fatalf("restore: %v\n%s", err, out)
	}
	(&officeProcess{t: t, data: data}).verified()
	return serve(t, data)
}

func (o *officeProcess) verified() {
	o.t.Helper()
	if out := o.run("verify"); !strings.HasPrefix(out, "ok: ") {
		o.t.Error(out)
	}
}

// has checks that a ticket is there with its number.
func (o *officeProcess) has(code, number string) {
	o.t.Helper()
	a := (&caller{o: o, http: http.DefaultClient}).want(200, "GET", "/tickets/"+code, nil)
	if a.str("number") != number {
		o.t.Errorf("%s is %s now", number, a.str("number"))
	}
}

func newest(t *testing.T, backups string) string {
	t.Helper()
	entries, err := filepath.Glob(filepath.Join(backups, "giliran-*.backup"))
	if err != nil || len(entries) == 0 {
		t.Fatalf("no backups: %v", err)
	}
	last := func(name string) (n int) {
		_, after, _ := strings.Cut(name, "-event-")
		_, _ = fmt.Sscan(strings.ReplaceAll(after, "-", " "), &n)
		return n
	}
	return slices.MaxFunc(entries, func(a, b string) int { return last(a) - last(b) })
}

// secondDisk is a disk of its own where the machine lets us have one.
func secondDisk(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "giliran-second-disk-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// diary is who was told which number, and when, in order.
type diary struct {
	mu      sync.Mutex
	grown   *sync.Cond
	entries []entry
}

type entry struct {
	code, number string
	at           time.Time
}

func newDiary() *diary {
	d := &diary{}
	d.grown = sync.NewCond(&d.mu)
	return d
}

// keep takes one ticket after the other until the office is gone.
func (d *diary) keep(t *testing.T, c *caller) {
	for {
		a, err := c.send("POST", "/tickets", js{"service": "ktp-hilang"})
		if err != nil {
			return // the plug is out
		}
		if a.status != 201 {
			t.Errorf("taking a ticket: %d %v", a.status, a.body)
			return
		}
		d.mu.Lock()
		d.entries = append(d.entries, entry{a.str("code"), a.str("number"), time.Now()})
		d.grown.Broadcast()
		d.mu.Unlock()
	}
}

// wait returns when there are n entries, with the longest time that a small
// write and flush on a disk took meanwhile: how long this machine stands still.
func (d *diary) wait(n int, disk string) (slowest time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := 0; len(d.entries) < n; {
		d.grown.Wait()
		if len(d.entries)/20 > i {
			i = len(d.entries) / 50
			began := time.Now()
			if f, err := os.CreateTemp(disk, "probe"); err == nil {
				_, _ = f.WriteString("probe")
				_ = f.Sync()
				_ = f.Close()
				_ = os.Remove(f.Name())
			}
			slowest = max(slowest, time.Since(began))
		}
	}
	return slowest
}
