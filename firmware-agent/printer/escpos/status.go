package escpos

// clearBuffers is DLE DC4 fn 8 with its guard, and cleared the answer to it.
const (
	clearBuffers = "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
	cleared      = "\x37\x25\x00"
)

// tell is GS r: a status once everything before it is done.
func (m *machine) tell(b []byte) error {
	if m.mute {
		return nil
	}
	switch b[2] {
	case 1, '1':
		m.replies = append(m.replies, m.state.sensors())
	case 2, '2':
		m.replies = append(m.replies, 0) // the drawer's switch
	default:
		return m.wrong(b, "GS r %d is not defined", b[2])
	}
	return nil
}

// automatic is GS a: from now on report every change, and begin at once.
func (m *machine) automatic(b []byte) error {
	m.asb, m.told = b[2] != 0, ""
	m.replies = append(m.replies, m.changes()...)
	return nil
}

// changes is what has not been reported yet, if it is to be.
func (m *machine) changes() string {
	now := m.state.automatic()
	if !m.asb || now == m.told {
		return ""
	}
	m.told = now
	return now
}

// identify is GS I 65 to 67: firmware, maker, model.
func (m *machine) identify(b []byte) error {
	names := map[byte]string{'A': "1.0", 'B': "GILIRAN", 'C': "SIMULATOR"}
	name, ok := names[b[2]]
	if !ok {
		return m.wrong(b, "GS I %d is not defined", b[2])
	}
	m.replies = append(m.replies, "\x5f"+name+"\x00"...)
	return nil
}

// realTime questions were answered when they arrived; here they are only checked.
func realTime(m *machine, b []byte) error {
	if b[2] < 1 || b[2] > 4 {
		return m.wrong(b, "DLE EOT %d is not defined", b[2])
	}
	return nil
}

func clearAtRest(m *machine, b []byte) error {
	if string(b) != clearBuffers {
		return m.wrong(b, "DLE DC4 8 without its guard")
	}
	return nil
}
