package agent

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"giliran/firmware-agent/printer/paper"
	"giliran/ticketing"
	"giliran/ticketing/office"
)

// paperwork turns a job's data into pages.
type paperwork struct {
	templates *paper.Templates
	width     paper.Width
	printer   office.Printer
}

func newPaperwork(t *paper.Templates, p office.Printer) paperwork {
	width := paper.Width80
	if p.Paper == 58 {
		width = paper.Width58
	}
	return paperwork{t, width, p}
}

// pages lays a job out; at is when. The error says what is wrong with its data or with a
// template; printing the same again would lead to the same.
func (w paperwork) pages(j *Job, at time.Time) ([]paper.Page, error) {
	doc, err := w.document(j, at)
	if err != nil {
		return nil, fmt.Errorf("paper %d (%s): %w", j.ID, j.Kind, err)
	}
	return paper.Render(doc, w.width)
}

func (w paperwork) document(j *Job, at time.Time) (paper.Document, error) {
	again := j.Copy > 0
	switch j.Kind {
	case ticketing.PaperTicket:
		return laid(j, w.templates.Ticket, func(d *paper.TicketData) { d.Reprint = d.Reprint || again })
	case ticketing.PaperSlip:
		return laid(j, w.templates.Slip, func(d *paper.SlipData) { d.Reprint = d.Reprint || again })
	case ticketing.PaperReturned:
		return laid(j, w.templates.Returned, func(*paper.ReturnedData) {})
	case ticketing.PaperRegister:
		return laid(j, w.templates.Register, func(*paper.RegisterData) {})
	case ticketing.PaperTest:
		return laid(j, w.templates.Test, func(d *paper.TestData) { w.introduce(d, at) })
	}
	return nil, fmt.Errorf("no template prints a %q", j.Kind)
}

// errNoData says that the office wrote nothing for a paper.
var errNoData = errors.New("nothing stands on it")

// laid decodes a job's data, completes it and fills its template.
func laid[D any](j *Job, fill func(D) (paper.Document, error), complete func(*D)) (paper.Document, error) {
	var data *D
	if err := json.Unmarshal(j.Data, &data); err != nil {
		return nil, err
	}
	if data == nil {
		return nil, errNoData
	}
	complete(data)
	return fill(*data)
}

// introduce adds to a test page what only the board knows.
func (w paperwork) introduce(d *paper.TestData, at time.Time) {
	d.Printer = printerAddress(w.printer)
	d.Paper = fmt.Sprintf("%d mm (%d)", w.printer.Paper, w.width)
	d.Date, d.Time = at.Format(time.DateOnly), at.Format("15.04")
	if d.URL == "" {
		d.URL = d.Printer
	}
}

// ticket lays out a ticket of a number given out offline.
func (w paperwork) ticket(d paper.TicketData) ([]paper.Page, error) {
	doc, err := w.templates.Ticket(d)
	if err != nil {
		return nil, err
	}
	return paper.Render(doc, w.width)
}

// TestPage lays out a page that shows whether a printer works.
func TestPage(t *paper.Templates, p office.Printer, at time.Time) ([]paper.Page, error) {
	return newPaperwork(t, p).pages(&Job{Kind: ticketing.PaperTest, Data: []byte("{}")}, at)
}

// printerAddress is how package printer names the way to a printer.
func printerAddress(p office.Printer) string {
	switch {
	case p.Device != "":
		return "usb:" + p.Device
	case p.Serial != "":
		return fmt.Sprintf("serial:%s?baud=%d", p.Serial, p.Baud)
	case p.TCP != "":
		return "tcp:" + p.TCP
	}
	return ""
}
