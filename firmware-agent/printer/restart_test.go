package printer_test

import (
	"net"
	"strings"
	"testing"

	"giliran/firmware-agent/printer"
	"giliran/firmware-agent/printer/escpos"
	"giliran/firmware-agent/printer/paper"
)

// dies is a program that was killed after so many bytes of a job.
func (b *bench) dies(t *testing.T, after int) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(b.address, "tcp:"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write(printer.Encode([]paper.Page{ticket(t, "A011", dots)})[:after]); err != nil {
		t.Fatal(err)
	}
}

// The program before this one was killed in the middle of a picture. Whether
// the printer can forget or not, the next ticket is whole and by itself.
func TestTheProgramBeforeDiedInTheMiddle(t *testing.T) {
	for name, o := range map[string]escpos.Options{
		"a printer that can forget": {}, "one that cannot": {NoClear: true}, "one that says nothing": {Silent: true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, o)
			b.dies(t, 5001)
			opts, outcome, reason := brisk(), printer.Printed, error(nil)
			if o.Silent {
				opts, outcome, reason = hasty(), printer.Unknown, printer.ErrTimeout
			}
			p := b.printer(t, opts)
			p.Interrupted()
			expect(t, p.Print(t.Context(), job(t, "A012")), outcome, reason)
			b.settled(t, 2)
			pieces := b.pieces()
			wholeTicket(t, pieces[len(pieces)-1], job(t, "A012"))
		})
	}
}

// Nobody knows of it: the next ticket is whole, below what stands there.
func TestTheProgramBeforeDiedUnseen(t *testing.T) {
	for name, o := range map[string]escpos.Options{"a printer that can forget": {}, "one that cannot": {NoClear: true}} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, o)
			b.dies(t, 5001)
			a := job(t, "A012")
			expect(t, b.printer(t, brisk()).Print(t.Context(), a), printer.Printed, nil)
			if n := b.pieces()[0].Image.Rect.Dy(); len(b.pieces()) != 1 || n <= a.Pages[0].Picture.Height {
				t.Errorf("%d pieces, the first of %d rows", len(b.pieces()), n)
			}
		})
	}
}

// An office that opens wastes no paper on what did not happen.
func TestAFreshProgramCutsNothing(t *testing.T) {
	b := newBench(t, escpos.Options{})
	a := job(t, "A012")
	expect(t, b.printer(t, patient()).Print(t.Context(), a), printer.Printed, nil)
	if len(b.pieces()) != 1 {
		t.Errorf("%d pieces", len(b.pieces()))
	}
	wholeTicket(t, b.pieces()[0], a)
}
