package web

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"giliran/ticketing"
)

// Paper is a printer's job as staff see it.
type Paper struct {
	ID      uint64              `json:"id"`
	Printer string              `json:"printer" example:"pi-kiosk"`
	Kind    ticketing.PaperKind `json:"kind" example:"ticket"`
	Number  string              `json:"number,omitempty" example:"B001"`
	Code    string              `json:"code,omitempty"`
	State   ticketing.JobState  `json:"state" example:"unsure"`
	Reason  string              `json:"reason,omitempty" example:"paper-out"`
	Copy    int                 `json:"copy,omitempty" doc:"0 for the first print"`
	Since   time.Time           `json:"since"`
}

// PrinterView is a printer as it last reported itself.
type PrinterView struct {
	Printer string                 `json:"printer" example:"pi-kiosk"`
	State   ticketing.PrinterState `json:"state" example:"ready"`
	Trouble bool                   `json:"trouble" doc:"It says that it cannot print"`
	Since   time.Time              `json:"since,omitzero"`
}

// Papers are the printers and the papers that are not done or went wrong.
type Papers struct {
	Printers []PrinterView `json:"printers" nullable:"false"`
	Papers   []Paper       `json:"papers" nullable:"false"`
}

// JobReason says why a paper failed or nobody knows.
type JobReason struct {
	Reason string `json:"reason,omitempty" maxLength:"200" example:"paper-out"`
}

// PrinterReport is what an agent says of its printer.
type PrinterReport struct {
	State ticketing.PrinterState `json:"state" example:"ready"`
}

// PrintRequest asks for a register.
type PrintRequest struct {
	Day ticketing.Date `json:"day,omitempty" example:"2026-11-23" doc:"Today when left out"`
}

// HandOverRequest is a number an agent gave out while it could not reach the
// office.
type HandOverRequest struct {
	Code     string    `json:"code" maxLength:"64"`
	Pressed  time.Time `json:"pressed,omitzero" doc:"When, by the board's clock: a remark"`
	Priority bool      `json:"priority,omitempty"`
}

// JobPath names a paper; BoardPath a board.
type JobPath struct {
	ID uint64 `path:"id" example:"17"`
}

// BoardPath names a board with hardware.
type BoardPath struct {
	Board string `path:"board" maxLength:"64" example:"pi-kiosk"`
}

func (s *Server) deviceOperations() {
	jobVerb(s, deviceRole, "start", "Begin to print", func(c Caller, id uint64, _ Nothing) ticketing.Action {
		return ticketing.StartJob{Device: c.Name, Job: id}
	})
	jobVerb(s, deskRoles, "printed", "It was printed", func(c Caller, id uint64, _ Nothing) ticketing.Action {
		return ticketing.EndJob{Device: c.board(), Job: id, As: ticketing.JobPrinted}
	})
	jobVerb(s, deviceRole, "failed", "It was not printed", func(c Caller, id uint64, b JobReason) ticketing.Action {
		return ticketing.EndJob{Device: c.Name, Job: id, As: ticketing.JobFailed, Reason: b.Reason}
	})
	jobVerb(s, deviceRole, "unsure", "Nobody knows", func(c Caller, id uint64, b JobReason) ticketing.Action {
		return ticketing.EndJob{Device: c.Name, Job: id, As: ticketing.JobUnsure, Reason: b.Reason}
	})
	jobVerb(s, deskRole|leadRoles, "reprint", "Print it again", func(_ Caller, id uint64, _ Nothing) ticketing.Action {
		return ticketing.Reprint{Job: id}
	})
	actOnTicket(s, deskRole|leadRoles, "reprint", "Print it again", "A new copy of the ticket's latest paper, marked as a copy.",
		func(ref string, _ Nothing) ticketing.Action { return ticketing.Reprint{Ticket: ref} })
	s.printerOperations()
	s.offlineOperations()
}

// board is the caller's board, "" for a person.
func (c Caller) board() string {
	if c.Role == ticketing.RoleDevice {
		return c.Name
	}
	return ""
}

func jobVerb[B any](s *Server, allow roles, verb, summary string, act func(c Caller, id uint64, b B) ticketing.Action) {
	handle(s, allow, huma.Operation{
		OperationID: "paper-" + verb, Method: http.MethodPost, Path: "/api/v1/jobs/{id}/" + verb, Tags: []string{"papers"}, Errors: notFound(),
		Summary: summary, Description: summary + ".", RequestBody: bodyFor[B](),
	}, func(ctx context.Context, in *struct {
		Keyed
		JobPath
		Body *B
	}) (*reply[Papers], error) {
		c, _ := callerOf(ctx)
		if _, err := s.do(ctx, in.Key, act(c, in.ID, orZero(in.Body))); err != nil {
			return nil, err
		}
		return answer(s.papers(ctx))
	})
}

