package main

import (
	"fmt"
	"os"

	"giliran/ticketing/office"
)

// checkCmd is `giliran check office.yaml`.
type checkCmd struct {
	File string `arg:"" help:"The office.yaml to look at."`
}

func (c *checkCmd) Run() error {
	f, err := office.Load(c.File)
	if err != nil {
		return err
	}
	o := &f.Office
	fmt.Printf("%s: no mistakes: %d services, %d stages, %d holds, %d desks\n",
		c.File, len(o.Services), len(o.Stages), len(o.Holds), len(o.Desks))
	return nil
}

// exampleCmd is `giliran example candipuro.yaml > office.yaml`.
type exampleCmd struct {
	Name string `arg:"" default:"candipuro.yaml" help:"candipuro.yaml, clinic.yaml, or a holidays file they name."`
}

func (c *exampleCmd) Run() error {
	b, ok := office.Example(c.Name)
	if !ok {
		return fmt.Errorf("there is no example %q; there are candipuro.yaml and clinic.yaml", c.Name)
	}
	_, err := os.Stdout.Write(b)
	return err
}

// loadOffice reads the named office.yaml, or the embedded default for "".
func loadOffice(file string) (*office.File, error) {
	if file == "" {
		return office.Default(), nil
	}
	return office.Load(file)
}
