// Package pins opens the pins and buses of the computer it runs on, by the
// names that the kernel gives them: "GPIO5", "SPI0.0".
//
// It owns the GPIO character device and the names; it is the only package that
// imports periph's host. It must not know what is connected to a pin. It runs
// on Linux from 5.10 on (the second GPIO interface) and needs permission to
// read /dev/gpiochip* and to write /dev/spidev*, but never root.
//
// Lines are requested here and not through periph's gpioioctl, because
//   - inputs then have what panel.TimedPin wants: the kernel's time of each
//     edge, its level, and the kernel's debounce;
//   - outputs take their first level when they become outputs. periph drives
//     low for a moment first, which a TM1637 takes for the start of a transfer;
//   - on a Pi 5, where /dev/gpiochip4 is a link to gpiochip0, periph's driver
//     closes file 0 when it meets the chip a second time (periph/host#70). The
//     line that is opened next becomes file 0, which that driver takes for
//     "not open": it can never change its direction again.
//
// SPI is periph's sysfs driver, opened directly: neither host.Init, which as
// root can kill the process on a Pi 5, nor any other registry is used.
package pins