func (s *Server) printerOperations() {
	handle(s, deskRoles, huma.Operation{
		OperationID: "list-papers", Method: http.MethodGet, Path: "/api/v1/papers", Tags: []string{"papers"},
		Summary: "Printers and papers", Description: "How the printers are, and the papers that are waiting, in question, or went wrong today.",
	}, func(ctx context.Context, _ *struct{}) (*reply[Papers], error) { return answer(s.papers(ctx)) })
	handle(s, deviceRole, huma.Operation{
		OperationID: "report-printer", Method: http.MethodPut, Path: "/api/v1/printers/{board}", Tags: []string{"papers"}, Errors: notFound(),
		Summary: "Report a printer", Description: "What the board's own printer says of itself.",
	}, func(ctx context.Context, in *struct {
		BoardPath
		Body PrinterReport
	}) (*reply[Papers], error) {
		if err := ownBoard(ctx, in.Board); err != nil {
			return nil, err
		}
		if _, err := s.do(ctx, "", ticketing.SetPrinter{Device: in.Board, State: in.Body.State}); err != nil {
			return nil, err
		}
		return answer(s.papers(ctx))
	})
	printVerb(s, leadRoles|deviceRole, "test", "Print a test page", func(board string, _ Nothing) ticketing.Action {
		return ticketing.PrintPaper{Device: board, Kind: ticketing.PaperTest}
	})
	printVerb(s, leadRoles, "register", "Print the daily register", func(board string, b PrintRequest) ticketing.Action {
		return ticketing.PrintPaper{Device: board, Kind: ticketing.PaperRegister, Day: b.Day}
	})
}

func printVerb[B any](s *Server, allow roles, verb, summary string, act func(board string, b B) ticketing.Action) {
	handle(s, allow, huma.Operation{
		OperationID: "print-" + verb, Method: http.MethodPost, Path: "/api/v1/printers/{board}/" + verb, Tags: []string{"papers"}, Errors: notFound(),
		Summary: summary, Description: summary + ".", RequestBody: bodyFor[B](),
	}, func(ctx context.Context, in *struct {
		Keyed
		BoardPath
		Body *B
	}) (*reply[Papers], error) {
		if _, err := s.do(ctx, in.Key, act(in.Board, orZero(in.Body))); err != nil {
			return nil, err
		}
		return answer(s.papers(ctx))
	})
}

func (s *Server) offlineOperations() {
	handle(s, deviceRole, huma.Operation{
		OperationID: "lend-numbers", Method: http.MethodPost, Path: "/api/v1/devices/{board}/lease", Tags: []string{"papers"}, Errors: notFound(),
		Summary: "Borrow numbers", Description: "Fill up what the board may give out by itself when it cannot reach the office.", RequestBody: bodyFor[Nothing](),
	}, func(ctx context.Context, in *struct {
		BoardPath
		Body *Nothing
	}) (*reply[Papers], error) {
		if err := ownBoard(ctx, in.Board); err != nil {
			return nil, err
		}
		if err := s.lend(ctx, in.Board); err != nil {
			return nil, err
		}
		return answer(s.papers(ctx))
	})
	handle(s, deviceRole, huma.Operation{
		OperationID: "hand-over", Method: http.MethodPost, Path: "/api/v1/devices/{board}/tickets", Tags: []string{"papers"}, DefaultStatus: http.StatusCreated, Errors: notFound(),
		Summary: "Hand over a number", Description: "A number the board gave out by itself becomes a ticket; each once, in the order pressed.",
	}, func(ctx context.Context, in *struct {
		Keyed
		BoardPath
		Body HandOverRequest
	}) (*reply[*Ticket], error) {
		if err := ownBoard(ctx, in.Board); err != nil {
			return nil, err
		}
		result, err := s.do(ctx, in.Key, ticketing.HandOver{Device: in.Board, Code: in.Body.Code, Priority: in.Body.Priority, Pressed: in.Body.Pressed})
		if err != nil {
			return nil, err
		}
		return answer(s.issued(ctx, result))
	})
}

// lend fills up a board's numbers of every service.
func (s *Server) lend(ctx context.Context, board string) error {
	dev, ok := s.office.Device(board)
	if !ok || dev.Offline == 0 {
		return problem(http.StatusNotFound, string(ticketing.NoSuchLease), "office.yaml lends "+board+" no numbers", "device", board)
	}
	for i := range s.office.Services {
		err := s.withCodes(dev.Offline, func(codes []string) error {
			_, err := s.do(ctx, "", ticketing.LendNumbers{Device: board, Service: s.office.Services[i].ID, Codes: codes})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func ownBoard(ctx context.Context, board string) error {
	if c, _ := callerOf(ctx); c.Name != board {
		return problem(http.StatusForbidden, "other-device", "this token is for board "+c.Name+" only", "device", c.Name)
	}
	return nil
}

// papers is what staff see of the printers.
func (s *Server) papers(ctx context.Context) (Papers, error) {
	p := Papers{Printers: []PrinterView{}, Papers: []Paper{}}
	err := s.queue.View(ctx, func(st *ticketing.State) {
		for i := range s.office.Devices {
			if id := s.office.Devices[i].ID; s.office.Devices[i].Printer {
				r := st.Printers[id]
				if r.State == "" {
					r.State = ticketing.PrinterUnknown
				}
				p.Printers = append(p.Printers, PrinterView{Printer: id, State: r.State, Trouble: r.State.Trouble(), Since: r.Since})
			}
		}
		for _, j := range st.Troubled() {
			v := Paper{ID: j.ID, Printer: j.Printer, Kind: j.Kind, State: j.State, Reason: j.Reason, Copy: j.Copy, Since: j.Since}
			if t := st.Ticket(j.Ticket); t != nil {
				v.Number, v.Code = t.Number, t.Code
			}
			p.Papers = append(p.Papers, v)
		}
	})
	if err != nil {
		return Papers{}, err
	}
	return p, nil
}
