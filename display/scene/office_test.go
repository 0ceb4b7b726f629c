package scene

import (
	"fmt"
	"image"
	"time"

	"giliran/ticketing"
)

// A Monday morning, 09.41 in the office.
func morning() time.Time { return time.Date(2026, 11, 23, 2, 41, 0, 0, time.UTC) }

func in(words string) ticketing.Text { return ticketing.Text{"id": words} }

// village is the board of an office with three counters, two desks behind them
// and the seven stages of its service standard.
func village() *ticketing.Board {
	return &ticketing.Board{
		Office: ticketing.BoardOffice{
			Name: in("Kecamatan Candipuro"), Languages: []string{"id"}, Offset: 7 * 3600,
			Ticker:   []ticketing.Text{in("Pelayanan KTP-el tidak dipungut biaya.")},
			Contacts: []ticketing.Contact{{Kind: "lapor", Text: "lapor.go.id"}, {Kind: "sms", Text: "SMS 1708"}},
			Ratio:    ticketing.Ratio{Priority: 2, Regular: 1},
			Opens:    "07.30", Last: "14.00",
		},
		At: morning(), Day: "2026-11-23", Open: true,
		Desks: []ticketing.BoardDesk{
			{ID: "1", Name: in("Loket 1"), State: ticketing.DeskOpen, Called: true},
			{ID: "2", Name: in("Loket 2"), State: ticketing.DeskOpen, Called: true},
			{ID: "3", Name: in("Loket 3"), State: ticketing.DeskOpen, Called: true},
			{ID: "kasi", Name: in("Kasi Yanum"), State: ticketing.DeskOpen},
			{ID: "siak", Name: in("Operator SIAK"), State: ticketing.DeskOpen, Called: true},
		},
		Stages: []ticketing.BoardStage{
			{ID: "berkas", Name: in("Berkas"), Mode: ticketing.Called, Waiting: waiting(18)},
			{ID: "validasi", Name: in("Validasi"), Mode: ticketing.File, Waiting: waiting(2)},
			{ID: "cek-data", Name: in("Cek data"), Mode: ticketing.File},
			{ID: "rekam", Name: in("Perekaman"), Mode: ticketing.Called, Waiting: waiting(3)},
			{ID: "cetak", Name: in("Cetak KTP-el"), Mode: ticketing.File, Waiting: waiting(7)},
			{ID: "serah-loket", Name: in("Serah ke loket"), Mode: ticketing.File, Waiting: waiting(1)},
			{ID: "serah-terima", Name: in("Serah terima"), Mode: ticketing.Called, Waiting: waiting(4)},
		},
	}
}

func waiting(n int) []ticketing.BoardWait {
	list := make([]ticketing.BoardWait, n)
	for i := range list {
		list[i].Number = fmt.Sprintf("A%03d", 100+i)
	}
	return list
}

// calls puts a call on the board, at which its desk is busy.
func calls(b *ticketing.Board, number, desk string) *ticketing.Board {
	seq := uint64(1)
	if n := len(b.Calls); n > 0 {
		seq = b.Calls[n-1].Seq + 1
	}
	b.Calls = append(b.Calls, ticketing.Call{Seq: seq, Number: number, Desk: desk, Stage: "berkas", At: b.At, Nth: 1})
	for i := range b.Desks {
		if d := &b.Desks[i]; d.ID == desk {
			d.Number, d.Call, d.Ticket, d.Stage = number, seq, ticketing.Calling, "berkas"
		}
	}
	return b
}

// foretold puts on the board how long newcomers wait.
func foretold(b *ticketing.Board) *ticketing.Board {
	for _, prefix := range []string{"A", "B", "C", "D"} {
		b.Services = append(b.Services, ticketing.BoardService{ID: prefix, Prefix: prefix, Wait: ticketing.Span{20, 35}})
	}
	b.Services = append(b.Services, ticketing.BoardService{ID: "P", Prefix: "P", Wait: ticketing.Span{0, 10}})
	return b
}

// arrives lets the applicant come to the desk.
func arrives(b *ticketing.Board, desk string) *ticketing.Board {
	for i := range b.Desks {
		if d := &b.Desks[i]; d.ID == desk {
			d.Ticket = ticketing.Serving
		}
	}
	return b
}

// busy is the village at work: three calls so far, everybody has arrived, the
// head of section has a file in hand.
func busy() *ticketing.Board {
	b := village()
	for _, c := range [][2]string{{"C027", "siak"}, {"A010", "2"}, {"A011", "1"}} {
		arrives(calls(b, c[0], c[1]), c[1])
	}
	b.Desks[3].Number, b.Desks[3].Ticket, b.Desks[3].Stage = "B004", ticketing.Serving, "validasi"
	return b
}

// shows is the view of a board whose newest call came up so long ago.
func shows(b *ticketing.Board, ago time.Duration) View {
	v := View{
		Board: b, Now: morning(), Clock: morning(), Size: image.Pt(1920, 1080),
		Link: Link{Connected: true},
	}
	if n := len(b.Calls); n > 0 {
		v.Call = Showing{Call: b.Calls[n-1], Since: morning().Add(-ago), Least: DefaultRules().Least}
	}
	return v
}
