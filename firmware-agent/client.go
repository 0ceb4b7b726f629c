package agent

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// Dial opens a connection to the office, as net.Dialer.DialContext does.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// client sends commands to the office.
type client struct {
	base  string // "http://office:8080"
	token string
	http  *http.Client
	clock Clock
	// answered is told of every answer of the office: what time it was there
	// (zero if it does not say) soon after a time of the clock.
	answered func(at time.Time, after time.Duration)
}

// call is one command. Its key makes it act once, however often it is sent.
type call struct {
	method, path, key string
	body              any
}

// Refusal is the office's no. Sending the same again leads to the same.
type Refusal struct {
	Status int    // of HTTP
	Code   string // names the reason, like "nobody-waiting"
	Detail string // for people who read logs
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("the office refuses: %s (%d %s)", r.Detail, r.Status, r.Code)
}

// What can become of a call besides an answer and a Refusal.
var (
	errUnsent     = errors.New("the office cannot be reached") // it has not heard of it
	errUnanswered = errors.New("the office has not answered")  // it may have done it
)

// maxAnswer bounds what is read of an answer, in bytes.
const maxAnswer = 1 << 20

// newClient sends to the office of the options, an http:// or https:// address.
func newClient(o Options, answered func(time.Time, time.Duration)) *client {
	return &client{
		base: strings.TrimSuffix(o.Server, "/"), token: o.Token, clock: o.Clock, answered: answered,
		http: &http.Client{
			Transport: &http.Transport{DialContext: forgetful(o.Dial), TLSClientConfig: o.TLS, MaxIdleConnsPerHost: 4, IdleConnTimeout: time.Minute},
			CheckRedirect: func(*http.Request, []*http.Request) error {
				return http.ErrUseLastResponse // the token is for this office alone
			},
		},
	}
}

// forgetful makes connections that drop what is unsent when they are closed.
// By default the kernel goes on trying for minutes, and a press that was given
// up would act when the cable is back.
func forgetful(dial Dial) Dial {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if tcp, ok := conn.(interface{ SetLinger(int) error }); ok && err == nil {
			_ = tcp.SetLinger(0) // failing, it is as it was
		}
		return conn, err
	}
}

// do sends a call and waits for its answer, for as long as the context lasts.
// The error is nil, a *Refusal, errUnsent or errUnanswered.
func (c *client) do(ctx context.Context, what call) error {
	began := c.clock.Up()
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }})
	request, err := c.request(ctx, what)
	if err != nil {
		return fmt.Errorf("%w: %w", errUnsent, err)
	}
	response, err := c.http.Do(request)
	switch {
	case err != nil && !connected.Load():
		return fmt.Errorf("%w: %w", errUnsent, err)
	case err != nil:
		return fmt.Errorf("%w: %w", errUnanswered, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("%w: %w", errUnanswered, err)
	}
	err = verdict(response, body)
	var no *Refusal
	if err == nil || errors.As(err, &no) {
		at, _ := http.ParseTime(response.Header.Get("Date"))
		c.answered(at, began)
	}
	return err
}

func (c *client) request(ctx context.Context, what call) (*http.Request, error) {
	body, err := json.Marshal(what.body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, what.method, c.base+what.path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+c.token)
	if what.key != "" {
		r.Header.Set("Idempotency-Key", what.key)
	}
	return r, nil
}

// verdict is what an answer says. Only the office's own yes and no count: what
// says "later", or comes from something on the way that is not the office
// (a router's login page says 200 to everything), is no answer.
func verdict(r *http.Response, body []byte) error {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	status := r.StatusCode
	if status >= 200 && status < 300 && kind == "application/json" {
		return nil
	}
	var p struct{ Code, Detail string }
	_ = json.Unmarshal(body, &p)
	final := status >= 400 && status < 500 && status != http.StatusRequestTimeout && status != http.StatusTooManyRequests
	if !final || p.Code == "" || kind != "application/problem+json" {
		return fmt.Errorf("%w: status %d %s", errUnanswered, status, p.Detail)
	}
	return &Refusal{Status: status, Code: p.Code, Detail: p.Detail}
}

// close ends the connections that are kept for the next call.
func (c *client) close() { c.http.CloseIdleConnections() }

// checkServer says whether an address can be an office's: http or https, a
// host, nothing more.
func checkServer(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrServer, err)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return fmt.Errorf("%w: %s", ErrServer, u.Redacted())
	}
	return nil
}

// ErrServer is wrapped by errors about an address that is no office's.
var ErrServer = errors.New("not an address like http://192.168.1.10:8080")
