package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"giliran/ticketing"
)

// news is a message as the office sends it.
func news(epoch string, seq uint64, day string) string {
	return fmt.Sprintf(`{"epoch":%q,"seq":%d,"board":{"day":%q,"wiring":{"id":"pi"}}}`, epoch, seq, day)
}

// following is a link to a server that plays one script per connection. Each
// wait between dials is over at once.
func following(t *testing.T, scripts ...func(*websocket.Conn)) *view {
	t.Helper()
	connections := make(chan func(*websocket.Conn), len(scripts))
	for _, s := range scripts {
		connections <- s
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/device/pi" || r.URL.Query().Get("instance") != "me" || r.Header.Get("Authorization") != "Bearer secret" {
			t.Errorf("asked for %s", r.URL)
		}
		conn, err := new(websocket.Upgrader).Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		select {
		case play := <-connections:
			play(conn)
		default:
		}
	}))
	v := newView(hurried{SystemClock()})
	l := newLink(Options{
		Server: server.URL, Board: "pi", Token: "secret", Dial: new(net.Dialer).DialContext, Clock: v.clock,
		Jitter: func() float64 { return 0 }, Log: slog.New(slog.DiscardHandler),
	}, v, "me")
	l.patience = 200 * time.Millisecond
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		l.run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
		server.Close()
	})
	return v
}

// hurried is a clock for which every wait is a short one.
type hurried struct{ Clock }

func (hurried) After(time.Duration) <-chan time.Time { return time.After(time.Millisecond) }

// stay keeps a connection until the agent leaves.
func stay(conn *websocket.Conn) {
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			return
		}
	}
}

func says(texts ...string) func(*websocket.Conn) {
	return func(conn *websocket.Conn) {
		for _, s := range texts {
			_ = conn.WriteMessage(websocket.TextMessage, []byte(s)) // an agent that has left is a result too
		}
	}
}

// until waits for the view to be so.
func until(t *testing.T, v *view, what string, so func(snapshot) bool) snapshot {
	t.Helper()
	changed, end := v.follow()
	defer end()
	late := time.NewTimer(20 * time.Second)
	defer late.Stop()
	for {
		if now := v.now(); so(now) {
			return now
		}
		select {
		case <-changed:
		case <-late.C:
			t.Fatalf("it never came to be: %s; %+v", what, v.now())
		}
	}
}

func TestNewestWins(t *testing.T) {
	for _, c := range []struct {
		name string
		sent []string
		day  string
	}{
		{"in order", []string{news("e", 1, "a"), news("e", 2, "b")}, "b"},
		{"everything twice", []string{news("e", 1, "a"), news("e", 1, "a"), news("e", 2, "b"), news("e", 2, "b")}, "b"},
		{"an old one late", []string{news("e", 2, "b"), news("e", 1, "a")}, "b"},
		{"the same number drawn anew", []string{news("e", 2, "b"), news("e", 2, "c")}, "c"},
		{"another history begins lower", []string{news("e", 9, "a"), news("f", 1, "b")}, "b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			gone := make(chan struct{})
			v := following(t, func(conn *websocket.Conn) {
				says(c.sent...)(conn)
				_ = conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second))
				conn.SetPongHandler(func(string) error { close(gone); return nil }) // all before it has been taken
				stay(conn)
			})
			<-gone
			if now := v.now(); now.board.Day != ticketing.Date(c.day) || now.link != LinkUp {
				t.Errorf("%+v", now)
			}
		})
	}
}

