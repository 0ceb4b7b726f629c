package cert

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// house is a machine with an authority and a clock to turn.
type house struct {
	*testing.T
	dir   string
	clock time.Time
	names Names
	*Authority
}

var morning = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

func newHouse(t *testing.T) *house {
	h := &house{T: t, dir: t.TempDir(), clock: morning, names: Names{DNS: []string{"localhost", "kantor", "kantor.local"}, IP: []net.IP{net.IPv4(127, 0, 0, 1)}}}
	h.open()
	return h
}

func (h *house) open() {
	h.Helper()
	a, err := OpenAuthority(h.dir, func() time.Time { return h.clock }, func() Names { return h.names })
	if err != nil {
		h.Fatal(err)
	}
	h.Authority = a
}

// dial connects over loopback to a server with a source of certificates, and
// says how the client found it.
func dial(t *testing.T, serve func(*tls.ClientHelloInfo) (*tls.Certificate, error), client *tls.Config) error {
	t.Helper()
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{GetCertificate: serve})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		conn, err := l.Accept()
		if err == nil {
			_ = conn.(*tls.Conn).Handshake()
			conn.Close()
		}
	}()
	defer func() { <-ended }()
	conn, err := tls.Dial("tcp", l.Addr().String(), client)
	if err == nil {
		conn.Close()
	}
	return err
}

func (h *house) trust(t Trust, host string, at time.Time) error {
	h.Helper()
	c, err := t.Config(host, func() time.Time { return at })
	if err != nil {
		h.Fatal(err)
	}
	return dial(h.T, h.GetCertificate, c)
}

