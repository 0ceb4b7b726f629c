package scene

import (
	"strings"
	"time"
)

// Words is what a wall says in one language, as its language file has it. Parts
// in {braces} are filled in; the tag fills names those that a wording may hold.
type Words struct {
	Language string `yaml:"language"` // its code, as in ticketing.Text

	Weekdays    []string `yaml:"weekdays" len:"7"` // from Sunday
	Months      []string `yaml:"months" len:"12"`
	ShortMonths []string `yaml:"short_months" len:"12"`
	Date        string   `yaml:"date" fills:"weekday day month year"`
	ShortDate   string   `yaml:"short_date" fills:"day month"`
	Clock       string   `yaml:"clock" fills:"hour minute"`

	Called     string `yaml:"called"`
	Recalled   string `yaml:"recalled" fills:"n"`
	Ticket     string `yaml:"ticket" fills:"date"` // of a number from another day
	GoTo       string `yaml:"go_to"`
	Recent     string `yaml:"recent"`
	NoCalls    string `yaml:"no_calls"`
	Welcome    string `yaml:"welcome"`
	TakeNumber string `yaml:"take_number"`

	DeskReady     string `yaml:"desk_ready"`
	DeskPaused    string `yaml:"desk_paused"`
	DeskPausedFor string `yaml:"desk_paused_for" fills:"reason"`
	DeskClosed    string `yaml:"desk_closed"`
	File          string `yaml:"file"` // only the papers are at that desk
	Waiting       string `yaml:"waiting"`
	WaitingAt     string `yaml:"waiting_at"` // above all stages, when they have no room for Waiting

	Wait      string `yaml:"wait" fills:"from to"`       // minutes
	WaitUnder string `yaml:"wait_under" fills:"to"`      // minutes
	WaitHours string `yaml:"wait_hours" fills:"from to"` // whole hours
	Newcomers string `yaml:"newcomers" fills:"waits"`    // who would take a number now

	Closed    string `yaml:"closed"`
	Holiday   string `yaml:"holiday" fills:"name"`
	Opens     string `yaml:"opens" fills:"opens"`
	Over      string `yaml:"over"`
	Hours     string `yaml:"hours" fills:"opens last"`
	NoService string `yaml:"no_service"`

	DataAt       string `yaml:"data_at" fills:"clock"`
	Reconnecting string `yaml:"reconnecting"`
	CatchingUp   string `yaml:"catching_up"` // the link is back, the board not yet
	Connecting   string `yaml:"connecting"`

	Silent      string `yaml:"silent" fills:"clock"` // the voice is disturbed
	StagePaused string `yaml:"stage_paused" fills:"stage notice"`
	Priority    string `yaml:"priority" fills:"priority regular"`
	Complaints  string `yaml:"complaints" fills:"contacts"`
	// Contacts says what kind of contact it is, before the contact itself, by
	// ticketing.Contact.Kind; a kind that is not there needs no word.
	Contacts map[string]string `yaml:"contacts"`
}

// date is a day in full.
func (w *Words) date(t time.Time) string {
	return fill(w.Date, "weekday", w.Weekdays[t.Weekday()], "day", t.Format("2"),
		"month", w.Months[t.Month()-1], "year", t.Format("2006"))
}

// shortDate is a day without its year, empty for one that is none.
func (w *Words) shortDate(date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return ""
	}
	return fill(w.ShortDate, "day", t.Format("2"), "month", w.ShortMonths[t.Month()-1])
}

func (w *Words) clock(t time.Time) string {
	return fill(w.Clock, "hour", t.Format("15"), "minute", t.Format("04"))
}

// fill puts values into a wording: pairs of a name and what stands for it.
func fill(wording string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return strings.NewReplacer(pairs...).Replace(wording)
}
