package cert

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// lookAgain is how long certificate files are taken for unchanged.
const lookAgain = time.Second

// Files are a certificate and its key that somebody else keeps fresh. They are
// read again when they have changed, without a restart.
type Files struct {
	cert, key string
	now       func() time.Time
	log       *slog.Logger

	mu     sync.Mutex
	looked time.Time
	stamp  [2]stamp
	held   *tls.Certificate
}

// stamp tells one writing of a file from another.
type stamp struct {
	time time.Time
	size int64
}

// OpenFiles reads both files, PEM.
func OpenFiles(cert, key string, now func() time.Time, log *slog.Logger) (*Files, error) {
	f := &Files{cert: cert, key: key, now: now, log: log}
	if err := f.read(); err != nil {
		return nil, err
	}
	return f, nil
}

// GetCertificate is for tls.Config. While new files do not fit together, as in
// the middle of being replaced, the old certificate goes on.
func (f *Files) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := f.now(); now.Sub(f.looked).Abs() >= lookAgain {
		f.looked = now
		if f.changed() {
			if err := f.read(); err != nil {
				f.log.Error("the new certificate cannot be used; the old one goes on", "err", err)
			}
		}
	}
	return f.held, nil
}

func (f *Files) changed() bool { return f.stamps() != f.stamp }

func (f *Files) stamps() (s [2]stamp) {
	for i, name := range []string{f.cert, f.key} {
		if info, err := os.Stat(name); err == nil {
			s[i] = stamp{info.ModTime(), info.Size()}
		}
	}
	return s
}

func (f *Files) read() error {
	s := f.stamps() // before reading, so that a later change is not missed
	c, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return fmt.Errorf("certificate %s with key %s: %w", f.cert, f.key, err)
	}
	f.held, f.stamp = &c, s
	return nil
}
