package web

import (
	"fmt"
	"net/http"
	"strings"

	"rsc.io/qr"

	"giliran/ticketing"
)

// quiet is the empty margin of a QR code in modules, as ISO/IEC 18004 asks.
const quiet = 4

// module is a module's size in whole pixels: uneven modules are hard to read.
const module = 6

// qrSVG draws text as a QR code: one path of black runs on white, without
// styles, so that it shows under any content security policy.
func qrSVG(text string) (string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", fmt.Errorf("encode %q as QR: %w", text, err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			n := 0
			for x+n < code.Size && code.Black(x+n, y) {
				n++
			}
			if n > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, n, n)
				x += n
			}
		}
	}
	side := code.Size + 2*quiet
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" shape-rendering="crispEdges">`+
		`<path fill="#fff" d="M0 0h%dv%dH0z"/><path d="%s"/></svg>`, side*module, side*module, side, side, side, side, path.String()), nil
}

// qrCode serves the QR code of a ticket's status link. It draws any code of
// the right form, known or not, and so tells nobody which codes exist.
func (p *pages) qrCode(w http.ResponseWriter, r *http.Request) {
	code := ticketing.NormalCode(r.PathValue("code"))
	if !codeShaped(code) {
		http.NotFound(w, r)
		return
	}
	svg, err := qrSVG(p.base(r) + "/s/" + code)
	if err != nil {
		p.failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "private, max-age=3600")
	fmt.Fprint(w, svg)
}

// codeShaped tells whether a normal code could be a ticket's.
func codeShaped(code string) bool {
	return len(code) == ticketing.CodeLength && strings.Trim(code, ticketing.CodeLetters) == ""
}

// base is how phones reach the office: as it was told, or else as this
// request did.
func (p *pages) base(r *http.Request) string {
	switch {
	case p.baseURL != "":
		return strings.TrimSuffix(p.baseURL, "/")
	case r.TLS != nil:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
