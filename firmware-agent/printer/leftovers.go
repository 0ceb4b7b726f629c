package printer

import (
	"bytes"
	"context"
	"time"
)

// clearAll is DLE DC4 fn 8: drop everything that is buffered. It works in the
// middle of a picture and while the paper is out; the printer says when it is
// done. Where it is unknown it is ten control characters that print nothing.
const clearAll = "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"

// leftovers is what a job that was not Printed may have left in the printer. It
// must be out of the way before the next job, or the next ticket begins with the
// last one's lower half, or is taken for a part of its picture.
type leftovers struct {
	torn bool // part of a page stands uncut on the paper
	open bool // the printer waits for the rest of a picture
	owed int  // marks it may still answer
}

// unknown is what there is to fear of whoever used the printer before this
// process did.
func unknown() leftovers { return leftovers{open: true} }

// interrupted is what a process may leave that ended in the middle of a job.
func interrupted() leftovers { return leftovers{torn: true, open: true, owed: mostMarks} }

// settle gets the leftovers out of the way. Where the printer cannot drop what
// it holds, it is made to finish: a half picture is filled up with white, half a
// page is cut off, and what it still had to answer is waited for, so that it is
// not taken for the next job's. The error is a fault, after which there is as
// much to settle as before.
func (l *link) settle(ctx context.Context, left *leftovers, heard bool) error {
	if (left.open || left.owed > 0) && l.clear(ctx) {
		*left = leftovers{torn: left.torn || left.owed > 0}
	}
	if _, err := l.send(ctx, left.remedy(), l.opts.Write); err != nil {
		return err
	}
	if left.owed > 0 {
		if err := l.outwait(ctx, left.owed, heard); err != nil {
			return err
		}
	}
	*left = leftovers{}
	return nil
}

// remedy is what ends a half-sent picture and a half-printed page.
func (left leftovers) remedy() (b []byte) {
	const widest = 1024 / 8
	if left.open {
		b = append(b, make([]byte, widest*bandRows)...) // outside of a picture, NUL is nothing
	}
	if left.torn {
		b = append(b, feed+cut...)
	}
	return b
}

// outwait lets the printer answer what it still owes. Some of that may have gone
// to a connection that is no more; so it is asked once more than it owes, and
// whatever answers exceed the debt prove that everything before is done. The
// rest of them follows at once.
func (l *link) outwait(ctx context.Context, owed int, heard bool) error {
	asked := bytes.Repeat([]byte(tellDone), owed+1)
	if _, err := l.send(ctx, asked, l.opts.Write); err != nil {
		return err
	}
	if _, err := l.confirm(ctx, owed+1, heard); err != nil {
		if silent(err) { // it answers nothing in order any more: switched off and on
			return nil
		}
		return err
	}
	for l.marks < owed+owed+1 {
		if _, err := l.receive(ctx, time.Now().Add(l.opts.Reply)); err != nil {
			break
		}
	}
	return nil
}
