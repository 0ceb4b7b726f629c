package web

import (
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
	c, ok := s.keys.holder(secret)
	if !ok {
		s.loginPage(w, r, http.StatusUnauthorized, to, "login.wrong")
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: c.cookieName(), Value: secret, Path: "/", MaxAge: 365 * 24 * 60 * 60,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil || strings.HasPrefix(s.baseURL, "https:"),
	})
	if to == "" {
		to = home(c)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
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
