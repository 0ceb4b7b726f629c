package web

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"giliran/ticketing"
)

// Nothing is an empty body; none at all will do as well.
type Nothing struct{}

// bodyFor tells huma whether a body may be left out: when nothing in it must
// be there.
func bodyFor[B any]() *huma.RequestBody {
	required := false
	t := reflect.TypeFor[B]()
	for i := range t.NumField() {
		required = required || !strings.Contains(t.Field(i).Tag.Get("json"), ",omit")
	}
	return &huma.RequestBody{Required: required}
}

func orZero[B any](b *B) B {
	if b == nil {
		var zero B
		return zero
	}
	return *b
}

// Keyed is the part of a request that makes a change safe to repeat. (huma
// looks into exported types only, here and in the paths.)
type Keyed struct {
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"The same request sent again with the same key does nothing twice"`
}

// Notice is wording in several languages, or a plain string: then it is in the
// office's first language.
type Notice struct {
	text  ticketing.Text
	plain string
}

// UnmarshalJSON takes either form.
func (n *Notice) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, &n.plain) == nil {
		return nil
	}
	return json.Unmarshal(b, &n.text)
}

// Schema describes both forms to huma.
func (Notice) Schema(huma.Registry) *huma.Schema {
	text := &huma.Schema{Type: "object", AdditionalProperties: &huma.Schema{Type: "string"}}
	return &huma.Schema{
		OneOf:       []*huma.Schema{{Type: "string"}, text},
		Description: "Wording by language, or a string in the office's first language",
		Examples:    []any{map[string]string{"id": "Blanko KTP-el habis"}},
	}
}

// in is the wording, a plain one as of that language.
func (n Notice) in(first string) ticketing.Text {
	if n.plain != "" {
		return ticketing.Text{first: n.plain}
	}
	return n.text
}

// firstTongue is the office's first language.
func (s *Server) firstTongue() string {
	if len(s.office.Languages) > 0 {
		return s.office.Languages[0]
	}
	return "id"
}

// orNull says in a schema that these properties may be null: huma says so for
// plain values only.
func orNull(s *huma.Schema, names ...string) *huma.Schema {
	for _, name := range names {
		p := s.Properties[name]
		s.Properties[name] = &huma.Schema{
			AnyOf:       []*huma.Schema{p, {Type: "null", Enum: []any{nil}}},
			Description: p.Description,
		}
	}
	return s
}
