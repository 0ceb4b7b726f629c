package printer

import (
	"errors"
	"testing"
)

// FuzzAddress: any text is a way to a printer, or is refused as none.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"", "usb:/dev/usb/lp0", "serial:/dev/ttyUSB0?baud=115200", "serial:x?baud", "serial:x?baud=-1", "serial::%zz", "tcp:[::1]", "tcp:a:b:c", "tcp:"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		open, err := At(address)
		if err == nil && open == nil || err != nil && !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %v", address, err)
		}
	})
}
