package office

import (
	"regexp"
	"slices"
	"time"

	"giliran/ticketing"
)

var languageForm = regexp.MustCompile(`^[a-z]{2,3}$`)

// office reads who the office is. The languages come first: every text is read
// by them.
func (r *reader) office(v value, o *ticketing.Office) {
	b := v.object("id", "name", "address", "standard", "fee", "timezone", "languages", "contacts", "ticker")
	o.Languages = languages(b.get("languages"))
	r.languages = o.Languages

	id := b.need("id", "id: a short name like candipuro")
	if o.ID = id.word("an id"); o.ID != "" && !idForm.MatchString(o.ID) {
		id.wrong("use small letters a–z, digits and - only", "%q cannot be an id", o.ID)
	}
	o.Name = b.need("name", "name: the office's name").text()
	o.Address = b.get("address").word("the address")
	o.Standard = b.get("standard").word("the number of the service standard")
	o.Fee = b.get("fee").text()
	o.Zone = zone(b.need("timezone", "timezone: WIB (or WITA, WIT, Asia/Jakarta …)"))
	for _, line := range b.get("ticker").list() {
		o.Ticker = append(o.Ticker, line.text())
	}
	for _, line := range b.get("contacts").list() {
		o.Contacts = append(o.Contacts, contact(line)...)
	}
}

// languages reads the office's languages, Indonesian alone if it says nothing.
func languages(v value) []string {
	var list []string
	for _, l := range v.list() {
		s := l.word("a language code like id")
		switch {
		case s == "":
		case !languageForm.MatchString(s):
			l.wrong("write two or three small letters, like id, jv, mad, en", "%q is not a language code", s)
		case slices.Contains(list, s):
			l.wrong("name it once", "the language %q stands here a second time", s)
		default:
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		return []string{"id"}
	}
	return list
}

// zone reads the time zone, by its name or by what Indonesians call it. The
// zone of the computer is never taken: days would end at the wrong hour.
func zone(v value) *time.Location {
	s := v.word("a time zone like WIB or Asia/Jakarta")
	name := s
	switch s {
	case "":
		return nil
	case "WIB":
		name = "Asia/Jakarta"
	case "WITA":
		name = "Asia/Makassar"
	case "WIT":
		name = "Asia/Jayapura"
	}
	l, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		v.wrong("write WIB, WITA, WIT or a name like Asia/Jakarta", "there is no time zone %q", s)
		return nil
	}
	return l
}

// contact reads "- whatsapp: +62 …".
func contact(v value) (list []ticketing.Contact) {
	if !v.isBlock() {
		v.wrong("write - whatsapp: the number", "a contact needs its kind")
		return nil
	}
	for _, e := range v.entries() {
		e.filled()
		list = append(list, ticketing.Contact{Kind: e.id("contact"), Text: e.word("the contact as it is printed")})
	}
	return list
}

// policy reads the numbers by which people are ordered, or their defaults.
func policy(top object) ticketing.Policy {
	absent := top.get("no-show").object("calls", "skip")
	queue := top.get("queue").object("overtakes", "stage-run")
	return ticketing.Policy{
		Ratio:       ratio(top.get("priority").object("ratio").get("ratio")),
		NoShowCalls: absent.get("calls").number(1, 10, 3),
		NoShowSkip:  absent.get("skip").number(0, 100, 3),
		ReturnSkip:  top.get("return").object("skip").get("skip").number(0, 100, 3),
		Overtakes:   queue.get("overtakes").number(1, 100, 3),
		StageRun:    queue.get("stage-run").number(1, 100, 3),
	}
}

var ratioForm = regexp.MustCompile(`^([1-9]\d?) ?: ?([1-9]\d?)$`)

// ratio reads "2:1".
func ratio(v value) ticketing.Ratio {
	s, ok := v.scalar(`a ratio like "2:1"`)
	m := ratioForm.FindStringSubmatch(s)
	if m == nil {
		if ok {
			v.wrong(`write priority to regular, both from 1 to 99, like "2:1"`, "%q is not a ratio", s)
		}
		return ticketing.Ratio{Priority: 2, Regular: 1}
	}
	return ticketing.Ratio{Priority: int(times(m[1], 1)), Regular: int(times(m[2], 1))}
}
