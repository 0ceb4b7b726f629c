package sim

// named is what every pin has to say of itself.
type named string

// String implements conn.Resource.
func (n named) String() string { return "simulated " + string(n) }

// Name implements pin.Pin.
func (n named) Name() string { return string(n) }

// Number implements pin.Pin: a simulated pin has none.
func (n named) Number() int { return -1 }

// Function implements pin.Pin.
func (n named) Function() string { return "" }
