package office_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"giliran/ticketing/office"
)

// The agent beside the hardware is told its board as JSON; nothing may get
// lost on the way.
func TestABoardAsJSON(t *testing.T) {
	src, _ := office.Example("clinic.yaml")
	f, err := office.Parse("clinic.yaml", src, nothingBeside)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range f.Wiring.Boards {
		wire, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		var back office.Board
		if err := json.Unmarshal(wire, &back); err != nil || !reflect.DeepEqual(back, b) {
			t.Errorf("%s\nbecame %+v, %v", wire, back, err)
		}
		if !strings.Contains(string(wire), `"settings":{"debounce_ms":20,"long_press_ms":1500,"press_max_age_ms":10000,"lamps":{"idle":"off"`) {
			t.Errorf("settings in %s", wire)
		}
	}
}

func TestSettingsThatCannotBe(t *testing.T) {
	for _, s := range []string{`{"debounce_ms":-1}`, `{"long_press_ms":86400001}`, `{"press_max_age_ms":9223372036854775807}`, `[]`} {
		if err := json.Unmarshal([]byte(s), new(office.Settings)); err == nil {
			t.Errorf("%s was taken", s)
		}
	}
}
