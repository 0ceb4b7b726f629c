package web

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

// conforms holds an answer of the API against the description of the API:
// its status must stand there, and its body have the form promised.
func (h *house) conforms(r *http.Request, resp *http.Response, body []byte) {
	h.Helper()
	op := h.operation(r)
	if op == nil {
		return
	}
	described := op.Responses[strconv.Itoa(resp.StatusCode)]
	if described == nil {
		h.Errorf("%s %s answered %d, which its description does not know", r.Method, r.URL.Path, resp.StatusCode)
		return
	}
	content := described.Content[resp.Header.Get("Content-Type")]
	if len(described.Content) == 0 && len(body) == 0 {
		return
	}
	if content == nil {
		h.Errorf("%s %s answered %d with %q, which its description does not know", r.Method, r.URL.Path, resp.StatusCode, resp.Header.Get("Content-Type"))
		return
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		h.Errorf("%s %s: %v in %s", r.Method, r.URL.Path, err, body)
		return
	}
	res := &huma.ValidateResult{}
	huma.Validate(h.server.api.OpenAPI().Components.Schemas, content.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, v, res)
	for _, err := range res.Errors {
		h.Errorf("%s %s answered %d, not as described: %v in %s", r.Method, r.URL.Path, resp.StatusCode, err, body)
	}
}

// operation is what a request asks for, nil for nothing of the API.
func (h *house) operation(r *http.Request) *huma.Operation {
	_, pattern := h.server.mux.Handler(r)
	_, path, _ := strings.Cut(pattern, " ")
	item := h.server.api.OpenAPI().Paths[path]
	if item == nil {
		return nil
	}
	return map[string]*huma.Operation{http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put, http.MethodDelete: item.Delete}[r.Method]
}

// TestDescription: the API describes every operation for people and programs,
// each with an answer that succeeds, and nothing that is not ours.
func TestDescription(t *testing.T) {
	h := newHouse(t)
	seen := map[string]bool{}
	for line, raw := range h.operations() {
		var op struct {
			OperationID, Summary, Description string
			Tags                              []string
			Responses                         map[string]json.RawMessage
			Security                          []map[string][]string
		}
		if err := json.Unmarshal(raw, &op); err != nil {
			t.Fatal(err)
		}
		if op.OperationID == "" || seen[op.OperationID] || op.Summary == "" || op.Description == "" || len(op.Tags) != 1 {
			t.Errorf("%s: %+v lacks something", line, op)
		}
		seen[op.OperationID] = true
		if op.Responses["200"] == nil && op.Responses["201"] == nil && op.Responses["204"] == nil {
			t.Errorf("%s: no answer that succeeds", line)
		}
		if strings.Contains(op.Description, "For: ") != (len(op.Security) > 0) {
			t.Errorf("%s: says for whom, and asks for no token, or the other way round", line)
		}
	}
	doc := string(h.ask("GET /openapi.json", "", "", nil).body)
	for _, alien := range []string{"$schema", "ErrorModel", "RawMessage", "unpkg"} {
		if strings.Contains(doc, alien) {
			t.Errorf("the description mentions %s", alien)
		}
	}
}
