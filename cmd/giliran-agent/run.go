//go:build linux

package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"giliran/display/web/cert"
	agent "giliran/firmware-agent"
	"giliran/firmware-agent/printer/paper"
	"giliran/firmware-agent/sim"
)

// runCmd is `giliran-agent run`.
type runCmd struct {
	Server      string `help:"The office's server (${default})." default:"http://127.0.0.1:8080" placeholder:"URL"`
	Board       string `help:"The board's id under wiring in office.yaml; sim with --simulate if unsaid." placeholder:"ID"`
	CA          string `name:"ca" help:"Certificate of the office's own authority (PEM), for an https server." type:"existingfile" placeholder:"FILE"`
	Fingerprint string `help:"Its SHA-256 instead, as giliran ca prints it." placeholder:"HEX"`
	Token       string `help:"A device token named like the board. Others can read it here: rather use --token-file." xor:"token" placeholder:"TOKEN"`
	TokenFile   string `help:"A file with the token; waited for while it is not there." xor:"token" type:"path" placeholder:"FILE"`
	Data        string `help:"Directory for what must survive a power cut (${default})." default:"agent-data" type:"path" placeholder:"DIR"`
	Templates   string `help:"Directory with the office's own templates of papers, such as ticket.txt." type:"existingdir" placeholder:"DIR"`
	Simulate    bool   `help:"Without hardware: buttons, lamps, displays and printer are on a web page of this computer."`
	Listen      string `help:"Where that page is (${default})." default:"127.0.0.1:8081" placeholder:"HOST:PORT"`
}

// Run works until ctx ends.
func (r *runCmd) Run(ctx context.Context, c console) error {
	if r.Board == "" && r.Simulate {
		r.Board = "sim"
	}
	token, err := r.token(ctx, c)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	if err != nil {
		return err
	}
	templates, err := paper.LoadTemplates(r.Templates)
	if err != nil {
		return err
	}
	secure, err := r.trust()
	if err != nil {
		return err
	}
	o := agent.Options{
		Server: r.Server, TLS: secure, Token: token, Board: r.Board, Data: r.Data, Hardware: hardware{}, Templates: templates,
		Log: slog.New(slog.NewTextHandler(c.err, nil)),
	}
	if r.Simulate {
		return r.simulate(ctx, c, o)
	}
	a, err := agent.New(o)
	if err != nil {
		return err
	}
	return work(ctx, a)
}

// trust is how the board knows the office over TLS.
func (r *runCmd) trust() (*tls.Config, error) {
	u, err := url.Parse(r.Server)
	if err != nil {
		return nil, err
	}
	return cert.Trust{CA: r.CA, Fingerprint: r.Fingerprint}.Config(u.Hostname(), time.Now)
}

// work runs an agent; being told to stop is no error.
func work(ctx context.Context, a *agent.Agent) error {
	if err := a.Run(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// errToken says that there is no token.
var errToken = errors.New("give the device token with --token-file or --token; giliran token on the office's server makes one of the role device, named like the board")

// tokenPatience is how often a token file that is not there yet is looked for:
// the board and the office may be started in any order.
const tokenPatience = 2 * time.Second

// token is what the office admits the board by.
func (r *runCmd) token(ctx context.Context, c console) (string, error) {
	if r.TokenFile == "" {
		if r.Token == "" {
			return "", errToken
		}
		return r.Token, nil
	}
	for told := false; ; told = true {
		b, err := os.ReadFile(r.TokenFile)
		token := strings.TrimSpace(string(b))
		switch {
		case err == nil && token != "":
			return token, nil
		case err != nil && !errors.Is(err, os.ErrNotExist):
			return "", err
		case !told:
			fmt.Fprintln(c.err, "waiting for a token in", r.TokenFile)
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(tokenPatience):
		}
	}
}

// rowTime is how fast the simulated printer is: a ticket takes a second.
const rowTime = time.Millisecond

// simulate works without hardware, beside a page with a simulated board.
func (r *runCmd) simulate(ctx context.Context, c console, o agent.Options) error {
	board := sim.NewBoard(rowTime)
	defer board.Close()
	o.Hardware, o.Dial = board, board.Network.Dial
	listener, err := net.Listen("tcp", r.Listen)
	if err != nil {
		return err
	}
	a, err := agent.New(o)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	server := &http.Server{Handler: sim.Page(a, board), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute}
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			cancel(err)
		}
	}()
	fmt.Fprintf(c.out, "simulated board on http://%s\n", listener.Addr())
	err = work(ctx, a)
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		err = errors.Join(err, cause)
	}
	err = errors.Join(err, server.Close())
	<-served
	return err
}
