package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"giliran/display/voice"
)

// voiceCmd is `giliran voice`: an office's own recordings for the wall's voice.
type voiceCmd struct {
	Script voiceScriptCmd `cmd:"" help:"Print what to record, and under which file names."`
	Check  voiceCheckCmd  `cmd:"" help:"Tell which recordings are missing or cannot be used."`
}

// voiceFlags say for which office, in which languages, a voice is recorded.
type voiceFlags struct {
	Office    string      `help:"The office.yaml (the example office when empty)." type:"existingfile" placeholder:"FILE"`
	Languages []string    `help:"Languages to record; the office's first when empty." placeholder:"CODE"`
	Words     string      `help:"Folder with the voice's language files of the office's own." type:"existingdir" placeholder:"DIR"`
	Style     voice.Style `help:"How numbers are read: digits or cardinal (${default})." enum:"digits,cardinal" default:"digits"`
}

// scripts gives what to record, language by language.
func (c *voiceFlags) scripts(each func(lang string, clips []voice.Clip) error) error {
	file, err := loadOffice(c.Office)
	if err != nil {
		return err
	}
	var own fs.FS
	if c.Words != "" {
		own = os.DirFS(c.Words)
	}
	languages := c.Languages
	if len(languages) == 0 {
		languages = file.Office.Languages[:1]
	}
	for _, lang := range languages {
		words, err := voice.ReadWords(lang, own)
		if err != nil {
			return err
		}
		if err := each(lang, voice.Script(words, &file.Office, c.Style)); err != nil {
			return err
		}
	}
	return nil
}

type voiceScriptCmd struct {
	voiceFlags
}

func (c *voiceScriptCmd) Run() error {
	return c.scripts(func(_ string, clips []voice.Clip) error {
		for _, clip := range clips {
			fmt.Printf("%-32s %s\n", clip.File, clip.Words)
		}
		return nil
	})
}

type voiceCheckCmd struct {
	voiceFlags
	Dir string `arg:"" type:"existingdir" help:"Folder of the recordings, with a folder for each language."`
}

// errRecordings ends the program with exit code 1; what is wrong has been said.
var errRecordings = errors.New("sentences with such a part are synthesised, not spoken by this voice")

func (c *voiceCheckCmd) Run() error {
	recordings, faults := voice.NewRecordings(os.DirFS(c.Dir)), 0
	err := c.scripts(func(lang string, clips []voice.Clip) error {
		for _, clip := range clips {
			if err := recordings.Check(clip); err != nil {
				faults++
				fmt.Printf("%v (%q)\n", err, clip.Words)
			}
		}
		strays, err := recordings.Strays(lang, clips)
		for _, name := range strays {
			fmt.Printf("nothing needs %s\n", name)
		}
		fmt.Printf("%s: %d recordings needed\n", lang, len(clips))
		return err
	})
	if err == nil && faults > 0 {
		err = fmt.Errorf("%d recordings missing or unusable: %w", faults, errRecordings)
	}
	return err
}
