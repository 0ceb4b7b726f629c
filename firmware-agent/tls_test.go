package agent

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// TestTLS: an agent that is told whom to trust reaches an office over TLS, for
// its commands and for its assignments; one that is not told stays away.
func TestTLS(t *testing.T) {
	office := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != "" {
			if conn, err := new(websocket.Upgrader).Upgrade(w, r, nil); err == nil {
				conn.Close()
			}
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte("{}"))
	}))
	defer office.Close()
	roots := x509.NewCertPool()
	roots.AddCert(office.Certificate())
	for _, c := range []struct {
		name  string
		trust *tls.Config
		fine  bool
	}{{"told whom to trust", &tls.Config{RootCAs: roots}, true}, {"told nothing", nil, false}} {
		o := Options{Server: office.URL, Board: "papan", TLS: c.trust, Dial: new(net.Dialer).DialContext, Clock: SystemClock()}
		conn, err := newLink(o, newView(o.Clock), "a").connect(t.Context())
		if (err == nil) != c.fine {
			t.Errorf("%s: the link says %v", c.name, err)
		}
		if conn != nil {
			conn.Close()
		}
		client := newClient(o, func(time.Time, time.Duration) {})
		if err := client.do(t.Context(), call{method: http.MethodPost, path: "/api/v1/desks/loket-1/next"}); (err == nil) != c.fine {
			t.Errorf("%s: a command says %v", c.name, err)
		}
		client.close()
	}
}
