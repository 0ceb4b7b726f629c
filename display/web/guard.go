package web

import (
	"net/http"
	"strings"
)

// headers puts what every answer says to a browser: nothing from elsewhere,
// nothing inline, no frame around it, no address passed on. A page may set a
// policy of its own.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY") // for browsers that do not know frame-ancestors
		h.Set("Referrer-Policy", "no-referrer")
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
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	said := r.Header.Get("Sec-Fetch-Site") != "" || r.Header.Get("Origin") != ""
	return said && http.NewCrossOriginProtection().Check(r) == nil
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
