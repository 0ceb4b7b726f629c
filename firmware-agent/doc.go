// Package agent runs beside the hardware: it turns presses of buttons into
// commands to the office, and what the office says into lamps, number displays
// and paper. It is an appliance: it starts before or after the office, on any
// day, survives every cable that is pulled, and needs nobody to look after it.
//
// It owns the way from a finger to a command and from an [Assignment] to light
// and paper, and the numbers a kiosk gives out by itself while it cannot reach
// the office. It must not know how the queue works: what a press leads to, who
// is called and what stands on a paper is the office's. Pins come through
// [Hardware], so that the same agent runs on a Pi and on a desk without one.
//
// # What it promises
//
//   - One press is one command: a press that is delivered twice acts once
//     (idempotency key), and one that grew older than the office's
//     press-max-age is dropped with a signal of the lamp, never acted on late.
//   - A paper is never printed twice: the office notes that a job has begun
//     before its first byte goes out, and a job found begun after a restart is
//     reported as unsure, for a person to look.
//   - A paper is never lost in silence: every job ends as printed, failed or
//     unsure, and a press that leads to nothing shows on the lamp.
//   - A number lent to the kiosk is given out at most once, whatever happens
//     to the power; each that was given out is handed over, once, in the order
//     of the presses.
//
// # The office
//
// The office tells everything by one websocket, /device/BOARD: always the
// whole assignment, newest wins, so loss, delay and repetition do no harm.
// Commands are ordinary requests of its HTTP API.
package agent
