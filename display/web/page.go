package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"giliran/ticketing"
)

// pageFiles are the pages' templates, styles and scripts.
//
//go:embed templates assets
var pageFiles embed.FS

// pages are what people see in a browser: rendered here, kept fresh by the
// scripts beside them, and acting only through the HTTP API.
type pages struct {
	*Server
	words     wordings
	templates map[string]map[string]*template.Template // by language, by page
}

// pages registers everything people open in a browser.
func (s *Server) pages(mux *router) {
	p := &pages{Server: s}
	p.compile()
	s.browser = p
	mux.HandleFunc("GET /{$}", p.home)
	mux.HandleFunc("GET /login", p.login)
	mux.HandleFunc("GET /board", p.board)
	mux.HandleFunc("GET /s", p.find)
	mux.HandleFunc("GET /s/{code}", p.status)
	mux.HandleFunc("GET /s/{code}/qr.svg", p.qrCode)
	mux.HandleFunc("GET /kiosk", p.staff(kioskRole|leadRoles|deviceRole, p.kiosk))
	mux.HandleFunc("GET /desk/{desk}", p.staff(deskRoles, p.desk))
	mux.HandleFunc("GET /admin", p.staff(leadRoles, p.admin))
	p.wallPages(mux)
	p.assets(mux)
}

// compile reads the language files and templates. Both are part of the
// program, so a mistake in them is one in the program: it panics.
func (p *pages) compile() {
	all, err := readWordings(wordFiles)
	if err != nil {
		panic(err)
	}
	names, err := fs.Glob(pageFiles, "templates/*.html")
	if err != nil {
		panic(err)
	}
	p.words, p.templates = all, map[string]map[string]*template.Template{}
	for lang := range all {
		p.templates[lang] = map[string]*template.Template{}
		for _, name := range names {
			t := template.New("").Funcs(p.funcs(lang))
			p.templates[lang][path.Base(name)] = template.Must(t.ParseFS(pageFiles, "templates/base.html", name))
		}
	}
}

// page is what every template gets; View is the page's own part.
type page struct {
	Kind      string // template, style and script of the page
	Title     string // key of its title
	Lang      string
	Office    *ticketing.Office
	Now       time.Time
	Path      string   // of the request, for the language links
	Role      string   // of who looks, "" for the public
	Languages []string // what the page can be read in
	Script    bool     // the page has a script of its own
	Runs      bool     // the page runs a program, in WebAssembly
	Words     words    // what the script says
	Names     names    // what the script calls things by id
	View      any
}

// Millis is the server's clock for the page's script.
func (p *page) Millis() int64 { return p.Now.UnixMilli() }

// Offset is how many seconds the office is east of UTC.
func (p *page) Offset() int {
	_, seconds := p.Now.Zone()
	return seconds
}

// Style names the page's style sheet; pages of one form are one style.
func (p *page) Style() string {
	if p.Kind == "login" || p.Kind == "unknown" {
		return "home"
	}
	return p.Kind
}

// In is the page's address in another language.
func (p *page) In(lang string) string { return p.Path + "?lang=" + lang }

// To is a link that keeps the language, unless it is the office's first.
func (p *page) To(path string) string {
	if p.Lang == p.Languages[0] {
		return path
	}
	return path + "?lang=" + p.Lang
}

// names are wordings by kind and id, for messages that carry ids.
type names map[string]map[string]string

func namesOf(o *ticketing.Office, lang string) names {
	n := names{"service": {}, "stage": {}, "hold": {}, "desk": {}}
	for _, s := range o.Services {
		n["service"][s.ID] = s.Name.In(lang)
	}
	for _, s := range o.Stages {
		n["stage"][s.ID] = s.Name.In(lang)
	}
	for _, h := range o.Holds {
		n["hold"][h.ID] = h.Name.In(lang)
	}
	for _, d := range o.Desks {
		n["desk"][d.ID] = d.Name.In(lang)
	}
	return n
}

