package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"giliran/ticketing"
)

// TokenRequest asks for a token.
type TokenRequest struct {
	Role string `json:"role" enum:"kiosk,desk,supervisor,admin,device,wall"`
	Name string `json:"name" maxLength:"64" example:"loket-1" doc:"Where it is used; a desk's token is named after the desk. Never a person's name"`
}

// NewToken is a token with its secret, which is shown this once.
type NewToken struct {
	ID    string `json:"id" example:"7KQM2RXA"`
	Token string `json:"token" doc:"The secret; the office keeps only its SHA-256"`
}

// TokenList is who may come in.
type TokenList struct {
	Tokens []TokenInfo `json:"tokens" nullable:"false"`
}

// TokenInfo is a token without its secret.
type TokenInfo struct {
	ID    string    `json:"id"`
	Role  string    `json:"role"`
	Name  string    `json:"name"`
	Added time.Time `json:"added"`
	Used  time.Time `json:"used,omitzero" doc:"When it last opened anything, since the office was started"`
}

func (s *Server) tokenOperations() {
	handle(s, adminRole, huma.Operation{
		OperationID: "list-tokens", Method: http.MethodGet, Path: "/api/v1/tokens", Tags: []string{"tokens"},
		Summary: "List the tokens", Description: "Without their secrets.",
	}, func(ctx context.Context, _ *struct{}) (*reply[TokenList], error) {
		return answer(s.tokens(ctx))
	})
	handle(s, adminRole, huma.Operation{
		OperationID: "add-token", Method: http.MethodPost, Path: "/api/v1/tokens", Tags: []string{"tokens"}, DefaultStatus: http.StatusCreated,
		Summary: "Make a token", Description: "Its secret is shown this once. It takes no idempotency key: if the answer was lost, revoke it and make another.",
	}, func(ctx context.Context, in *struct{ Body TokenRequest }) (*reply[NewToken], error) {
		return answer(s.addToken(ctx, in.Body))
	})
	handle(s, adminRole, huma.Operation{
		OperationID: "revoke-token", Method: http.MethodDelete, Path: "/api/v1/tokens/{id}", Tags: []string{"tokens"}, Errors: notFound(),
		Summary: "Revoke a token", Description: "Shuts its holder out at once.",
	}, func(ctx context.Context, in *struct {
		ID string `path:"id" maxLength:"64"`
	}) (*struct{}, error) {
		if _, err := s.do(ctx, "", ticketing.RevokeToken{ID: in.ID}); err != nil {
			return nil, err
		}
		return nil, s.admitAnew(ctx)
	})
}

func (s *Server) addToken(ctx context.Context, want TokenRequest) (NewToken, error) {
	secret, err := newSecret(s.random)
	if err != nil {
		return NewToken{}, err
	}
	id, err := ticketing.NewCode(s.random)
	if err != nil {
		return NewToken{}, err
	}
	if _, err := s.do(ctx, "", ticketing.AddToken{ID: id, Role: want.Role, Name: want.Name, Hash: hashed(secret)}); err != nil {
		return NewToken{}, err
	}
	return NewToken{ID: id, Token: secret}, s.admitAnew(ctx)
}

// admitAnew makes a change of tokens bind before it is answered, whenever the
// commit is published. It sets them on the engine's goroutine, as publishing
// does, so that an older set never replaces a newer one.
func (s *Server) admitAnew(ctx context.Context) error {
	return s.queue.View(ctx, func(st *ticketing.State) { s.keys.Set(st.Tokens) })
}

func (s *Server) tokens(ctx context.Context) (TokenList, error) {
	list, used := TokenList{Tokens: []TokenInfo{}}, s.keys.used()
	err := s.queue.View(ctx, func(st *ticketing.State) {
		for _, t := range st.Tokens {
			list.Tokens = append(list.Tokens, TokenInfo{ID: t.ID, Role: t.Role, Name: t.Name, Added: t.Added, Used: used[t.ID]})
		}
	})
	if err != nil {
		return TokenList{}, err
	}
	slices.SortFunc(list.Tokens, func(a, b TokenInfo) int { return cmp.Or(a.Added.Compare(b.Added), cmp.Compare(a.ID, b.ID)) })
	return list, nil
}
