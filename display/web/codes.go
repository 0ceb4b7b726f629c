package web

import (
	"errors"

	"giliran/ticketing"
)

// draws is how often codes are drawn for one wish: more than one taken code in
// 2⁴⁰ is no accident.
const draws = 5

// withCodes does something that needs n fresh ticket codes, with others when
// one was taken.
func (s *Server) withCodes(n int, do func(codes []string) error) error {
	for left := draws - 1; ; left-- {
		codes := make([]string, n)
		for i := range codes {
			var err error
			if codes[i], err = ticketing.NewCode(s.random); err != nil {
				return err
			}
		}
		err := do(codes)
		var refused *ticketing.Refusal
		if left == 0 || !errors.As(err, &refused) || refused.Code != ticketing.CodeTaken {
			return err
		}
	}
}
