package escpos

// As shipped: 1/6 inch between lines, at 203 dots an inch.
const defaultSpacing = 30

// machine is what a printer does with commands, one after the other: paper in,
// paper out. It knows no time and no wires.
type machine struct {
	rules []rule
	dots  int
	sheet sheet
	pages []Page

	band     band     // the picture that is coming in
	waiting  [][]byte // rows to print before the next command; nil is an empty row
	pendCut  bool     // cut once they are out
	replies  []byte
	asb      bool   // report every change
	told     string // the last such report
	mute     bool   // leave GS r unanswered
	shared   bool   // questions may have come in between the bytes of a picture
	style    textStyle
	line     []glyph
	lineStep int
	state    State
}

func newMachine(dots int) *machine {
	m := &machine{rules: rules(), dots: dots, sheet: sheet{dots: dots}, state: State{Paper: Endless}}
	m.reset()
	return m
}

// step does the next bit of work: prints one row, takes one row of a picture, or
// executes one command from the front of b. It returns how many bytes of b are
// done with; errShort when what is there is not whole; errBlocked while the
// printer is offline.
func (m *machine) step(b []byte) (int, error) {
	switch {
	case m.state.offline():
		return 0, errBlocked
	case len(m.waiting) > 0:
		m.sheet.row(m.waiting[0])
		m.waiting = m.waiting[1:]
		m.state.consume()
		return 0, nil
	case m.pendCut:
		m.pendCut = false
		m.pages = append(m.pages, m.sheet.page(true))
		m.sheet = sheet{dots: m.dots}
		return 0, nil
	case m.band.rows > 0:
		return m.bandRow(b)
	case len(b) == 0:
		return 0, errShort
	}
	r, n, err := m.next(b)
	if err != nil {
		return 0, err
	}
	return n, r.do(m, b[:n])
}

// reset is what ESC @ does: settings go, paper stays.
func (m *machine) reset() {
	m.style, m.line, m.lineStep, m.asb = textStyle{width: 1, height: 1}, nil, defaultSpacing, false
}

// clear drops everything that has not reached the paper.
func (m *machine) clear() {
	m.band, m.waiting, m.pendCut, m.line = band{}, nil, false, nil
}

// feed lets rows of empty paper come.
func (m *machine) feed(rows int) { m.waiting = append(m.waiting, make([][]byte, rows)...) }

func (m *machine) initialise([]byte) error {
	m.reset()
	return nil
}

func (m *machine) feedDots(b []byte) error {
	m.flush()
	m.feed(int(b[2]))
	return nil
}

func (m *machine) feedLines(b []byte) error {
	m.flush()
	m.feed(int(b[2]) * m.lineStep)
	return nil
}

func (m *machine) spacing(b []byte) error {
	m.lineStep = defaultSpacing
	if len(b) == 3 {
		m.lineStep = int(b[2])
	}
	return nil
}

func (m *machine) cut(b []byte) error {
	switch b[2] {
	case 0, 1, '0', '1':
	case 'A', 'B':
		m.feed(int(b[3]))
	default:
		return m.wrong(b, "cut %d is not defined", b[2])
	}
	if len(m.line) > 0 {
		return m.wrong(b, "a cut in the middle of a text line")
	}
	m.pendCut = true
	return nil
}
