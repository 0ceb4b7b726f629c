package scene

import (
	"encoding/json"
	"testing"
	"time"

	"giliran/ticketing"
)

// FuzzBoard: whatever board an office sends, of a newer version too, the wall
// shows something: it is heard, its calls take their turns, and it is drawn at
// any size.
func FuzzBoard(f *testing.F) {
	for _, b := range []*ticketing.Board{village(), busy(), twelve()} {
		wire, err := json.Marshal(b)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(wire, uint8(0))
	}
	f.Add([]byte(`{"calls":[{"seq":1},{"seq":1}],"desks":[{}],"stages":[{"waiting":null}],"office":{"languages":["",""],"offset":99999999}}`), uint8(7))
	w, err := ReadWords("id", nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, wire []byte, shape uint8) {
		b := new(ticketing.Board)
		if json.Unmarshal(wire, b) != nil {
			return
		}
		c := NewCaller(Rules{})
		c.Hear(b, 0, morning())
		c.Hear(b, time.Hour, morning())
		for i := range 3 {
			c.Step(morning().Add(time.Duration(i)*20*time.Second), false)
		}
		NewComposer(w, fonts(t)).Compose(shows(b, time.Duration(shape)*time.Second))
	})
}
