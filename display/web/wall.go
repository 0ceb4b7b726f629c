package web

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"time"
)

// The wall in a browser is the program that hangs beside a TV, built for
// WebAssembly: these files of Config.Wall, made by "make wasm". The first may
// also be there compressed, with the name ending in .gz.
const (
	wallProgram = "wall.wasm"
	wallLoader  = "wasm_exec.js" // Go's own, of the version that built the program
)

// wallPages registers the wall's page and files, and the office's look.
func (p *pages) wallPages(mux *router) {
	mux.HandleFunc("GET /wall", p.wall)
	mux.HandleFunc("GET /wall/"+wallProgram, p.wallFile(wallProgram, "application/wasm"))
	mux.HandleFunc("GET /wall/"+wallLoader, p.wallFile(wallLoader, "text/javascript; charset=utf-8"))
	mux.HandleFunc("GET /logo.png", p.logo)
	p.themed(mux)
}

// wall loads the program and shows how far it is; where it is not there, or the
// browser cannot run it, the board page does the same work.
func (p *pages) wall(w http.ResponseWriter, r *http.Request) {
	size, ok := p.wallSize()
	if !ok {
		http.Redirect(w, r, strings.TrimSuffix("/board?"+r.URL.RawQuery, "?"), http.StatusSeeOther)
		return
	}
	p.show(w, r, http.StatusOK, &page{Kind: "wall", Title: "wall.title", Runs: true, View: size})
}

// wallSize is the program's size in bytes, unpacked, if all its files are there.
func (p *pages) wallSize() (int64, bool) {
	if p.wallFiles == nil {
		return 0, false
	}
	program, err := fs.Stat(p.wallFiles, wallProgram)
	if err != nil {
		return 0, false
	}
	_, err = fs.Stat(p.wallFiles, wallLoader)
	return program.Size(), err == nil
}

// wallFile serves one of the program's files, compressed if it can.
func (p *pages) wallFile(name, kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if p.wallFiles == nil {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Vary", "Accept-Encoding")
		file, packed, err := p.openWall(name, strings.Contains(r.Header.Get("Accept-Encoding"), "gzip"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		defer file.Close()
		info, err := file.Stat()
		content, ok := file.(io.ReadSeeker)
		if err != nil || !ok {
			http.NotFound(w, r)
			return
		}
		if packed {
			h.Set("Content-Encoding", "gzip")
		}
		h.Set("Content-Type", kind)
		h.Set("Cache-Control", "no-cache")
		h.Set("ETag", fmt.Sprintf(`"%x-%x-%t"`, info.Size(), info.ModTime().UnixNano(), packed))
		http.ServeContent(w, r, "", time.Time{}, content)
	}
}

// openWall opens a file of the program, the packed one if it is wanted and
// there.
func (p *pages) openWall(name string, packed bool) (file fs.File, gzipped bool, err error) {
	if packed {
		if file, err := p.wallFiles.Open(name + ".gz"); err == nil {
			return file, true, nil
		}
	}
	file, err = p.wallFiles.Open(name)
	return file, false, err
}

// logo serves the office's logo. Its address on the board changes with it, so
// it may be kept.
func (p *pages) logo(w http.ResponseWriter, r *http.Request) {
	if len(p.logoPNG) == 0 {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Cache-Control", "max-age=31536000, immutable")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(p.logoPNG))
}
