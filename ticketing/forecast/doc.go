// Package forecast answers "how long until my turn" with an interval that
// keeps its word: of all 90 % intervals it gives, nine in ten hold.
//
// It owns what the office's finished visits teach and what follows from it for
// a place in a line. It must not decide anything, read a clock, or guess: with
// too little to go by it says nothing.
//
// # How
//
// Everything comes from the ways of the tickets that the state holds anyway,
// those of the last days included: when each joined a stage's line, when and by
// which desk it was called, when it went on. A stage's pace is the time of desks
// at work one call takes while people wait, counted only while the desks are
// saturated: a desk that waits for people tells nothing about how people wait
// for a desk. A desk that also serves other stages is slower here by itself, and
// so are walks to the counter, numbers called in vain, and people put in front.
//
// A first guess follows from the pace, the desks that are open and the people
// ahead (counted by the priority ratio), with a spread that grows with both.
// How far to trust it is not assumed: for each past visit the package works out
// what it would have foretold when that person joined the line, and remembers
// on what quantile of that guess the truth fell. The interval runs between the
// quantiles that held in the past. So a wrong model gives wide intervals, not
// wrong ones. (Kuleshov et al., "Accurate Uncertainties for Deep Learning Using
// Calibrated Regression", 2018, section 3; the guess takes a sum of waiting times
// for a gamma variable and its cube root for a normal one, after Wilson and
// Hilferty, 1931.)
//
// Who comes while a desk that could take him is idle is another case: his wait
// is that of others who did, whatever the pace.
package forecast
