package board

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// Every reply must pass the rule by which a real printer's reply is told from
// noise (Epson, DLE EOT: bits 0, 1, 4 and 7 are fixed).
func TestRepliesAreOnesAPrinterSends(t *testing.T) {
	for name, s := range map[string]Status{
		"ready": Ready(), "near end": NearEnd(), "paper out": PaperOut(), "cover open": CoverOpen(),
	} {
		for n, reply := range s.Reply {
			if reply&0x93 != 0x12 {
				t.Errorf("%s answers DLE EOT %d with %#x", name, n, reply)
			}
		}
		if len(s.Reply) != 4 {
			t.Errorf("%s answers %d of 4 requests", name, len(s.Reply))
		}
	}
}

func TestRequestsAreAnsweredWhereverTheyStand(t *testing.T) {
	ask := func(n byte) string { return string([]byte{0x10, 0x04, n}) }
	s := Status{Reply: map[byte]byte{1: 'p', 2: 'o', 4: 'r'}}
	for _, c := range []struct{ name, came, want string }{
		{"nothing", "", ""},
		{"text alone", "Loket 3\n", ""},
		{"a request", ask(4), "r"},
		{"two in a row", ask(1) + ask(4), "pr"},
		{"in the middle of a job", "\x1b@A012" + ask(2) + "\n", "o"},
		{"one the printer does not know", ask(5), ""},
		{"one it has no answer for", ask(3), ""},
		{"only begun", "\x10\x04", ""},
	} {
		if got := string(s.answers([]byte(c.came), 0)); got != c.want {
			t.Errorf("%s: answered %q, want %q", c.name, got, c.want)
		}
	}
}

// However the cable cuts the stream, each request is answered once.
func TestAnswersDoNotDependOnTheChunks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Status{Reply: map[byte]byte{1: 'p', 2: 'o', 3: 'f', 4: 'r'}}
		all := rapid.SliceOf(rapid.SampledFrom([]byte{0x10, 0x04, 1, 2, 3, 4, 'x'})).Draw(t, "came")
		var raw, got []byte
		for rest := all; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "chunk")
			old := len(raw)
			raw = append(raw, rest[:n]...)
			rest = rest[n:]
			got = append(got, s.answers(raw, old)...)
		}
		if want := s.answers(all, 0); !bytes.Equal(got, want) {
			t.Fatalf("in pieces % x, at once % x", got, want)
		}
	})
}

// What the printer does not know as a request it prints.
func TestAnUnknownRequestIsPartOfTheJob(t *testing.T) {
	for _, came := range []string{"\x10\x04\x00", "\x10\x04\x05", "\x10\x04", "\x10"} {
		if got := trimRequests([]byte(came)); string(got) != came {
			t.Errorf("% x gave the job % x", came, got)
		}
	}
}

func TestAJobIsWhatStandsBetweenStatusRequests(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		job := rapid.SliceOf(rapid.ByteRange('A', 'Z')).Draw(t, "job")
		polls := func(label string) []byte {
			var b []byte
			for _, n := range rapid.SliceOfN(rapid.ByteRange(1, 4), 0, 3).Draw(t, label) {
				b = append(b, 0x10, 0x04, n)
			}
			return b
		}
		came := bytes.Join([][]byte{polls("before"), job, polls("after")}, nil)
		if got := trimRequests(came); !bytes.Equal(got, job) {
			t.Fatalf("% x gave the job % x, want % x", came, got, job)
		}
	})
}
