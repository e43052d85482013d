package cli_test

import (
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestCutAnywhere: a connection that is lost, at whatever message from dbtool
// to the server, leaves nothing that the next run does not put right by itself.
// Either the message does not arrive, or the answer does not.
func TestCutAnywhere(t *testing.T) {
	for what, arrives := range map[string]bool{"before it arrives": false, "before the answer": true} {
		t.Run(what, func(t *testing.T) {
			faultProjects(t, func(t *testing.T, p *faultProject) {
				p.everywhere(t, func(t *testing.T, place int, args ...string) bool {
					return cut(t, p.db.URL, place, arrives, args)
				})
			}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
		})
	}
}

// cut runs dbtool over a connection that is cut at the place.
func cut(t *testing.T, server string, place int, arrives bool, args []string) bool {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	s := newScissors(t, u.Host, place, arrives)
	defer s.close()
	u.Host = s.listener.Addr().String()
	_, stderr, code := run(t, append(args, "--url", u.String())...)
	hit := s.hit()
	if !hit && code != 0 {
		t.Errorf("place %d: exit %d without a cut: %s", place, code, stderr)
	}
	if hit && code != 0 && (strings.Count(stderr, "dbtool: error: ") != 1 || !strings.Contains(stderr, "dbtool: hint: ")) {
		t.Errorf("place %d: exit %d: it should say what to do next:\n%s", place, code, stderr)
	}
	return hit
}

// scissors are a proxy that cuts the connection which sends the n-th message,
// and takes no other afterwards: the network is down.
type scissors struct {
	listener net.Listener
	server   string
	arrives  bool

	mu   sync.Mutex
	left int
	open sync.WaitGroup
}

func newScissors(t *testing.T, server string, place int, arrives bool) *scissors {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &scissors{listener: l, server: server, arrives: arrives, left: place}
	s.open.Go(s.serve)
	return s
}

func (s *scissors) close() {
	_ = s.listener.Close()
	s.open.Wait()
}

func (s *scissors) hit() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.left <= 0
}

// message counts one, and reports whether it is the one to cut at, or comes later.
func (s *scissors) message() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left--
	return s.left <= 0
}

func (s *scissors) serve() {
	for {
		client, err := s.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", s.server)
		if err != nil || s.hit() {
			_ = client.Close()
			continue
		}
		s.open.Go(func() {
			_, _ = io.Copy(client, server)
			_ = client.Close()
		})
		s.open.Go(func() { s.pass(client, server) })
	}
}

// pass hands on what the client says.
func (s *scissors) pass(client, server net.Conn) {
	defer server.Close()
	defer client.Close()
	message := make([]byte, 1<<16)
	for {
		n, err := client.Read(message)
		if err != nil {
			return
		}
		cut := s.message()
		if cut && !s.arrives {
			return
		}
		if cut {
			_ = client.Close() // first, so that no answer gets through
		}
		if _, err := server.Write(message[:n]); err != nil || cut {
			return
		}
	}
}
