package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"giliran/store"
	"giliran/ticketing"
)

// The console is how the administrative commands reach a running office: the
// HTTP API and a few streams of its own, over a unix socket that only the
// office's own user can open.

const socketName = "giliran.sock"

// listenConsole opens the socket. One left behind by a power cut is removed:
// the store's lock has made sure that no other office runs on this directory.
func listenConsole(data string) (net.Listener, error) {
	name := filepath.Join(data, socketName)
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	l, err := net.Listen("unix", name)
	if err != nil {
		return nil, fmt.Errorf("open the console socket: %w", err)
	}
	if err := os.Chmod(name, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// console serves the API and the journal's streams.
func console(api http.Handler, st *store.Store, o *ticketing.Office) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", api)
	mux.HandleFunc("GET /console/backup", func(w http.ResponseWriter, r *http.Request) {
		if err := st.Backup(w); err != nil {
			panic(http.ErrAbortHandler) // cut the stream: the reader sees that it is not whole
		}
	})
	mux.HandleFunc("GET /console/log", func(w http.ResponseWriter, r *http.Request) {
		if err := writeLog(w, st); err != nil {
			panic(http.ErrAbortHandler)
		}
	})
	mux.HandleFunc("GET /console/verify", func(w http.ResponseWriter, r *http.Request) {
		if err := verify(r.Context(), w, st, o); err != nil {
			fmt.Fprintf(w, "%s%v\n", verifyFailed, err)
		}
	})
	return mux
}

// office is a client of a running office's console.
type officeClient struct{ http http.Client }

// errNotRunning: nobody answers on the data directory's socket.
var errNotRunning = errors.New("the office is not running on this data directory; start it with giliran serve")

// dialOffice reaches the office that runs on a data directory, or answers
// errNotRunning.
func dialOffice(data string) (*officeClient, error) {
	name := filepath.Join(data, socketName)
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", name)
	}
	conn, err := dial(context.Background(), "", "")
	if errors.Is(err, os.ErrPermission) {
		return nil, fmt.Errorf("%s: only the user who runs the office may use it: %w", name, err)
	}
	if err != nil {
		return nil, errNotRunning
	}
	_ = conn.Close()
	return &officeClient{http.Client{Transport: &http.Transport{DialContext: dial}}}, nil
}

// ask sends a request with an optional JSON body and decodes the answer.
func (c *officeClient) ask(method, path string, body, answer any) error {
	var b bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&b).Encode(body); err != nil {
			return err
		}
	}
	req, err := http.NewRequest(method, "http://office"+path, &b)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 400 {
		var p struct{ Detail string }
		if err := json.NewDecoder(resp.Body).Decode(&p); err != nil || p.Detail == "" {
			p.Detail = resp.Status
		}
		return errors.New(p.Detail)
	}
	if answer == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(answer)
}

// stream copies one of the console's streams; an error if it was cut short.
func (c *officeClient) stream(path string, to io.Writer) error {
	resp, err := c.http.Get("http://office" + path)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the office answers %s", resp.Status)
	}
	_, err = io.Copy(to, resp.Body)
	return err
}

// writeLog prints every event as a line of JSON.
func writeLog(w io.Writer, st *store.Store) error {
	out := bufio.NewWriterSize(w, 1<<16)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := st.Replay(0, func(e ticketing.Event) error { return enc.Encode(e) }); err != nil {
		return err
	}
	return out.Flush()
}

// withJournal runs f with the journal of a data directory: through the office
// when one runs there (online), else on the files themselves (offline).
func withJournal(data string, online func(*officeClient) error, offline func(*store.Store) error) error {
	c, err := dialOffice(data)
	if err == nil {
		return online(c)
	}
	if !errors.Is(err, errNotRunning) {
		return err
	}
	if _, err := os.Stat(data); err != nil {
		return fmt.Errorf("there is no office data: %w", err)
	}
	st, err := store.Open(data, store.Options{})
	if err != nil {
		return err
	}
	return errors.Join(offline(st), st.Close())
}

// consoleHeader is how long a command may take to say what it wants, and
// consoleIdle how long it may stay without wanting anything.
const consoleHeader, consoleIdle = 5 * time.Second, time.Minute

// shutdownGrace is how long requests may finish when the office stops.
const shutdownGrace = 3 * time.Second
