package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"giliran/firmware-agent/printer"
	"giliran/ticketing"
)

// offline gives out lent numbers while the office cannot be reached, and hands
// them over when it can. nil gives out none.
type offline struct {
	board   string
	want    int // how many of each service to hold
	spool   *Spool
	printer Printer
	work    paperwork
	clock   Clock
	view    *view
	client  *client
	log     *slog.Logger

	asked borrowing // run's
}

// borrowing is when the office was last asked for numbers.
type borrowing struct {
	links int
	day   ticketing.Date
	at    time.Duration
}

// borrowAgain is how often the office is asked for numbers that it does not
// lend.
const borrowAgain = time.Minute

// may tells whether a press gets a lent number now: the office cannot be
// reached, a number is there for now, and the printer can put it on paper.
func (o *offline) may(now snapshot, p press) bool {
	if o == nil || now.link != LinkDown || now.printer.Trouble() {
		return false
	}
	n, lease, lent := o.spool.Left(p.ticket.Service)
	return n > 0 && !o.tooLate(lease, lent)
}

// tooLate tells whether a lease's ticket window or its day is surely over. A
// clock that stands before the time of the lending is wrong, and says nothing.
func (o *offline) tooLate(l Lease, lent time.Time) bool {
	at, ok := o.time(lent)
	return ok && (ticketing.DateOf(at, at.Location()) > l.Day || !l.Until.IsZero() && at.After(l.Until))
}

// time is what time it is at the office, in its zone, as far as that can be
// known: by the board's clock not if it stands before the numbers were lent.
func (o *offline) time(lent time.Time) (time.Time, bool) {
	at := o.view.officeTime().In(lent.Location())
	return at, !at.Before(lent)
}

// give gives a press a lent number on paper. The number is spent, on the disk,
// before the first byte goes to the printer.
func (o *offline) give(ctx context.Context, p press) error {
	lease, number, err := o.spool.Give(p.ticket.Service, p.ticket.Priority, p.pressed)
	if err != nil {
		return err
	}
	r := o.print(ctx, lease, number)
	o.log.Info("a number given out offline", "number", number.Number, "paper", r.Outcome, "why", r.Reason)
	if r.Outcome == printer.Failed {
		return errors.Join(r.Reason, o.spool.Over(number.Code, "not on paper"))
	}
	if err := o.spool.Printed(number.Code); err != nil {
		o.log.Warn("the disk does not know that it was printed", "number", number.Number, "err", err)
	}
	o.view.change(func() {}) // there is something to hand over
	return nil
}

func (o *offline) print(ctx context.Context, l Lease, n ticketing.LeasedNumber) printer.Result {
	data := l.Data
	data.Number, data.Code, data.URL = n.Number, grouped(n.Code), data.URL+n.Code
	_, _, lent := o.spool.Left(l.Service)
	if at, ok := o.time(lent); ok {
		data.Time = at.Format(data.Time)
	} else {
		data.Time = "–"
	}
	pages, err := o.work.ticket(data)
	if err != nil {
		return printer.Result{Outcome: printer.Failed, Reason: err}
	}
	// What has been begun is finished, whatever happens to the agent's work.
	return o.printer.Print(context.WithoutCancel(ctx), printer.Job{ID: "offline-" + n.Code, Pages: pages})
}

// grouped is a code as it is easiest to read.
func grouped(code string) string {
	if len(code) != ticketing.CodeLength {
		return code
	}
	return code[:len(code)/2] + "-" + code[len(code)/2:]
}

// owes tells whether there are numbers that the office has to hear of first.
func (o *offline) owes() bool { return o != nil && len(o.spool.Owed()) > 0 }

// run keeps the spool and the office at one until the context ends.
func (o *offline) run(ctx context.Context) {
	changed, end := o.view.follow()
	defer end()
	for attempt := 0; ; attempt++ {
		wait := o.clock.After(borrowAgain)
		if err := o.settle(ctx); err == nil {
			attempt = -1
		} else if ctx.Err() == nil {
			o.log.Warn("numbers given out offline", "err", err)
			wait = o.clock.After(firstWait << min(max(attempt, 0), 5))
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		case <-wait:
		}
	}
}

// settle hands over what is owed, keeps what is lent, and borrows more, as far
// as that can be done now.
func (o *offline) settle(ctx context.Context) error {
	now := o.view.now()
	if now.link != LinkUp {
		return nil
	}
	if err := o.spool.Lend(now.board.Leases, now.board.At); err != nil {
		return err
	}
	for _, g := range o.spool.Owed() {
		if err := o.handOver(ctx, g); err != nil {
			return err
		}
	}
	if !o.shouldBorrow(now) {
		return nil
	}
	return o.send(ctx, call{method: http.MethodPost, path: "/api/v1/devices/" + o.board + "/lease", body: struct{}{}})
}

// handOver tells the office of one number. A no is final: the number is of a
// day that has been settled.
func (o *offline) handOver(ctx context.Context, g given) error {
	err := o.send(ctx, call{
		method: http.MethodPost, path: "/api/v1/devices/" + o.board + "/tickets", key: "offline-" + g.Code,
		body: map[string]any{"code": g.Code, "pressed": g.Pressed, "priority": g.Priority},
	})
	var no *Refusal
	switch {
	case errors.As(err, &no) && no.Status != http.StatusUnauthorized && no.Status != http.StatusForbidden:
		o.log.Error("the office does not take a number given out offline", "number", g.Number, "pressed", g.Pressed, "err", err)
		err = o.spool.Over(g.Code, no.Code)
	case err == nil:
		o.log.Info("handed over", "number", g.Number)
		err = o.spool.Over(g.Code, "")
	}
	if err != nil {
		return fmt.Errorf("hand over %s: %w", g.Number, err)
	}
	o.view.change(func() {})
	return nil
}

// shouldBorrow tells whether to ask for numbers: some are missing, and the
// office was not asked just now under the same circumstances.
func (o *offline) shouldBorrow(now snapshot) bool {
	short := len(now.board.Leases) == 0
	for _, l := range now.board.Leases {
		short = short || len(l.Numbers) < o.want
	}
	this := borrowing{now.links, now.board.Day, o.clock.Up()}
	again := this.links != o.asked.links || this.day != o.asked.day || this.at-o.asked.at >= borrowAgain
	if !short || !again || !now.board.Open {
		return false
	}
	o.asked = this
	return true
}

// send makes one attempt.
func (o *offline) send(ctx context.Context, c call) error {
	ctx, cancel := within(ctx, o.clock, attemptTime)
	defer cancel()
	return o.client.do(ctx, c)
}
