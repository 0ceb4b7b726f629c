package web

import (
	"net/http"
	"strings"
)

// headers puts what every answer says to a browser: nothing from elsewhere,
// nothing inline, no frame around it, no address passed on. A page may set a
// policy of its own.
func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY") // for browsers that do not know frame-ancestors
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		if r.TLS != nil {
			h.Set("Cross-Origin-Opener-Policy", "same-origin") // without TLS browsers ignore it, loudly
		}
		if r.TLS != nil && s.strict {
			h.Set("Strict-Transport-Security", "max-age=2592000") // 30 days
		}
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h.Set("Cache-Control", "no-store")
		}
		next.ServeHTTP(w, r)
	})
}

// guard refuses a change that another site made a browser send with the
// cookie it holds for us. Bearer tokens need no such care: no site can make a
// browser send one. /enter acts on the token in it, not on the cookie.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, byCookie := secretsOf(r)
		if byCookie && r.URL.Path != "/enter" && !sameOrigin(r) {
			problem(http.StatusForbidden, "cross-site", "a page of another site may not do this; open the office's own page").write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// sameOrigin tells that a request changes nothing or comes from our own page.
// A browser says so by Sec-Fetch-Site, or where it has none (older ones, plain
// http) by Origin; one that says neither is not believed.
func sameOrigin(r *http.Request) bool {
	if r.Header.Get("Upgrade") != "" {
		// A websocket is no plain GET: it is not held to one origin by the
		// browser, and what comes over it may be for one holder only.
		return http.NewCrossOriginProtection().Check(asPost(r)) == nil
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	said := r.Header.Get("Sec-Fetch-Site") != "" || r.Header.Get("Origin") != ""
	return said && http.NewCrossOriginProtection().Check(r) == nil
}

// asPost is a request that counts as one that changes something.
func asPost(r *http.Request) *http.Request {
	p := *r
	p.Method = http.MethodPost
	return &p
}

// nothing answers for an address of the API where there is nothing, or not by
// this method.
func (s *Server) nothing(w http.ResponseWriter, r *http.Request) {
	var allow []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		other := *r
		other.Method = m
		if _, pattern := s.mux.Handler(&other); pattern != "/api/" {
			allow = append(allow, m)
		}
	}
	if len(allow) == 0 {
		problem(http.StatusNotFound, "not-found", "there is nothing at "+r.URL.Path+"; GET /openapi.json lists what there is").write(w)
		return
	}
	p := problem(http.StatusMethodNotAllowed, "method", "use "+strings.Join(allow, " or ")+" here")
	p.header.Set("Allow", strings.Join(allow, ", "))
	p.write(w)
}
