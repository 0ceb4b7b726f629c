package sim

import (
	"embed"
	"encoding/json"
	"image/png"
	"io/fs"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"time"

	agent "giliran/firmware-agent"
	"giliran/firmware-agent/printer/escpos"
)

//go:embed assets/* words/*
var files embed.FS

// Page is the web page of a simulated board with an agent on it. It is for the
// person at this computer: whoever reaches it may press the buttons.
func Page(a *agent.Agent, b *Board) http.Handler {
	p := &page{a, b}
	mux := http.NewServeMux()
	assets, err := fs.Sub(files, "assets")
	if err != nil { // the directory's name is a constant
		panic(err)
	}
	mux.Handle("GET /", http.FileServerFS(assets))
	mux.HandleFunc("GET /words", words)
	mux.HandleFunc("GET /state", p.stream)
	mux.HandleFunc("GET /paper/{n}", p.paper)
	mux.HandleFunc("POST /press", change(p.press))
	mux.HandleFunc("POST /fault", change(p.fault))
	return headers(http.NewCrossOriginProtection().Handler(mux))
}

// headers keep everything from elsewhere out.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-cache")
		next.ServeHTTP(w, r)
	})
}

// words gives what the page says: in Indonesian, unless ?lang=en asks for
// English.
func words(w http.ResponseWriter, r *http.Request) {
	lang := "id"
	if r.FormValue("lang") == "en" {
		lang = "en"
	}
	http.ServeFileFS(w, r, files, "words/"+lang+".json")
}

type page struct {
	agent *agent.Agent
	board *Board
}

// lookEvery is how often the board is looked at for changes: a lamp that
// blinks fastest changes every 200 ms.
const lookEvery = 50 * time.Millisecond

// stream sends the whole state whenever it is another, as server-sent events.
func (p *page) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(w)
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	last := ""
	for {
		now, err := json.Marshal(p.state())
		if err != nil {
			return // states have a JSON form
		}
		if string(now) != last {
			last = string(now)
			if _, err := w.Write(slices.Concat([]byte("data: "), now, []byte("\n\n"))); err != nil {
				return
			}
			if err := flush.Flush(); err != nil {
				return
			}
		}
		select {
		case <-r.Context().Done():
			return
		case <-look.C:
		}
	}
}

// paper is a picture of the nth piece of paper, from 1.
func (p *page) paper(w http.ResponseWriter, r *http.Request) {
	all := p.board.Printing.Papers()
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 1 || n > len(all) {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_ = png.Encode(w, all[n-1].Image) // a reader who left needs no picture
}

// pressed is a finger on a button, or off it.
type pressed struct {
	Pin  string `json:"pin"`
	Down bool   `json:"down"`
}

func (p *page) press(what pressed) bool {
	if !slices.Contains(p.pins(), what.Pin) {
		return false
	}
	if what.Down {
		p.board.Press(what.Pin)
	} else {
		p.board.Release(what.Pin)
	}
	return true
}

// fault is something that goes wrong, or is mended.
type fault struct {
	Name string `json:"name"`
	On   bool   `json:"on"`
}

func (p *page) fault(what fault) bool {
	printing := p.board.Printing
	switch what.Name {
	case "paper-out":
		printing.Change(func(s *escpos.State) {
			if s.Paper = escpos.Endless; what.On {
				s.Paper = 0
			}
		})
	case "paper-low":
		printing.Change(func(s *escpos.State) { s.NearEnd = what.On })
	case "cover-open":
		printing.Change(func(s *escpos.State) { s.CoverOpen = what.On })
	case "cutter":
		printing.Change(func(s *escpos.State) { s.CutterJam = what.On })
	case "printer-cable":
		printing.Pull(what.On)
	case "network-cable":
		p.board.Network.Pull(what.On)
	default:
		return false
	}
	return true
}

// change answers a request that changes something; act tells whether it knew
// what was meant.
func change[T any](act func(T) bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
			http.Error(w, "send JSON", http.StatusUnsupportedMediaType)
			return
		}
		var what T
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<12)).Decode(&what); err != nil {
			http.Error(w, "not the JSON that was asked for", http.StatusBadRequest)
			return
		}
		if !act(what) {
			http.Error(w, "there is no such thing on this board", http.StatusNotFound)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}
