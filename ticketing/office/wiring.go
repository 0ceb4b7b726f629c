package office

// Wiring is what is connected to which pin, for the programs that run beside
// the hardware.
type Wiring struct{}

func wiring(v value) Wiring { return Wiring{} }
