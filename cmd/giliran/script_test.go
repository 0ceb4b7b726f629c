package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"giliran/storetest/powerdisk"
	"giliran/storetest/slowdisk"
)

// TestMain lets the test binary play the program, and the parts of benchmarks
// that need a process of their own.
func TestMain(m *testing.M) {
	slowdisk.Main()
	powerdisk.Main()
	for _, part := range []struct {
		task string
		play func(task string) error
	}{
		{os.Getenv(unsafeOffice), playOffice},
		{os.Getenv(hubEnv), playHub},
		{os.Getenv(viewersEnv), playViewers},
		{os.Getenv(tableEnv), func(run string) error { return printTable(run, os.Getenv(pageEnv)) }},
	} {
		if part.task == "" {
			continue
		}
		if err := part.play(part.task); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	testscript.Main(m, map[string]func(){
		"giliran":      func() { os.Exit(run(os.Args[1:])) },
		morningProgram: func() { os.Exit(morningOffice()) },
		crowdProgram:   func() { os.Exit(morningCrowd()) },
		// giliran-wait DIR returns when the office on a data directory answers.
		"giliran-wait": func() {
			for range 500 {
				if _, err := dialOffice(os.Args[1]); err == nil {
					return
				}
				time.Sleep(20 * time.Millisecond) // another process: nothing to wait on but its socket
			}
			os.Exit(1)
		},
		// giliran-wait-file DIR returns when there is a backup in a directory.
		"giliran-wait-file": func() {
			for range 500 {
				if files, _ := filepath.Glob(filepath.Join(os.Args[1], "*.backup")); len(files) > 0 {
					return
				}
				time.Sleep(20 * time.Millisecond) // another process, as above
			}
			os.Exit(1)
		},
	})
}

// TestScripts runs the command lines in testdata/script as a user types them.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}
