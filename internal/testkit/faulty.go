package testkit

import (
	"io"
	"math/rand/v2"
	"net"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

// Faulty stands between a program and a server and is a bad network: it cuts connections off or falls silent, after any
// number of bytes. Mend makes it a good one.
type Faulty struct {
	Port   int // at 127.0.0.1
	target string
	most   atomic.Int64 // bytes that pass before something goes wrong; 0 = nothing goes wrong
	Faults atomic.Int64 // that happened
}

// NewFaulty stands before a port at 127.0.0.1. A connection fails after at most so many bytes from the server.
func NewFaulty(t testing.TB, port, most int) *Faulty {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	f := &Faulty{Port: listener.Addr().(*net.TCPAddr).Port, target: net.JoinHostPort("127.0.0.1", strconv.Itoa(port))}
	f.most.Store(int64(most))
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go f.pass(conn)
		}
	}()
	return f
}

// Mend lets every new connection be good.
func (f *Faulty) Mend() { f.most.Store(0) }

// pass carries one connection. Every third failure is silence, the others are cuts.
func (f *Faulty) pass(client net.Conn) {
	defer func() { _ = client.Close() }()
	server, err := net.Dial("tcp", f.target)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	go func() { _, _ = io.Copy(server, client); _ = server.Close() }()
	most := f.most.Load()
	if most == 0 {
		_, _ = io.Copy(client, server)
		return
	}
	if n, err := io.CopyN(client, server, rand.Int64N(most)); err != nil && n < most {
		return
	}
	if f.Faults.Add(1)%3 == 0 {
		time.Sleep(3 * time.Second)
	}
}
