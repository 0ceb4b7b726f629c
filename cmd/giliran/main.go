// Command giliran runs an office's queue and looks after its journal.
//
// It is thin: it reads flags, wires the packages together and prints. What it
// decides is only where things are and when they start and stop.
package main

import (
	"fmt"
	"os"
	_ "time/tzdata" // a small computer may have no zone files; the business day needs them

	"github.com/alecthomas/kong"
)

// cli is the whole command line; kong makes the help from it.
type cli struct {
	Serve   serveCmd   `cmd:"" help:"Run the office."`
	Check   checkCmd   `cmd:"" help:"Find every mistake in an office.yaml."`
	Example exampleCmd `cmd:"" help:"Print an example office.yaml to begin with."`
	Token   tokenCmd   `cmd:"" help:"Give out, list or revoke access tokens (the office must be running)."`
	CA      caCmd      `cmd:"" name:"ca" help:"Print the certificate of the office's own authority and its fingerprint."`
	Day     dayCmd     `cmd:"" help:"Open or close the business day by hand (the office must be running)."`
	Voice   voiceCmd   `cmd:"" help:"An office's own recordings for the wall's voice."`
	Log     logCmd     `cmd:"" help:"Print the journal's events as JSON lines."`
	Verify  verifyCmd  `cmd:"" help:"Read the whole journal, derive the state again and report every contradiction."`
	Backup  backupCmd  `cmd:"" help:"Write the whole journal to a file, also while the office runs."`
	Rescue  rescueCmd  `cmd:"" help:"Make a data directory from what can still be read of a damaged one."`
	Restore restoreCmd `cmd:"" help:"Make a data directory from a backup; refuses to overwrite one."`
}

// dataFlag is where an office keeps its journal.
type dataFlag struct {
	Data string `help:"Directory of the office's data." default:"data" placeholder:"DIR"`
}

func main() {
	os.Exit(run(os.Args[1:]))
}

// run is main with an exit code: 0 done, 1 failed, 2 for a wrong command line.
func run(args []string) int {
	var c cli
	parser, err := kong.New(&c,
		kong.Name("giliran"),
		kong.Description("The queue of a small public office: tickets, counters, stages, holds, board."),
		kong.UsageOnError(),
	)
	if err != nil {
		fmt.Fprintln(os.Stderr, "giliran:", err)
		return 2
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		parser.Errorf("%s", err)
		return 2
	}
	if err := ctx.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "giliran:", err)
		return 1
	}
	return 0
}
