package office_test

import (
	"bytes"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"

	"giliran/ticketing"
	"giliran/ticketing/office"
)

func nothingBeside(string) ([]byte, error) { return nil, fs.ErrNotExist }

// FuzzParse: whatever bytes are in the file, reading it ends, in an office that
// holds together or in mistakes that stand within the file.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"candipuro.yaml", "clinic.yaml", "libur-2026.yaml"} {
		src, _ := office.Example(name)
		f.Add(src)
	}
	archives, _ := filepath.Glob("testdata/*.txtar")
	for _, archive := range archives {
		a, err := txtar.ParseFile(archive)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range a.Files {
			f.Add(file.Data)
		}
	}
	for _, odd := range []string{
		"\xff", "\ufeffoffice:\r\n", strings.Repeat("[", 9999), strings.Repeat("- ", 9999), strings.Repeat("{a: ", 9999),
		strings.Repeat("? ", 9999), "a: &a [*a, *a]", "<<: {a: b}", "%YAML 1.2\n---\n", "...", "'", "\"\\", "|\n", "a: |9\n b", "\x00: \x00",
	} {
		f.Add([]byte(odd))
	}
	f.Fuzz(func(t *testing.T, src []byte) { read(t, src) })
}

// FuzzBeside: the same for the file of days off that office.yaml names.
func FuzzBeside(f *testing.F) {
	days, _ := office.Example("libur-2026.yaml")
	f.Add(days)
	f.Add([]byte("2026-13-40: x"))
	f.Add([]byte("- 2026-01-01"))
	src, _ := office.Example("candipuro.yaml")
	f.Fuzz(func(t *testing.T, b []byte) {
		f, err := office.Parse("office.yaml", src, func(string) ([]byte, error) { return b, nil })
		if err == nil {
			checkSound(t, f)
		} else if f != nil {
			t.Error("an office in spite of mistakes")
		}
	})
}

// TestParseAfterEdits: the same for candipuro.yaml after a few careless edits,
// which come closer to an office than fuzzed bytes do.
func TestParseAfterEdits(t *testing.T) {
	src, _ := office.Example("candipuro.yaml")
	lines := strings.Split(string(src), "\n")
	words := strings.Fields("berkas cetak prr pengambilan true keep A P [] {} 0 -1 07:30 2026-03-01 {id: } - : GPIO5")
	rapid.Check(t, func(rt *rapid.T) {
		edited := append([]string(nil), lines...)
		for range rapid.IntRange(1, 4).Draw(rt, "edits") {
			i := rapid.IntRange(0, len(edited)-1).Draw(rt, "line")
			switch rapid.SampledFrom([]string{"remove", "repeat", "indent", "word"}).Draw(rt, "edit") {
			case "remove":
				edited = append(edited[:i:i], edited[i+1:]...)
			case "repeat":
				edited = append(edited[:i+1:i+1], edited[i:]...)
			case "indent":
				edited[i] = " " + edited[i]
			case "word":
				if parts := strings.Fields(edited[i]); len(parts) > 1 {
					word := parts[rapid.IntRange(0, len(parts)-1).Draw(rt, "which")]
					edited[i] = strings.Replace(edited[i], word, rapid.SampledFrom(words).Draw(rt, "new"), 1)
				}
			}
		}
		read(rt, []byte(strings.Join(edited, "\n")))
	})
}

func read(t rapid.TB, src []byte) {
	t.Helper()
	given := bytes.Clone(src)
	f, err := office.Parse("office.yaml", src, nothingBeside)
	if !bytes.Equal(src, given) {
		t.Error("the file was changed while it was read")
	}
	if err != nil {
		checkPlaces(t, err, src)
		if f != nil {
			t.Error("an office in spite of mistakes")
		}
		return
	}
	checkSound(t, f)
}

// checkSound walks an office as an applicant would and must always be able to
// finish.
func checkSound(t rapid.TB, f *office.File) {
	t.Helper()
	o := &f.Office
	if len(o.Services) == 0 || o.Zone == nil || o.Name.In("id") == "" || o.Digits < 1 {
		t.Fatalf("accepted half an office: %+v", o)
	}
	for _, s := range o.Services {
		for stage := range reach(t, o, s.ID, s.Start) {
			if !finishes(t, o, s.ID, stage, map[string]bool{}) {
				t.Fatalf("service %s cannot finish from %s", s.ID, stage)
			}
		}
	}
	for _, d := range o.Desks {
		for _, s := range d.Stages {
			if _, ok := o.Stage(s); !ok {
				t.Fatalf("desk %s serves %q, which is no stage", d.ID, s)
			}
		}
	}
	for _, h := range o.Holds {
		for _, s := range o.Services {
			if slip := o.SlipFor(s.ID, &h); slip != "" {
				if _, ok := o.Slip(slip); !ok {
					t.Fatalf("hold %s gives out %q, which is no slip", h.ID, slip)
				}
			}
		}
	}
}

// reach gives every stage a service can come to, by outcomes and holds.
func reach(t rapid.TB, o *ticketing.Office, service, from string) map[string]bool {
	seen := map[string]bool{from: true}
	for more := true; more; {
		more = false
		for stage := range seen {
			for _, to := range after(t, o, service, stage) {
				if to != "" && !seen[to] {
					seen[to], more = true, true
				}
			}
		}
	}
	return seen
}

func finishes(t rapid.TB, o *ticketing.Office, service, stage string, seen map[string]bool) bool {
	if stage == "" {
		return true
	}
	if seen[stage] {
		return false
	}
	seen[stage] = true
	for _, to := range after(t, o, service, stage) {
		if finishes(t, o, service, to, seen) {
			return true
		}
	}
	return false
}

// after gives the stages right after a stage, "" for the end.
func after(t rapid.TB, o *ticketing.Office, service, stage string) (list []string) {
	st, ok := o.Stage(stage)
	if !ok {
		t.Fatalf("service %s leads to %q, which is no stage", service, stage)
	}
	for i := range st.Outcomes {
		switch to := o.Leads(service, st, &st.Outcomes[i]); {
		case to.Finished:
			list = append(list, "")
		case to.Stage != "":
			list = append(list, to.Stage)
		case to.Hold != "":
			h, ok := o.Hold(to.Hold)
			if !ok {
				t.Fatalf("stage %s leads into %q, which is no hold", stage, to.Hold)
			}
			list = append(list, h.To)
		case !to.Returned:
			t.Fatalf("stage %s has an outcome that leads nowhere", stage)
		}
	}
	return list
}
