//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"giliran/firmware-agent/printer/paper"
	"giliran/ticketing"
)

// blank is what stands on every ticket of a service; its URL ends where the
// code goes, its Time is the layout of a time of day.
type blank struct{ paper.TicketData }

// learnBlanks borrows numbers as the board does, and so learns the words on the
// office's tickets. It lets go of the board again.
func learnBlanks(device *api) (map[string]blank, error) {
	if err := device.ask(http.MethodPost, "/api/v1/devices/"+boardID+"/lease", struct{}{}, nil); err != nil {
		return nil, err
	}
	conn, _, err := websocket.DefaultDialer.Dial("ws://"+address+"/device/"+boardID+"?instance=rig",
		http.Header{"Authorization": {"Bearer " + device.token}})
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	blanks := map[string]blank{}
	for len(blanks) < len(services()) {
		_, message, err := conn.ReadMessage()
		if err != nil {
			return nil, fmt.Errorf("an assignment with all leases: %w", err)
		}
		if err := readLeases(message, blanks); err != nil {
			return nil, err
		}
	}
	return blanks, nil
}

func readLeases(message []byte, blanks map[string]blank) error {
	var m struct {
		Board struct {
			Leases []struct {
				Service string
				Numbers []ticketing.LeasedNumber
				Data    paper.TicketData
			}
		}
	}
	if err := json.Unmarshal(message, &m); err != nil {
		return err
	}
	for _, l := range m.Board.Leases {
		if len(l.Numbers) != offline {
			return fmt.Errorf("%d numbers of %s lent, want %d", len(l.Numbers), l.Service, offline)
		}
		blanks[l.Service] = blank{l.Data}
	}
	return nil
}

// fill is the ticket of a number.
func (b blank) fill(number, code string, issued time.Time, ahead string) paper.TicketData {
	d := b.TicketData
	d.Number, d.Code, d.URL, d.Ahead = number, code[:4]+"-"+code[4:], d.URL+code, ahead
	d.Time = issued.In(zone()).Format(d.Time)
	return d
}
