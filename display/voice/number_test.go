package voice

import (
	"fmt"
	"strings"
	"testing"
)

// indonesian says a number the way a child learns it.
func indonesian(n int) string {
	digit := strings.Fields("nol satu dua tiga empat lima enam tujuh delapan sembilan")
	switch {
	case n < 10:
		return digit[n]
	case n == 10:
		return "sepuluh"
	case n == 11:
		return "sebelas"
	case n < 20:
		return digit[n-10] + " belas"
	case n < 100 && n%10 == 0:
		return digit[n/10] + " puluh"
	case n < 100:
		return digit[n/10] + " puluh " + digit[n%10]
	case n == 100:
		return "seratus"
	case n < 200:
		return "seratus " + indonesian(n-100)
	case n%100 == 0:
		return digit[n/100] + " ratus"
	}
	return digit[n/100] + " ratus " + indonesian(n%100)
}

func english(n int) string {
	small := strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	tens := strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")
	switch {
	case n < 20:
		return small[n]
	case n < 100 && n%10 == 0:
		return tens[n/10]
	case n < 100:
		return tens[n/10] + " " + small[n%10]
	case n%100 == 0:
		return small[n/100] + " hundred"
	}
	return small[n/100] + " hundred and " + english(n%100)
}

// All thousand of them, against an oracle that knows nothing of rules.
func TestWholeNumbers(t *testing.T) {
	for lang, oracle := range map[string]func(int) string{"id": indonesian, "en": english} {
		w := in(t, lang)
		for n := range most + 1 {
			if got, ok := w.Whole(n); !ok || got != oracle(n) {
				t.Errorf("%s: %d is %q, not %q", lang, n, got, oracle(n))
			}
			if got := w.whole(fmt.Sprintf("%03d", n)); strings.Join(got, " ") != oracle(n) {
				t.Errorf("%s: %03d is %q, not %q", lang, n, got, oracle(n))
			}
		}
	}
}

func TestNumbersWithoutAName(t *testing.T) {
	for lang, numbers := range map[string][]int{"id": {-1, 1000}, "jv": {10, 999}} {
		for _, n := range numbers {
			if got, ok := in(t, lang).Whole(n); ok {
				t.Errorf("%s: %d is %q", lang, n, got)
			}
		}
	}
	if got := in(t, "jv").whole("12"); strings.Join(got, " ") != "setunggal kalih" {
		t.Errorf("12 in Javanese is %q", got)
	}
}
