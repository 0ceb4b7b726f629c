package digits

import "time"

// Blink is what to show a time t (not negative) after a text began to blink:
// the text, or nothing for the last 0.3 of every second. It is readable longer
// than it is not, and flashes far below what could harm anybody.
func Blink(text string, t time.Duration) string {
	if t%time.Second < 700*time.Millisecond {
		return text
	}
	return ""
}
