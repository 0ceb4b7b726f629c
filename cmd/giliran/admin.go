package main

import (
	"fmt"
	"net/url"
	"os"
	"text/tabwriter"
)

// tokenCmd is `giliran token`. It prints the bare token, once; the office
// keeps only its hash.
type tokenCmd struct {
	dataFlag
	Role   string `help:"kiosk, desk, supervisor, admin, device or wall." placeholder:"ROLE"`
	Name   string `help:"Who holds it; for a desk the desk's id." placeholder:"NAME"`
	List   bool   `help:"List the tokens instead."`
	Revoke string `help:"Revoke the token with this id instead." placeholder:"ID"`
}

func (c *tokenCmd) Run() error {
	office, err := dialOffice(c.Data)
	if err != nil {
		return err
	}
	switch {
	case c.List:
		return c.list(office)
	case c.Revoke != "":
		return office.ask("DELETE", "/api/v1/tokens/"+url.PathEscape(c.Revoke), nil, nil)
	}
	token, err := office.newToken(c.Role, c.Name)
	if err != nil {
		return err
	}
	fmt.Println(token)
	return nil
}

// newToken has the office make a token and answers with its secret.
func (c *officeClient) newToken(role, name string) (string, error) {
	var made struct{ Token string }
	err := c.ask("POST", "/api/v1/tokens", map[string]string{"role": role, "name": name}, &made)
	return made.Token, err
}

func (c *tokenCmd) list(office *officeClient) error {
	var all struct {
		Tokens []struct{ ID, Role, Name, Added, Used string }
	}
	if err := office.ask("GET", "/api/v1/tokens", nil, &all); err != nil {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tROLE\tNAME\tADDED\tUSED SINCE THE START")
	for _, t := range all.Tokens {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", t.ID, t.Role, t.Name, t.Added, orDash(t.Used))
	}
	return w.Flush()
}

// dayCmd is `giliran day open|close`.
type dayCmd struct {
	Open  dayOpenCmd  `cmd:"" help:"Open the business day now, whatever the hours."`
	Close dayCloseCmd `cmd:"" help:"Close the business day now."`
}

type dayOpenCmd struct {
	dataFlag
	Date string `help:"The business day, when the clock is wrong (2026-11-23)." placeholder:"DATE"`
}

func (c *dayOpenCmd) Run() error {
	body := map[string]string{}
	if c.Date != "" {
		body["date"] = c.Date
	}
	return askDay(c.Data, "open", body)
}

type dayCloseCmd struct{ dataFlag }

func (c *dayCloseCmd) Run() error { return askDay(c.Data, "close", map[string]string{}) }

func askDay(data, verb string, body map[string]string) error {
	office, err := dialOffice(data)
	if err != nil {
		return err
	}
	var day struct {
		Day  string
		Open bool
	}
	if err := office.ask("POST", "/api/v1/day/"+verb, body, &day); err != nil {
		return err
	}
	state := "closed"
	if day.Open {
		state = "open"
	}
	fmt.Printf("business day %s is %s\n", orNone(day.Day), state)
	return nil
}
