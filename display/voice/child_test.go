package voice_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"giliran/display/voice"
	"giliran/display/voice/device"
)

// child is a speaking process: a real one, or one that goes wrong in its way.
// What it is asked and what is heard of it, it writes to descriptor 3.
func child(kind string) int {
	tape := os.NewFile(3, "tape")
	in := bufio.NewReader(io.TeeReader(os.Stdin, tape))
	say := func(r string) { fmt.Println(r) }
	switch kind {
	case "device":
		return speak(os.Stdin, func() (voice.Device, error) { return device.Open(context.Background(), 2) })
	case "quick":
		return speak(in, func() (voice.Device, error) { return quick{tape}, nil })
	case "without a device":
		return speak(in, func() (voice.Device, error) { return nil, device.ErrNoDevice })
	case "dies before":
		say(`{"event":"ready"}`)
		_, _ = in.ReadString('\n')
		return 3
	case "dies within":
		say(`{"event":"ready"}`)
		_, _ = in.ReadString('\n')
		say(`{"event":"started","id":1,"length":5000}`)
		return 3
	case "hangs":
		say(`{"event":"ready"}`)
		_, _ = in.ReadString('\n')
		say(`{"event":"started","id":1,"length":1}`)
		_, _ = in.ReadString('\n')
	case "never is ready":
		_, _ = in.ReadString('\n')
	case "babbles":
		say(`{"event":"ready"}`)
		_, _ = in.ReadString('\n')
		say(`{"event":"sing","id":1}`)
		_, _ = in.ReadString('\n')
	case "lies":
		say(`{"event":"ready"}`)
		_, _ = in.ReadString('\n')
		say(`{"event":"finished","id":99}`)
		say(`{"event":"started","id":98,"length":1}`)
		_, _ = in.ReadString('\n')
	}
	return 0
}

// speak is what giliran-wall speak does.
func speak(in io.Reader, open func() (voice.Device, error)) int {
	d, err := open()
	if err == nil {
		r := &voice.Renderer{Synthesis: voice.NewSynthesis(os.Getenv("CACHE")), Log: slog.Default()}
		if dir := os.Getenv("RECORDINGS"); dir != "" {
			r.Recordings = voice.NewRecordings(os.DirFS(dir))
		}
		s := voice.Speaker{In: in, Out: os.Stdout, Renderer: r, Device: d}
		err = s.Run(context.Background())
	}
	if err != nil {
		_ = voice.Farewell(os.Stdout, err)
		return 1
	}
	return 0
}

// quick is a device that plays in no time.
type quick struct{ tape io.Writer }

func (q quick) Play(_ context.Context, s voice.Sound, volume float64) error {
	_, err := fmt.Fprintf(q.tape, "heard %v at %v\n", s.Length() > time.Second, volume)
	return err
}

func (quick) Err() error { return nil }
