// Package board is the hardware of a panel as a test sees it from the other
// side: fingers on the buttons, eyes on the lamps, a probe on the wires, and
// the printer at the far end of its USB cable.
//
// All of it is the Linux kernel's own simulation (gpio-sim, ftrace, dummy_hcd
// with the printer gadget), so what is under test uses the same kernel
// interfaces as on a real board: the GPIO character device and /dev/usb/lp0.
// The package needs root and a kernel with those modules loaded, which the
// rig's virtual machine has; it must never be imported by the product.
//
// The init of that machine makes the board once (NewChip, NewPrinter). A test
// program attaches to it (FindChip, OpenPrinter).
package board

// ChipName is the label of the chip that the rig's init makes.
// The prefix is the one a Raspberry Pi's header chip has.
const ChipName = "pinctrl-rig"

// HeaderLines is how many lines that chip has. They carry the names GPIO0 to
// GPIO27, as on a Raspberry Pi's 40-pin header.
const HeaderLines = 28