// TestTrust: who knows the authority by file or by fingerprint comes in; who
// knows another, or expects another name, does not.
func TestTrust(t *testing.T) {
	h := newHouse(t)
	ca := filepath.Join(t.TempDir(), "ca.crt")
	if err := os.WriteFile(ca, h.PEM(), 0o644); err != nil {
		t.Fatal(err)
	}
	other := newHouse(t)
	for _, c := range []struct {
		name, host string
		trust      Trust
		fine       bool
	}{
		{"by file", "127.0.0.1", Trust{CA: ca}, true},
		{"by fingerprint", "127.0.0.1", Trust{Fingerprint: h.Fingerprint()}, true},
		{"by fingerprint typed small", "kantor.local", Trust{Fingerprint: strings.ToLower(strings.ReplaceAll(h.Fingerprint(), ":", ""))}, true},
		{"by the fingerprint of another", "127.0.0.1", Trust{Fingerprint: other.Fingerprint()}, false},
		{"as another host", "192.168.1.77", Trust{Fingerprint: h.Fingerprint()}, false},
		{"as another host, by file", "kantor-camat", Trust{CA: ca}, false},
		{"by nothing", "127.0.0.1", Trust{}, false},
	} {
		if err := h.trust(c.trust, c.host, h.clock); (err == nil) != c.fine {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for _, bad := range []Trust{{Fingerprint: "AB:CD"}, {Fingerprint: strings.Repeat("zz", 32)}, {CA: filepath.Join(t.TempDir(), "none")}, {CA: ca, Fingerprint: h.Fingerprint()}} {
		if _, err := bad.Config("127.0.0.1", time.Now); err == nil {
			t.Errorf("%+v is taken for something to trust", bad)
		}
	}
}

// TestClocks: a board whose clock stands in the past, a server that wakes in
// 1970, a clock that jumps two years and back: agents and browsers come in.
func TestClocks(t *testing.T) {
	day := 24 * time.Hour
	for _, c := range []struct {
		name           string
		server, client time.Time
		fine           bool
	}{
		{"both right", morning, morning, true},
		{"an agent without a clock", morning, time.Unix(0, 0), true},
		{"an agent a year behind", morning, morning.Add(-365 * day), true},
		{"an agent a year ahead", morning, morning.Add(365 * day), true},
		{"a server without a clock", time.Unix(0, 0), floor().Add(300 * day), true},
		{"a certificate long over", morning, morning.Add(500 * day), false},
	} {
		h := newHouse(t)
		h.clock = c.server
		if err := h.trust(Trust{Fingerprint: h.Fingerprint()}, "127.0.0.1", c.client); (err == nil) != c.fine {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	h := newHouse(t)
	for _, jump := range []time.Duration{0, 2 * 365 * day, 0, 199 * day, 201 * day} {
		h.clock = morning.Add(jump)
		if err := h.browser(h.clock); err != nil {
			t.Errorf("after a jump of %v a browser says %v", jump, err)
		}
	}
	if err := h.browser(h.clock.Add(-390 * day)); err != nil {
		t.Errorf("a browser more than a year behind says %v", err)
	}
}

// browser checks as a browser does that has the authority in its list.
func (h *house) browser(at time.Time) error {
	roots := x509.NewCertPool()
	roots.AddCert(h.cert)
	return dial(h.T, h.GetCertificate, &tls.Config{RootCAs: roots, ServerName: "kantor.local", Time: func() time.Time { return at }})
}

// TestLeafLasts: no browser refuses the server's certificate for lasting
// longer than 825 days.
func TestLeafLasts(t *testing.T) {
	h := newHouse(t)
	c, err := h.GetCertificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	if lasts := c.Leaf.NotAfter.Sub(c.Leaf.NotBefore); lasts > 825*24*time.Hour {
		t.Errorf("it lasts %v", lasts)
	}
}

// TestNewAddress: a machine that gets another address from its router has it
// in its certificate at the next connection, and one that stays keeps its
// certificate.
func TestNewAddress(t *testing.T) {
	h := newHouse(t)
	first, _ := h.GetCertificate(nil)
	if again, _ := h.GetCertificate(nil); again != first {
		t.Error("a certificate is made for each connection")
	}
	h.names.IP = append(h.names.IP, net.IPv4(192, 168, 1, 44))
	moved, _ := h.GetCertificate(nil)
	if moved.Leaf.VerifyHostname("192.168.1.44") != nil {
		t.Errorf("the certificate names %v", moved.Leaf.IPAddresses)
	}
}

// TestConstraints: with the key stolen nobody can pretend to be a place on the
// internet, and the office does not try.
func TestConstraints(t *testing.T) {
	h := newHouse(t)
	public := Names{DNS: []string{"kantor", "bank.example.com"}, IP: []net.IP{net.IPv4(8, 8, 8, 8), net.IPv4(10, 1, 2, 3)}}
	if out := h.Public(public); strings.Join(out, " ") != "bank.example.com 8.8.8.8" {
		t.Errorf("public names: %v", out)
	}
	if ok := h.permitted(public); len(ok.DNS) != 1 || len(ok.IP) != 1 {
		t.Errorf("the office would vouch for %v", ok)
	}
	roots := x509.NewCertPool()
	roots.AddCert(h.cert)
	for name, fine := range map[string]bool{"bank.example.com": false, "8.8.8.8": false, "kantor": true, "10.1.2.3": true} {
		var n Names
		n.add(name)
		stolen, err := h.issue(morning, n)
		if err != nil {
			t.Fatal(err)
		}
		_, err = stolen.tls.Leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: name, CurrentTime: morning})
		if (err == nil) != fine {
			t.Errorf("a certificate made with the key for %s: %v", name, err)
		}
	}
}

// TestKept: the authority is made once, for its owner's eyes, and a damaged one
// is not replaced behind the back of those who trust it.
func TestKept(t *testing.T) {
	h := newHouse(t)
	first, file := h.Fingerprint(), filepath.Join(h.dir, File)
	h.clock = time.Unix(0, 0)
	h.open()
	if h.Fingerprint() != first {
		t.Error("a restart makes another authority")
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	h.open()
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file has mode %v, %v", info.Mode(), err)
	}
	if strings.Contains(string(h.PEM()), "PRIVATE") {
		t.Error("what is handed out holds the key")
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(whole) - 1 {
		if n%40 != 0 {
			continue
		}
		if err := os.WriteFile(file, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenAuthority(h.dir, time.Now, func() Names { return Names{} }); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Fatalf("cut at %d: %v", n, err)
		}
	}
	if _, err := ReadAuthority(t.TempDir()); !errors.Is(err, ErrNone) {
		t.Errorf("nothing there: %v", err)
	}
}

// TestFiles: a renewed certificate is served without a restart; while the new
// files do not fit together the old one goes on.
func TestFiles(t *testing.T) {
	one, two := newHouse(t), newHouse(t)
	dir, clock := t.TempDir(), morning
	crt, key := filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key")
	put := func(name string, h *house, part int) {
		b, err := os.ReadFile(filepath.Join(h.dir, File))
		if err != nil {
			t.Fatal(err)
		}
		halves := strings.SplitAfterN(string(b), "-----END EC PRIVATE KEY-----\n", 2)
		if err := os.WriteFile(name, []byte(halves[part]), 0o600); err != nil {
			t.Fatal(err)
		}
		clock = clock.Add(2 * time.Second)
		if err := os.Chtimes(name, clock, clock); err != nil {
			t.Fatal(err)
		}
	}
	put(key, one, 0)
	put(crt, one, 1)
	f, err := OpenFiles(crt, key, func() time.Time { return clock }, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	served := func() string {
		c, err := f.GetCertificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		return fingerprint(c.Leaf)
	}
	put(crt, two, 1)
	if served() != one.Fingerprint() {
		t.Error("a certificate without its key is served")
	}
	put(key, two, 0)
	if served() != two.Fingerprint() {
		t.Error("the renewed certificate is not served")
	}
	if err := os.Remove(crt); err != nil {
		t.Fatal(err)
	}
	clock = clock.Add(2 * time.Second)
	if served() != two.Fingerprint() {
		t.Error("with its file gone the certificate is gone")
	}
	if _, err := OpenFiles(crt, key, time.Now, slog.Default()); err == nil {
		t.Error("an office starts without its certificate")
	}
}
