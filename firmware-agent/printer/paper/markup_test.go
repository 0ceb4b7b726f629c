package paper_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"giliran/firmware-agent/printer/paper"
)

func TestMarkup(t *testing.T) {
	bold := paper.Style{Bold: true}
	for _, tt := range []struct {
		line string
		want paper.Block
	}{
		{"Selamat datang", paper.Text{Text: "Selamat datang"}},
		{"  dirapikan \r", paper.Text{Text: "dirapikan"}},
		{"!bold tebal", paper.Text{Style: bold, Text: "tebal"}},
		{"!center !large !mono x", paper.Text{Style: paper.Style{Align: paper.Center, Size: paper.Large, Mono: true}, Text: "x"}},
		{"!right !small x", paper.Text{Style: paper.Style{Align: paper.Right, Size: paper.Small}, Text: "x"}},
		{"!!penting", paper.Text{Text: "!penting"}},
		{"!bold !!penting", paper.Text{Style: bold, Text: "!penting"}},
		{"awas !rule", paper.Text{Text: "awas !rule"}},
		{"!item KK", paper.Item{Text: "KK"}},
		{"!bold !item KK", paper.Item{Style: bold, Text: "KK"}},
		{"!cols a | b", paper.Columns{Cells: []string{"a", "b"}}},
		{"!bold !cols 2:1 a|b", paper.Columns{Style: bold, Weights: []int{2, 1}, Cells: []string{"a", "b"}}},
		{"!cols 1:2 | b", paper.Columns{Weights: []int{1, 2}, Cells: []string{"", "b"}}},
		{"!cols 08.12: a | b", paper.Columns{Cells: []string{"08.12: a", "b"}}},
		{"!number A012", paper.Number{Text: "A012"}},
		{"!qr https://x.id/?a=b", paper.QR{Text: "https://x.id/?a=b"}},
		{"!logo", paper.Logo{}},
		{"!rule", paper.Rule{}},
		{"!space 12", paper.Space{Dots: 12}},
		{"!cut", paper.Cut{}},
	} {
		doc, err := paper.Parse(tt.line)
		if err != nil {
			t.Errorf("%q: %v", tt.line, err)
		} else if want := (paper.Document{tt.want}); !reflect.DeepEqual(doc, want) {
			t.Errorf("%q: %#v, want %#v", tt.line, doc, want)
		}
	}
}

func TestMarkupMistakesNameTheirLine(t *testing.T) {
	for _, tt := range []struct{ line, says string }{
		{"!numbr A012", `unknown directive "!numbr"`},
		{"!bold !numbr A012", `unknown directive`},
		{"! x", "unknown directive"},
		{"!number", "wants a text"},
		{"!qr", "wants a text"},
		{"!item", "wants a text"},
		{"!cut now", "stands alone"},
		{"!rule ---", "stands alone"},
		{"!logo x.png", "stands alone"},
		{"!bold !rule", "cannot be styled"},
		{"!center !qr x", "cannot be styled"},
		{"!space", "wants a number of dots"},
		{"!space -1", "wants a number of dots"},
		{"!space 99999", "wants a number of dots"},
		{"!cols a", "at least two cells"},
		{"!cols 1:2:3 a | b", "2 cells for 3 columns"},
		{"!cols 0:1 a | b", "column weight 0"},
		{"!cols 1: a | b", "no number"},
	} {
		_, err := paper.Parse("satu\n\n" + tt.line + "\nempat")
		var mistake *paper.Error
		if !errors.As(err, &mistake) {
			t.Errorf("%q: %v", tt.line, err)
			continue
		}
		if mistake.Line != 3 || !strings.Contains(mistake.Problem, tt.says) {
			t.Errorf("%q: %v", tt.line, mistake)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("!center !bold x\n!cols 1:2 a|b\n!cut")
	f.Add("!number A012\n!qr x\n!space 3\n!!\n!")
	f.Add("\x00\x007\x00!x\n\x009\x00!cut")
	f.Fuzz(func(t *testing.T, markup string) {
		doc, err := paper.Parse(markup)
		var mistake *paper.Error
		switch {
		case err != nil && !errors.As(err, &mistake):
			t.Fatalf("an untyped error: %v", err)
		case err == nil && len(doc) > strings.Count(markup, "\n")+1:
			t.Fatalf("%d blocks from %q", len(doc), markup)
		}
		if err == nil && len(markup) < 2000 {
			// Whatever parses either prints or says why not; it never panics.
			_, _ = paper.Render(doc, paper.Width58)
		}
	})
}
