package powerdisk

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// rounds names the environment variable that says how many disks a test of
// power cuts is to use up, with several cuts at each point each.
const rounds = "POWERCUT_ROUNDS"

// Rounds runs a test on one disk after another: on one, with a single cut at
// each point, unless the environment wants more.
func Rounds(t *testing.T, round func(t *testing.T, cutsAtEachPoint int)) {
	n, err := strconv.Atoi(os.Getenv(rounds))
	if err != nil {
		round(t, 1)
		return
	}
	for i := range n {
		t.Run(fmt.Sprint("disk ", i+1), func(t *testing.T) { round(t, 5) })
	}
}

// Cuts cuts the power at one point so often, lets check look at each disk that
// is left, which is mounted at a directory, and prints one line of what came
// of it. prepare, which may be nil, is called before each cut. check returns how
// many things the worker had acknowledged, and how many of them are lost.
func (d *Disk) Cuts(w *Worker, name string, n int, prepare func() *Point, check func(left string, said []string) (acknowledged, lost int)) {
	d.t.Helper()
	cuts, acknowledged, lost := 0, 0, 0
	var p Point
	for tries := 0; cuts < n && tries < 4*n; tries++ {
		next := prepare()
		next.requests, p = p.requests, *next
		p.requests = next.requests
		image := filepath.Join(imageDir(d.t), "image")
		said, cut := d.CutDuring(w, &p, image)
		if !cut {
			continue
		}
		cuts++
		left := filepath.Join(d.t.TempDir(), "left")
		done := MountImage(d.t, image, left)
		a, l := check(left, said)
		acknowledged, lost = max(acknowledged, a), lost+l
		done()
		if err := os.Remove(image); err != nil {
			d.t.Fatal(err)
		}
	}
	d.t.Logf("power cut %-40s %4d cycles, %6d acknowledged, %d lost", name+":", cuts, acknowledged, lost)
	if cuts == 0 || lost > 0 {
		d.t.Errorf("%s: %d cuts, %d lost", name, cuts, lost)
	}
}

// imageDir is a place for images, in memory where there is one.
func imageDir(t testing.TB) string {
	dir, err := os.MkdirTemp("/dev/shm", "giliran-power-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
