package web

import (
	"net/http"
	"net/url"
	"strings"

	"giliran/ticketing"
)

// homeView is the entry: where the caller may go.
type homeView struct {
	Desks []ticketing.Desk // the desk pages the caller may open
	Kiosk bool
	Admin bool
}

func (p *pages) home(w http.ResponseWriter, r *http.Request) {
	c, _ := p.who(r)
	v := homeView{Kiosk: (kioskRole | leadRoles | deviceRole).has(c.Role), Admin: leadRoles.has(c.Role)}
	for _, d := range p.office.Desks {
		if deskRoles.permit(c, true, d.ID) == nil {
			v.Desks = append(v.Desks, d)
		}
	}
	p.show(w, r, http.StatusOK, &page{Kind: "home", Title: "home.title", View: v})
}

// loginView asks for a token and says where to go with it.
type loginView struct {
	To      string // a path of this server
	Trouble string // key of what was wrong, "" at first
}

func (p *pages) login(w http.ResponseWriter, r *http.Request) {
	p.signIn(w, r, http.StatusOK, r.URL.Query().Get("to"), "")
}

// loginPage is the form again, for a token that /enter did not know.
func (s *Server) loginPage(w http.ResponseWriter, r *http.Request, status int, to, trouble string) {
	s.browser.signIn(w, r, status, to, trouble)
}

// signIn shows the form for a token, which /enter turns into a cookie.
func (p *pages) signIn(w http.ResponseWriter, r *http.Request, status int, to, trouble string) {
	p.show(w, r, status, &page{Kind: "login", Title: "login.title", View: loginView{To: localPath(to), Trouble: trouble}})
}

// find leads from a typed code to its status page.
func (p *pages) find(w http.ResponseWriter, r *http.Request) {
	code := ticketing.NormalCode(strings.TrimSpace(r.URL.Query().Get("code")))
	to := "/s/" + url.PathEscape(code)
	if code == "" {
		to = "/"
	}
	if lang := r.URL.Query().Get("lang"); lang != "" {
		to += "?lang=" + url.QueryEscape(lang)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}
