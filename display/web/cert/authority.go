package cert

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// File is the authority's key and certificate in an office's data directory,
// mode 0600.
const File = "ca.pem"

// ErrNone says that a data directory has no authority.
var ErrNone = errors.New("there is no certificate authority; giliran serve --tls local makes one")

// Authority is an office's own certificate authority. Its constraints bind
// whoever steals the key to names and addresses of private networks.
type Authority struct {
	cert  *x509.Certificate
	key   *ecdsa.PrivateKey
	now   func() time.Time
	names func() Names

	mu   sync.Mutex
	leaf *leaf // the server's certificate, nil before the first connection
}

// OpenAuthority opens the authority of a data directory and makes it when
// there is none yet. It never replaces one: agents and browsers trust it.
// names tells what the server is called at present.
func OpenAuthority(dir string, now func() time.Time, names func() Names) (*Authority, error) {
	a, err := ReadAuthority(dir)
	if errors.Is(err, ErrNone) {
		if err := create(filepath.Join(dir, File), names()); err != nil {
			return nil, fmt.Errorf("make a certificate authority: %w", err)
		}
		a, err = ReadAuthority(dir)
	}
	if err != nil {
		return nil, err
	}
	a.now, a.names = now, names
	return a, nil
}

// ReadAuthority reads the authority of a data directory, to be looked at;
// ErrNone where there is none.
func ReadAuthority(dir string) (*Authority, error) {
	name := filepath.Join(dir, File)
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	}
	if err != nil {
		return nil, fmt.Errorf("read the certificate authority: %w", err)
	}
	if info, err := os.Stat(name); err == nil && info.Mode().Perm()&0o077 != 0 { // it was copied here
		if err := os.Chmod(name, 0o600); err != nil {
			return nil, fmt.Errorf("keep the authority's key to its owner: %w", err)
		}
	}
	a, err := parse(b)
	if err != nil {
		return nil, fmt.Errorf("%s is damaged: %w; put back a copy of it, or remove it and let every agent and browser trust the new one", name, err)
	}
	return a, nil
}

func parse(b []byte) (*Authority, error) {
	key, rest := pem.Decode(b)
	crt, _ := pem.Decode(rest)
	if key == nil || crt == nil {
		return nil, errors.New("a key and a certificate are not in it")
	}
	private, err := x509.ParseECPrivateKey(key.Bytes)
	if err != nil {
		return nil, err
	}
	c, err := x509.ParseCertificate(crt.Bytes)
	if err != nil {
		return nil, err
	}
	if !private.PublicKey.Equal(c.PublicKey) {
		return nil, errors.New("the key is not the certificate's")
	}
	return &Authority{cert: c, key: private}, nil
}

// PEM is the certificate, without the key.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// Fingerprint names the certificate: its SHA-256 in hexadecimal, in pairs.
func (a *Authority) Fingerprint() string { return fingerprint(a.cert) }

// create makes a key and a certificate and keeps them in one file, which is
// there as a whole or not at all.
func create(name string, called Names) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	serial, err := newSerial()
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "Giliran " + called.first(), Organization: []string{"Giliran"}},
		NotBefore:    time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2049, 12, 31, 0, 0, 0, 0, time.UTC),
		IsCA:         true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		PermittedDNSDomainsCritical: true, PermittedDNSDomains: append(privateDomains(), called.bare()...), PermittedIPRanges: privateRanges(),
	}
	crt, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	for _, block := range []*pem.Block{{Type: "EC PRIVATE KEY", Bytes: private}, {Type: "CERTIFICATE", Bytes: crt}} {
		if err := pem.Encode(&file, block); err != nil {
			return err
		}
	}
	return write(name, file.Bytes())
}

// write puts a file in place that nobody else can read.
func write(name string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".ca-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // after the link there is a second name
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), name) // unlike rename, refuses to overwrite
}

func newSerial() (*big.Int, error) {
	return rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
}

// privateDomains are those nobody owns on the internet.
func privateDomains() []string {
	return []string{"localhost", "local", "lan", "internal", "home.arpa"}
}

// privateRanges are the addresses of loopback, links and private networks.
func privateRanges() []*net.IPNet {
	var all []*net.IPNet
	for _, s := range []string{"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "::1/128", "fc00::/7", "fe80::/10"} {
		if _, r, err := net.ParseCIDR(s); err == nil {
			all = append(all, r)
		}
	}
	return all
}
