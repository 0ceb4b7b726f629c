package agent_test

import (
	"bytes"
	"encoding/json"
	"image/png"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	agent "giliran/firmware-agent"
	"giliran/firmware-agent/printer/escpos"
	"giliran/firmware-agent/printer/paper"
	"giliran/ticketing"
	"giliran/ticketing/office"
)

// everyPaper asks for one paper of each kind.
func everyPaper(h *house) {
	h.Helper()
	h.take("ktp-rusak")
	h.do(ticketing.Next{Desk: "loket-1"})
	h.do(ticketing.Return{Desk: "loket-1", Missing: []string{"kk"}, Note: "tanda tangan"})
	h.do(ticketing.OpenDesk{Desk: "siak-1"})
	h.do(ticketing.OpenDesk{Desk: "kasi"})
	h.take("ktp-baru")
	for _, step := range []struct{ desk, outcome string }{{"loket-1", "lengkap"}, {"kasi", "sah"}, {"siak-1", "bermasalah"}} {
		h.do(ticketing.Next{Desk: step.desk})
		h.do(ticketing.Finish{Desk: step.desk, Outcome: step.outcome})
	}
	h.do(ticketing.PrintPaper{Device: "pi", Kind: ticketing.PaperRegister})
	h.do(ticketing.PrintPaper{Device: "pi", Kind: ticketing.PaperTest})
}

// followed is the newest message of the board's feed, as it is on the wire.
func followed(h *house) []byte {
	h.Helper()
	conn, _, err := websocket.DefaultDialer.Dial("ws://"+h.address+"/device/pi?instance=test", http.Header{"Authorization": {"Bearer " + secret}})
	if err != nil {
		h.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		h.Fatal(err)
	}
	_, wire, err := conn.ReadMessage()
	if err != nil {
		h.Fatal(err)
	}
	return wire
}

// strictly decodes what must have no member that the agent does not know.
func strictly(t *testing.T, what []byte, into any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(what))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatalf("%v in %s", err, what)
	}
}

// TestTheOfficeAndTheAgentMeanTheSame: neither side says what the other does
// not know, and it means the same to both.
func TestTheOfficeAndTheAgentMeanTheSame(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	everyPaper(h)
	h.do(ticketing.LendNumbers{Device: "pi", Service: "ktp-rusak", Codes: []string{"AAAAAAAA", "BBBBBBBB", "CCCCCCCC"}})
	h.do(ticketing.SetPrinter{Device: "pi", State: ticketing.PrinterCover})
	var m struct {
		Epoch string
		Seq   uint64
		Board agent.Assignment
	}
	strictly(t, followed(h), &m)
	a := m.Board
	if m.Epoch != h.store.Epoch() || m.Seq == 0 || a.Office != "candipuro" || a.Day != "2026-11-23" || !a.Open ||
		a.At.Format(time.RFC3339) != "2026-11-23T08:00:00+07:00" {
		t.Errorf("%+v", m)
	}
	if w := a.Wiring; w.ID != "pi" || w.Kiosk.Offline != 3 || w.Panels[0].Buttons[office.Next] != buttonNext || w.Settings.Debounce != time.Millisecond {
		t.Errorf("wiring %+v", w)
	}
	if want := (agent.Desk{ID: "loket-1", State: ticketing.DeskOpen}); len(a.Desks) != 2 || a.Desks[0].ID != want.ID || a.Desks[0].State != want.State {
		t.Errorf("desks %+v", a.Desks)
	}
	if !slices.ContainsFunc(a.Services, func(s agent.Service) bool { return s.ID == "ktp-rusak" && s.Open }) {
		t.Errorf("services %+v", a.Services)
	}
	if a.Printer != (agent.PrinterView{State: ticketing.PrinterCover, Trouble: true}) {
		t.Errorf("printer %+v", a.Printer)
	}
	if len(a.Leases) != 1 || len(a.Leases[0].Numbers) != 3 || a.Leases[0].Numbers[0] != (ticketing.LeasedNumber{Number: "BX01", Code: "AAAAAAAA"}) ||
		!a.Leases[0].Until.Equal(morning().Add(7*time.Hour)) || a.Leases[0].Data.URL != "http://kantor.id/s/" || a.Leases[0].Data.Date != "Senin, 23 November 2026" || a.Leases[0].Data.Time != "15.04" {
		t.Errorf("leases %+v", a.Leases)
	}
	var kinds []string
	for _, j := range a.Jobs {
		kinds = append(kinds, string(j.Kind))
		into := map[ticketing.PaperKind]any{
			ticketing.PaperTicket: new(paper.TicketData), ticketing.PaperSlip: new(paper.SlipData), ticketing.PaperReturned: new(paper.ReturnedData),
			ticketing.PaperRegister: new(paper.RegisterData), ticketing.PaperTest: new(paper.TestData),
		}[j.Kind]
		strictly(t, j.Data, into)
	}
	if got := strings.Join(kinds, " "); got != "ticket returned ticket slip register test" {
		t.Errorf("papers: %s", got)
	}
}

