package web

import "net/http"

// board is the wall in a browser: the frame and the words. What stands in it
// comes over the feed alone, so that any number of screens costs the office
// nothing more.
func (p *pages) board(w http.ResponseWriter, r *http.Request) {
	p.show(w, r, http.StatusOK, &page{Kind: "board", Title: "board.title", Script: true})
}
