package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// limit is one number that the office promises to keep to.
type limit struct {
	what  string // the number, in words
	bench string // the benchmark, without Benchmark and the number of processors
	unit  string // the metric
	op    string // "≤" or "≥"
	bound float64
}

// limits are all of them, in the order of the table.
func limits() []limit {
	const slow, ssd, fast, board = "IssueSlowDisk/callers=", "IssueSSD/callers=", "IssueFastDisk/callers=", "NextToBoard/viewers="
	return []limit{
		{"durable issue on a disk of 4.5 ms per flush, part of plain callers', 1 caller", slow + "1", "of-disk", "≥", 0.95},
		{"the same, 8 callers", slow + "8", "of-disk", "≥", 0.95},
		{"the same, 64 callers", slow + "64", "of-disk", "≥", 0.90},
		{"durable issue on a disk of 1 ms per flush, part of plain callers', 1 caller", ssd + "1", "of-disk", "≥", 0.70},
		{"the same, 8 callers", ssd + "8", "of-disk", "≥", 0.70},
		{"the same, 64 callers", ssd + "64", "of-disk", "≥", 0.70},
		{"durable issue on the machine's own disk, part of plain callers', 1 caller", fast + "1", "of-disk", "≥", 0.70},
		{"the same, 8 callers", fast + "8", "of-disk", "≥", 0.70},
		{"the same, 64 callers", fast + "64", "of-disk", "≥", 0.70},
		{"flushes per commit in the steady state, 1 caller", slow + "1", "flushes/commit", "≤", 1.00},
		{"the same, 64 callers", slow + "64", "flushes/commit", "≤", 1.00},
		{"bytes written to the disk for a commit of one event", slow + "1", "B/commit", "≤", 5 << 10},
		{"bytes written to the disk for an event, 64 callers", slow + "64", "B/ticket", "≤", 750},
		{"99th of 100 waits against the median wait, 64 callers", slow + "64", "p99/p50", "≤", 3},
		{"cost of a number with 1,000,000 waiting against 1,000", "IssueFlat", "1M/1k", "≤", 1.25},
		{"next → board, 99th of 100 against a bare writer, 1,000 viewers", board + "1000", "p99/bare", "≤", 1.10},
		{"the same against gws", board + "1000", "p99/gws", "≤", 1.00},
		{"next → board, 99th of 100 against a bare writer, 5,000 viewers", board + "5000", "p99/bare", "≤", 1.10},
		{"the same against gws", board + "5000", "p99/gws", "≤", 1.00},
		{"median of the wall and the called phone against all, 5,000 viewers", board + "5000", "first/all", "≤", 1.00},
		{"how much later all have the board because ten are stuck, 99th of 100, ms", "StuckViewers", "p99-later-ms", "≤", 20},
		{"resident memory per viewer, KB", "Connections", "KB/viewer", "≤", 8},
		{"resident memory after a day of 1,000 with 200 viewers, MB", "SmallDay", "day-MB", "≤", 64},
		{"restart with 1,000,000 events of history, ms", "Restart", "1M-ms", "≤", 1000},
		{"the same against 30,000 events", "Restart", "1M/30k", "≤", 1.25},
	}
}

// The environment variables with which the test binary prints the table of a
// saved run of benchmarks, and writes it into a page between two marks.
const (
	tableEnv  = "GILIRAN_BENCH_TABLE"
	pageEnv   = "GILIRAN_BENCH_PAGE"
	tableFrom = "<!-- make bench: from here -->\n"
	tableTo   = "<!-- make bench: to here -->\n"
)

// printTable prints the limits with what a run has measured beside them.
func printTable(run, page string) error {
	text, err := os.ReadFile(run)
	if err != nil {
		return err
	}
	table := tableOf(measured(string(text)), machine())
	fmt.Print(table)
	if page == "" {
		return nil
	}
	old, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	head, rest, ok1 := bytes.Cut(old, []byte(tableFrom))
	_, tail, ok2 := bytes.Cut(rest, []byte(tableTo))
	if !ok1 || !ok2 {
		return fmt.Errorf("%s has no place for the table", page)
	}
	return os.WriteFile(page, slices.Concat(head, []byte(tableFrom), []byte(table), []byte(tableTo), tail), 0o644)
}

// tableOf is the Markdown table. A number that was measured several times
// stands in it with its median.
func tableOf(samples map[[2]string][]float64, machine string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured on %s.\n\n| number | limit | measured | | command |\n|---|---|---|---|---|\n", machine)
	for _, l := range limits() {
		value, verdict := "—", "not measured"
		if v := samples[[2]string{l.bench, l.unit}]; len(v) > 0 {
			m := middle(slices.Clone(v))
			value, verdict = short(m), l.judge(m)
		}
		fmt.Fprintf(&b, "| %s | %s %s | %s | %s | `%s` %s |\n", l.what, l.op, short(l.bound), value, verdict, l.bench, l.unit)
	}
	return b.String()
}

// judge compares as precisely as the table shows.
func (l limit) judge(v float64) string {
	shown, _ := strconv.ParseFloat(short(v), 64)
	if (l.op == "≤") == (cmp.Compare(shown, l.bound) <= 0) || shown == l.bound {
		return "ok"
	}
	return "**over**"
}

// short is a number with two digits behind the point, or none when it is large.
func short(v float64) string {
	if v >= 100 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

// measured reads the lines of go test -bench.
func measured(run string) map[[2]string][]float64 {
	samples := map[[2]string][]float64{}
	for line := range strings.Lines(run) {
		f := strings.Fields(line)
		if len(f) < 2 || !strings.HasPrefix(f[0], "Benchmark") {
			continue
		}
		name := regexp.MustCompile(`-\d+$`).ReplaceAllString(strings.TrimPrefix(f[0], "Benchmark"), "")
		for i := 2; i+1 < len(f); i += 2 {
			if v, err := strconv.ParseFloat(f[i], 64); err == nil {
				key := [2]string{name, f[i+1]}
				samples[key] = append(samples[key], v)
			}
		}
	}
	return samples
}

// machine describes the computer in a few words.
func machine() string {
	model, memory := "an unknown processor", "?"
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, rest, ok := strings.Cut(string(info), "model name"); ok {
			line, _, _ := strings.Cut(rest, "\n")
			model = strings.TrimSpace(strings.TrimLeft(line, "\t :"))
		}
	}
	if info, err := os.ReadFile("/proc/meminfo"); err == nil {
		kb, _ := strconv.Atoi(strings.Fields(string(info))[1])
		memory = strconv.Itoa(kb >> 20)
	}
	release, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	return fmt.Sprintf("%s, %d of its threads, %s GB, Linux %s, %s", model, runtime.NumCPU(), memory, strings.TrimSpace(string(release)), runtime.Version())
}
