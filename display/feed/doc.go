// Package feed carries the board from the office to everything that shows it:
// walls, pages, phones and the agents beside the hardware.
//
// It owns two ends of one websocket. A [Hub] sits in the office's server and
// gives every viewer the newest board; a [Client] sits in a wall or an agent,
// keeps the newest board it has heard, and finds its way back after every
// break. What a board says is not known here: it is JSON from one end to the
// other, and this package must never look inside, keep history, or decide who
// may see what.
//
// # The wire
//
// One text frame is one [Message], always the whole board:
//
//	{"epoch":"7f3a","seq":412,"board":{…}}
//
// seq counts up within an epoch; a different epoch starts afresh, and one that
// has been replaced does not come back. Whoever is slow skips boards and gets
// the newest, so losing a message needs no repair. A page in a browser reads
// seq as a double: it is exact up to 2⁵³.
//
// # Who hears first
//
// A board is the same bytes for all, and thousands take them one after another.
// Who publishes may name who is to hear before the others, and a viewer may say
// when it connects what it watches for: a wall connects to "/feed?for=wall", the
// page of a ticket to "/feed?for=A012". See [Hub.ServeHTTP].
//
// # What a viewer may do
//
// Look. The only frames a viewer may send are pongs, pings and a close; any
// message at all ends its connection with 1008 (policy violation), and frames
// that break RFC 6455 end it with 1002. A viewer that takes nothing for
// [HubOptions.WriteTimeout], or leaves pings unanswered, is disconnected and
// has delayed nobody. When every seat is taken the answer is 503 with
// Retry-After. The office going down is 1001 (going away).
//
// # Any origin may read
//
// Browsers let a page of any site open a websocket and leave the check of the
// Origin header to the server. The hub accepts every origin, on purpose: the
// board is the picture that hangs on the wall of a public room, it holds
// nothing personal, the hub reads neither cookie nor token, and nothing a
// viewer sends has an effect. A foreign page learns what any visitor sees, and
// the regency's own site may show its offices' boards. What is not public must
// not go through a Hub.
//
// # Compression
//
// The hub accepts permessage-deflate without context takeover from whoever
// offers it (browsers do): a board is deflated once and shared, so phones on a
// thin line save more than half of the bytes at no cost per viewer. The Client
// stands on the office's own network and does not offer it.
package feed
