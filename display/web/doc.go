// Package web is the office over HTTP: the API that buttons, desks and other
// programs use, the pages people open, and what a monitor asks for (health,
// metrics).
//
// It owns requests and answers: who may do what, what is refused and how that
// is said, and what a ticket, a desk or the office looks like as JSON. It
// decides nothing about the queue: every wish goes to a [Queue] as a
// ticketing.Command, and what it shows is copied out of the state in a View.
// It keeps nothing.
package web
