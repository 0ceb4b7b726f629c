package main

import (
	"net/url"
	"testing"
)

// FuzzFlags: what is typed as the office's address or the window's size is
// refused, or is one.
func FuzzFlags(f *testing.F) {
	for _, seed := range []string{"", "http://office:8080", "https://[::1]/x", "http://a/../..", "http://a/%2e%2e/", "ftp://a", "1920x1080", "64x99999", "-1x-1", "1x1x1", "http://a?", "//a"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var a address
		if a.UnmarshalText(text) == nil {
			u, err := url.Parse(string(a))
			if err != nil || u.Scheme != "ws" && u.Scheme != "wss" || u.Host == "" || u.User != nil {
				t.Errorf("%q became %q: %v", text, a, err)
			}
			if p, err := url.Parse(a.pages()); err != nil || p.Scheme != "http" && p.Scheme != "https" || p.Host != u.Host {
				t.Errorf("%q has its pages at %q: %v", text, a.pages(), err)
			}
		}
		var s size
		if s.UnmarshalText(text) == nil && (s.X < 64 || s.Y < 64 || s.X > 16384 || s.Y > 16384) {
			t.Errorf("%q became %v", text, s)
		}
	})
}
