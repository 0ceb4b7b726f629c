package feed

import (
	"encoding/json"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func TestTheWireIsAsDocumented(t *testing.T) {
	m := Message{Epoch: "7f3a", Seq: 412, Board: json.RawMessage(`{"calls": ["A&012"]}`)}
	const wire = `{"epoch":"7f3a","seq":412,"board":{"calls": ["A&012"]}}`
	if got := string(m.Encode()); got != wire {
		t.Errorf("encoded\n %s, want\n %s", got, wire)
	}
	got, err := ParseMessage([]byte(wire))
	if err != nil || got.Epoch != m.Epoch || got.Seq != m.Seq || string(got.Board) != string(m.Board) {
		t.Errorf("parsed %+v, %v", got, err)
	}
}

func TestParseMessage(t *testing.T) {
	for _, c := range []struct {
		name, wire string
		ok         bool
	}{
		{"a newer office's extra member", `{"epoch":"a","seq":1,"board":{},"more":[1]}`, true},
		{"any order, any space", "\n{ \"board\" : [] , \"seq\":0 ,\"epoch\":\"ä\"} ", true},
		{"largest seq", `{"epoch":"a","seq":18446744073709551615,"board":{}}`, true},
		{"seq too large", `{"epoch":"a","seq":18446744073709551616,"board":{}}`, false},
		{"negative seq", `{"epoch":"a","seq":-1,"board":{}}`, false},
		{"seq in quotes", `{"epoch":"a","seq":"1","board":{}}`, false},
		{"no seq", `{"epoch":"a","board":{}}`, false},
		{"no epoch", `{"seq":1,"board":{}}`, false},
		{"empty epoch", `{"epoch":"","seq":1,"board":{}}`, false},
		{"no board", `{"epoch":"a","seq":1}`, false},
		{"null board", `{"epoch":"a","seq":1,"board":null}`, false},
		{"two messages", `{"epoch":"a","seq":1,"board":{}}{"epoch":"a","seq":2,"board":{}}`, false},
		{"cut off", `{"epoch":"a","seq":1,"board":{`, false},
		{"not UTF-8", "{\"epoch\":\"a\",\"seq\":1,\"board\":\"\xff\"}", false},
		{"an array", `["a",1,{}]`, false},
		{"null", `null`, false},
		{"nothing", ``, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseMessage([]byte(c.wire))
			if c.ok && err != nil {
				t.Errorf("refused: %v", err)
			}
			if !c.ok && !errors.Is(err, ErrMalformed) {
				t.Errorf("error is %v, want ErrMalformed", err)
			}
		})
	}
}

func TestOnlyAnOlderBoardOfTheSameEpochIsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		epoch := rapid.SampledFrom([]string{"a", "b"})
		old := Message{Epoch: epoch.Draw(t, "old epoch"), Seq: rapid.Uint64().Draw(t, "old seq")}
		m := Message{Epoch: epoch.Draw(t, "epoch"), Seq: rapid.Uint64().Draw(t, "seq")}
		older := m.Epoch == old.Epoch && m.Seq < old.Seq
		if m.supersedes(old) == older {
			t.Errorf("supersedes is %v", !older)
		}
	})
}

func FuzzParseMessage(f *testing.F) {
	f.Add([]byte(`{"epoch":"7f3a","seq":412,"board":{"calls":[]}}`))
	f.Add([]byte(`{"epoch":"\ud800<&>","seq":0,"board":[1e999," "]}`))
	f.Add([]byte(`{"epoch":"a","seq":1,"seq":null,"board":{},"board":null}`))
	f.Add([]byte(`{"EPOCH":"a","Seq":1,"bOard": 1 }`))
	f.Add([]byte(`[[[[[[[[`))
	f.Fuzz(func(t *testing.T, wire []byte) {
		m, err := ParseMessage(wire)
		if err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Fatalf("untyped error %v", err)
			}
			return
		}
		again, err := ParseMessage(m.Encode())
		if err != nil || again.Epoch != m.Epoch || again.Seq != m.Seq || string(again.Board) != string(m.Board) {
			t.Fatalf("%+v came back as %+v, %v", m, again, err)
		}
	})
}