// TestEveryPaperIsPrinted, and can be looked at: with PAPERS set to a
// directory the pictures are put there.
func TestEveryPaperIsPrinted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	everyPaper(h)
	b := newBench(h)
	await(t, "all are printed", func() bool { return h.papers() == "printed, printed, printed, printed, printed, printed" })
	if b.pieces() != 6 {
		t.Errorf("%d pieces", b.pieces())
	}
	b.cutOff()
	b.alone(buttonDamaged)
	for i, p := range b.paper.Pages() {
		if ink := p.Ink(); ink.Dx() < 300 || ink.Dy() < 300 {
			t.Errorf("paper %d has ink on %v", i, ink)
		}
		if dir := os.Getenv("PAPERS"); dir != "" {
			save(t, filepath.Join(dir, string(rune('a'+i))+".png"), p)
		}
	}
}

func save(t *testing.T, file string, p escpos.Page) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, p.Image); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The agent was killed while a paper was being printed: nobody knows what came
// out, nothing is printed twice, and the next paper is whole.
func TestAPaperThatWasBeingPrinted(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]escpos.Options{"the printer can forget": {}, "it cannot": {NoClear: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			h.take("ktp-baru")
			h.take("ktp-baru")
			var job uint64
			h.look(func(s *ticketing.State) { job = s.JobsOf("pi")[0].ID })
			h.do(ticketing.StartJob{Device: "pi", Job: job})
			b := newBoard(h, o)
			b.options = quick()
			conn, err := net.Dial("tcp", strings.TrimPrefix(b.at, "tcp:"))
			if err != nil {
				t.Fatal(err)
			}
			// The head of a picture of 384 by 128 dots, and 40 rows of it.
			head := slices.Concat([]byte("\x1b@\x1dv0\x00\x30\x00\x80\x00"), bytes.Repeat([]byte{0xaa}, 40*48+7))
			if _, err := conn.Write(head); err != nil {
				t.Fatal(err)
			}
			conn.Close()
			b.start()
			b.ready()
			await(t, "it is unsure, the other is printed", func() bool { return h.papers() == "unsure/the agent was restarted, printed" })
			if b.pieces() != 2 {
				t.Errorf("%d pieces", b.pieces())
			}
		})
	}
}

// An agent that is told to stop finishes the paper in hand, and says so.
func TestStoppingInTheMiddleOfAPaper(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	row := make(chan struct{})
	b := newBoard(h, escpos.Options{Pace: func() { <-row }})
	b.start()
	b.ready()
	h.take("ktp-baru")
	row <- struct{}{} // it has begun
	go close(row)
	b.stop()
	if got := h.papers(); got != "printed" {
		t.Errorf("the paper is %s", got)
	}
}

// The job waited too long for its paper: it is not printed any more.
func TestAnOldPaperIsNotPrinted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := newBoard(h, escpos.Options{})
	b.options = quick()
	b.start()
	b.ready()
	b.paper.Change(noPaper)
	passing(t, h.clock, 100*time.Millisecond, "the printer is out", func() bool { return h.printer() == ticketing.PrinterOut })
	h.take("ktp-baru")
	h.clock.pass(3 * time.Minute)
	h.do(ticketing.Tick{})
	await(t, "it is dropped", func() bool { return h.papers() == "dropped/stale" })
	b.paper.Change(newRoll)
	passing(t, h.clock, 100*time.Millisecond, "the printer is back", func() bool { return h.printer() == ticketing.PrinterReady })
	h.take("ktp-baru")
	await(t, "the next is printed", func() bool { return h.papers() == "dropped/stale, printed" })
	if b.pieces() != 1 {
		t.Errorf("%d pieces", b.pieces())
	}
}

// What cannot be laid out fails by name, before anything is printed.
func TestAPaperThatCannotBeLaidOut(t *testing.T) {
	t.Parallel()
	h := newHouseAt(t, strings.Repeat("https://", 500))
	b := newBench(h)
	h.take("ktp-baru")
	await(t, "it failed", func() bool { return strings.HasPrefix(h.papers(), "failed/block") })
	if b.pieces() != 0 {
		t.Error("something came out")
	}
}
