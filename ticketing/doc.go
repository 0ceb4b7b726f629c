// Package ticketing is the office's queue as pure decisions: what the office
// is (Office), where everything stands (State), what somebody wishes
// (Command) and what happened (Event).
//
// A Command is decided on the State and answered with Events, facts in order,
// or with a Refusal that a person can read. Apply is the only thing that
// changes a State; a State is the fold of its Events and nothing else is kept
// that cannot be rebuilt from them. Events have a sequence number, which is
// the only order there is; the time on them is a remark.
//
// It owns every rule of the queue: who comes next, where an outcome leads,
// what a hold does, what closing time does. It must not know any office by
// name (all that is configuration), nor look at a clock, draw by chance, start
// anything, or read and write anything: time and chance are arguments.
//
// Where to look: office.go and hours.go for the configuration, state.go and
// apply.go for the state and what facts do to it, decide.go and do_*.go for
// what is granted and refused, policy.go for who comes next, clocks.go for
// deadlines, show.go for the public board, testdata for days at the office.
package ticketing
