package office_test

import (
	"bytes"
	"image"
	"image/png"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"giliran/ticketing"
	"giliran/ticketing/office"
)

func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The example's commented theme is the default one, and may be turned on as it
// stands.
func TestTheExamplesTheme(t *testing.T) {
	src, _ := office.Example("candipuro.yaml")
	_, part, ok := strings.Cut(string(src), "# theme:\n")
	if !ok {
		t.Fatal("no theme in the example")
	}
	part, _, _ = strings.Cut(part, "\n\n")
	on := string(src) + "\ntheme:\n" + regexp.MustCompile(`(?m)^# `).ReplaceAllString(part, "")
	logo := picture(t, 300, 100)
	f, err := office.Parse("office.yaml", []byte(on), func(rel string) ([]byte, error) {
		if rel == "logo.png" {
			return logo, nil
		}
		return nil, fs.ErrNotExist
	})
	if err != nil {
		t.Fatal(err)
	}
	want := ticketing.DefaultTheme()
	got := *f.Office.Theme
	if !strings.HasPrefix(got.Logo, "/logo.png?v=") || len(got.Logo) != len("/logo.png?v=")+16 || !bytes.Equal(f.Logo, logo) {
		t.Errorf("the logo is at %q, %d bytes", got.Logo, len(f.Logo))
	}
	if got.Called["id"] != "Nomor dipanggil" || got.Welcome["id"] != "Selamat datang" {
		t.Errorf("texts %v, %v", got.Called, got.Welcome)
	}
	got.Logo, got.Called, got.Welcome = "", nil, nil
	if got.Background != want.Background || got.PanelStrong != want.PanelStrong || got.Warning != want.Warning || got.OnCall != want.OnCall {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if office.Default().Office.Theme != nil {
		t.Error("an office that says nothing has a theme")
	}
}

func TestALogoTooLarge(t *testing.T) {
	_, err := office.Parse("office.yaml", complete(t, []byte("theme: {logo: logo.png}\n")), func(string) ([]byte, error) {
		return picture(t, 5000, 10), nil
	})
	if err == nil || !strings.Contains(err.Error(), "office.yaml:1:15: the logo logo.png cannot be shown: 5000×10 pixels are more than 4096×4096") {
		t.Errorf("got %v", err)
	}
}

// Whatever colours an office writes: it is told about every pair that cannot
// be read, and about nothing else.
func TestContrastIsKept(t *testing.T) {
	colour := rapid.Custom(func(t *rapid.T) ticketing.Colour {
		return ticketing.Colour(rapid.SampledFrom([]uint32{0, 0xFFFFFF, 0x101010, 0xEEEEEE, 0x777777, 0x000080, 0xFFFF00}).Draw(t, "colour"))
	})
	base := complete(t, nil)
	rapid.Check(t, func(t *rapid.T) {
		theme := ticketing.DefaultTheme()
		src := "theme:\n"
		for key, c := range map[string]*ticketing.Colour{
			"background": &theme.Background, "panel": &theme.Panel, "panel-strong": &theme.PanelStrong, "text": &theme.Text,
			"muted": &theme.Muted, "call": &theme.Call, "on-call": &theme.OnCall, "accent": &theme.Accent, "warning": &theme.Warning,
		} {
			if rapid.Bool().Draw(t, "given") {
				*c = colour.Draw(t, key)
				src += "  " + key + ": " + strings.TrimPrefix(c.String(), "#") + "\n"
			}
		}
		if src == "theme:\n" {
			src = ""
		}
		_, err := office.Parse("office.yaml", append([]byte(src), base...), nothingBeside)
		said := ""
		if err != nil {
			said = err.Error()
		}
		bad := 0
		for _, g := range theme.Grounds() {
			if g.TextColour.Contrast(g.OnColour) < ticketing.LeastContrast {
				bad++
			}
		}
		if got := strings.Count(said, "has a contrast of"); got != bad || (bad == 0) != (err == nil) {
			t.Fatalf("%s%d pairs are said to be bad, not %d: %s", src, got, bad, said)
		}
	})
}
