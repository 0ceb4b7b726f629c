package printer

import (
	"bytes"
	"testing"
)

func TestRepliesAreToldApart(t *testing.T) {
	var d decoder
	d.feed([]byte("\x13\x12\x00\x18\x20\x0c\x0f\xff\x37\x25\x00\x5fEPSON\x00\x0f\x11\x16"))
	for _, want := range []reply{
		{noise, []byte{0x13}}, // XOFF
		{answer, []byte{0x12}},
		{inOrder, []byte{0x00}},
		{asb, []byte{0x18, 0x20, 0x0c, 0x0f}},
		{noise, []byte{0xff}},
		{block, []byte(clearDone)},
		{block, []byte("\x5fEPSON\x00")},
		{inOrder, []byte{0x0f}},
		{noise, []byte{0x11}}, // XON
		{answer, []byte{0x16}},
	} {
		got, ok := d.next()
		if !ok || got.kind != want.kind || !bytes.Equal(got.bytes, want.bytes) {
			t.Fatalf("%v % x, want %v % x", got.kind, got.bytes, want.kind, want.bytes)
		}
	}
	if _, ok := d.next(); ok {
		t.Error("a reply from nothing")
	}
}

func TestARepliesBeginningIsKept(t *testing.T) {
	for _, whole := range []string{"\x10\x00\x00\x0f", "\x37\x25\x00"} {
		var d decoder
		for i := range len(whole) {
			if _, ok := d.next(); ok {
				t.Errorf("a whole reply from %d bytes", i)
			}
			d.feed([]byte{whole[i]})
		}
		if r, ok := d.next(); !ok || string(r.bytes) != whole {
			t.Errorf("% x", r.bytes)
		}
	}
}

// Every byte comes out again, in order, however the printer babbles, and
// nothing is held back for ever.
func FuzzReplies(f *testing.F) {
	f.Add([]byte("\x12\x00\x10\x00\x00\x0f\x37\x25\x00"), 1)
	f.Add([]byte("\x10\x10\x10\x10\x5f\x5f"), 2)
	f.Add(bytes.Repeat([]byte{0x37}, 300), 7)
	f.Fuzz(func(t *testing.T, stream []byte, piece int) {
		var d decoder
		var got []byte
		for len(stream) > 0 {
			n := min(len(stream), max(1, piece%64))
			d.feed(stream[:n])
			want := append(append([]byte(nil), d.pending...), stream[n:]...)
			stream = stream[n:]
			got = nil
			for r, ok := d.next(); ok; r, ok = d.next() {
				if len(r.bytes) == 0 {
					t.Fatal("an empty reply")
				}
				got = append(got, r.bytes...)
			}
			if all := append(append(got, d.pending...), stream...); !bytes.Equal(all, want) {
				t.Fatalf("% x became % x", want, all)
			}
		}
		if len(d.pending) > longestBlock {
			t.Fatalf("%d bytes held back", len(d.pending))
		}
	})
}
