package ticketing_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"giliran/ticketing"
	"giliran/ticketing/office"
)

var update = flag.Bool("update", false, "write what happened into the stories in testdata")

// TestStories plays every story in testdata. A story reads like a day at the
// office: each line starts with the time and says who does what; the lines
// behind "> " say what came of it, one fact or refusal each. Lines starting
// with # are remarks. A first line "each: ktp-baru A, …" plays the story once
// per service, with SERVICE and N standing for its id and prefix.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.story")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range variants(string(src)) {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".story")+v.name, func(t *testing.T) {
				got := v.hide(play(t, v.show(string(src))))
				if *update {
					if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				} else if got != string(src) {
					t.Errorf("the story went differently; first difference:\n%s", difference(string(src), got))
				}
			})
		}
	}
}

// variant is one service for which a story is played.
type variant struct{ name, service, prefix string }

func variants(src string) []variant {
	first, _, _ := strings.Cut(src, "\n")
	list, ok := strings.CutPrefix(first, "each: ")
	if !ok {
		return []variant{{}}
	}
	var vs []variant
	for _, one := range strings.Split(list, ", ") {
		service, prefix, _ := strings.Cut(one, " ")
		vs = append(vs, variant{"/" + service, service, prefix})
	}
	return vs
}

func (v variant) show(src string) string {
	if v.name == "" {
		return src
	}
	first, rest, _ := strings.Cut(src, "\n")
	return first + "\n" + strings.NewReplacer("SERVICE", v.service, "N0", v.prefix+"0").Replace(rest)
}

func (v variant) hide(src string) string {
	if v.name == "" {
		return src
	}
	first, rest, _ := strings.Cut(src, "\n")
	return first + "\n" + strings.NewReplacer(v.service, "SERVICE", v.prefix+"0", "N0").Replace(rest)
}

func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d\n want %s\n got  %s", i+1, w[i], g[i])
		}
	}
	return fmt.Sprintf("want %d lines, got %d", len(w), len(g))
}

// play runs a story and writes it down again with what really happened.
func play(t *testing.T, src string) string {
	g := newGame(t)
	var out strings.Builder
	for line := range strings.Lines(src) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "> ") {
			continue
		}
		fmt.Fprintln(&out, line)
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "each: ") {
			continue
		}
		for _, said := range g.line(line) {
			fmt.Fprintln(&out, "> "+said)
		}
	}
	g.check()
	return out.String()
}

// game is an office being played: the state, and every event so far.
type game struct {
	t     *testing.T
	o     *ticketing.Office
	s     *ticketing.State
	log   []ticketing.Event
	day   ticketing.Date
	now   time.Time
	draws int
}

func newGame(t *testing.T) *game {
	o := office.Default().Office
	return &game{t: t, o: &o, s: ticketing.NewState(), day: "2026-11-23"}
}

// line plays one line: "08:01 loket-1 finish lengkap", or "on 2026-11-24".
func (g *game) line(line string) []string {
	words := strings.Fields(line)
	if words[0] == "on" {
		g.day = ticketing.Date(words[1])
		return nil
	}
	at, err := time.ParseInLocation("2006-01-02 15:04:05", string(g.day)+" "+(words[0] + ":00")[:8], g.o.Zone)
	if err != nil {
		g.t.Fatalf("%q: %v", line, err)
	}
	g.now = at
	words = words[1:]
	switch words[0] {
	case "show":
		return g.show(words[1:])
	case "office":
		return g.configure(words[1:])
	}
	key := ""
	if k := len(words) - 1; strings.HasPrefix(words[k], "key=") {
		key, words = words[k], words[:k]
	}
	return g.do(ticketing.Command{Key: key, Actor: "story", Do: g.action(line, words)})
}

