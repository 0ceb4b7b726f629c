package paper

// TicketData is what a queue ticket says. Every field is a finished string in
// the reader's language; an empty optional one leaves its line out. There is no
// field for a name, an identity number or the reason of a priority, and there
// shall be none.
type TicketData struct {
	Office     string   // "Kecamatan Candipuro"
	Address    string   // optional, one line
	Number     string   // "A012"
	Service    string   // "KTP-el rusak"
	Date, Time string   // when it was issued: "Senin, 5 Januari 2026", "08.12"
	Documents  []string // what to have at hand
	Fee        string   // optional: what it costs, "GRATIS"
	Ahead      string   // optional: how many are before, "7"
	Estimate   string   // optional: an interval, "15–30 menit"
	Wait       string   // optional: where to wait
	Notice     string   // optional: a stage that stands still today, and what it means
	Contacts   []string // where to complain
	Code       string   // what to type where the QR code cannot be read
	URL        string   // the status page, as a QR code
	Reprint    bool     // marks a second paper for the same number
}

// SlipData is what an applicant takes home while the card is not ready: a
// tanda pengambilan or a surat keterangan, as Title says.
type SlipData struct {
	Office     string
	Address    string // optional
	Title      string // "TANDA PENGAMBILAN"
	Number     string // the number of the visit it began with
	Service    string
	Date, Time string   // when the slip was issued
	Reason     string   // optional: why the card is not ready
	Next       []string // what happens next, in order
	Contacts   []string
	Code       string // what the counter types on the day of collection
	URL        string
	Reprint    bool
}

// ReturnedData tells an applicant which documents are missing, and that the
// number stays good for the day.
type ReturnedData struct {
	Office     string
	Number     string
	Service    string
	Date, Time string
	Missing    []string // the missing documents, by name
	Until      string   // optional: when the counter closes today, "15.00"
	Contacts   []string
	Code       string
	URL        string
}

// RegisterData is the daily register (buku register).
type RegisterData struct {
	Office  string
	Date    string // the business day
	Rows    []RegisterRow
	Totals  []Total
	Printed string // when it was printed
}

// RegisterRow is one application of the day.
type RegisterRow struct {
	Number  string
	Service string
	Came    string // "08.12"
	Done    string // "08.40"; empty while it is open
	Outcome string // "selesai", "kembali: KK", "PRR" …
}

// Total is one line under the register's table.
type Total struct{ Label, Value string }

// TestData is what a test page says about itself.
type TestData struct {
	Office     string
	Printer    string // where the printer is: "usb:/dev/usb/lp0"
	Paper      string // "58 mm, 384 titik"
	Date, Time string
	URL        string // any link, to try the QR code with
}

// Ticket fills ticket.txt.
func (t *Templates) Ticket(d TicketData) (Document, error) { return t.run("ticket.txt", d) }

// Slip fills slip.txt.
func (t *Templates) Slip(d SlipData) (Document, error) { return t.run("slip.txt", d) }

// Returned fills returned.txt.
func (t *Templates) Returned(d ReturnedData) (Document, error) { return t.run("returned.txt", d) }

// Register fills register.txt.
func (t *Templates) Register(d RegisterData) (Document, error) { return t.run("register.txt", d) }

// Test fills test.txt.
func (t *Templates) Test(d TestData) (Document, error) { return t.run("test.txt", d) }
