package agent_test

import (
	"testing"

	"giliran/firmware-agent/panel"
	"giliran/ticketing"
)

func TestAPressIsANumberOnPaper(t *testing.T) {
	t.Parallel()
	b := newBench(newHouse(t))
	b.click(buttonNew)
	await(t, "the ticket is printed", func() bool { return b.house.papers() == "printed" })
	if b.pieces() != 1 || b.house.numbers() != "A001" {
		t.Errorf("%d papers, tickets %s", b.pieces(), b.house.numbers())
	}
	b.click(buttonPriority)
	await(t, "the kiosk waits for the service", func() bool { return b.lamp("") == panel.SlowBlink })
	b.click(buttonDamaged)
	await(t, "the second ticket is printed", func() bool { return b.house.papers() == "printed, printed" })
	all := b.house.tickets()
	if len(all) != 2 || all[0].Priority || !all[1].Priority || all[1].Service != "ktp-rusak" {
		t.Errorf("tickets %+v", all)
	}
}

func TestADeskWithoutAScreen(t *testing.T) {
	t.Parallel()
	b := newBench(newHouse(t))
	first, second := b.house.take("ktp-baru"), b.house.take("ktp-baru")
	await(t, "somebody waits", func() bool { return b.lamp("loket-1") == panel.On })

	b.click(buttonNext)
	await(t, "the number is called", func() bool { return b.lamp("loket-1") == panel.SlowBlink && b.shows(first.Number) })
	b.house.do(ticketing.Arrive{Desk: "loket-1"})
	await(t, "somebody else waits", func() bool { return b.lamp("loket-1") == panel.On })
	b.click(buttonFinish)
	await(t, "the display is empty", func() bool { return b.shows("") })

	b.click(buttonNext)
	await(t, "the next number is called", func() bool { return b.shows(second.Number) })
	b.click(buttonRecall)
	for range b.house.office.Policy.NoShowCalls {
		b.house.clock.pass(2e9) // the office takes what comes sooner for the same press
		b.click(buttonRecall)
	}
	b.click(buttonNoShow)
	await(t, "nobody came", func() bool { return b.house.tickets()[1].State == ticketing.NoShow })
	await(t, "nobody waits", func() bool { return b.lamp("loket-1") == panel.Off && b.shows("") })
}
