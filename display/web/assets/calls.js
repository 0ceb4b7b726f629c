// Which call stands large on the screen. Calls made at the same moment are
// shown one after the other, each long enough to be read and until it has been
// spoken, oldest first; what was missed while the link was down is caught up the same way.

const STAY = 6_000; // ms a call stays before the next one
const HURRY = 3_000; // the same when more than one waits

/** A queue of calls; show(call) is called when one's turn comes, show(null) when the last was taken back. The promise it may return is kept when the call has been spoken. */
export function callQueue(show) {
  let seen = null; // sequence of the newest call taken in
  let history = null; // epoch of the boards
  let waiting = [];
  let shown = null;
  let since = 0;
  let spoken = null; // while the call on show is being spoken
  let timer;

  function next() {
    clearTimeout(timer);
    if (waiting.length === 0) return;
    const stay = waiting.length > 1 ? HURRY : STAY;
    const again = shown && shown.number === waiting[0].number && shown.desk === waiting[0].desk;
    const left = shown && !again ? since + stay - performance.now() : 0;
    if (spoken && !again) return; // its end comes back here
    if (left > 0) {
      timer = setTimeout(next, left);
      return;
    }
    shown = waiting.shift();
    since = performance.now();
    speak(show(shown));
    next();
  }

  function speak(promise) {
    spoken = promise ?? null;
    promise?.then(() => {
      if (spoken !== promise) return;
      spoken = null;
      next();
    });
  }

  /** Takes in the calls of a board, oldest first. */
  return function take(calls, epoch) {
    const newest = calls.at(-1)?.seq ?? 0;
    const known = new Set(calls.map((c) => c.seq));
    if (seen === null) seen = newest - 1; // a screen just switched on shows the last call only
    if (epoch !== history && newest < seen) seen = newest; // an office put back from a backup
    history = epoch;
    waiting = waiting.filter((c) => known.has(c.seq)); // taken back since
    for (const call of calls) if (call.seq > seen) waiting.push(call);
    seen = Math.max(seen, newest);
    if (shown && !known.has(shown.seq) && waiting.length === 0) {
      shown = calls.at(-1) ?? null;
      show(shown);
    }
    next();
  };
}
