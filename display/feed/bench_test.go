package feed

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// busyBoard looks like the board of a busy morning: a few calls and desks, and
// 400 numbers that wait. About 4 KB, and no easier to deflate than a real one.
func busyBoard() []byte {
	var b bytes.Buffer
	number := func(n int) string { return fmt.Sprintf(`"%c%03d"`, 'A'+n%4, n*7919%1000) }
	b.WriteString(`{"calls":[`)
	for n := range 8 {
		fmt.Fprintf(&b, `{"seq":%d,"number":%s,"desk":"loket-%d","stage":"berkas"},`, 400+n, number(n), n%3+1)
	}
	b.WriteString(`null],"desks":[`)
	for n := range 6 {
		fmt.Fprintf(&b, `{"id":"loket-%d","state":"serving","number":%s},`, n+1, number(n*3))
	}
	b.WriteString(`null],"waiting":[`)
	for n := range 420 {
		b.WriteString(number(n*13) + ",")
	}
	b.WriteString(`null]}`)
	return b.Bytes()
}

// BenchmarkFanout measures the time from Publish until the last of all viewers
// has the board. The viewers run in the same process and share its processors.
func BenchmarkFanout(b *testing.B) {
	for _, viewers := range []int{1, 100, 1000} {
		for _, deflate := range []bool{false, true} {
			b.Run(fmt.Sprintf("viewers=%d/deflate=%v", viewers, deflate), func(b *testing.B) {
				benchmarkFanout(b, viewers, deflate)
			})
		}
	}
}

func benchmarkFanout(b *testing.B, viewers int, deflate bool) {
	h, address := startHub(b, HubOptions{MaxViewers: viewers})
	picture := busyBoard()
	h.Publish("a", 0, picture)
	var arrived, reading sync.WaitGroup
	arrived.Add(viewers)
	for range viewers {
		conn := watch(b, address, websocket.Dialer{EnableCompression: deflate, ReadBufferSize: 1024})
		reading.Go(func() { receiveFrames(conn, &arrived) })
	}
	arrived.Wait()

	var took []time.Duration
	seq := uint64(0)
	for b.Loop() {
		seq++
		arrived.Add(viewers)
		begun := time.Now()
		h.Publish("a", seq, picture)
		arrived.Wait()
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	h.Close()
	reading.Wait()
}

// receiveFrames says when a message has come, and does not look inside.
func receiveFrames(conn *websocket.Conn, arrived *sync.WaitGroup) {
	for {
		_, body, err := conn.NextReader()
		if err != nil {
			conn.Close()
			return
		}
		if _, err := io.Copy(io.Discard, body); err != nil {
			conn.Close()
			return
		}
		arrived.Done()
	}
}

// BenchmarkPublish is what the engine waits for: the call alone.
func BenchmarkPublish(b *testing.B) {
	for _, viewers := range []int{0, 1000} {
		b.Run(fmt.Sprintf("viewers=%d", viewers), func(b *testing.B) {
			h, address := startHub(b, HubOptions{MaxViewers: 1000})
			var reading sync.WaitGroup
			for range viewers {
				conn := watch(b, address, websocket.Dialer{ReadBufferSize: 1024})
				reading.Go(func() {
					_, _ = io.Copy(io.Discard, conn.NetConn())
					conn.Close()
				})
			}
			picture := busyBoard()
			seq := uint64(0)
			b.ReportAllocs()
			for b.Loop() {
				seq++
				h.Publish("a", seq, picture)
			}
			h.Close()
			reading.Wait()
		})
	}
}

// BenchmarkIdleViewer measures the memory of a viewer that has had its board
// and waits for the next: heap and stacks after a collection. It includes the
// viewer's own end, a bare connection without a goroutine, of a few hundred
// bytes; it does not include what the kernel holds.
func BenchmarkIdleViewer(b *testing.B) {
	const viewers = 1000
	for b.Loop() {
		h, address := startHub(b, HubOptions{MaxViewers: viewers})
		h.Publish("a", 1, busyBoard())
		conns := make([]net.Conn, 0, viewers)
		before := memory()
		for range viewers {
			conns = append(conns, bareViewer(b, address))
		}
		after := memory()
		b.ReportMetric(float64(after-before)/viewers, "B/viewer")
		for _, conn := range conns {
			conn.Close()
		}
		h.Close()
	}
}

func memory() int64 {
	runtime.GC()
	runtime.GC() // the second empties pools
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

// bareViewer shakes hands and reads one board of 126 bytes to 64 KB, and leaves
// nothing behind but the connection.
func bareViewer(b *testing.B, address string) net.Conn {
	b.Helper()
	host, path, _ := strings.Cut(strings.TrimPrefix(address, "ws://"), "/")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		b.Fatal(err)
	}
	_, err = fmt.Fprintf(conn, "GET /%s HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", path, host)
	if err != nil {
		b.Fatal(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		b.Fatal(err)
	}
	in := bufio.NewReaderSize(conn, 256)
	for line := ""; line != "\r\n"; {
		if line, err = in.ReadString('\n'); err != nil {
			b.Fatal(err)
		}
	}
	var header [4]byte
	if _, err := io.ReadFull(in, header[:]); err != nil {
		b.Fatal(err)
	}
	if _, err := in.Discard(int(binary.BigEndian.Uint16(header[2:]))); err != nil {
		b.Fatal(err)
	}
	return conn
}
