package cert

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"slices"
	"time"
)

const (
	day = 24 * time.Hour
	// reach is how long a server's certificate is valid before and after it was
	// made; both together must not exceed the 825 days that some browsers allow.
	reach = 400 * day
	// drift is how far the clock may move until a new one is made.
	drift = 200 * day
)

// leaf is the server's certificate. It lives in memory only.
type leaf struct {
	tls   *tls.Certificate
	made  time.Time
	names Names
}

// floor is a time that is over: a clock that stands before it is wrong.
func floor() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

// GetCertificate is for tls.Config. It answers with the server's certificate,
// after making a new one if the clock or the machine's addresses have moved on.
func (a *Authority) GetCertificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	now := a.now()
	if now.Before(floor()) {
		now = floor()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.leaf != nil && now.Sub(a.leaf.made).Abs() < drift && (a.leaf.has(reached(hello)) || a.leaf.names.same(a.permitted(a.names()))) {
		return a.leaf.tls, nil
	}
	l, err := a.issue(now, a.permitted(a.names()))
	if err != nil {
		return nil, fmt.Errorf("make the server's certificate: %w", err)
	}
	a.leaf = l
	return l.tls, nil
}

// reached is the address a client has come to, nil where nobody knows.
func reached(hello *tls.ClientHelloInfo) net.IP {
	if hello != nil && hello.Conn != nil {
		if tcp, ok := hello.Conn.LocalAddr().(*net.TCPAddr); ok {
			return tcp.IP
		}
	}
	return nil
}

func (l *leaf) has(ip net.IP) bool { return ip != nil && slices.ContainsFunc(l.names.IP, ip.Equal) }

func (n Names) same(m Names) bool {
	return slices.Equal(n.DNS, m.DNS) && slices.EqualFunc(n.IP, m.IP, net.IP.Equal)
}

// issue makes a certificate for the server.
func (a *Authority) issue(now time.Time, names Names) (*leaf, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: names.first()},
		NotBefore: now.Add(-reach), NotAfter: now.Add(reach),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: names.DNS, IPAddresses: names.IP,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParseCertificate(raw)
	if err != nil {
		return nil, err
	}
	return &leaf{&tls.Certificate{Certificate: [][]byte{raw, a.cert.Raw}, PrivateKey: key, Leaf: parsed}, now, names}, nil
}
