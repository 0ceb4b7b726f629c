package feed

import (
	"fmt"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"pgregory.net/rapid"
)

// Whatever is published and whoever watches, a viewer never sees an epoch run
// backwards and ends with the last board. Some viewers read all the time, some
// begin only when all is over and their buffers have long been full.
func TestNobodySeesTimeRunBackwards(t *testing.T) {
	h, address := startHub(t, HubOptions{WriteTimeout: time.Hour})
	last := Message{Epoch: "0"}
	h.Publish(last.Epoch, last.Seq, board(0, 0))
	follower := follow(t, address, ClientOptions{After: atOnce})
	epochs := 0

	rapid.Check(t, func(rt *rapid.T) {
		over := make(chan struct{})
		var watching []<-chan error
		rt.Repeat(map[string]func(*rapid.T){
			"publish": func(rt *rapid.T) {
				m := last
				if rapid.IntRange(0, 9).Draw(rt, "epoch ends") == 0 {
					epochs++
					m = Message{Epoch: fmt.Sprint(epochs)}
				}
				m.Seq += rapid.Uint64Range(0, 5).Draw(rt, "forward")
				m.Seq -= min(m.Seq, rapid.Uint64Range(0, 3).Draw(rt, "back"))
				h.Publish(m.Epoch, m.Seq, board(m.Seq, rapid.IntRange(0, 30<<10).Draw(rt, "size")))
				if m.Epoch != last.Epoch || m.Seq >= last.Seq {
					last = m
				}
			},
			"join": func(rt *rapid.T) {
				if len(watching) == 5 {
					rt.Skip("enough viewers")
				}
				dialer := websocket.Dialer{EnableCompression: rapid.Bool().Draw(rt, "deflate")}
				from := closedChannel()
				if rapid.Bool().Draw(rt, "lazy") {
					dialer.NetDialContext, from = smallWindow().NetDialContext, over
				}
				watching = append(watching, witness(t, address, dialer, from))
			},
		})
		epochs++
		last = Message{Epoch: fmt.Sprint(epochs)}
		h.Publish(last.Epoch, last.Seq, []byte(`"the end"`))
		close(over)
		for _, seen := range watching {
			if err := await(t, seen, "a viewer to see the end"); err != nil {
				rt.Error(err)
			}
		}
		follower.untilSeq(t, last.Epoch, last.Seq)
	})
}

// witness watches until the end and reports what went wrong.
func witness(t *testing.T, address string, dialer websocket.Dialer, from <-chan struct{}) <-chan error {
	conn := watch(t, address, dialer)
	seen := make(chan error, 1)
	go func() {
		defer conn.Close()
		await(t, from, "the moment to read")
		newest := map[string]uint64{}
		for {
			m, err := nextOf(conn)
			if err != nil {
				seen <- err
				return
			}
			if m.Seq < newest[m.Epoch] {
				seen <- fmt.Errorf("epoch %s ran from %d to %d", m.Epoch, newest[m.Epoch], m.Seq)
				return
			}
			newest[m.Epoch] = m.Seq
			if string(m.Board) == `"the end"` {
				seen <- nil
				return
			}
		}
	}()
	return seen
}

func closedChannel() chan struct{} {
	ch := make(chan struct{})
	close(ch)
	return ch
}
