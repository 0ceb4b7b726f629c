package ticketing_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var (
	days  = flag.Int("days", 400, "how many random days the core plays against the oracle")
	lasts = flag.Duration("last", 0, "play random days for so long, however many they are")
	seed  = flag.Uint64("seed", 0, "seed of the random days; 0 for a new one")
	only  = flag.Int("day", -1, "play only this day of the seed, and tell it")
)

// enough is how many random days come across everything.
const enough = 20_000

// TestRandomDaysAgainstTheOracle plays random days at random offices, twice:
// with the real core and with the clerk's single list. They must agree on
// what is granted, where everybody stands and in which order they wait; and
// after every event all that sound knows must hold. A day that fails is made
// as short as it can be, and told.
func TestRandomDaysAgainstTheOracle(t *testing.T) {
	if *seed == 0 {
		*seed = rand.Uint64()
	}
	if *only >= 0 {
		report(t, uint64(*only))
		return
	}
	total := playDays(t)
	t.Logf("seed %d: %s", *seed, total)
	if total.days >= enough {
		total.complete(t)
	}
}

// playDays plays them on every core there is.
func playDays(t *testing.T) *tally {
	var next atomic.Int64
	var failed atomic.Int64
	failed.Store(-1)
	ends := time.Now().Add(*lasts)
	more := func(n int64) bool {
		if *lasts > 0 {
			return time.Now().Before(ends)
		}
		return n < int64(*days)
	}
	total, mu, table := newTally(), sync.Mutex{}, wishes()
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			count := newTally()
			for n := next.Add(1) - 1; more(n) && failed.Load() < 0; n = next.Add(1) - 1 {
				count.days++
				if wrong := playTape(randomTape(*seed, uint64(n)), table, count, thorough(n), nil); wrong != "" {
					failed.CompareAndSwap(-1, n)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			total.add(count)
		})
	}
	wg.Wait()
	if n := failed.Load(); n >= 0 {
		report(t, uint64(n))
	}
	return total
}

// thorough days look at everything after every wish; they take much longer.
func thorough[N int64 | uint64](n N) bool { return n%16 == 0 }

// report shrinks a failing day and tells it.
func report(t *testing.T, n uint64) {
	table, whole := wishes(), randomTape(*seed, n)
	fails := func(t *tape) bool { return playTape(t, table, nil, thorough(n), func(string) {}) != "" }
	short := whole
	if fails(whole) {
		short = whole.shrink(fails)
	}
	story, wrong := tellDay(short, thorough(n))
	if wrong == "" && *only >= 0 {
		t.Log(story)
		return
	}
	t.Fatalf("go test ./ticketing -run RandomDays -seed %d -day %d\n%s\n%s", *seed, n, story, wrong)
}

func tellDay(day *tape, thorough bool) (story, wrong string) {
	var b strings.Builder
	fmt.Fprintf(&b, "%+v\n", *anyOffice(&choices{day.office}))
	wrong = playTape(day, wishes(), nil, thorough, func(line string) { fmt.Fprintln(&b, line) })
	return b.String(), wrong
}

// FuzzDays lets the fuzzer write the days.
func FuzzDays(f *testing.F) {
	for n := range uint64(20) {
		f.Add(randomTape(1, n).bytes())
	}
	table := wishes()
	f.Fuzz(func(t *testing.T, b []byte) {
		day := tapeOf(b)
		if wrong := playTape(day, table, nil, false, nil); wrong != "" {
			story, _ := tellDay(day, false)
			t.Fatalf("%s\n%s", story, wrong)
		}
	})
}
