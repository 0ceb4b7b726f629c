package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"giliran/store"
	"giliran/store/spare"
	"giliran/ticketing"
)

// logCmd is `giliran log`.
type logCmd struct {
	dataFlag
	Audit bool `help:"Print who did what, from where, a line for each act of staff; without what was typed."`
}

func (c *logCmd) Run() error {
	if c.Audit {
		return c.audit(os.Stdout)
	}
	return withJournal(c.Data,
		func(o *officeClient) error { return o.stream("/console/log", os.Stdout) },
		func(st *store.Store) error { return writeLog(os.Stdout, st) })
}

// backupCmd is `giliran backup FILE`. The file appears only when it is whole.
type backupCmd struct {
	dataFlag
	File string `arg:"" help:"Where to write it; must not exist."`
}

func (c *backupCmd) Run() error {
	err := spare.WriteBackup(c.File, func(w io.Writer) error {
		return withJournal(c.Data,
			func(o *officeClient) error { return o.stream("/console/backup", w) },
			func(st *store.Store) error { return st.Backup(w) })
	})
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s exists; a backup never overwrites one", c.File)
	}
	if err != nil {
		return fmt.Errorf("no backup was made: %w", err)
	}
	fmt.Println("backup written to", c.File)
	return nil
}

// restoreCmd is `giliran restore FILE|DIR`.
type restoreCmd struct {
	dataFlag
	From  string `arg:"" help:"The backup, or the directory of a mirror." type:"path"`
	Until uint64 `help:"Of a mirror, take only the events up to this one, and do without the rest." placeholder:"EVENT"`
}

func (c *restoreCmd) Run() error {
	info, err := os.Stat(c.From)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return c.mirror()
	}
	if c.Until > 0 {
		return errors.New("--until is for mirrors: a backup is whole or cannot be used")
	}
	f, err := os.Open(c.From)
	if err != nil {
		return err
	}
	defer f.Close()
	return c.restore(f)
}

// mirror restores from a mirror's directory, which is verified first.
func (c *restoreCmd) mirror() error {
	if !spare.IsMirror(c.From) {
		return fmt.Errorf("%s holds no mirror; of a directory of backups, name one file", c.From)
	}
	m, err := spare.ReadCopy(c.From, c.Until)
	if err != nil {
		return err
	}
	r, w := io.Pipe()
	go func() { w.CloseWithError(m.Backup(w)) }()
	return errors.Join(c.restore(r), r.Close())
}

func (c *restoreCmd) restore(r io.Reader) error {
	if err := store.Restore(c.Data, r, store.Options{}); err != nil {
		return err
	}
	last, err := lastEvent(c.Data)
	if err != nil {
		return err
	}
	fmt.Printf("restored into %s: %s\n", c.Data, last)
	return nil
}

// lastEvent tells how far a data directory's journal goes, so that a person
// sees whether that is all there should be.
func lastEvent(data string) (string, error) {
	st, err := store.Open(data, store.Options{})
	if err != nil {
		return "", err
	}
	n, at := st.LastSeq(), ""
	if n > 0 {
		err = st.Replay(n-1, func(e ticketing.Event) error {
			at = ", the last of " + e.At.Format(time.RFC3339)
			return nil
		})
	}
	return fmt.Sprintf("%d events%s", n, at), errors.Join(err, st.Close())
}

// verifyCmd is `giliran verify`.
type verifyCmd struct {
	dataFlag
	Office string `help:"The office.yaml the office runs on; the embedded default when empty." placeholder:"FILE"`
}

// verifyFailed begins the last line of a verification that found problems.
const verifyFailed = "FAILED: "

func (c *verifyCmd) Run() error {
	f, err := loadOffice(c.Office)
	if err != nil {
		return err
	}
	return withJournal(c.Data,
		func(o *officeClient) error {
			var last lastLine
			if err := o.stream("/console/verify", io.MultiWriter(os.Stdout, &last)); err != nil {
				return err
			}
			if strings.HasPrefix(last.text, verifyFailed) {
				return errors.New("the journal did not verify")
			}
			return nil
		},
		func(st *store.Store) error { return verify(context.Background(), os.Stdout, st, &f.Office) })
}

// lastLine remembers the last whole line written to it.
type lastLine struct{ text, rest string }

func (l *lastLine) Write(b []byte) (int, error) {
	lines := strings.Split(l.rest+string(b), "\n")
	l.rest = lines[len(lines)-1]
	if len(lines) > 1 {
		l.text = lines[len(lines)-2]
	}
	return len(b), nil
}

// verify reads everything the store holds and derives the state anew. It
// prints one line per problem and a summary; the error counts the problems.
func verify(ctx context.Context, w io.Writer, st *store.Store, o *ticketing.Office) error {
	problems := 0
	say := func(format string, a ...any) {
		problems++
		fmt.Fprintf(w, format+"\n", a...)
	}
	sum, err := st.Check(ctx, func(p store.Problem) { say("%s", p) })
	if err != nil {
		return err
	}
	snapSeq, snap, err := st.LoadSnapshot()
	if err != nil {
		say("the snapshot cannot be read: %v", err)
	}
	state := ticketing.NewState()
	err = st.Replay(0, func(e ticketing.Event) error {
		state.Apply(&e)
		if e.Seq == snapSeq {
			compareSnapshot(state, snap, say)
		}
		return ctx.Err()
	})
	if err != nil {
		say("the journal cannot be replayed: %v", err)
	}
	for _, p := range state.Check(o) {
		say("%s", p)
	}
	if problems > 0 {
		return fmt.Errorf("%d problems in %d events", problems, sum.Events)
	}
	fmt.Fprintf(w, "ok: %d events to sequence %d, business day %s, %d tickets in the state, snapshot at %d, epoch %s\n",
		sum.Events, state.Seq, orNone(string(state.Day)), len(state.Tickets), snapSeq, st.Epoch())
	return nil
}

func orNone(s string) string {
	if s == "" {
		return "none yet"
	}
	return s
}

// compareSnapshot holds the state derived from the journal against the one in
// the snapshot of the same sequence.
func compareSnapshot(state *ticketing.State, snap []byte, say func(string, ...any)) {
	kept, err := ticketing.DecodeState(snap)
	if err != nil {
		say("the snapshot at %d cannot be decoded: %v", state.Seq, err)
		return
	}
	a, errA := state.Encode()
	b, errB := kept.Encode()
	if errA != nil || errB != nil || string(a) != string(b) {
		say("the snapshot at %d is not the state its events make", state.Seq)
	}
}
