package printer

// kind is what a message from the printer is. Its first byte tells, by bits that
// Epson keeps fixed for this purpose.
type kind int

const (
	noise   kind = iota // flow control, or no ESC/POS at all
	answer              // one byte: to DLE EOT, in the order asked
	inOrder             // one byte: to GS r, once everything before it is done
	asb                 // four bytes: automatic status
	block               // header, text, NUL: to DLE DC4 and GS I
)

func isAnswer(b byte) bool  { return b&0x93 == 0x12 }
func isInOrder(b byte) bool { return b&0xf0 == 0x00 }
func isASB(b byte) bool     { return b&0x93 == 0x10 }

// clearDone is the printer's word that its buffers are empty (DLE DC4 fn 8).
const clearDone = "\x37\x25\x00"

// longestBlock bounds what a printer may say in one block; longer is noise.
const longestBlock = 128

// reply is one message from the printer.
type reply struct {
	kind  kind
	bytes []byte
}

// decoder cuts the bytes a printer sends into replies. It keeps the beginning of
// one that has not arrived whole.
type decoder struct{ pending []byte }

func (d *decoder) feed(b []byte) { d.pending = append(d.pending, b...) }

// next returns the next whole reply, or false when more bytes are needed.
func (d *decoder) next() (reply, bool) {
	if len(d.pending) == 0 {
		return reply{}, false
	}
	kind, length := d.head()
	if length == 0 {
		return reply{}, false
	}
	r := reply{kind, d.pending[:length:length]}
	d.pending = d.pending[length:]
	return r, true
}

// head tells the kind and the length of the first reply; 0 is "not whole yet".
func (d *decoder) head() (kind, int) {
	switch first := d.pending[0]; {
	case isAnswer(first):
		return answer, 1
	case isASB(first):
		return d.asb()
	case first == 0x37 || first == 0x5f:
		return d.block()
	case isInOrder(first):
		return inOrder, 1
	}
	return noise, 1
}

func (d *decoder) asb() (kind, int) {
	if len(d.pending) < 4 {
		return asb, 0
	}
	if _, err := ParseASB([4]byte(d.pending)); err != nil {
		return noise, 1
	}
	return asb, 4
}

func (d *decoder) block() (kind, int) {
	for i, b := range d.pending {
		switch {
		case b == 0:
			return block, i + 1
		case i == longestBlock:
			return noise, 1
		}
	}
	return block, 0
}
