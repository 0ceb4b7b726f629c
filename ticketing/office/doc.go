// Package office reads an office's configuration, office.yaml, into plain
// values and finds every mistake in it at once, each with its place, what is
// wrong and what would be right.
//
// It owns the file format and the files that come with the program. It decides
// nothing about a running office and knows no service by name.
package office
