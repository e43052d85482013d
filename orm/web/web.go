// Package web has a session of package orm for each request of a net/http
// server: committed when the answer is a good one, rolled back otherwise, and
// closed always.
package web

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

type sessionKey struct{}

// Sessions gives each request a session, which [Session] finds. It is committed
// just before the answer begins, if its status is below 400: what the client is
// told has happened, has. A commit that fails becomes status 500, unless failed
// writes another answer. A status of 400 and more, and a panic, roll it back; so is
// what the session does when the answer has begun.
//
// A [http.TimeoutHandler] goes around this, and not inside: it leaves its handler
// running with a session whose request is over.
func Sessions(e *engine.Engine, meta *metadata.MetaData, failed func(w http.ResponseWriter, r *http.Request, err error), options ...Option) func(http.Handler) http.Handler {
	if failed == nil {
		failed = func(w http.ResponseWriter, _ *http.Request, _ error) {
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		}
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s := orm.NewSession(e, meta)
			defer closed(s)
			r = r.WithContext(context.WithValue(r.Context(), sessionKey{}, s))
			a := &answer{ResponseWriter: w, r: r, s: s, failed: failed}
			for _, o := range options {
				if err := o(a); err != nil {
					failed(w, r, err)
					return
				}
			}
			next.ServeHTTP(a, r)
			a.begin(http.StatusOK)
		})
	}
}

// closed closes a session. Rolling back one that was committed does nothing; a
// failure to roll back has closed the connection, and the server rolls back. A
// handler may have left a goroutine behind that uses the session: it is closed
// when that has ended.
func closed(s *orm.Session) {
	if errors.Is(s.Close(), orm.ErrBusy) {
		go func() {
			for errors.Is(s.Close(), orm.ErrBusy) {
				time.Sleep(10 * time.Millisecond)
			}
		}()
	}
}

// Session is the session of a request that came through [Sessions]; nil
// otherwise.
func Session(r *http.Request) *orm.Session {
	s, _ := r.Context().Value(sessionKey{}).(*orm.Session)
	return s
}

// answer commits before its first byte.
type answer struct {
	http.ResponseWriter
	r      *http.Request
	s      *orm.Session
	failed func(http.ResponseWriter, *http.Request, error)
	begun  bool
	broken bool // the commit failed, and that was answered
	// cookie keeps when the client wrote, and wrote is what it said.
	cookie string
	wrote  time.Time
}

// WriteHeader commits or rolls back, and sends the status.
func (a *answer) WriteHeader(status int) {
	if status < 200 { // one that announces the answer
		a.ResponseWriter.WriteHeader(status)
		return
	}
	if a.begin(status); !a.broken {
		a.ResponseWriter.WriteHeader(status)
	}
}

// Write sends a part of the answer. What comes after a commit that failed is
// dropped.
func (a *answer) Write(b []byte) (int, error) {
	if a.begin(http.StatusOK); a.broken {
		return len(b), nil
	}
	return a.ResponseWriter.Write(b)
}

// FlushError begins the answer, if that has not been done, and sends what there is
// of it.
func (a *answer) FlushError() error {
	if a.begin(http.StatusOK); a.broken {
		return nil
	}
	return http.NewResponseController(a.ResponseWriter).Flush()
}

// Flush is [answer.FlushError] for those who ask for an [http.Flusher].
func (a *answer) Flush() { _ = a.FlushError() } // which has no way to tell

// Hijack commits, and leaves the connection to the handler. If the commit fails,
// that is answered, and its error is returned.
func (a *answer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if a.begin(http.StatusOK); a.broken {
		return nil, nil, errBroken
	}
	return http.NewResponseController(a.ResponseWriter).Hijack()
}

var errBroken = errors.New("orm/web: the session's commit failed, which was answered")

// Unwrap is for [http.ResponseController].
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) begin(status int) {
	if a.begun {
		return
	}
	a.begun = true
	if status >= http.StatusBadRequest {
		return // Close rolls back
	}
	if err := a.s.Commit(a.r.Context()); err != nil {
		a.broken = true
		a.failed(a.ResponseWriter, a.r, err)
		return
	}
	a.remember()
}
