package ticketing

import (
	"fmt"
	"slices"
	"time"
)

// Numbers given out offline.
//
// A kiosk that cannot reach the office goes on with numbers lent to it before:
// a series of its own for each service ("BX01"), so that they can never meet
// the office's own ("B001") nor another kiosk's. Each comes with the code of
// its paper. When the link is back the kiosk hands them over one by one, in
// the order pressed; the code makes each hand-over act once. At closing time
// what was not given out comes back; what was, and is handed over later, is
// recorded and put by like everybody left over.

// Lease is what a device holds of a service.
type Lease struct {
	Device, Service string
	Day             Date // the business day it was lent on
	Over            bool // the day has closed: the rest has come back
	Numbers         []LeasedNumber
}

// OfflineLetters name the devices in an offline number, in the order of the
// office's devices. A device behind the last letter can give out none.
const OfflineLetters = "XYZWVU"

func leaseKey(device, service string) string { return device + "/" + service }

func (f *Leased) kind() string { return "leased" }
func (f *Leased) apply(s *State, _ *Event) {
	s.Leases[leaseKey(f.Device, f.Service)] = &Lease{Device: f.Device, Service: f.Service, Day: s.Day, Numbers: slices.Clone(f.Numbers)}
}

// spend takes a number out of the lease that holds it.
func (s *State) spend(code string) {
	for _, l := range s.Leases {
		l.Numbers = slices.DeleteFunc(l.Numbers, func(n LeasedNumber) bool { return n.Code == code })
	}
}

// LeasesOf lists what a device may give out now, in the order of service ids.
func (s *State) LeasesOf(device string) []*Lease {
	var list []*Lease
	for _, l := range s.Leases {
		if l.Device == device && !l.Over && l.Day == s.Day {
			list = append(list, l)
		}
	}
	slices.SortFunc(list, func(a, b *Lease) int {
		if a.Service < b.Service {
			return -1
		}
		return 1
	})
	return list
}

// LentUntil is when the last number lent of a service may be given out: the
// end of its ticket window. It is zero on a day that was opened by hand, when
// the hours say nothing.
func (s *State) LentUntil(o *Office, service string) time.Time {
	srv, ok := o.Service(service)
	if !ok || s.Manual {
		return time.Time{}
	}
	_, last := o.window(srv, s.Day)
	return last
}

// LendNumbers fills up what a device holds of a service to its Offline count.
// Codes are fresh ones from NewCode, as many as may be needed; they are not
// part of the wish.
type LendNumbers struct {
	Device, Service string
	Codes           []string `json:"-"`
}

func (a LendNumbers) decide(d *decision) error {
	service, err := d.service(a.Service)
	if err != nil {
		return err
	}
	dev, ok := d.o.Device(a.Device)
	if !ok || !dev.Kiosk || dev.Offline == 0 {
		return refusef(Missing, NoSuchLease, []string{"device", a.Device}, "%q gives out no numbers by itself", a.Device)
	}
	if err := d.open(); err != nil {
		return err
	}
	var held []LeasedNumber
	if l := d.s.Leases[leaseKey(dev.ID, service.ID)]; l != nil && l.Day == d.s.Day && !l.Over {
		held = l.Numbers
	}
	if len(held) >= dev.Offline {
		return nil
	}
	f := &Leased{Device: dev.ID, Service: service.ID, Numbers: slices.Clone(held)}
	letter := OfflineLetters[d.o.deviceIndex(dev.ID)%len(OfflineLetters)]
	for n := 1; len(f.Numbers) < dev.Offline && len(a.Codes) > 0; n++ {
		number := fmt.Sprintf("%s%c%02d", service.Prefix, letter, n)
		taken := func(x LeasedNumber) bool { return x.Number == number }
		if d.s.ByNumber(number) != nil || slices.ContainsFunc(f.Numbers, taken) {
			continue
		}
		if d.s.ByCode(a.Codes[0]) != nil || d.s.leased(a.Codes[0]) != nil {
			return refuse(Conflict, CodeTaken, "a drawn ticket code is taken; draw others")
		}
		f.Numbers = append(f.Numbers, LeasedNumber{Number: number, Code: a.Codes[0]})
		a.Codes = a.Codes[1:]
	}
	d.fact(f)
	return nil
}

func (o *Office) deviceIndex(id string) int {
	return slices.IndexFunc(o.Devices, func(d Device) bool { return d.ID == id })
}

// leased finds the lease that holds a code.
func (s *State) leased(code string) *Lease {
	for _, l := range s.Leases {
		if slices.ContainsFunc(l.Numbers, func(n LeasedNumber) bool { return n.Code == code }) {
			return l
		}
	}
	return nil
}

// HandOver turns a number that was given out offline into a ticket. Pressed is
// when, by the board's clock: a remark that decides only whether the
// applicant can still be in the room.
type HandOver struct {
	Device, Code string
	Priority     bool
	Pressed      time.Time
}

func (a HandOver) decide(d *decision) error {
	if t := d.s.ByCode(a.Code); t != nil {
		d.result = Result{Ticket: t.ID, Again: true}
		return nil
	}
	l := d.s.leased(NormalCode(a.Code))
	if l == nil || l.Device != a.Device {
		return refuse(Conflict, LeaseGone, "this number was not lent to this device, or has come back; drop it")
	}
	service, err := d.service(l.Service)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(l.Numbers, func(n LeasedNumber) bool { return n.Code == NormalCode(a.Code) })
	f := &Issued{
		Code: l.Numbers[i].Code, Number: l.Numbers[i].Number, Service: service.ID, Stage: service.Start,
		Priority: a.Priority, Offline: true, Day: l.Day, Pressed: a.Pressed.UTC().Round(0),
	}
	d.fact(f)
	d.result.Ticket = d.s.Seq + 1
	if stage, ok := d.o.Stage(service.Start); ok && (!d.s.Open || l.Day != d.s.Day) {
		d.putBy(&Ticket{ID: d.result.Ticket, Service: service.ID, Stage: stage.ID, State: Waiting}, stage)
	}
	return nil
}