func (g *game) do(c ticketing.Command) []string {
	before, _ := g.s.Encode()
	events, result, err := g.s.Decide(g.o, c, g.now)
	if after, _ := g.s.Encode(); !bytes.Equal(before, after) {
		g.t.Fatalf("deciding %+v changed the state", c.Do)
	}
	if r := (*ticketing.Refusal)(nil); errors.As(err, &r) {
		return []string{"refused (" + string(r.Code) + "): " + r.Detail}
	} else if err != nil {
		g.t.Fatal(err)
	}
	var said []string
	for i := range events {
		g.s.Apply(&events[i])
		said = append(said, g.tell(&events[i]))
	}
	g.log = append(g.log, events...)
	if result.Again {
		said = append(said, "done before")
	}
	if len(said) == 0 {
		said = []string{"nothing to do"}
	}
	return said
}

// check is made at the end of every story: the state is the fold of its
// events, also of events that went through the journal's form, and a snapshot
// reads back the same.
func (g *game) check() {
	g.t.Helper()
	again := ticketing.NewState()
	for i := range g.log {
		b, err := g.log[i].MarshalJSON()
		if err != nil {
			g.t.Fatal(err)
		}
		var e ticketing.Event
		if err := e.UnmarshalJSON(b); err != nil {
			g.t.Fatal(err)
		}
		again.Apply(&e)
	}
	want, _ := g.s.Encode()
	if got, _ := again.Encode(); !bytes.Equal(got, want) {
		g.t.Errorf("replaying the events gives another state:\n%s\n%s", got, want)
	}
	back, err := ticketing.DecodeState(want)
	if err != nil {
		g.t.Fatal(err)
	}
	if got, _ := back.Encode(); !bytes.Equal(got, want) {
		g.t.Error("the snapshot reads back differently")
	}
	if problems := g.s.Check(g.o); len(problems) > 0 {
		g.t.Errorf("the state is not sound:\n%s", strings.Join(problems, "\n"))
	}
}

// action reads what somebody does.
func (g *game) action(line string, w []string) ticketing.Action {
	arg := func(i int) string {
		if i < len(w) {
			return w[i]
		}
		return ""
	}
	switch w[0] {
	case "clock":
		return ticketing.Tick{}
	case "day":
		if arg(1) == "close" {
			return ticketing.CloseDay{}
		}
		return ticketing.OpenDay{Date: ticketing.Date(arg(2))}
	case "kiosk":
		g.draws++
		a := ticketing.TakeTicket{Service: arg(1), Code: fmt.Sprintf("CD%06s", strings.ReplaceAll(fmt.Sprint(g.draws), "0", "Z"))}
		a.Code = strings.ReplaceAll(strings.ReplaceAll(a.Code, "0", "A"), "1", "Y")
		for _, x := range w[2:] {
			if x == "priority" {
				a.Priority = true
			} else {
				a.Slip = g.code(strings.TrimPrefix(x, "slip="))
			}
		}
		return a
	case "report":
		return ticketing.CheckIn{Ticket: g.code(arg(1))}
	case "priority":
		return ticketing.SetPriority{Ticket: g.code(arg(1)), Priority: arg(2) == "yes"}
	case "correct":
		return ticketing.Correct{Ticket: g.code(arg(1)), Service: arg(2)}
	case "deliver":
		return ticketing.Deliver{Ticket: g.code(arg(1)), Receiver: arg(2)}
	case "release":
		a := ticketing.ReleaseHold{Hold: arg(1)}
		if _, err := fmt.Sscan(arg(2), &a.Count); err != nil {
			for _, n := range w[2:] {
				a.Codes = append(a.Codes, g.code(n))
			}
		}
		return a
	case "pause":
		return ticketing.PauseStage{Stage: arg(1), Notice: ticketing.Text{"id": strings.Join(w[2:], " ")}}
	case "unpause":
		return ticketing.ResumeStage{Stage: arg(1)}
	case "board":
		return g.deviceAction(line, w)
	case "reprint":
		if n, err := strconv.Atoi(arg(1)); err == nil {
			return ticketing.Reprint{Job: uint64(n)}
		}
		return ticketing.Reprint{Ticket: g.code(arg(1))}
	case "saw-printed":
		return ticketing.EndJob{Job: number(arg(1)), As: ticketing.JobPrinted}
	case "notice":
		return ticketing.SetNotice{Notice: ticketing.Text{"id": strings.Join(w[1:], " ")}}
	}
	return g.deskAction(line, w[0], arg(1), w[min(2, len(w)):])
}

