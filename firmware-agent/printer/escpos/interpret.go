package escpos

import "errors"

// Interpret prints a whole byte stream on endless paper of the given width in
// dots. The last page has Cut false if there is paper below the last cut. The
// error is an *Error, also for a stream that ends in the middle of a command.
func Interpret(stream []byte, dots int) ([]Page, error) {
	m := newMachine(dots)
	for {
		n, err := m.step(stream)
		stream = stream[n:]
		switch {
		case errors.Is(err, errShort) && len(stream) == 0 && m.band.rows == 0:
			return m.result(), nil
		case errors.Is(err, errShort):
			return m.result(), m.wrong(stream, "the stream ends inside a command")
		case err != nil:
			return m.result(), err
		}
	}
}

// result is every page, and what hangs below the last cut.
func (m *machine) result() []Page {
	pages := append([]Page(nil), m.pages...)
	if m.sheet.rows() > 0 {
		pages = append(pages, m.sheet.page(false))
	}
	return pages
}
