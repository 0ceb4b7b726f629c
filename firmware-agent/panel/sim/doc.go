// Package sim has the pins of a panel without hardware, for tests and for an
// agent that runs without a board: buttons that are pressed by a call, and
// lamps that can be looked at.
//
// It imitates what package pins gives: edges with their time, in order, that
// wait until somebody takes them. Time is that of package time, so that tests
// in a synctest bubble decide it.
package sim
