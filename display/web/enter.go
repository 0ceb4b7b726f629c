package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"giliran/ticketing"
)

// enter turns a link or a form with a token into a cookie and a clean address,
// so that the token stays in no history and on no screen.
func (s *Server) enter(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, MaxBody)
	w.Header().Set("Cache-Control", "no-store")
	secret, to := strings.TrimSpace(r.FormValue("token")), localPath(r.FormValue("to"))
	c, ok := s.keys.holder(secret, s.now())
	if !ok {
		s.notEntered(w, r, to)
		return
	}
	secure := r.TLS != nil || strings.HasPrefix(s.baseURL, "https:")
	http.SetCookie(w, &http.Cookie{
		Name: c.cookieName(secure), Value: secret, Path: "/", MaxAge: 365 * 24 * 60 * 60,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: secure,
	})
	if to == "" {
		to = home(c)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// notEntered shows the form again. Who tries too often must wait; a right
// secret would have entered all the same, so that nobody is locked out by
// somebody else's guesses.
func (s *Server) notEntered(w http.ResponseWriter, r *http.Request, to string) {
	var p *Problem
	if errors.As(s.wrongSecret(r, nil), &p) {
		w.Header().Set("Retry-After", p.header.Get("Retry-After"))
		s.loginPage(w, r, p.Status, to, "login.too-many")
		return
	}
	s.loginPage(w, r, http.StatusUnauthorized, to, "login.wrong")
}

// wrongSecret notes a secret that nobody holds and gives back the error that
// was found, or that the asker has to wait.
func (s *Server) wrongSecret(r *http.Request, found error) error {
	s.strangers.Warn("a token nobody holds", "from", hostOf(r))
	if trusted(r) {
		return found
	}
	if wait, ok := s.limits.login.use(s.now(), client(r), 1); !ok {
		return s.slower("login", wait)
	}
	return found
}

// localPath is where to go on, "" for anything that is not a path of this
// server.
func localPath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.Contains(u.Path, `\`) {
		return ""
	}
	return u.RequestURI()
}

// home is the page a role works on.
func home(c Caller) string {
	switch c.Role {
	case ticketing.RoleKiosk:
		return "/kiosk"
	case ticketing.RoleDesk:
		return "/desk/" + url.PathEscape(c.Name)
	}
	return "/"
}