// languages are those the office speaks and there are words for.
func (p *pages) languages() []string {
	var list []string
	for _, l := range p.office.Languages {
		if p.words[l] != nil {
			list = append(list, l)
		}
	}
	if len(list) == 0 {
		return []string{firstLanguage}
	}
	return list
}

// lang is the language a request asks for, the office's first otherwise.
func (p *pages) lang(r *http.Request) string {
	offered := p.languages()
	if l := r.URL.Query().Get("lang"); slices.Contains(offered, l) {
		return l
	}
	return offered[0]
}

// show renders a page. Everything is written at once, so that an error in the
// middle is not half a page.
func (p *pages) show(w http.ResponseWriter, r *http.Request, status int, pg *page) {
	pg.Lang, pg.Languages, pg.Office, pg.Path = p.lang(r), p.languages(), p.office, r.URL.Path
	pg.Now = p.now().In(p.office.Zone)
	if c, known := p.who(r); known {
		pg.Role = c.Role
	}
	if pg.Script {
		pg.Words = p.words.under(pg.Lang, "script.", "refusal.", "problem.", "state.", "time.", pg.Kind+".script.")
		pg.Names = namesOf(p.office, pg.Lang)
	}
	var out bytes.Buffer
	if err := p.templates[pg.Lang][pg.Kind+".html"].ExecuteTemplate(&out, "page", pg); err != nil {
		p.failed(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", pagePolicy(r.Host, pg.Runs))
	w.WriteHeader(status)
	_, _ = out.WriteTo(w) // whoever asked may be gone
}

// pagePolicy lets a page use what this server gives it and nothing else. The
// websocket is named because older browsers do not count it as 'self'. A page
// that runs a program must be allowed to compile it; that allows no other
// script.
func pagePolicy(host string, runs bool) string {
	scripts := "'self'"
	if runs {
		scripts += " 'wasm-unsafe-eval'"
	}
	connect := "'self'"
	if !strings.ContainsFunc(host, noHost) {
		connect += " ws://" + host + " wss://" + host
	}
	return "default-src 'none'; script-src " + scripts + "; style-src 'self'; img-src 'self'; connect-src " + connect +
		"; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

// noHost tells what may stand in a request's Host, but not in a policy: there a
// semicolon would begin a rule of the asker's own.
func noHost(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(".-_:[]", r))
}

// failed is the answer to what should not happen.
func (p *pages) failed(w http.ResponseWriter, r *http.Request, err error) {
	p.log.Error("page", "page", r.Pattern, "err", err) // not its path: a ticket's code may stand in it
	w.Header().Set("Retry-After", "5")
	http.Error(w, p.words.say(p.lang(r), "problem.503"), http.StatusServiceUnavailable)
}

// staff admits those who may use a page, a desk to its own only. Anybody else
// is asked to sign in, or told that this is not for them.
func (p *pages) staff(allow roles, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, known, err := p.permitted(r, allow, r.PathValue("desk"))
		switch {
		case err == nil:
			h(w, r.WithContext(withCaller(r.Context(), c)))
		case tooOften(err) != nil:
			p.tooMany(w, r, tooOften(err))
		case !known:
			p.signIn(w, r, http.StatusUnauthorized, r.URL.RequestURI(), "")
		default:
			p.signIn(w, r, http.StatusForbidden, r.URL.RequestURI(), "login.forbidden")
		}
	}
}

// assets serves styles and scripts. They change only with the program; a
// browser asks again each time and is mostly told that it has them already.
func (p *pages) assets(mux *router) {
	files, err := fs.ReadDir(pageFiles, "assets")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		b, err := fs.ReadFile(pageFiles, "assets/"+f.Name())
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(b)
		tag := fmt.Sprintf("%q", hex.EncodeToString(sum[:8]))
		kind := assetType(f.Name())
		mux.HandleFunc("GET /assets/"+f.Name(), func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Content-Type", kind)
			h.Set("Cache-Control", "no-cache")
			h.Set("ETag", tag)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
		})
	}
}

// assetType does not ask the machine, whose mime tables differ.
func assetType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	default:
		return "image/svg+xml"
	}
}
