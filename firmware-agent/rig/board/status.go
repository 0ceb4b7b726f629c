package board

// Status is what a printer says about itself on the two ways it is asked.
type Status struct {
	// Reply is the answer to DLE EOT n, by n (1 to 4). What has no answer
	// here gets none, which is how cheap printers behave.
	Reply map[byte]byte
	// Port is the byte of the USB port status that LPGETSTATUS reads: 0x08 no
	// error, 0x10 selected, 0x20 paper empty.
	Port byte
}

// Ready is a printer with paper, closed and waiting.
func Ready() Status {
	return Status{Reply: replies(0x12, 0x12, 0x12, 0x12), Port: 0x18}
}

// NearEnd is a printer that prints, on the last metres of its roll.
func NearEnd() Status {
	return Status{Reply: replies(0x12, 0x12, 0x12, 0x1e), Port: 0x18}
}

// PaperOut is a printer that has stopped at the end of its roll.
func PaperOut() Status {
	return Status{Reply: replies(0x1a, 0x32, 0x12, 0x7e), Port: 0x30}
}

// CoverOpen is a printer that somebody has opened.
func CoverOpen() Status {
	return Status{Reply: replies(0x1a, 0x16, 0x12, 0x12), Port: 0x10}
}

// Mute is a printer that answers no DLE EOT and calls its port fine.
func Mute() Status { return Status{Port: 0x18} }

func replies(printer, offline, fault, paper byte) map[byte]byte {
	return map[byte]byte{1: printer, 2: offline, 3: fault, 4: paper}
}

const requestLen = 3 // DLE EOT n

// isRequest says whether b starts with a DLE EOT n that printers know.
func isRequest(b []byte) bool {
	return len(b) >= requestLen && b[0] == 0x10 && b[1] == 0x04 && b[2] >= 1 && b[2] <= 4
}

// answers are the replies to all requests that end in b[from:], in their
// order. A printer answers a request wherever it stands, even inside a
// picture: these commands are obeyed on arrival, before the rest is parsed.
func (s Status) answers(b []byte, from int) []byte {
	var out []byte
	for i := max(0, from-requestLen+1); i+requestLen <= len(b); i++ {
		if !isRequest(b[i:]) {
			continue
		}
		if reply, ok := s.Reply[b[i+2]]; ok {
			out = append(out, reply)
		}
	}
	return out
}

// trimRequests takes the status requests off both ends of b: they ask before
// and after a job and print nothing.
func trimRequests(b []byte) []byte {
	for isRequest(b) {
		b = b[requestLen:]
	}
	for len(b) >= requestLen && isRequest(b[len(b)-requestLen:]) {
		b = b[:len(b)-requestLen]
	}
	return b
}
