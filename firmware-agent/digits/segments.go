package digits

import "unicode"

// The segments of a digit, as Segments has them:
//
//	  a
//	f   b
//	  g
//	e   c
//	  d   dot
const (
	segA byte = 1 << iota
	segB
	segC
	segD
	segE
	segF
	segG
	segDot
)

// Segments turns a text into n digits, left to right, each one a set of
// segments with a in bit 0 to g in bit 6 and the dot in bit 7.
//
// The text stands at the right. If it is too long its beginning is cut off,
// because the last figures tell people apart. A dot or comma goes into the
// digit before it. Letters may be in either case. What seven segments cannot
// show is an underscore, and a few letters look like another sign: S like 5,
// Z like 2, X like H; O is small, so that it is no 0, and I stands at the left,
// so that it is no 1.
func Segments(text string, n int) []byte {
	var all []byte
	for _, r := range text {
		last := len(all) - 1
		switch {
		case r != '.' && r != ',':
			all = append(all, shape(r))
		case last >= 0 && all[last]&segDot == 0:
			all[last] |= segDot
		default:
			all = append(all, segDot)
		}
	}
	digits := make([]byte, n)
	all = all[max(0, len(all)-n):]
	copy(digits[n-len(all):], all)
	return digits
}

func shape(r rune) byte {
	const figures = "\x3f\x06\x5b\x4f\x66\x6d\x7d\x07\x7f\x6f"
	//               A   B   C   D   E   F   G   H   I   J   K   L   M   N   O   P   Q   R   S   T   U   V   W   X   Y   Z
	const letters = "\x77\x7c\x39\x5e\x79\x71\x3d\x76\x30\x1e\x75\x38\x37\x54\x5c\x73\x67\x50\x6d\x78\x3e\x1c\x2a\x76\x6e\x5b"
	r = unicode.ToUpper(r)
	switch {
	case r >= '0' && r <= '9':
		return figures[r-'0']
	case r >= 'A' && r <= 'Z':
		return letters[r-'A']
	case r == ' ':
		return 0
	case r == '-':
		return segG
	}
	return segD
}
