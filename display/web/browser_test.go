package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"giliran/ticketing"
)

// TestCookieAndCrossSite: a change sent with the cookie counts only from our
// own page; a bearer token and the console need no such proof.
func TestCookieAndCrossSite(t *testing.T) {
	h := newHouse(t)
	own := h.url
	cookie := []string{"Cookie", Caller{Role: "desk", Name: "loket-1"}.cookieName(false) + "=" + h.tokens["loket-1"]}
	cases := []struct {
		name   string
		line   string
		as     string
		header []string
		status int
	}{
		{"our page, new browser", "POST /api/v1/desks/loket-1/pause", "", append(cookie, "Sec-Fetch-Site", "same-origin", "Origin", own), 200},
		{"our page, plain http", "POST /api/v1/desks/loket-1/open", "", append(cookie, "Origin", own), 200},
		{"typed by the user", "POST /api/v1/desks/loket-1/pause", "", append(cookie, "Sec-Fetch-Site", "none"), 200},
		{"another site, new browser", "POST /api/v1/desks/loket-1/open", "", append(cookie, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"), 403},
		{"another host of our domain", "POST /api/v1/desks/loket-1/open", "", append(cookie, "Sec-Fetch-Site", "same-site"), 403},
		{"another site, old browser", "POST /api/v1/desks/loket-1/open", "", append(cookie, "Origin", "http://evil.example"), 403},
		{"another port", "POST /api/v1/desks/loket-1/open", "", append(cookie, "Origin", "http://127.0.0.1:1"), 403},
		{"an origin kept secret", "POST /api/v1/desks/loket-1/open", "", append(cookie, "Origin", "null"), 403},
		{"a browser that says nothing", "POST /api/v1/desks/loket-1/open", "", cookie, 403},
		{"another site deletes", "DELETE /api/v1/tokens/x", "", append(cookie, "Origin", "http://evil.example"), 403},
		{"another site puts", "PUT /api/v1/notice", "", append(cookie, "Origin", "http://evil.example"), 403},
		{"looking from another site", "GET /api/v1/desks/loket-1", "", append(cookie, "Sec-Fetch-Site", "cross-site"), 200},
		{"a bearer token beside a cookie", "POST /api/v1/desks/loket-1/open", "loket-1", append(cookie, "Origin", "http://evil.example"), 200},
		{"a bad bearer token beside a good cookie", "POST /api/v1/desks/loket-1/open", "", append(cookie, "Authorization", "Bearer gil_x"), 401},
	}
	for _, c := range cases {
		before := h.seq()
		r := h.ask(c.line, c.as, "", nil, c.header...)
		if r.StatusCode != c.status {
			t.Errorf("%s: status %d, want %d: %s", c.name, r.StatusCode, c.status, r.body)
		}
		if c.status >= 400 && h.seq() != before {
			t.Errorf("%s: refused, and yet something changed", c.name)
		}
		if c.status == 403 {
			if p := r.problem(t); p.Code != "cross-site" {
				t.Errorf("%s: problem %+v", c.name, p)
			}
		}
	}
}

// TestSeveralLinksInOneBrowser: whoever opens the links of the kiosk, two desks
// and the admin page in one browser uses each as itself; nothing is done in a
// greater name than it takes, and no cookie opens more than its token.
func TestSeveralLinksInOneBrowser(t *testing.T) {
	h := newHouse(t)
	var jar []string
	for _, c := range []Caller{{Role: "admin", Name: "admin-1"}, {Role: "desk", Name: "loket-2"}, {Role: "desk", Name: "loket-1"}, {Role: "kiosk", Name: "kiosk-1"}} {
		holder := c.Role
		if c.Role == "desk" {
			holder = c.Name
		}
		jar = append(jar, c.cookieName(false)+"="+h.tokens[holder])
		all := []string{"Cookie", strings.Join(jar, "; "), "Sec-Fetch-Site", "same-origin"}
		for _, line := range []string{"POST /api/v1/desks/loket-1/open", "POST /api/v1/tickets/A001/check-in"} {
			if r := h.ask(line, "", "", nil, all...); r.StatusCode == 401 || r.StatusCode == 403 {
				t.Errorf("%s with %d cookies: %s", line, len(jar), r.body)
			}
		}
	}
	all := []string{"Cookie", strings.Join(jar, "; "), "Sec-Fetch-Site", "same-origin"}
	r, _ := http.NewRequest("POST", h.url+"/", nil)
	r.Header.Set(all[0], all[1])
	for desk, want := range map[string]string{"loket-1": "desk loket-1", "loket-2": "desk loket-2", "kasi": "admin admin-1"} {
		if c, _, err := h.server.permitted(r, deskRoles, desk); err != nil || c.Actor() != want {
			t.Errorf("at %s the browser acts as %q (%v), want %q", desk, c.Actor(), err, want)
		}
	}
	r.Header.Set("Cookie", strings.Join(jar[1:], "; "))
	if _, known, err := h.server.permitted(r, leadRoles, ""); err == nil || !known {
		t.Error("two desks and a kiosk open the admin's part")
	}
}

// TestEnter: a link with a token becomes a cookie and a clean address.
func TestEnter(t *testing.T) {
	h := newHouse(t)
	q := func(token, to string) string { return url.Values{"token": {token}, "to": {to}}.Encode() }
	cases := []struct{ name, holder, to, leads string }{
		{"where the link says", "loket-1", "/desk/loket-1?lang=jv", "/desk/loket-1?lang=jv"},
		{"a desk without a way", "loket-1", "", "/desk/loket-1"},
		{"a kiosk without a way", "kiosk", "", "/kiosk"},
		{"a supervisor without a way", "supervisor", "", "/"},
		{"another site", "loket-1", "https://evil.example/", "/desk/loket-1"},
		{"another host without a scheme", "loket-1", "//evil.example/", "/desk/loket-1"},
		{"a backslash for a slash", "loket-1", `/\evil.example`, "/desk/loket-1"},
		{"a relative way", "loket-1", "evil", "/desk/loket-1"},
	}
	for _, c := range cases {
		for _, line := range []string{"GET", "POST"} {
			r := h.request(line+" /enter?"+q(h.tokens[c.holder], c.to), "", "")
			if line == "POST" {
				r = h.request("POST /enter", "", q(" "+h.tokens[c.holder]+"\n", c.to), "Content-Type", "application/x-www-form-urlencoded")
			}
			resp := h.send(r)
			if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != c.leads {
				t.Errorf("%s by %s: %d to %q, want 303 to %q", c.name, line, resp.StatusCode, resp.Header.Get("Location"), c.leads)
			}
			got := resp.Cookies()
			if len(got) != 1 || got[0].Value != h.tokens[c.holder] || !got[0].HttpOnly || got[0].SameSite != http.SameSiteLaxMode || got[0].Path != "/" || got[0].MaxAge < 364*24*3600 {
				t.Errorf("%s by %s: cookies %v", c.name, line, got)
			}
		}
	}
}

// TestEnterRefused: a token nobody holds opens nothing and sets nothing.
func TestEnterRefused(t *testing.T) {
	h := newHouse(t)
	for _, token := range []string{"", "gil_x", h.tokens["revoked"]} {
		r := h.ask("GET /enter?token="+token+"&to=/admin", "", "", nil)
		if r.StatusCode != http.StatusUnauthorized || len(r.Cookies()) != 0 {
			t.Errorf("token %q: status %d, cookies %v", token, r.StatusCode, r.Cookies())
		}
	}
}

// TestSecureCookie: where phones reach the office by https, the cookie goes no
// other way.
func TestSecureCookie(t *testing.T) {
	h := newHouse(t)
	h.server.baseURL = "https://antrian.example"
	r := h.ask("GET /enter?token="+h.tokens["kiosk"], "", "", nil)
	if c := r.Cookies(); len(c) != 1 || !c[0].Secure {
		t.Errorf("cookies %v", c)
	}
}

// TestHeaders: every answer tells browsers to trust nothing else.
func TestHeaders(t *testing.T) {
	h := newHouse(t)
	for _, line := range []string{"GET /api/v1/board", "GET /api/v1/nothing", "POST /api/v1/tickets", "GET /healthz", "GET /metrics", "GET /openapi.json", "GET /enter",
		"GET /", "GET /board", "GET /kiosk", "GET /admin", "GET /s/ABCDEFGH", "GET /assets/base.css", "GET /ca.crt"} {
		r := h.ask(line, "", "", nil)
		policy := r.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none';") || !strings.Contains(policy, "base-uri 'none'") ||
			!strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") || r.Header.Get("Cross-Origin-Resource-Policy") != "same-origin" ||
			r.Header.Get("X-Content-Type-Options") != "nosniff" || r.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: headers %v", line, r.Header)
		}
		if strings.Contains(line, "/api/") && r.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept by a cache", line)
		}
	}
}

