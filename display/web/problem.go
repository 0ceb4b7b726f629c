package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"syscall"

	"github.com/danielgtaylor/huma/v2"

	"giliran/ticketing"
)

// Problem is every refusal and failure as the API says it: RFC 9457 problem
// details with a code for programs and language files, and the values its
// wording is filled with.
type Problem struct {
	Title  string            `json:"title" example:"Conflict" doc:"The status in words"`
	Status int               `json:"status" example:"409"`
	Detail string            `json:"detail" example:"nobody waits for loket-1" doc:"What is wrong and what to do about it"`
	Code   string            `json:"code" example:"nobody-waiting" doc:"Names the problem for programs and for the wording on pages"`
	Args   map[string]string `json:"args" doc:"Values for that wording"`
	Errors []Fault           `json:"errors,omitempty" nullable:"false" doc:"Each thing that is wrong with the request's form"`

	header http.Header
}

// Fault is one thing wrong with the form of a request.
type Fault struct {
	Location string `json:"location,omitempty" example:"body.service" doc:"Where"`
	Message  string `json:"message" example:"expected string" doc:"What"`
}

// Error is the problem's detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus and the two methods below are how huma takes an error's form.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders gives the header fields that go with the problem.
func (p *Problem) GetHeaders() http.Header { return p.header }

// ContentType is that of RFC 9457.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// problem makes one; args are pairs of a name and a value.
func problem(status int, code, detail string, args ...string) *Problem {
	p := &Problem{Title: http.StatusText(status), Status: status, Detail: detail, Code: code, Args: map[string]string{}, header: http.Header{}}
	for i := 0; i+1 < len(args); i += 2 {
		p.Args[args[i]] = args[i+1]
	}
	switch status {
	case http.StatusUnauthorized:
		p.header.Set("WWW-Authenticate", "Bearer")
	case http.StatusServiceUnavailable, http.StatusInsufficientStorage:
		p.header.Set("Retry-After", "5")
	}
	return p
}

// problemOf says why a request failed. What is no refusal is a failure of the
// office, whose cause goes to the log and not to the asker.
func (s *Server) problemOf(err error) *Problem {
	var p *Problem
	var r *ticketing.Refusal
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &r):
		p = problem(statusOf(r.Class), string(r.Code), r.Detail)
		if r.Args != nil {
			p.Args = r.Args
		}
		return p
	case errors.Is(err, context.Canceled):
		return problem(http.StatusServiceUnavailable, "unavailable", "the request was given up; it may have been done")
	case errors.Is(err, syscall.ENOSPC):
		s.log.Error("the disk is full", "err", err)
		return problem(http.StatusInsufficientStorage, "disk-full", "the office's disk is full; nothing was changed. Free space, then send the same request again")
	}
	s.log.Error("request failed", "err", err)
	return problem(http.StatusServiceUnavailable, "unavailable", "the office cannot keep anything at the moment; send the same request again, with the same Idempotency-Key")
}

func statusOf(c ticketing.Class) int {
	switch c {
	case ticketing.Missing:
		return http.StatusNotFound
	case ticketing.Conflict:
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}

// write sends the problem where no huma operation does it.
func (p *Problem) write(w http.ResponseWriter) {
	h := w.Header()
	for k, v := range p.header {
		h[k] = v
	}
	h.Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // an asker who has gone needs no answer
}

// asProblem is a huma transformer: it gives what huma itself found wrong with
// a request our form. The request is not echoed.
func asProblem(_ huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	p := problem(m.Status, codeOf(m.Status), m.Detail)
	var said []string
	for _, e := range m.Errors {
		if e == nil || len(said) == maxFaults {
			continue
		}
		p.Errors = append(p.Errors, Fault{Location: e.Location, Message: e.Message})
		said = append(said, strings.TrimPrefix(e.Location+": "+e.Message, ": "))
	}
	if len(said) > 0 {
		p.Detail = strings.Join(said, "; ")
	}
	return p, nil
}

// maxFaults bounds how many things wrong with one request are listed.
const maxFaults = 10

// codeOf names what can be wrong with a request before anybody decides on it.
func codeOf(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "malformed"
	case http.StatusRequestTimeout:
		return "timeout"
	case http.StatusRequestEntityTooLarge:
		return "too-large"
	case http.StatusUnsupportedMediaType:
		return "media-type"
	case http.StatusUnprocessableEntity:
		return "invalid"
	}
	return "internal"
}
