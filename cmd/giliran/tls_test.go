package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giliran/display/feed"
	"giliran/display/web/cert"
)

// secured starts the program with TLS and a public address without it, and
// gives what it printed before its ready line.
func secured(t *testing.T, args ...string) (o *officeProcess, said map[string]string) {
	t.Helper()
	o, said = &officeProcess{t: t, data: t.TempDir(), log: new(bytes.Buffer)}, map[string]string{}
	for _, line := range o.start(append([]string{"--plain", "127.0.0.1:0", "--open"}, args...)...) {
		i := strings.LastIndex(line, " ")
		said[line[:i]] = line[i+1:]
	}
	return o, said
}

// trusting is an HTTP client that knows the office by a Trust.
func trusting(t *testing.T, trust cert.Trust) (*http.Client, *tls.Config) {
	t.Helper()
	c, err := trust.Config("127.0.0.1", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: c}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, c
}

// TestSecured: an office with an authority of its own. Its fingerprint is the
// one printed, shown by giliran ca and of the file it hands out; staff work over
// TLS with a cookie no other way gets; the public needs none; openssl agrees.
func TestSecured(t *testing.T) {
	t.Parallel()
	o, said := secured(t, "--tls", "local")
	plain, sum := said["without TLS, for the public, on"], said["certificate authority, SHA-256:"]
	if shown := o.run("ca"); !strings.Contains(shown, sum) || strings.Contains(shown, "PRIVATE") {
		t.Errorf("giliran ca shows\n%s\nand the start %s", shown, sum)
	}
	ca := filepath.Join(t.TempDir(), "ca.crt")
	fetch(t, http.DefaultClient, plain+"/ca.crt", ca)
	staff, secure := trusting(t, cert.Trust{CA: ca})
	byPrint, _ := trusting(t, cert.Trust{Fingerprint: sum})
	for _, c := range []*http.Client{staff, byPrint} {
		fetch(t, c, o.url+"/healthz", "")
	}
	if _, err := http.Get(o.url + "/healthz"); err == nil {
		t.Error("somebody who does not know the authority trusts it")
	}
	token := o.run("token", "--role", "admin", "--name", "admin")
	entered, err := staff.Get(o.url + "/enter?token=" + token)
	if err != nil {
		t.Fatal(err)
	}
	entered.Body.Close()
	cookie := entered.Header.Get("Set-Cookie")
	for _, part := range []string{"__Host-giliran-admin-", "HttpOnly", "Secure", "SameSite=Lax", "Path=/;"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie %q has no %s", cookie, part)
		}
	}
	if entered.Header.Get("Strict-Transport-Security") != "" {
		t.Error("browsers are bound to an authority of the office's own")
	}
	for path, want := range map[string]int{"/board": 200, "/admin": 307, "/enter?token=" + token: 403} {
		r, err := byPrint.Get(plain + path)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != want {
			t.Errorf("without TLS %s is %d, want %d", path, r.StatusCode, want)
		}
	}
	watch(t, "wss"+strings.TrimPrefix(o.url, "https")+"/feed", secure)
	watch(t, "ws"+strings.TrimPrefix(plain, "http")+"/feed", nil)
	openssl(t, ca, strings.TrimPrefix(o.url, "https://"))
}

// fetch reads an address into a file, "" for nowhere.
func fetch(t *testing.T, c *http.Client, url, file string) {
	t.Helper()
	r, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v", url, r.Status, err)
	}
	if file != "" {
		put(t, file, b)
	}
}

func put(t *testing.T, file string, b []byte) {
	t.Helper()
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// watch waits for a board on the feed.
func watch(t *testing.T, address string, secure *tls.Config) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	c := feed.NewClient(address, feed.ClientOptions{TLS: secure})
	ended := make(chan struct{})
	go func() { defer close(ended); _ = c.Run(ctx) }()
	defer func() { stop(); <-ended }()
	for {
		if m, _ := c.Latest(); json.Valid(m.Board) {
			return
		}
		select {
		case <-c.Changed():
		case <-ctx.Done():
			_, state := c.Latest()
			t.Fatalf("no board from %s: %v", address, state.Err)
		}
	}
}

// openssl checks the chain with somebody else's program.
func openssl(t *testing.T, ca, address string) {
	t.Helper()
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Log("openssl is not here")
		return
	}
	for host, fine := range map[string]bool{"localhost": true, "elsewhere.example": false} {
		out, err := exec.Command("openssl", "s_client", "-connect", address, "-CAfile", ca, "-verify_return_error", "-verify_hostname", host).CombinedOutput()
		if (err == nil) != fine {
			t.Errorf("openssl says of %s: %v\n%.800s", host, err, out)
		}
	}
}

// TestCertificateFiles: certificate files that are renewed are served at once;
// browsers are told to come with TLS only.
func TestCertificateFiles(t *testing.T) {
	t.Parallel()
	crt, key := filepath.Join(t.TempDir(), "tls.crt"), filepath.Join(t.TempDir(), "tls.key")
	renew := func() cert.Trust {
		// An authority's own certificate stands in for one from elsewhere.
		a, err := cert.OpenAuthority(t.TempDir(), time.Now, func() cert.Names { return cert.NamesOf("") })
		if err != nil {
			t.Fatal(err)
		}
		c, err := a.GetCertificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		private, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
		if err != nil {
			t.Fatal(err)
		}
		var chain bytes.Buffer
		for _, raw := range c.Certificate {
			chain.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}))
		}
		put(t, key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
		put(t, crt, chain.Bytes())
		return cert.Trust{Fingerprint: a.Fingerprint()}
	}
	first := renew()
	o, said := secured(t, "--tls-cert", crt, "--tls-key", key)
	for n := range 2 {
		trust := first
		if n == 1 {
			trust = renew()
		}
		client, _ := trusting(t, trust)
		deadline := time.Now().Add(20 * time.Second)
		for {
			r, err := client.Get(o.url + "/board")
			if err == nil {
				r.Body.Close()
				if r.Header.Get("Strict-Transport-Security") == "" {
					t.Error("browsers may go on without TLS")
				}
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("the certificate is not served: %v", err)
			}
			time.Sleep(50 * time.Millisecond) // another process: it looks at its files once a second
		}
	}
	client, _ := trusting(t, first)
	r, err := client.Get(said["without TLS, for the public, on"] + "/board")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusTemporaryRedirect {
		t.Errorf("without TLS the board is %d", r.StatusCode)
	}
}
