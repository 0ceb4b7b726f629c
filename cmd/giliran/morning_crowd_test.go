package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

// mob is what the crowd's process is told of itself.
type mob struct {
	Address string
	Phones  int
	Lasts   time.Duration // a bad link, on average
	Seed    uint64
}

// order is what the crowd is to do; N says how many, or which board.
type order struct {
	Do string
	N  int
}

// news is how the crowd is doing.
type news struct {
	Online, Behind  int // phones with a board; phones whose newest is older than the one asked about
	Boards, Refused int64
	Half, Most, All time.Duration // after the restart, see spread
	Busiest         int
	Faults          []string
}

// multitude is the crowd's process, seen from outside.
type multitude struct{ *child }

func (m *multitude) do(what string, n int) (a news) {
	m.t.Helper()
	m.say(order{what, n})
	m.hear(&a)
	return a
}

// morningCrowd is the process of the crowd.
func morningCrowd() int {
	var m mob
	if err := json.Unmarshal([]byte(os.Args[1]), &m); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	c := &crowd{address: m.Address, lasts: m.Lasts}
	for i := range m.Phones {
		c.phones = append(c.phones, c.newMobile(i, m.Seed))
	}
	orders, answers := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var o order
		if orders.Decode(&o) != nil {
			return 0
		}
		switch o.Do {
		case "come":
			c.come()
		case "loiter":
			c.loiterers(o.N)
		case "vanish":
			c.vanish(o.N)
		case "stuck":
			c.stick(o.N)
		case "unstuck":
			c.unstick()
		case "steady":
			c.steady.Store(true)
		case "pulled":
			c.pulled()
		case "leave":
			c.leave()
			c.running.Wait()
		}
		if answers.Encode(c.news(uint64(o.N), o.Do == "behind")) != nil {
			return 1
		}
	}
}

func (c *crowd) come() {
	c.ctx, c.leave = context.WithCancel(context.Background())
	for _, p := range c.phones {
		c.running.Go(func() { p.live(c.ctx) })
	}
}

func (c *crowd) loiterers(n int) {
	for i := range n {
		c.running.Go(func() { c.loiter(c.ctx, i) })
	}
}

func (c *crowd) news(newest uint64, look bool) (n news) {
	n = news{Online: int(c.online.Load()), Boards: c.boards.Load(), Refused: c.refused.Load()}
	for _, p := range c.phones {
		if look && p.look() < newest {
			n.Behind++
		}
	}
	n.Half, n.Most, n.All, n.Busiest = c.spread()
	c.mu.Lock()
	defer c.mu.Unlock()
	n.Faults = c.faults
	return n
}