// deviceAction is what a board with hardware does: "board pi start 7".
func (g *game) deviceAction(line string, w []string) ticketing.Action {
	arg := func(i int) string {
		if i < len(w) {
			return w[i]
		}
		return ""
	}
	switch w[2] {
	case "start":
		return ticketing.StartJob{Device: w[1], Job: number(arg(3))}
	case "printed", "failed", "unsure":
		return ticketing.EndJob{Device: w[1], Job: number(arg(3)), As: ticketing.JobState(w[2]), Reason: arg(4)}
	case "printer":
		return ticketing.SetPrinter{Device: w[1], State: ticketing.PrinterState(arg(3))}
	case "test":
		return ticketing.PrintPaper{Device: w[1], Kind: ticketing.PaperTest}
	case "borrow":
		a := ticketing.LendNumbers{Device: w[1], Service: arg(3)}
		for range 9 {
			g.draws++
			a.Codes = append(a.Codes, fmt.Sprintf("LEASE%03d", g.draws))
		}
		return a
	case "hand-over":
		return ticketing.HandOver{Device: w[1], Code: g.leasedCode(arg(3)), Pressed: g.now}
	}
	g.t.Fatalf("no board can do this: %q", line)
	return nil
}

// leasedCode is the code on the paper of a number given out offline.
func (g *game) leasedCode(n string) string {
	for _, e := range g.log {
		if l, ok := e.Fact.(*ticketing.Leased); ok {
			for _, x := range l.Numbers {
				if x.Number == n {
					return x.Code
				}
			}
		}
	}
	return n
}

func number(s string) uint64 {
	n, _ := strconv.ParseUint(s, 10, 64)
	return n
}

func (g *game) deskAction(line, desk, verb string, w []string) ticketing.Action {
	first := ""
	if len(w) > 0 {
		first = w[0]
	}
	switch verb {
	case "open":
		return ticketing.OpenDesk{Desk: desk}
	case "close":
		return ticketing.CloseDesk{Desk: desk}
	case "pause":
		return ticketing.PauseDesk{Desk: desk, Reason: strings.Join(w, " ")}
	case "next":
		return ticketing.Next{Desk: desk}
	case "call":
		return ticketing.CallNumber{Desk: desk, Ticket: g.code(first)}
	case "recall":
		return ticketing.Recall{Desk: desk}
	case "arrive":
		return ticketing.Arrive{Desk: desk}
	case "no-show":
		return ticketing.Miss{Desk: desk}
	case "park":
		return ticketing.Park{Desk: desk}
	case "resume":
		return ticketing.Resume{Desk: desk, Ticket: g.code(first)}
	case "finish":
		return ticketing.Finish{Desk: desk, Outcome: first, Missing: w[min(1, len(w)):]}
	case "return":
		return ticketing.Return{Desk: desk, Missing: w}
	case "transfer":
		if _, ok := g.o.Service(first); ok {
			return ticketing.Transfer{Desk: desk, Service: first}
		}
		return ticketing.Transfer{Desk: desk, Stage: first}
	case "link":
		return ticketing.Link{Desk: desk, Slip: g.code(first)}
	case "undo":
		return ticketing.UndoStep{Desk: desk}
	}
	g.t.Fatalf("nobody can do this: %q", line)
	return nil
}

// code turns "B001@2026-11-20" (a number of another day) into its code, as it
// stands on the paper; anything else stays.
func (g *game) code(ref string) string {
	number, day, ok := strings.Cut(ref, "@")
	if !ok {
		return ref
	}
	for _, t := range g.s.Tickets {
		if t.Number == number && t.Day == ticketing.Date(day) {
			return t.Code
		}
	}
	return ref
}

