package board

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

// Taken from a kernel 6.1; 509 is CLK, 510 DIO, 200 somebody else's line.
const traced = `# tracer: nop
#
# entries-in-buffer/entries-written: 9/9   #P:1
#
#                                _-----=> irqs-off/BH-disabled
#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
#              | |         |   |||||     |         |
           agent-70      [000] .....     8.121702: gpio_value: 509 set 1
           agent-70      [000] .....     8.121703: gpio_value: 509 set 1
           agent-70      [000] .....     8.121704: gpio_value: 200 set 1
           agent-70      [000] .....     8.121705: gpio_value: 509 get 0
           agent-70      [000] .....     8.121706: gpio_value: 510 set 0
           agent-70      [000] .....     8.121707: gpio_direction: 510  in (0)
           agent-70      [000] .....     8.121708: gpio_value: 510 set 0
           agent-70      [000] .....     8.121709: gpio_direction: 510 out (0)
           agent-70      [000] .....     8.121710: gpio_direction: 509  in (0)
`

func TestTraceIsReadAsEdges(t *testing.T) {
	got, err := parseTrace([]byte(traced), map[int]string{509: "CLK", 510: "DIO"})
	if err != nil {
		t.Fatal(err)
	}
	at := func(us int) time.Duration { return 8*time.Second + time.Duration(us)*time.Microsecond }
	want := []Edge{
		{at(121702), "CLK", true, true},
		{at(121706), "DIO", false, true},
		{at(121707), "DIO", true, false},
		{at(121708), "DIO", false, true},
		{at(121710), "CLK", true, false},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestALostTraceIsNoTrace(t *testing.T) {
	const head = "# entries-in-buffer/entries-written: 4096/5000   #P:1\n"
	if _, err := parseTrace([]byte(head), nil); !errors.Is(err, ErrTraceLost) {
		t.Errorf("got %v, want ErrTraceLost", err)
	}
}

func TestWhatIsNoTraceIsRefused(t *testing.T) {
	for _, text := range []string{
		"x-1 [000] ..... 8.1: gpio_value: many set 1\n",
		"x-1 [000] ..... 8.1: gpio_value: 509 set\n",
		"x-1 [000] ..... soon: gpio_value: 509 set 1\n",
		": gpio_value: 509 set 1\n",
	} {
		if edges, err := parseTrace([]byte(text), map[int]string{509: "CLK"}); err == nil {
			t.Errorf("%q was read as %v", text, edges)
		}
	}
}

func FuzzTrace(f *testing.F) {
	f.Add([]byte(traced))
	names := map[int]string{509: "CLK", 510: "DIO"}
	f.Fuzz(func(t *testing.T, text []byte) {
		edges, err := parseTrace(text, names)
		if err != nil && edges != nil {
			t.Fatalf("edges %v beside the error %v", edges, err)
		}
		state := map[string]Edge{}
		for _, e := range edges {
			if e.Line != "CLK" && e.Line != "DIO" {
				t.Fatalf("an edge of a line nobody asked for: %v", e)
			}
			if b, ok := state[e.Line]; ok && b.High == e.High && b.Driven == e.Driven {
				t.Fatalf("an edge that changes nothing: %v", e)
			}
			state[e.Line] = e
		}
	})
}
