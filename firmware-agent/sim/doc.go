// Package sim is a board's hardware without a board: buttons pressed by a
// call, lamps, number displays and a printer that can be looked at, cables that
// can be pulled; and a web page with all of it, so that a person can try an
// office at a desk.
//
// It owns the simulated parts and their page. It stands in for package pins
// and for what is connected there, and nothing else: the drivers above the
// pins, and the agent itself, are the real ones. Pins may have any names.
//
// The displays are read off their wires, and the papers are drawn from the
// bytes the printer got, so what the page shows is what hardware would.
package sim
