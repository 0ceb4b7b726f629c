//go:build linux

// Command giliran-agent runs beside the hardware of an office: buttons, lamps,
// number displays and the ticket printer of one board.
//
// It is thin: flags and wiring. It waits for the office's server as long as it
// takes and ends only on SIGTERM or SIGINT.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// cli is the whole command line; kong makes the help from it.
type cli struct {
	Run   runCmd   `cmd:"" default:"withargs" help:"Work as a board of the office."`
	Probe probeCmd `cmd:"" help:"See what this computer has, and try out what is wired to it."`
}

// console is where a command reads and writes.
type console struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(start(ctx, os.Args[1:], console{os.Stdin, os.Stdout, os.Stderr}))
}

// start is main with an exit code: 0 done, 1 failed, 2 for a wrong command line.
func start(ctx context.Context, args []string, c console) (code int) {
	var commands cli
	exited := false
	parser, err := kong.New(&commands,
		kong.Name("giliran-agent"),
		kong.Description("The board: buttons, lamps, number displays, tickets."),
		kong.UsageOnError(),
		kong.Writers(c.out, c.err),
		kong.Exit(func(n int) { exited, code = true, n }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(c),
	)
	if err != nil {
		fmt.Fprintln(c.err, "giliran-agent:", err)
		return 2
	}
	command, err := parser.Parse(args)
	switch {
	case exited: // --help
		return code
	case err != nil:
		parser.Errorf("%s", err)
		return 2
	}
	if err := command.Run(); err != nil {
		fmt.Fprintln(c.err, "giliran-agent:", err)
		return 1
	}
	return 0
}
