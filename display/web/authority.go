package web

import "net/http"

// Authority is the office's own certificate authority as people are shown it.
type Authority interface {
	// PEM is its certificate, and Fingerprint what to compare it by.
	PEM() []byte
	Fingerprint() string
}

// caFile hands out the authority's certificate, for browsers and agents to
// trust. It is no secret; whoever installs it compares the fingerprint.
func (s *Server) caFile(w http.ResponseWriter, r *http.Request) {
	if s.authority == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/x-x509-ca-cert")
	w.Header().Set("Content-Disposition", `attachment; filename="giliran-ca.crt"`)
	_, _ = w.Write(s.authority.PEM())
}

// fingerprint is the authority's, "" without one.
func (s *Server) fingerprint() string {
	if s.authority == nil {
		return ""
	}
	return s.authority.Fingerprint()
}
