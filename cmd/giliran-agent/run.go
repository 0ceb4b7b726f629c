package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	agent "giliran/firmware-agent"
	"giliran/firmware-agent/printer/paper"
)

// runCmd is `giliran-agent run`.
type runCmd struct {
	Server    string `help:"The office's address." default:"http://127.0.0.1:8080" placeholder:"URL"`
	Board     string `help:"This board's id in office.yaml's wiring." required:"" placeholder:"ID"`
	Token     string `help:"A device token named like the board (better: --token-file)." placeholder:"TOKEN"`
	TokenFile string `help:"File with that token; waited for while it is not there." placeholder:"FILE"`
	Data      string `help:"Directory for what must survive a power cut." default:"agent-data" placeholder:"DIR"`
	Templates string `help:"Directory with the office's own paper templates." placeholder:"DIR"`
}

func (c *runCmd) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	token, err := c.token(ctx)
	if err != nil {
		return err
	}
	templates, err := paper.LoadTemplates(c.Templates)
	if err != nil {
		return err
	}
	a, err := agent.New(agent.Options{
		Server: c.Server, Token: token, Board: c.Board, Data: c.Data, Hardware: board{}, Templates: templates,
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err != nil {
		return err
	}
	if err := a.Run(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// tokenPatience is how often a token file that is not there yet is looked for:
// the board and the office may be started in any order.
const tokenPatience = 2 * time.Second

func (c *runCmd) token(ctx context.Context) (string, error) {
	if c.TokenFile == "" {
		if c.Token == "" {
			return "", errors.New("give the device token with --token-file or --token; the office prints one with giliran token --role device --name " + c.Board)
		}
		return c.Token, nil
	}
	for told := false; ; told = true {
		b, err := os.ReadFile(c.TokenFile)
		if err == nil {
			return strings.TrimSpace(string(b)), nil
		}
		if !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
		if !told {
			fmt.Fprintln(os.Stderr, "waiting for", c.TokenFile)
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(tokenPatience):
		}
	}
}
