//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// api speaks with the office as a member of staff or a board does.
type api struct {
	token string
	http  http.Client
}

func newAPI(token string) *api { return &api{token: token, http: http.Client{Timeout: patience}} }

// problem is the office's no.
type problem struct {
	Status       int
	Code, Detail string
}

func (p *problem) Error() string { return fmt.Sprintf("%d %s: %s", p.Status, p.Code, p.Detail) }

// ask sends a request and decodes the answer, where one is wanted. The error
// is a *problem where the office says no.
func (a *api) ask(method, path string, body, answer any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequest(method, "http://"+address+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+a.token)
	response, err := a.http.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		return err
	case response.StatusCode >= 300:
		p := &problem{Status: response.StatusCode}
		_ = json.Unmarshal(got, p) // without a body the status has to do
		return fmt.Errorf("%s %s: %w", method, path, p)
	case answer == nil:
		return nil
	}
	return json.Unmarshal(got, answer)
}

// ticket is a ticket as staff see it.
type ticket struct {
	Number, Code, State, Service string
	Priority                     bool
	Calls                        int
}

// byNumber finds today's ticket of a number, nil if there is none.
func (a *api) byNumber(number string) (*ticket, error) {
	t := new(ticket)
	err := a.ask(http.MethodGet, "/api/v1/tickets?number="+number, nil, t)
	var no *problem
	if errors.As(err, &no) && no.Status == http.StatusNotFound {
		return nil, nil
	}
	return t, err
}

// job is a printer's job that is waiting or went wrong.
type job struct {
	ID             uint64
	Number, Reason string
	State          string
	Copy           int
}

// papers lists the printer's state and its jobs that are not simply printed.
func (a *api) papers() (printer string, jobs []job, err error) {
	var all struct {
		Printers []struct{ State string }
		Papers   []job
	}
	if err := a.ask(http.MethodGet, "/api/v1/papers", nil, &all); err != nil {
		return "", nil, err
	}
	return all.Printers[0].State, all.Papers, nil
}

// serving waits until the office answers.
func serving(within time.Duration) error {
	return await("an office that answers", within, func() (bool, error) {
		r, err := http.Get("http://" + address + "/healthz")
		if err != nil {
			return false, nil
		}
		defer r.Body.Close()
		return r.StatusCode == http.StatusOK, nil
	})
}
