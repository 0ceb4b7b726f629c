package wall

import (
	"bufio"
	"bytes"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"giliran/ticketing"
)

var update = flag.Bool("update", false, "write the goldens anew")

// The pixels on the screen, read back from the graphics driver.
func TestPixels(t *testing.T) {
	for name, board := range map[string]func(*rig) *ticketing.Board{
		"call": func(r *rig) *ticketing.Board {
			b := village()
			call(b, "B007", "3", r.now.Add(-time.Hour))
			call(b, "A012", "1", r.now)
			return b
		},
		"closed": func(*rig) *ticketing.Board {
			b := village()
			b.Open, b.Desks = false, nil
			return b
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.publish(board(r))
			r.tick(600 * time.Millisecond) // a border is at its brightest then
			golden(t, name, pixels(r.screen))
		})
	}
}

// golden compares with a picture that was looked at by a person. Graphics
// drivers round differently: a few pixels may differ a little.
func golden(t *testing.T, name string, got *image.RGBA) {
	t.Helper()
	file := filepath.Join("testdata", name+".png")
	if *update {
		write(t, file, got)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, err := png.Decode(bufio.NewReader(f))
	if err != nil {
		t.Fatal(err)
	}
	if n := differing(want, got, 8); n > 20 {
		out := filepath.Join(t.TempDir(), name+".png")
		write(t, out, got)
		t.Errorf("%d pixels differ from %s", n, file)
	}
}

func differing(a, b image.Image, by int) (n int) {
	if a.Bounds() != b.Bounds() {
		return a.Bounds().Dx()*a.Bounds().Dy() + 1
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			r, g, bl, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			if far(r, r2, by) || far(g, g2, by) || far(bl, b2, by) {
				n++
			}
		}
	}
	return n
}

func far(a, b uint32, by int) bool {
	d := int(a>>8) - int(b>>8)
	return d > by || d < -by
}

func write(t *testing.T, file string, img image.Image) {
	t.Helper()
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
