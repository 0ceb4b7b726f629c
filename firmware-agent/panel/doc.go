// Package panel is what a person touches and sees on a desk or a kiosk: buttons
// and lamps.
//
// It owns the way from a bouncing contact to "pressed once" (Filter, Watch) and
// from "blink" to a level on a wire (Pattern, Lamps). It must not know which
// button means what, nor where pins come from: it takes the interfaces of
// periph's package gpio and never touches the host. Package pins opens real
// ones, package sim has some without hardware.
//
// A button closes its pin to ground against a pull-up: pressed is low. A lamp
// is lit when its pin is high.
package panel
