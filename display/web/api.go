package web

import (
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"giliran/ticketing"
)

// newAPI is huma on our mux: JSON only, our problems in place of its errors,
// and none of its pages, which load scripts from elsewhere.
func newAPI(mux *router, baseURL string) huma.API {
	schemas := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	schemas.RegisterTypeAlias(reflect.TypeFor[huma.ErrorModel](), reflect.TypeFor[Problem]())
	c := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: "Giliran", Version: "1", Description: introduction},
			Components: &huma.Components{
				Schemas: schemas,
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"token":  {Type: "http", Scheme: "bearer", Description: "A secret from POST /api/v1/tokens"},
					"cookie": {Type: "apiKey", In: "cookie", Name: cookiePrefix + "ROLE-…", Description: "The same secret, set by /enter, one cookie for each link opened; changes are taken from the office's own pages only"},
				},
			},
			Tags: tags(),
		},
		Formats:       map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{asProblem},
	}
	if baseURL != "" {
		c.Servers = []*huma.Server{{URL: baseURL}}
	}
	return humago.New(mux, c)
}

const introduction = `An office's queue. Every wish answers with what became of it, or with a problem
(RFC 9457) whose code names the refusal. A refused request has changed nothing.
A change may carry an Idempotency-Key: the same request sent again with the
same key does nothing twice and gives the same answer.`

func tags() []*huma.Tag {
	return []*huma.Tag{
		{Name: "tickets", Description: "Numbers and the applications they stand for"},
		{Name: "desks", Description: "The work at a desk: the same acts as its buttons"},
		{Name: "office", Description: "Holds, stages, the notice, the business day"},
		{Name: "look", Description: "What the office is and how it stands"},
		{Name: "papers", Description: "Printers, papers, and the boards with hardware"},
		{Name: "tokens", Description: "Who may do what"},
	}
}

// reply is a body as huma wants it.
type reply[T any] struct{ Body T }

func answer[T any](v T, err error) (*reply[T], error) {
	if err != nil {
		return nil, err
	}
	return &reply[T]{v}, nil
}

// handle registers an operation for those who may do it. Handlers return any
// error; it becomes a problem here.
func handle[I, O any](s *Server, allow roles, op huma.Operation, h func(context.Context, *I) (*O, error)) {
	op.Middlewares = append(op.Middlewares, s.admit(allow))
	op.MaxBodyBytes = MaxBody + 1 // huma refuses what reaches its limit
	op.Errors = append(op.Errors, failures(op.Method, allow)...)
	if allow != everybody {
		op.Security = []map[string][]string{{"token": {}}, {"cookie": {}}}
		op.Description += "\n\nFor: " + allow.String() + "."
	}
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, s.problemOf(err)
		}
		return out, nil
	})
}

// failures are the problems every operation of a kind can answer with; huma
// adds those of parameters and bodies (422) and of itself (500).
func failures(method string, allow roles) []int {
	can := []int{http.StatusServiceUnavailable}
	if allow != everybody {
		can = append(can, http.StatusUnauthorized, http.StatusForbidden)
	}
	if method != http.MethodGet {
		can = append(can, http.StatusConflict, http.StatusInsufficientStorage)
	}
	if method == http.MethodPost || method == http.MethodPut {
		can = append(can, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	return can
}

// notFound says in a description that what was named may not be there.
func notFound() []int { return []int{http.StatusNotFound} }

// admit lets those through who may, before anything of the request's body is
// read, and tells the handler who asks.
func (s *Server) admit(allow roles) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		c, known, err := s.permitted(r, allow, ctx.Param("desk"))
		if err == nil {
			err = checkType(r)
		}
		if err != nil {
			s.problemOf(err).write(w)
			return
		}
		if known {
			ctx = huma.WithContext(ctx, withCaller(ctx.Context(), c))
		}
		next(ctx)
	}
}

// checkType refuses a body that does not say that it is JSON: a browser sends
// such a body across sites without asking.
func checkType(r *http.Request) error {
	if r.ContentLength == 0 || r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || t != "application/json" {
		return problem(http.StatusUnsupportedMediaType, "media-type", "send the body as Content-Type: application/json")
	}
	return nil
}

// do sends a wish to the queue in the caller's name.
func (s *Server) do(ctx context.Context, key string, a ticketing.Action) (ticketing.Result, error) {
	c, _ := callerOf(ctx)
	result, err := s.queue.Do(ctx, ticketing.Command{Key: key, Actor: c.Actor(), From: c.From, Do: a})
	s.metrics.command(a, result, err)
	return result, err
}

// description is the API in the form of OpenAPI 3.1, made once.
func (s *Server) description() http.Handler {
	spec, err := json.Marshal(s.api.OpenAPI())
	if err != nil {
		panic(err) // it is made of types of this package alone
	}
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json")
		_, _ = w.Write(spec)
	})
}

// operations registers the whole API.
func (s *Server) operations() {
	s.lookOperations()
	s.ticketOperations()
	s.deskOperations()
	s.holdOperations()
	s.stageOperations()
	s.dayOperations()
	s.tokenOperations()
	s.trailOperations()
	s.deviceOperations()
}
