package paper

import "fmt"

// try fills every template with all fields set and with none of the optional
// ones, so that both arms of every condition are read, and renders the result
// on the narrowest common paper.
func (t *Templates) try() error {
	for _, fill := range trials(t) {
		doc, err := fill()
		if err != nil {
			return err
		}
		if _, err := Render(doc, Width58); err != nil {
			return fmt.Errorf("template with sample data: %w", err)
		}
	}
	return nil
}

func trials(t *Templates) []func() (Document, error) {
	const number, text, url = "A012", "contoh", "https://contoh.id/A012"
	list := []string{text, text}
	row := RegisterRow{Number: number, Service: text, Came: "08.12", Done: "08.40", Outcome: text}
	return []func() (Document, error){
		func() (Document, error) {
			return t.Ticket(TicketData{Office: text, Address: text, Number: number, Service: text, Date: text,
				Time: text, Documents: list, Ahead: "7", Estimate: text, Wait: text, Notice: text,
				Contacts: list, Code: text, URL: url, Reprint: true})
		},
		func() (Document, error) { return t.Ticket(TicketData{Number: number, URL: url}) },
		func() (Document, error) {
			return t.Slip(SlipData{Office: text, Address: text, Title: text, Number: number, Service: text,
				Date: text, Time: text, Reason: text, Next: list, Contacts: list, Code: text, URL: url, Reprint: true})
		},
		func() (Document, error) { return t.Slip(SlipData{Number: number, URL: url}) },
		func() (Document, error) {
			return t.Returned(ReturnedData{Office: text, Number: number, Service: text, Date: text, Time: text,
				Missing: list, Until: text, Contacts: list, Code: text, URL: url})
		},
		func() (Document, error) { return t.Returned(ReturnedData{Number: number, URL: url}) },
		func() (Document, error) {
			return t.Register(RegisterData{Office: text, Date: text, Rows: []RegisterRow{row},
				Totals: []Total{{text, "1"}}, Printed: text})
		},
		func() (Document, error) { return t.Register(RegisterData{}) },
		func() (Document, error) {
			return t.Test(TestData{Office: text, Printer: text, Paper: text, Date: text, Time: text, URL: url})
		},
		func() (Document, error) { return t.Test(TestData{URL: url}) },
	}
}
