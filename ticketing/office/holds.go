package office

import (
	"slices"

	"giliran/ticketing"
)

func holds(v value) []ticketing.Hold {
	var list []ticketing.Hold
	for _, e := range v.entries() {
		b := e.object("name", "to", "outside", "slip", "slips")
		h := ticketing.Hold{
			ID:      e.id("hold"),
			Name:    b.need("name", "name: the hold's name").text(),
			To:      b.need("to", "to: the stage at which a released application goes on").refer("stage"),
			Outside: b.get("outside").flag(),
			Slip:    b.get("slip").refer("slip"),
		}
		for _, own := range b.get("slips").entries() {
			if h.Slips == nil {
				h.Slips = map[string]string{}
			}
			own.keyRefers("service")
			own.filled()
			h.Slips[own.key] = own.refer("slip")
		}
		list = append(list, h)
	}
	return list
}

func slips(v value) []ticketing.Slip {
	var list []ticketing.Slip
	for _, e := range v.entries() {
		b := e.object("name", "note", "off", "instead")
		list = append(list, ticketing.Slip{
			ID:      e.id("slip"),
			Name:    b.need("name", "name: the slip's name, as it is printed").text(),
			Note:    b.get("note").text(),
			Off:     b.get("off").flag(),
			Instead: b.get("instead").refer("slip"),
		})
	}
	return list
}

func desks(v value) []ticketing.Desk {
	var list []ticketing.Desk
	for _, e := range v.some("desk") {
		b := e.object("name", "stages")
		d := ticketing.Desk{ID: e.id("desk"), Name: b.need("name", "name: the desk's name, as it is spoken and shown").text()}
		for _, s := range b.need("stages", "stages: what it serves, the preferred stage first").list() {
			id := s.refer("stage")
			if slices.Contains(d.Stages, id) {
				s.wrong("name it once", "the stage %q stands here a second time", id)
				continue
			}
			d.Stages = append(d.Stages, id)
		}
		list = append(list, d)
	}
	return list
}
