package slowdisk

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestMain(m *testing.M) {
	Main()
	os.Exit(m.Run())
}

// A file whose blocks are written already costs one flush per sync and its own
// blocks, no more; and the flush takes its time.
func TestTheDiskCounts(t *testing.T) {
	if testing.Short() {
		t.Skip("mounts a disk")
	}
	const flush, syncs = 2 * time.Millisecond, 20
	d := Mount(t, flush)
	f, err := os.Create(filepath.Join(d.Dir, "file"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := f.Sync(); err != nil {
		t.Fatal(err)
	}
	unix.Sync() // what mkfs and mounting have left over
	bytes0, flushes0 := d.Count()
	began := time.Now()
	for i := range syncs {
		if _, err := f.WriteAt([]byte("tickets"), int64(i)*4096); err != nil {
			t.Fatal(err)
		}
		if err := unix.Fdatasync(int(f.Fd())); err != nil {
			t.Fatal(err)
		}
	}
	took := time.Since(began)
	bytes1, flushes1 := d.Count()
	if n := flushes1 - flushes0; n != syncs {
		t.Errorf("%d flushes for %d syncs", n, syncs)
	}
	if n := bytes1 - bytes0; n != syncs*4096 {
		t.Errorf("%d bytes for %d blocks", n, syncs)
	}
	if took < syncs*flush {
		t.Errorf("%d flushes of %v took %v", syncs, flush, took)
	}
}

func TestTheDiskKeepsWhatIsWritten(t *testing.T) {
	if testing.Short() {
		t.Skip("mounts a disk")
	}
	d := Mount(t, 0)
	file, content := filepath.Join(d.Dir, "file"), bytes.Repeat([]byte("antri "), 1<<20)
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	unix.Sync()
	if err := os.WriteFile("/proc/sys/vm/drop_caches", []byte("1"), 0); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d bytes came back of %d, err %v", len(got), len(content), err)
	}
}
