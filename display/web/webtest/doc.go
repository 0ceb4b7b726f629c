// Package webtest holds the tests that look at the pages through a real
// browser: the office's real engine, store, feed and web server on a socket,
// and Chromium in front of them. It exists because these tests wire parts
// that must not import one another.
package webtest