// Each office goes wrong in its own way; the next connection is good.
func TestAnOfficeThatTalksNonsense(t *testing.T) {
	for name, bad := range map[string]func(*websocket.Conn){
		"hangs up":        func(*websocket.Conn) {},
		"says nothing":    stay,
		"no JSON":         says("hello"),
		"not UTF-8":       says("{\"epoch\":\"\xff\"}"),
		"no epoch":        says(`{"seq":1,"board":{"wiring":{"id":"pi"}}}`),
		"no seq":          says(`{"epoch":"e","board":{"wiring":{"id":"pi"}}}`),
		"no board":        says(`{"epoch":"e","seq":1,"board":null}`),
		"no wiring":       says(`{"epoch":"e","seq":1,"board":{}}`),
		"a wrong type":    says(`{"epoch":"e","seq":1,"board":{"jobs":{}}}`),
		"a binary":        func(c *websocket.Conn) { _ = c.WriteMessage(websocket.BinaryMessage, []byte(news("e", 1, "a"))) },
		"without end":     says(`{"x":"` + strings.Repeat("x", maxMessage) + `"}`),
		"good, then none": says(news("e", 1, "a"), "hello"),
		"half a message": func(c *websocket.Conn) {
			w, _ := c.NextWriter(websocket.TextMessage)
			_, _ = w.Write([]byte(strings.Repeat("x", 9000)))
			_ = c.NetConn().Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			v := following(t, bad, func(conn *websocket.Conn) {
				says(news("e", 7, "good"))(conn)
				stay(conn)
			})
			until(t, v, "the good one is heard", func(s snapshot) bool { return s.board.Day == "good" && s.link == LinkUp })
		})
	}
}

func TestPingsKeepTheLinkAlive(t *testing.T) {
	v := following(t, func(conn *websocket.Conn) {
		says(news("e", 1, "a"))(conn)
		pongs := 0
		conn.SetPongHandler(func(string) error {
			if pongs++; pongs == 20 {
				says(news("e", 2, "b"))(conn)
			}
			time.AfterFunc(20*time.Millisecond, func() { _ = conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)) })
			return nil
		})
		_ = conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second))
		stay(conn)
	})
	if now := until(t, v, "it is there after twice its patience", func(s snapshot) bool { return s.board.Day == "b" }); now.links != 1 {
		t.Errorf("%d links", now.links)
	}
}

func TestBackoff(t *testing.T) {
	l := &link{random: func() float64 { return 0.999 }}
	for attempt, most := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 10 * time.Second, 10 * time.Second} {
		if d := l.backoff(attempt); d < firstWait || d > most {
			t.Errorf("attempt %d waits %v", attempt, d)
		}
	}
	if d := l.backoff(1 << 40); d > longestWait {
		t.Errorf("in the end it waits %v", d)
	}
}

func TestAddressesThatAreNoOffice(t *testing.T) {
	for _, a := range []string{"", "office:8080", "ftp://office", "http://", "http://user:secret@office", "http://office/queue", "http://office?x=1", "://"} {
		if _, err := New(Options{Server: a, Board: "pi", Data: t.TempDir()}); !errors.Is(err, ErrServer) {
			t.Errorf("%q: %v", a, err)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("%v tells a secret", err)
		}
	}
	if _, err := New(Options{Server: "http://office", Data: t.TempDir()}); !errors.Is(err, ErrBoard) {
		t.Errorf("without a board: %v", err)
	}
}

func FuzzMessage(f *testing.F) {
	f.Add([]byte(news("e", 1, "2026-11-23")))
	f.Add([]byte(`{"epoch":"e","seq":1,"board":{"at":"2026-11-23T08:00:00+07:00","wiring":{"id":"pi","settings":{"debounce_ms":20,"lamps":{"idle":"on"}},
		"kiosk":{"services":{"a":"GPIO1"},"lamp":{"pin":"x","active_low":true}},"panels":[{"desk":"d","buttons":{"next":"GPIO2"},"display":{"clk":"a","dio":"b"}}],"printer":{"tcp":"a:1"}},
		"desks":[{"id":"d","state":"open","number":"A012","ticket":"called","call":7}],"jobs":[{"id":1,"kind":"ticket","data":{}}],"leases":[{"service":"a","numbers":[{"number":"AX01","code":"C"}],"data":{}}]}}`))
	f.Fuzz(func(t *testing.T, wire []byte) {
		m, err := parseMessage(wire)
		if err != nil {
			if !errors.Is(err, errMalformed) {
				t.Errorf("an error without a name: %v", err)
			}
			return
		}
		if m.epoch == "" || m.board.Wiring.ID == "" || !m.supersedes(m) {
			t.Errorf("taken: %+v", m)
		}
		s := m.board.Wiring.Settings
		if s.Debounce < 0 || s.LongPress < 0 || s.PressMaxAge < 0 {
			t.Errorf("settings %+v", s)
		}
	})
}
