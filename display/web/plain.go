package web

import (
	"net"
	"net/http"
	"slices"
	"strings"
)

// Where there is TLS, an address without it stays for the public: an
// applicant's phone does not know the office's own authority, and what it asks
// for is on the wall anyway. Everything else is led to the address with TLS, or
// refused when the request has already told its secret to the network.

// public is what may be read without TLS.
func public() []string {
	return []string{
		"GET /{$}", "GET /board", "GET /s", "GET /s/{code}", "GET /s/{code}/qr.svg", "GET /logo.png", "GET /ca.crt", "GET /feed",
		"GET /wall", "GET /wall/" + wallProgram, "GET /wall/" + wallLoader,
		"GET /healthz", "GET /api/v1/board", "GET /api/v1/tickets/{code}",
	}
}

// Plain answers requests without TLS; port is the one with TLS. With redirect
// nothing but redirections is answered: right when every browser trusts the
// certificate.
func (s *Server) Plain(port string, redirect bool) http.Handler {
	return s.received(s.headers(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := s.mux.Handler(r)
		secrets, byCookie := secretsOf(r)
		read := r.Method == http.MethodGet || r.Method == http.MethodHead
		switch {
		case !read, len(secrets) > 0 && !byCookie, r.URL.Query().Has("token"):
			problem(http.StatusForbidden, "https-needed", "this takes https; what was sent could be read on the way: if it had a token in it, revoke it").write(w)
		case !redirect && (slices.Contains(public(), pattern) || strings.HasPrefix(pattern, "GET /assets/")):
			r.Header.Del("Cookie") // whoever reads along has read it too: it opens nothing here
			s.guarded().ServeHTTP(w, r)
		default:
			http.Redirect(w, r, secureURL(r, port), http.StatusTemporaryRedirect)
		}
	})))
}

// secureURL is a request's address with TLS.
func secureURL(r *http.Request, port string) string {
	host := r.Host
	if h, _, err := net.SplitHostPort(r.Host); err == nil {
		host = h
	}
	if port != "443" {
		host = net.JoinHostPort(strings.Trim(host, "[]"), port)
	}
	return "https://" + host + r.URL.RequestURI()
}
