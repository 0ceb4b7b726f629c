//go:build linux

package main

import (
	"errors"
	"fmt"
	"time"

	"giliran/firmware-agent/printer/escpos"
	"giliran/firmware-agent/printer/paper"
	"giliran/ticketing"
)

// tickets holds papers against the tickets of these numbers, in this order, dot
// by dot. again is for second prints.
func (h *house) tickets(pages []escpos.Page, again bool, numbers ...string) error {
	if len(pages) != len(numbers) {
		return fmt.Errorf("%d papers for %v", len(pages), numbers)
	}
	j, err := readJournal()
	if err != nil {
		return err
	}
	for i, number := range numbers {
		drafts, err := h.drafts(j, number, again)
		if err == nil {
			err = h.isOneOf(pages[i], drafts)
		}
		if err != nil {
			return fmt.Errorf("the paper of %s: %w", number, err)
		}
	}
	return nil
}

func (h *house) isOneOf(page escpos.Page, drafts []paper.TicketData) error {
	pictures, err := h.drawAll(drafts)
	if err != nil {
		return err
	}
	return oneOf(page, pictures)
}

// drafts is what may stand on a ticket: how many were ahead depends on the
// moment at which the paper was written, between the wish and the start.
func (h *house) drafts(j *journal, number string, again bool) ([]paper.TicketData, error) {
	t := j.issued[number]
	if t == nil {
		return nil, errors.New("the office knows no such number")
	}
	var all []paper.TicketData
	for _, ahead := range j.ahead(t.id, again) {
		d := h.blanks[t.Service].fill(number, t.Code, t.at, ahead)
		d.Reprint = again
		all = append(all, d)
	}
	return all, nil
}

// whichLent finds out which lent numbers are on papers that the board gave out
// by itself between two moments: each once, and all of them.
func (h *house) whichLent(pages []escpos.Page, lent []lentNumber, from, to time.Time) (given []lentNumber, err error) {
	left := map[lentNumber][]*paper.Bitmap{}
	for _, l := range lent {
		b := h.blanks[l.service]
		if left[l], err = h.drawAll([]paper.TicketData{b.fill(l.Number, l.Code, from, ""), b.fill(l.Number, l.Code, to, "")}); err != nil {
			return nil, err
		}
	}
	for i, page := range pages {
		for l, pictures := range left {
			if oneOf(page, pictures) == nil {
				given = append(given, l)
				delete(left, l)
				break
			}
		}
		if len(given) != i+1 {
			return given, fmt.Errorf("paper %d is of none of %v", i+1, lent)
		}
	}
	if len(left) > 0 {
		return given, fmt.Errorf("%d lent numbers are on no paper", len(left))
	}
	return given, nil
}

// lentNumber is a number the board may give out by itself.
type lentNumber struct {
	service string
	ticketing.LeasedNumber
}

// drawAll is what each of some drafts would look like, without repetition. The
// drawing is the product's; what it is compared with came over the cable and
// through the emulator.
func (h *house) drawAll(drafts []paper.TicketData) (pictures []*paper.Bitmap, err error) {
	for i, d := range drafts {
		if i > 0 && d.Ahead == drafts[i-1].Ahead && d.Time == drafts[i-1].Time {
			continue
		}
		picture, err := h.draw(d)
		if err != nil {
			return nil, err
		}
		pictures = append(pictures, picture)
	}
	return pictures, nil
}

// oneOf tells whether a paper has one of these pictures on it.
func oneOf(page escpos.Page, pictures []*paper.Bitmap) error {
	err := errors.New("nothing it could be")
	for _, p := range pictures {
		if err = same(page, p); err == nil {
			return nil
		}
	}
	return err
}

// draw is the picture of a ticket.
func (h *house) draw(d paper.TicketData) (*paper.Bitmap, error) {
	doc, err := h.templates.Ticket(d)
	if err != nil {
		return nil, err
	}
	pages, err := paper.Render(doc, dots)
	if err == nil && len(pages) != 1 {
		err = fmt.Errorf("a ticket on %d papers", len(pages))
	}
	if err != nil {
		return nil, err
	}
	return pages[0].Picture, nil
}

// same tells whether a paper has exactly these dots on it, and nothing below
// but white.
func same(got escpos.Page, want *paper.Bitmap) error {
	b := got.Image.Bounds()
	if !got.Cut || b.Dx() != want.Width || b.Dy() < want.Height {
		return fmt.Errorf("%d by %d dots, cut: %v; want %d by at least %d", b.Dx(), b.Dy(), got.Cut, want.Width, want.Height)
	}
	for y := range b.Dy() {
		row := got.Image.Pix[y*got.Image.Stride:][:b.Dx()]
		for x, grey := range row {
			black := y < want.Height && want.Rows[(y*want.Width+x)/8]&(0x80>>(x%8)) != 0
			if black != (grey == 0) {
				return fmt.Errorf("a dot is wrong in row %d of %d", y+1, want.Height)
			}
		}
	}
	return nil
}

// nothingLeft tells whether the printer holds paper that nobody has asked for.
func (h *house) nothingLeft() error {
	pages, err := h.printer.tear()
	if err == nil && len(pages) > 0 {
		err = fmt.Errorf("%d papers or pieces came out that nobody asked for", len(pages))
	}
	return err
}
