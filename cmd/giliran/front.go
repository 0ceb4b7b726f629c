package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"giliran/display/web"
	"giliran/display/web/cert"
)

// frontFlags are how the office is reached.
type frontFlags struct {
	Listen string `help:"Address to listen on; port 0 picks a free one." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	URL    string `help:"How phones reach the office, for the QR on tickets; found out when empty." placeholder:"URL"`

	TLS     string `name:"tls" help:"local: https, with a certificate authority of the office's own (giliran ca shows it)." enum:"off,local" default:"off" placeholder:"local"`
	TLSCert string `name:"tls-cert" help:"https with this certificate (PEM, with its chain); read again when it changes." type:"path" placeholder:"FILE" and:"tls"`
	TLSKey  string `name:"tls-key" help:"The certificate's key (PEM)." type:"path" placeholder:"FILE" and:"tls"`
	Plain   string `help:"With https: another address without it, for what is public. It leads everything else to https." placeholder:"HOST:PORT"`

	IssueRate int `help:"How many numbers a minute one token may take from the network; -1 for any number (${default})." default:"30" placeholder:"N"`
}

// front is the office's listeners and what they prove it with.
type front struct {
	url, plainURL, base string // of the listeners, and as phones reach the office
	listener, plain     net.Listener
	authority           *cert.Authority // nil without one of its own
	files               bool            // certificate files: every browser trusts them
	port                string          // of listener
}

var errPlain = errors.New("--plain is for an office with https: use --tls or --tls-cert too")

// openFront opens the listeners.
func (c *serveCmd) openFront(now func() time.Time, log *slog.Logger) (_ *front, err error) {
	f := &front{}
	defer func() {
		if err != nil {
			f.close()
		}
	}()
	config, err := c.proof(f, now, log)
	if err != nil {
		return nil, err
	}
	if config == nil && c.Plain != "" {
		return nil, errPlain
	}
	scheme := "http"
	if f.listener, err = net.Listen("tcp", c.Listen); err != nil {
		return nil, err
	}
	if config != nil {
		scheme = "https"
		f.listener = tls.NewListener(f.listener, config)
	}
	_, f.port, _ = net.SplitHostPort(f.listener.Addr().String())
	f.url, f.base = scheme+"://"+f.listener.Addr().String(), publicURL(scheme, f.listener.Addr())
	if c.Plain != "" {
		if f.plain, err = net.Listen("tcp", c.Plain); err != nil {
			return nil, err
		}
		f.plainURL = "http://" + f.plain.Addr().String()
		if f.authority != nil { // which no applicant's phone knows
			f.base = publicURL("http", f.plain.Addr())
		}
	}
	if c.URL != "" {
		f.base = c.URL
	}
	return f, nil
}

// proof is the TLS configuration, nil for none. HTTP/1.1 is enough: the pages
// are few files, and the feed is a websocket.
func (c *serveCmd) proof(f *front, now func() time.Time, log *slog.Logger) (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
	switch {
	case c.TLSCert != "" && c.TLS == "local":
		return nil, errors.New("use --tls local or --tls-cert, not both")
	case c.TLSCert != "":
		files, err := cert.OpenFiles(c.TLSCert, c.TLSKey, now, log)
		if err != nil {
			return nil, err
		}
		f.files, config.GetCertificate = true, files.GetCertificate
	case c.TLS == "local":
		names := func() cert.Names { return cert.NamesOf(c.URL) }
		authority, err := cert.OpenAuthority(c.Data, now, names)
		if err != nil {
			return nil, err
		}
		if public := authority.Public(names()); len(public) > 0 {
			log.Warn("the office's own certificate authority cannot vouch for public names; --tls-cert can", "names", public)
		}
		f.authority, config.GetCertificate = authority, authority.GetCertificate
	default:
		return nil, nil
	}
	return config, nil
}

// close ends listeners that no server has taken, or all.
func (f *front) close() {
	for _, l := range []net.Listener{f.listener, f.plain} {
		if l != nil {
			_ = l.Close() // it may be closed already
		}
	}
}

// open starts the servers of the network.
func (f *front) open(s *web.Server, room int, log *slog.Logger) (servers []*http.Server, listeners []net.Listener) {
	if f.plain == nil {
		return []*http.Server{web.HTTPServer(s.Handler(), room, log)}, []net.Listener{f.listener}
	}
	return []*http.Server{web.HTTPServer(s.Handler(), room/2, log), web.HTTPServer(s.Plain(f.port, f.files), room/2, log)},
		[]net.Listener{f.listener, f.plain}
}

// greet says where the office is, and how to know that it is it.
func (f *front) greet(w io.Writer) {
	if f.authority != nil {
		fmt.Fprintln(w, "certificate authority, SHA-256:", f.authority.Fingerprint())
	}
	if f.plain != nil {
		fmt.Fprintln(w, "without TLS, for the public, on", f.plainURL)
	}
	fmt.Fprintln(w, "listening on", f.url)
}

// trust is the authority as the pages show it; nil, and no interface around
// it, for none.
func (f *front) trust() web.Authority {
	if f.authority == nil {
		return nil
	}
	return f.authority
}

// publicURL is how a phone in the waiting room reaches a listener.
func publicURL(scheme string, listen net.Addr) string {
	tcp, ok := listen.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return scheme + "://" + listen.String()
	}
	addrs, _ := net.InterfaceAddrs()
	for _, a := range addrs {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.To4() != nil && ip.IP.IsGlobalUnicast() {
			return fmt.Sprintf("%s://%s:%d", scheme, ip.IP, tcp.Port)
		}
	}
	return fmt.Sprintf("%s://127.0.0.1:%d", scheme, tcp.Port)
}

// shutdown ends servers, whoever is still asking.
func shutdown(ctx context.Context, servers []*http.Server) (errs []error) {
	for _, s := range servers {
		if err := s.Shutdown(ctx); err != nil {
			errs = append(errs, s.Close())
		}
	}
	return errs
}
