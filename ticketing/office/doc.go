// Package office reads an office's configuration, office.yaml, into plain
// values and finds every mistake in it at once, each with its place, what is
// wrong and what would be right.
//
// It owns the file format and the files that come with the program. It decides
// nothing about a running office, knows no service by name, and imports
// nothing of the program but package ticketing.
//
// # The file
//
// Blocks of "key: value" lines, in YAML without its shorthands (no anchors,
// aliases, tags or second documents; a text ends on its line, unless it stands
// under a line ending in > or |). What defines something is keyed by its id,
// [a-z0-9-]+, and keeps the order of the file. Keys marked * must be there.
//
// A text is plain, then in the office's first language, or a block of one text
// per language, the first language among them: {id: Cek data, en: Data check}.
// A duration is 500ms, 90s, 2m or 1h; a time is "07:30" or 07.30; a date is
// 2026-03-20.
//
//	office*:
//	  id*, name* (text)
//	  timezone*: WIB, WITA, WIT or a name like Asia/Jakarta
//	  languages: [id, jv, mad, en]; [id] if unsaid
//	  address, standard (the published service standard), fee (text)
//	  contacts: list of "kind: contact", like - whatsapp: +62 …
//	  ticker: list of texts that run along the wall
//	hours*:
//	  week*: weekday or weekday-weekday, in English or Indonesian:
//	    open*, close*, last (the last ticket; close if unsaid).
//	    A weekday that is not named is closed.
//	  seasons: list of name*, from*, to* (both days included), week*
//	  holidays: name or list of names of files beside this one, with lines
//	    "date: text" in any languages. A file that is not there may be one of
//	    Example.
//	numbering:  digits (1–6; 3)
//	priority:   ratio (priority:regular, 1–99 each; "2:1")
//	no-show:    calls (1–10; 3), skip (0–100; 3)
//	return:     skip (0–100; 3)
//	queue:      overtakes (1–100; 3), stage-run (1–100; 3)
//	services*: by id
//	  prefix* (A–Z, one to three letters), name*, start* (stage)
//	  documents: text by id
//	  quota (tickets a day; 0, no limit), opens, closes (times)
//	  deadline (working days from the complete file; 0, none)
//	  pickup: hold whose slips it takes up again; start is then the hold's to
//	  stages: by stage, where the service differs:
//	    target (duration), outcomes: by outcome, one of to, hold, returned,
//	    finished
//	stages*: by id
//	  name*, mode*: called (the applicant is called) or file (only papers move)
//	  target: duration or range, 5-10m
//	  outcomes*: by id
//	    name*, exactly one of to: stage, hold: hold, returned: true,
//	    finished: true
//	    complete: true (the deadline starts here)
//	    documents: true (the desk names what is missing; only with returned)
//	  at-close: keep, end or {hold: hold}; unsaid, keep for file, end for called
//	  absent: hold for who gets here on a later day without being in the room
//	holds: by id
//	  name*, to* (stage), outside: true (not in the office's hands)
//	  slip, slips: slip by service where it differs
//	slips: by id
//	  name*, note (text), off: true (not handed out now), instead (slip)
//	desks*: by id
//	  name*, stages*: list, the preferred stage first
//	theme: how the wall looks
//	  background, panel, panel-strong, text, muted, call (a number that is to
//	    come now), on-call, accent, warning: colours as six digits, 0b1220, or
//	    "#0b1220" in quotes. Every text must have a contrast of at least 4.5:1 on
//	    every ground it stands on (WCAG 2.2, 1.4.3)
//	  logo: name of a PNG file beside this one, shown in the header
//	  texts: called, go-to, welcome, take-number: texts in place of the wall's own
//	printing:
//	  max-age (10s–1h; 2m): a paper that waited longer is not printed any more
//	  when-out: go-on (numbers are given out on the screen alone while a kiosk's
//	    printer cannot print; the default) or stop
//	wiring:
//	  debounce (20ms), press-max-age (10s)
//	  long-press (1500ms): held so long, a desk's next opens the desk and finish
//	    closes it
//	  lamps: idle (off), waiting (on), called (slow), link-lost (fast),
//	    printer-trouble (double): one of off, on, slow, double, fast each
//	  boards: by id, one for each computer with hardware
//	    kiosk: services: pin by service; priority: pin; lamp: lamp
//	      offline-numbers (0–99; 0): of each service, held ready for when the
//	      office cannot be reached; for the first six boards only
//	    desks: by desk
//	      buttons: next, recall, finish, no-show: pin each; lamp: lamp
//	      display: {tm1637: {clk: pin, dio: pin}} or {max7219: {spi: bus}}
//	    where a lamp is a pin, or {pin: pin, active: low} if it is lit while low
//	    printer: one of device: file, serial: file (with baud; 9600),
//	      tcp: host:port; paper: 58 or 80 (80)
package office