// configure changes the office for one story: "office ratio 1:1".
func (g *game) configure(w []string) []string {
	switch w[0] {
	case "quota":
		s, _ := g.o.Service(w[1])
		_, _ = fmt.Sscan(w[2], &s.Quota)
	case "ratio":
		_, _ = fmt.Sscanf(w[1], "%d:%d", &g.o.Policy.Ratio.Priority, &g.o.Policy.Ratio.Regular)
	case "device":
		d := ticketing.Device{ID: w[1]}
		for _, x := range w[2:] {
			switch x {
			case "kiosk":
				d.Kiosk = true
			case "printer":
				d.Printer = true
			default:
				_, _ = fmt.Sscanf(x, "offline=%d", &d.Offline)
			}
		}
		g.o.Devices = append(g.o.Devices, d)
	case "stop-when-out":
		g.o.Printing.StopWhenOut = true
	case "slip-off":
		s, _ := g.o.Slip(w[1])
		s.Off = true
	default:
		g.t.Fatalf("no such setting: %v", w)
	}
	return nil
}

// show answers "show queue berkas", "show hold blanko", "show ticket B001",
// "show desk loket-1", "show late", "show calls".
func (g *game) show(w []string) []string {
	switch w[0] {
	case "queue":
		return []string{g.numbers(g.s.Order(w[1], g.o.Policy.Ratio))}
	case "hold":
		return []string{g.numbers(g.s.InHold(w[1], 1000))}
	case "ticket":
		t := g.find(w[1])
		c := g.o.Clocks(t, g.now)
		return []string{fmt.Sprintf("%s; clocks: %s elapsed, %s the office's", g.describe(t), c.Elapsed, c.Office)}
	case "papers":
		var said []string
		for _, j := range g.s.JobsOf(w[1]) {
			said = append(said, fmt.Sprintf("paper %d: %s of %s, %s", j.ID, j.Kind, g.s.Ticket(j.Ticket).Number, j.State))
		}
		return said
	case "late":
		var late []*ticketing.Ticket
		for _, t := range g.s.Tickets {
			if is, _ := g.o.Late(t, g.now); is {
				late = append(late, t)
			}
		}
		slices.SortFunc(late, func(a, b *ticketing.Ticket) int { return int(a.ID) - int(b.ID) })
		return []string{g.numbers(late)}
	case "calls":
		var said []string
		for _, c := range g.s.Calls {
			said = append(said, fmt.Sprintf("%d. %s to %s (call %d)", c.Seq, c.Number, c.Desk, c.Nth))
		}
		return said
	case "services":
		var said []string
		for _, s := range g.s.Board(g.o, g.now).Services {
			said = append(said, fmt.Sprintf("%s open=%t %s", s.ID, s.Open, s.Refusal))
		}
		return said
	}
	g.t.Fatalf("cannot show %v", w)
	return nil
}

func (g *game) find(ref string) *ticketing.Ticket {
	if t := g.s.ByCode(g.code(ref)); t != nil {
		return t
	}
	if t := g.s.ByNumber(ref); t != nil {
		return t
	}
	g.t.Fatalf("no ticket %s", ref)
	return nil
}

func (g *game) numbers(list []*ticketing.Ticket) string {
	if len(list) == 0 {
		return "nobody"
	}
	var n []string
	for _, t := range list {
		one := t.Number
		if t.Priority {
			one += "*"
		}
		n = append(n, one)
	}
	return strings.Join(n, " ")
}

func (g *game) describe(t *ticketing.Ticket) string {
	s := fmt.Sprintf("%s %s %s at %s", t.Number, t.Service, t.State, t.Stage)
	if t.State == ticketing.Held {
		s = fmt.Sprintf("%s %s held in %s", t.Number, t.Service, t.Hold)
	}
	if t.Desk != "" {
		s += " by " + t.Desk
	}
	if t.Visit != 0 {
		s += ", picked up with " + g.s.Ticket(t.Visit).Number
	}
	return s
}
