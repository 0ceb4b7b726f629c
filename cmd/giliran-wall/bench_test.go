package main

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// BenchmarkBrowser: how large the wall for browsers is, and how long a browser
// takes from asking for /wall to its canvas, the first time and again.
func BenchmarkBrowser(b *testing.B) {
	dir := wasm(b)
	size, packed := pack(b, filepath.Join(dir, "wall.wasm"))
	h := newHall(b, dir)
	for b.Loop() {
		ctx := browser(b, 1280, 720)
		var took [2]float64
		for i := range took {
			if err := chromedp.Do(ctx, chromedp.Navigate(h.url+"/wall")); err != nil {
				b.Fatal(err)
			}
			for late := time.Now().Add(patience); took[i] == 0 && time.Now().Before(late); {
				var err error
				took[i], err = chromedp.Run(ctx, chromedp.Evaluate[float64](`document.querySelector("#loading").hidden ? performance.now() : 0`))
				if err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(took[0], "ms-first-load")
		b.ReportMetric(took[1], "ms-next-load")
		b.ReportMetric(float64(size)/1e6, "wasm-MB")
		b.ReportMetric(float64(packed)/1e6, "packed-MB")
	}
}

// pack packs a file as "make wasm" does, and gives its size before and after.
func pack(b *testing.B, file string) (size, packed int64) {
	b.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	out, err := os.Create(file + ".gz")
	if err != nil {
		b.Fatal(err)
	}
	defer out.Close()
	z, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := z.Write(src); err != nil {
		b.Fatal(err)
	}
	if err := z.Close(); err != nil {
		b.Fatal(err)
	}
	packed, err = out.Seek(0, io.SeekCurrent)
	if err != nil {
		b.Fatal(err)
	}
	return int64(len(src)), packed
}
