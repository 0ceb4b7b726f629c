package wall

import (
	"encoding/json"
	"net"
	"net/http"
	"testing"
	"time"

	"giliran/display/feed"
	"giliran/ticketing"
)

func morning() time.Time { return time.Date(2026, 11, 23, 2, 41, 0, 0, time.UTC) }

func in(words string) ticketing.Text { return ticketing.Text{"id": words} }

// village is a small office at work.
func village() *ticketing.Board {
	return &ticketing.Board{
		Office: ticketing.BoardOffice{
			Name: in("Kecamatan Candipuro"), Languages: []string{"id", "en"}, Offset: 7 * 3600,
			Ticker: []ticketing.Text{in("Pelayanan KTP-el tidak dipungut biaya.")},
			Opens:  "07.30", Last: "14.00",
		},
		At: morning(), Day: "2026-11-23", Open: true,
		Desks: []ticketing.BoardDesk{
			{ID: "1", Name: in("Loket 1"), State: ticketing.DeskOpen, Called: true},
			{ID: "2", Name: in("Loket 2"), State: ticketing.DeskBreak, Called: true},
			{ID: "3", Name: in("Loket 3"), State: ticketing.DeskOpen, Called: true},
		},
		Stages: []ticketing.BoardStage{
			{ID: "berkas", Name: in("Berkas"), Waiting: make([]ticketing.BoardWait, 18)},
			{ID: "cetak", Name: in("Cetak KTP-el"), Paused: in("Blanko KTP-el habis")},
			{ID: "serah-terima", Name: in("Serah terima"), Waiting: make([]ticketing.BoardWait, 4)},
		},
	}
}

// call puts a call on the board.
func call(b *ticketing.Board, number, desk string, at time.Time) {
	seq := uint64(len(b.Calls) + 1)
	b.Calls = append(b.Calls, ticketing.Call{Seq: seq, Number: number, Desk: desk, Stage: "berkas", At: at, Nth: 1})
	for i := range b.Desks {
		if d := &b.Desks[i]; d.ID == desk {
			d.Number, d.Call, d.Ticket = number, seq, ticketing.Calling
		}
	}
	b.At = at
}

// server is the office's end of the feed, on a port of its own.
type server struct {
	t       *testing.T
	address string
	hub     *feed.Hub
	http    *http.Server
	seq     uint64
	down    chan struct{}
}

func newServer(t *testing.T) *server {
	s := &server{t: t, address: "127.0.0.1:0"}
	s.start()
	t.Cleanup(s.stop)
	return s
}

func (s *server) start() {
	listener, err := net.Listen("tcp", s.address)
	if err != nil {
		s.t.Fatal(err)
	}
	s.address = listener.Addr().String()
	s.hub = feed.NewHub(feed.HubOptions{})
	s.http = &http.Server{Handler: s.hub}
	s.down = make(chan struct{})
	go func() {
		_ = s.http.Serve(listener)
		close(s.down)
	}()
}

func (s *server) stop() {
	s.hub.Close()
	_ = s.http.Close()
	<-s.down
}

func (s *server) publish(b *ticketing.Board) {
	bytes, err := json.Marshal(b)
	if err != nil {
		s.t.Fatal(err)
	}
	s.seq++
	s.hub.Publish("one", s.seq, bytes)
}
