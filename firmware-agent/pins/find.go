//go:build linux

package pins

import (
	"strconv"
	"strings"
)

// find looks a name up among the lines. It returns *UnknownError.
//
// Not every kernel calls the lines of a Pi's header GPIO2 to GPIO27: on a Pi 4
// and before, some are called by their second function, such as SDA1 for GPIO2
// (gpio-line-names in bcm2711-rpi-4-b.dts). There the number counts, which is
// the line's offset on the chip in all of them.
func find(chips []Chip, name string) (chip Chip, offset int, err error) {
	for _, c := range chips {
		for i, l := range c.Lines {
			if l.Name == name {
				return c, i, nil
			}
		}
	}
	if n, ok := headerNumber(name); ok {
		for _, c := range chips {
			if onHeader(c) && n < len(c.Lines) {
				return c, n, nil
			}
		}
	}
	return Chip{}, 0, &UnknownError{Name: name, Known: names(chips)}
}

// headerNumber is 5 for GPIO5. The header has 2 to 27; 0 and 1 are for the
// identification of boards on top.
func headerNumber(name string) (n int, ok bool) {
	digits, ok := strings.CutPrefix(name, "GPIO")
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil && n >= 2 && n <= 27 && digits == strconv.Itoa(n)
}

func onHeader(c Chip) bool {
	return strings.HasPrefix(c.Label, "pinctrl-bcm2") || c.Label == "pinctrl-rp1"
}

// names lists what is worth asking for: "" and "-" are lines that lead nowhere.
func names(chips []Chip) (all []string) {
	for _, c := range chips {
		for _, l := range c.Lines {
			if l.Name != "" && l.Name != "-" {
				all = append(all, l.Name)
			}
		}
	}
	return all
}
