package paper_test

import (
	"testing"

	"giliran/firmware-agent/printer/paper"
)

// BenchmarkTicket draws the ticket of the sample office: what stands between a
// press and the first byte that goes to the printer.
func BenchmarkTicket(b *testing.B) {
	templates, err := paper.LoadTemplates("")
	if err != nil {
		b.Fatal(err)
	}
	doc, err := templates.Ticket(sampleTicket())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := paper.Render(doc, paper.Width80); err != nil {
			b.Fatal(err)
		}
	}
}
