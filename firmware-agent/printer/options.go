package printer

import (
	"cmp"
	"time"
)

// Options bound how long a printer may take; zero means the value in brackets.
type Options struct {
	Open    time.Duration // to open the way to it [5 s]
	Reply   time.Duration // to answer one status question [500 ms]
	Write   time.Duration // to take 4 KB [5 s]
	Confirm time.Duration // to print everything once it has all the bytes [15 s]
}

func (o Options) withDefaults() Options {
	return Options{
		Open:    cmp.Or(o.Open, 5*time.Second),
		Reply:   cmp.Or(o.Reply, 500*time.Millisecond),
		Write:   cmp.Or(o.Write, 5*time.Second),
		Confirm: cmp.Or(o.Confirm, 15*time.Second),
	}
}
