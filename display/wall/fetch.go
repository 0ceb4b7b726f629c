package wall

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	// maxFetch is the largest file taken from the office's server, in bytes.
	maxFetch = 4 << 20
	// fetchTime is how long that may take.
	fetchTime = 20 * time.Second
)

// Fetcher gives files of an office's server, "http://host:port", by their
// address on it, such as "/logo.png". It is what [Options.Fetch] wants. secure
// is for an https:// server, nil for what the machine trusts.
func Fetcher(server string, secure *tls.Config) func(ctx context.Context, address string) ([]byte, error) {
	client := http.DefaultClient
	if secure != nil {
		client = &http.Client{Transport: &http.Transport{TLSClientConfig: secure}}
	}
	return func(ctx context.Context, address string) ([]byte, error) {
		ctx, cancel := context.WithTimeout(ctx, fetchTime)
		defer cancel()
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, server+address, nil)
		if err != nil {
			return nil, fmt.Errorf("wall: %w", err)
		}
		answer, err := client.Do(request)
		if err != nil {
			return nil, fmt.Errorf("wall: %w", err)
		}
		defer answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("wall: %s: %s", address, answer.Status)
		}
		b, err := io.ReadAll(io.LimitReader(answer.Body, maxFetch+1))
		if err == nil && len(b) > maxFetch {
			err = fmt.Errorf("wall: %s: more than %d bytes", address, maxFetch)
		}
		return b, err
	}
}