// TestPublicTicket: the public sees where an application is, and not what only
// staff need.
func TestPublicTicket(t *testing.T) {
	h := newHouse(t)
	code := h.issue("ktp-rusak").Code
	h.do(ticketing.SetPriority{Ticket: code, Priority: true})
	h.do(ticketing.Next{Desk: "loket-1"})
	h.do(ticketing.Return{Desk: "loket-1", Missing: []string{"kk"}, Note: "fotokopi buram"})
	var public, staff Ticket
	h.ask("GET /api/v1/tickets/"+strings.ToLower(code[:4]+"-"+code[4:]), "", "", &public)
	h.ask("GET /api/v1/tickets/"+code, "loket-1", "", &staff)
	if public.Priority != nil || public.Note != nil || public.Route[0].Desk != "" {
		t.Errorf("the public sees %+v", public)
	}
	if public.Number != "B001" || public.State != ticketing.Returned || len(public.Missing) != 1 || public.Missing[0] != "kk" {
		t.Errorf("the public does not see %+v", public)
	}
	if staff.Priority == nil || !*staff.Priority || staff.Note == nil || *staff.Note != "fotokopi buram" || staff.Route[0].Desk != "loket-1" {
		t.Errorf("staff do not see %+v", staff)
	}
}

// TestHostInPolicy: what a request calls the host cannot loosen the policy.
func TestHostInPolicy(t *testing.T) {
	for host, want := range map[string]string{
		"192.168.1.10:8080": "connect-src 'self' ws://192.168.1.10:8080 wss://192.168.1.10:8080;",
		"[fd00::2]:8080":    "connect-src 'self' ws://[fd00::2]:8080 wss://[fd00::2]:8080;",
		"a;script-src*":     "connect-src 'self';",
		"a,default-src*":    "connect-src 'self';",
	} {
		if policy := pagePolicy(host, false); !strings.Contains(policy, want) || strings.Contains(policy, "*") {
			t.Errorf("host %q gives %q", host, policy)
		}
	}
}
