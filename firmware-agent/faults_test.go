package agent_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
)

// fault is what may happen to a request.
type fault func(w http.ResponseWriter, r *http.Request, office http.Handler)

// lose lets the office do what a request asks, and loses the answer.
func lose(_ http.ResponseWriter, r *http.Request, office http.Handler) {
	office.ServeHTTP(&lostAnswer{http.Header{}}, r)
	panic(http.ErrAbortHandler)
}

// hangUp loses the request.
func hangUp(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) }

// hang says nothing until the agent gives up.
func hang(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
	_, _ = io.Copy(io.Discard, r.Body) // or the server does not notice
	<-r.Context().Done()
}

// doAndHang does what is asked, and says nothing.
func doAndHang(w http.ResponseWriter, r *http.Request, office http.Handler) {
	office.ServeHTTP(&lostAnswer{http.Header{}}, r)
	hang(w, r, office)
}

// busy is an office that can do nothing at the moment.
func busy(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = io.WriteString(w, `{"status":503,"code":"unavailable","detail":"later"}`)
}

// stranger is no office.
func stranger(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
	_, _ = io.WriteString(w, "<h1>It works!</h1>")
}

// when makes a fault happen to the requests that begin so and, if that is
// said, end so, as often as hit says.
func when(f fault, hit func(n int) bool, begins string, ends ...string) meddler {
	var mu sync.Mutex
	count := 0
	return func(w http.ResponseWriter, r *http.Request, office http.Handler) {
		name := r.Method + " " + r.URL.Path
		matches := strings.HasPrefix(name, begins) && strings.HasSuffix(name, strings.Join(ends, ""))
		mu.Lock()
		if matches {
			count++
		}
		matches = matches && hit(count)
		mu.Unlock()
		if matches {
			f(w, r, office)
			return
		}
		office.ServeHTTP(w, r)
	}
}

func once(f fault, begins string, ends ...string) meddler {
	return when(f, func(n int) bool { return n == 1 }, begins, ends...)
}

func every(f fault, begins string) meddler {
	return when(f, func(int) bool { return true }, begins)
}

func everySecond(f fault) meddler {
	return when(f, func(n int) bool { return n%2 == 1 }, "P") // POST and PUT
}

// twice lets the office hear every change twice.
func twice(w http.ResponseWriter, r *http.Request, office http.Handler) {
	if r.Method != http.MethodGet {
		body, _ := io.ReadAll(r.Body)
		again := r.Clone(r.Context())
		again.Body = io.NopCloser(bytes.NewReader(body))
		r.Body = io.NopCloser(bytes.NewReader(body))
		office.ServeHTTP(&lostAnswer{http.Header{}}, again)
	}
	office.ServeHTTP(w, r)
}

// lostAnswer is a ResponseWriter for nobody.
type lostAnswer struct{ header http.Header }

func (l *lostAnswer) Header() http.Header         { return l.header }
func (l *lostAnswer) Write(b []byte) (int, error) { return len(b), nil }
func (l *lostAnswer) WriteHeader(int)             {}
