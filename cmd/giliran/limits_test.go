package main

import (
	"os"
	"strings"
	"testing"
)

const someRun = `goos: linux
BenchmarkIssueSlowDisk/callers=1-2   	       1	      4315 B/commit	   1.004 flushes/commit	         0.9449 of-disk
BenchmarkIssueSlowDisk/callers=1-2   	       1	      4400 B/commit	   1.003 flushes/commit	         0.9999 of-disk
BenchmarkIssueSlowDisk/callers=1-2   	       1	      4500 B/commit	   1.006 flushes/commit	         0.9499 of-disk
BenchmarkConnections-2 	       1	         8.006 KB/viewer
PASS
`

// The table tells the median of what was measured, and judges what it shows.
func TestLimitsTable(t *testing.T) {
	table := tableOf(measured(someRun), "a computer")
	for _, want := range []string{
		"Measured on a computer.",
		"| ≥ 0.95 | 0.95 | ok | `IssueSlowDisk/callers=1` of-disk |",
		"| ≤ 1.00 | 1.00 | ok | `IssueSlowDisk/callers=1` flushes/commit |",
		"| ≤ 5120 | 4400 | ok | `IssueSlowDisk/callers=1` B/commit |",
		"| ≤ 8.00 | 8.01 | **over** | `Connections` KB/viewer |",
		"| ≤ 64.00 | — | not measured | `SmallDay` day-MB |",
	} {
		if !strings.Contains(table, want) {
			t.Errorf("the table lacks %q:\n%s", want, table)
		}
	}
}

// The page must have room for what make bench writes, and every limit must be
// explained there by its benchmark.
func TestLimitsPage(t *testing.T) {
	page, err := os.ReadFile("../../doc/limits.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{tableFrom, tableTo} {
		if !strings.Contains(string(page), want) {
			t.Errorf("doc/limits.md lacks %q", want)
		}
	}
	_, text, _ := strings.Cut(string(page), tableTo)
	for _, l := range limits() {
		name, _, _ := strings.Cut(l.bench, "/")
		if !strings.Contains(text, "`"+name+"`") {
			t.Errorf("doc/limits.md does not say how %s is measured", name)
		}
	}
}
