// Package digits drives the number displays on the desks: seven-segment digits
// behind a TM1637 on two pins, or behind a MAX7219 on an SPI bus.
//
// It owns the shapes of characters (Segments) and the chips' registers and
// wires. It must not know what a number means, nor where pins come from: it
// takes the interfaces of periph's packages gpio and spi, which package pins
// opens.
//
// Both displays send nothing when nothing changed. Neither chip can be asked
// what it shows, and noise or a replugged cable may change that: call Refresh
// every ten seconds or so.
package digits
