package escpos

import "bytes"

// band is what is still to come of a picture. Printers take pictures in row by
// row: a band may be larger than their buffer.
type band struct {
	width int // bytes a row
	rows  int
	last  byte // of the row before
}

// raster is the head of GS v 0.
func (m *machine) raster(b []byte) error {
	width, rows := int(b[4])|int(b[5])<<8, int(b[6])|int(b[7])<<8
	switch {
	case b[3] != 0:
		return m.wrong(b, "raster mode %d: only 0, the head's own resolution", b[3])
	case width == 0 || rows == 0:
		return m.wrong(b, "a picture of %d by %d dots", width*8, rows)
	case width*8 > m.dots:
		return m.wrong(b, "a picture of %d dots on paper of %d", width*8, m.dots)
	case len(m.line) > 0:
		return m.wrong(b, "a picture in the middle of a text line")
	}
	m.band = band{width: width, rows: rows}
	return nil
}

// bandRow takes one row of the picture from b.
func (m *machine) bandRow(b []byte) (int, error) {
	n := m.band.width
	if len(b) < n {
		return 0, errShort
	}
	row := b[:n:n]
	if !m.shared && hidesCommand(append([]byte{m.band.last}, row...)) {
		return 0, m.wrong(row, "a real-time command inside a picture")
	}
	m.waiting = append(m.waiting, row)
	m.band.rows--
	m.band.last = row[n-1]
	return n, nil
}

// hidesCommand reports whether a printer would see a real-time command in the
// bytes of a picture.
func hidesCommand(data []byte) bool {
	for _, command := range []string{"\x10\x04", "\x10\x05", "\x10\x14"} {
		if bytes.Contains(data, []byte(command)) {
			return true
		}
	}
	return false
}
