package webtest

import (
	"fmt"
	"testing"

	"giliran/ticketing"
)

// busyOffice is an office with somebody everywhere: at desks, in queues, in
// holds, sent for documents.
func busyOffice(t *testing.T) (s *site, views map[string]view) {
	s = newSite(t)
	if err := s.engine.View(t.Context(), func(*ticketing.State) { s.foretells = foretold }); err != nil {
		t.Fatal(err)
	}
	s.open("loket-1", "loket-2", "kasi", "siak-1")
	held := s.take("ktp-hilang")
	s.work("loket-1", "lengkap")
	s.work("kasi", "sah")
	s.work("siak-1", "bermasalah")
	returned := s.take("ktp-rusak")
	s.must(ticketing.Next{Desk: "loket-1"})
	s.must(ticketing.Return{Desk: "loket-1", Missing: []string{"ktp-asli"}, Note: "KTP-el aslinya tertinggal di rumah"})
	for _, service := range []string{"ktp-baru", "ktp-rusak", "ktp-perubahan", "ktp-hilang", "ktp-baru", "ktp-rusak"} {
		s.take(service)
	}
	s.work("loket-1", "lengkap")
	s.work("loket-1", "lengkap")
	s.must(ticketing.Next{Desk: "kasi"})
	called := s.must(ticketing.Next{Desk: "loket-1"}).Ticket
	s.must(ticketing.SetPriority{Ticket: s.ticket(called).Code, Priority: true})
	s.must(ticketing.Next{Desk: "loket-2"})
	s.must(ticketing.Recall{Desk: "loket-2"})
	waiting := s.take("ktp-perubahan")
	s.must(ticketing.PauseStage{Stage: "cetak", Notice: ticketing.Text{"id": "Jaringan ke kabupaten terputus, pencetakan dilanjutkan setelah pulih.", "en": "The network to the regency is down."}})
	return s, map[string]view{
		"home": {path: "/"}, "login": {path: "/login"}, "admin": {path: "/admin"},
		"board": {path: "/board", ready: `document.querySelectorAll("#stages .stage").length > 0`},
		"kiosk": {path: "/kiosk"}, "kiosk-en": {path: "/kiosk?lang=en"}, "kiosk-jv": {path: "/kiosk?lang=jv"},
		"kiosk-keypad":  {path: "/kiosk", click: []string{"[data-pickup]", `[data-letter="K"]`}},
		"kiosk-issued":  {path: "/kiosk", click: []string{"[data-pickup]", "#no-slip"}, ready: `document.getElementById("issued-qr").complete`},
		"desk-called":   {path: "/desk/loket-1"},
		"desk-return":   {path: "/desk/loket-1", click: []string{`[data-is="outcome-tidak-lengkap"]`}},
		"desk-transfer": {path: "/desk/loket-1", click: []string{`[data-is="transfer"]`}},
		"desk-serving":  {path: "/desk/kasi"}, "desk-free": {path: "/desk/siak-1"}, "desk-en": {path: "/desk/loket-2?lang=en"},
		"status-waiting": {path: "/s/" + waiting.Code}, "status-held": {path: "/s/" + held.Code},
		"status-returned": {path: "/s/" + returned.Code}, "status-called": {path: "/s/" + s.ticket(called).Code},
		"status-unknown": {path: "/s/ABCDEFGH"},
	}
}

// view is a page in one of its states.
type view struct {
	path  string
	click []string
	ready string // a condition to wait for
}

// TestPagesFitAndCanBeRead looks at every page on a wall, a desk's screen and
// the narrowest phone: nothing is wider than the screen, nothing is cut off,
// and every text stands out from its ground.
func TestPagesFitAndCanBeRead(t *testing.T) {
	s, views := busyOffice(t)
	sizes := []struct{ width, height int64 }{{1920, 1080}, {1366, 768}, {320, 640}}
	for name, v := range views {
		t.Run(name, func(t *testing.T) {
			b := visit(t, s.entered(v.path))
			b.sees(`document.readyState === "complete"`)
			for _, what := range v.click {
				b.click(what)
			}
			if v.ready != "" {
				b.sees(v.ready)
			}
			for _, size := range sizes {
				b.resize(size.width, size.height)
				b.photograph(fmt.Sprintf("%s-%d", name, size.width))
				for _, fault := range eval[[]string](b, faults) {
					t.Errorf("%d px: %s", size.width, fault)
				}
			}
		})
	}
}

// faults finds what cannot be read: text wider than the screen or its box, and
// text that does not stand out (WCAG 2.2, 1.4.3: 4.5:1).
const faults = `(() => {
	const found = [];
	const wide = document.documentElement.scrollWidth - innerWidth;
	if (wide > 0) found.push("the page is " + wide + " px too wide");
	if (location.pathname === "/board" && innerWidth > 1000 && document.documentElement.scrollHeight > innerHeight) found.push("a wall cannot be scrolled");
	const light = ([r, g, b]) => {
		const f = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
		return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
	};
	const rgba = (text) => { const n = text.match(/[\d.]+/g).map(Number); return [n[0], n[1], n[2], n[3] ?? 1]; };
	const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3]));
	const ground = (e) => {
		const layers = [];
		for (; e; e = e.parentElement) {
			const c = rgba(getComputedStyle(e).backgroundColor);
			if (c[3] > 0) layers.push(c);
			if (c[3] === 1) break;
		}
		return layers.reverse().reduce((under, c) => over(c, under), [255, 255, 255]);
	};
	const opacity = (e) => { let o = 1; for (; e; e = e.parentElement) o *= Number(getComputedStyle(e).opacity); return o; };
	const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let n = words.nextNode(); n; n = words.nextNode()) {
		const e = n.parentElement;
		if (!n.data.trim() || !e.checkVisibility() || ["SCRIPT", "NOSCRIPT", "OPTION"].includes(e.localName.toUpperCase())) continue;
		const style = getComputedStyle(e);
		const back = ground(e);
		const front = rgba(style.color);
		front[3] *= opacity(e);
		const [a, b] = [light(over(front, back)), light(back)].sort((x, y) => y - x);
		const ratio = (a + 0.05) / (b + 0.05);
		if (ratio < 4.5) found.push(ratio.toFixed(2) + ":1 for " + JSON.stringify(n.data.trim().slice(0, 40)));
		const range = document.createRange();
		range.selectNodeContents(n);
		const box = range.getBoundingClientRect();
		const lines = range.getClientRects();
		const leading = Math.max(0, (lines[0]?.height ?? 0) - parseFloat(style.fontSize) * 0.8) / 2; // a font's box is higher than its letters
		const [top, bottom] = [box.top + leading, box.bottom - leading];
		for (let p = e; p && p !== document.body; p = p.parentElement) {
			const clip = getComputedStyle(p);
			if (clip.overflowX === "visible") continue;
			if (clip.overflowX === "auto" || clip.textOverflow === "ellipsis") break;
			const edge = p.getBoundingClientRect();
			if (box.right > edge.right + 1 || bottom > edge.bottom + 1 || top < edge.top - 1) {
				found.push("cut off: " + JSON.stringify(n.data.trim().slice(0, 40)));
			}
			break;
		}
	}
	return [...new Set(found)];
})()`
