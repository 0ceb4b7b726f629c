// Command giliran-agent runs beside the hardware of one board: buttons, lamps,
// number displays and the ticket printer.
//
// It is thin: it reads flags and puts the agent on a board's own pins.
package main

import (
	"fmt"
	"os"

	"github.com/alecthomas/kong"
)

// cli is the whole command line; kong makes the help from it.
type cli struct {
	Run runCmd `cmd:"" default:"withargs" help:"Run the board."`
}

func main() { os.Exit(run(os.Args[1:])) }

// run is main with an exit code: 0 done, 1 failed, 2 for a wrong command line.
func run(args []string) int {
	var c cli
	parser, err := kong.New(&c,
		kong.Name("giliran-agent"),
		kong.Description("Buttons, lamps, number displays and the ticket printer of one board."),
		kong.UsageOnError(),
	)
	if err != nil {
		fmt.Fprintln(os.Stderr, "giliran-agent:", err)
		return 2
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		parser.Errorf("%s", err)
		return 2
	}
	if err := ctx.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "giliran-agent:", err)
		return 1
	}
	return 0
}
