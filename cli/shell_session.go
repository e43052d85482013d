package cli

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/render"
)

// session is the one connection that a shell's statements run on.
type session struct {
	ctx        context.Context
	dialects   []dialect.Dialect
	write      bool
	timeout    time.Duration  // of a statement, 0 for none
	interrupts chan os.Signal // Ctrl-C while a statement runs
	say        func(string)

	raw    string // the URL, with its password
	e      *engine.Engine
	asks   dialect.Session
	conn   *sql.Conn // nil once it is lost
	cancel func(context.Context) error
	state  dialect.TxState
	stop   atomic.Pointer[func()] // stops what runs
}

// errStopped is a statement that its user stopped.
var errStopped = errors.New("stopped")

func (s *session) rules() lex.Rules { return s.e.Dialect.Rules() }

// open connects to a database and then leaves the one before, if there was one.
func (s *session) open(raw string) error {
	open := engine.OpenExisting
	if s.write {
		open = func(ctx context.Context, list []dialect.Dialect, raw string) (*engine.Engine, error) {
			return engine.OpenWith(ctx, list, raw, engine.Options{Plain: true})
		}
	}
	e, err := open(s.ctx, s.dialects, raw)
	if err != nil {
		return err
	}
	asks, ok := e.Dialect.(dialect.Session)
	if !ok {
		return errors.Join(fmt.Errorf("a shell on %s is %w", e.Dialect.Name(), dialect.ErrUnsupported), e.Close())
	}
	if !oneConnection(e) {
		e.DB.SetMaxIdleConns(0) // a shell may stand open for days, and needs the one it holds
	}
	next := &session{ctx: s.ctx, e: e, asks: asks, write: s.write}
	if err := next.connect(s.ctx); err != nil {
		return errors.Join(err, e.Close())
	}
	if err := s.close(); err != nil {
		s.say("dbtool: warning: " + err.Error())
	}
	s.raw, s.e, s.asks, s.conn, s.cancel, s.state = raw, e, asks, next.conn, next.cancel, dialect.TxNone
	return nil
}

// sibling is the URL of another database on the same server.
func sibling(raw, name string) string {
	scheme, rest, _ := strings.Cut(raw, ":")
	if u, err := url.Parse(raw); err == nil && strings.HasPrefix(rest, "//") && u.Host != "" {
		u.Path, u.RawPath = "/"+name, ""
		return u.String()
	}
	return scheme + ":" + name
}

func (s *session) close() error {
	if s.e == nil {
		return nil
	}
	var err error
	if s.conn != nil {
		err = ignoreDone(s.conn.Close())
	}
	return errors.Join(err, s.e.Close())
}

// connect takes a connection for the session.
func (s *session) connect(ctx context.Context) error {
	conn, err := s.e.DB.Conn(ctx)
	if err != nil {
		return s.e.Unopened(err)
	}
	cancel, err := s.e.Dialect.Canceler(ctx, s.e.DB, conn)
	if err != nil {
		return errors.Join(s.e.Unopened(err), ignoreDone(conn.Close()))
	}
	s.conn, s.cancel, s.state = conn, cancel, dialect.TxNone
	return nil
}

// use gives f the connection, made anew if it is lost, and finds out afterwards
// how its transaction stands. Ctrl-C stops what f runs.
func (s *session) use(f func(ctx context.Context) error) error {
	return s.interruptible(func(ctx context.Context) error {
		if s.conn == nil {
			if err := s.connect(ctx); err != nil {
				return err
			}
			s.say("connected again")
		}
		if err := s.protect(ctx); err != nil {
			return s.after(err)
		}
		return s.after(f(ctx))
	})
}

// protect has the server refuse writes, unless they are allowed.
func (s *session) protect(ctx context.Context) error {
	if s.write || s.state == dialect.TxFailed {
		return nil
	}
	for _, statement := range s.asks.StayReadOnly(s.state) {
		if _, err := s.conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// after looks at the connection behind a statement that ended with err.
func (s *session) after(err error) error {
	if s.isLost(err) {
		return s.lose(err)
	}
	ctx, cancel := context.WithTimeout(s.ctx, 10*time.Second)
	defer cancel()
	state, asked := s.asks.TxState(ctx, s.conn)
	if asked != nil {
		return s.lose(errors.Join(err, asked))
	}
	if err != nil && s.state == dialect.TxOpen && state == dialect.TxNone {
		s.say("the transaction is gone: the server rolled it back")
	}
	s.state = state
	return err
}

func (s *session) isLost(err error) bool {
	if err == nil {
		return false
	}
	class := s.e.Dialect.Explain(err).Class
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || class == dialect.Disconnected || class == dialect.Unreachable
}

// lose gives the connection up.
func (s *session) lose(err error) error {
	was := s.state
	_ = s.conn.Close() // it is broken
	s.conn, s.state = nil, dialect.TxNone
	text := "the connection is lost"
	if was != dialect.TxNone {
		text += ", and with it the transaction that was open"
	}
	return withHint(fmt.Errorf("%s: %w", text, err), "the next statement connects again")
}

// interruptible runs f, whose work Ctrl-C and the timeout stop.
func (s *session) interruptible(f func(ctx context.Context) error) error {
	ctx, abandon := context.WithCancel(s.ctx)
	defer abandon()
	var stopped atomic.Bool
	stop := func() {
		if s.cancel == nil || stopped.Swap(true) { // the second time does not wait for the server
			stopped.Store(true)
			abandon()
			return
		}
		short, end := context.WithTimeout(s.ctx, 5*time.Second)
		defer end()
		if err := s.cancel(short); err != nil {
			s.say("the statement may go on on the server: " + err.Error())
			abandon()
		}
	}
	s.stop.Store(&stop)
	defer s.stop.Store(nil)
	done, finished := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(finished)
		s.stopOnSignal(stop, done)
	}()
	err := f(ctx)
	close(done)
	<-finished
	if stopped.Load() {
		var lost *exitError
		if s.conn == nil && errors.As(err, &lost) {
			return err
		}
		return errStopped
	}
	return err
}

// stopOnSignal calls stop at each Ctrl-C, and when the time is over.
func (s *session) stopOnSignal(stop func(), done <-chan struct{}) {
	select {
	case <-s.interrupts: // from before
	default:
	}
	var late <-chan time.Time
	if s.timeout > 0 {
		t := time.NewTimer(s.timeout)
		defer t.Stop()
		late = t.C
	}
	for {
		select {
		case <-done:
			return
		case <-s.interrupts:
			stop()
		case <-late:
			s.say("the time for the statement is over")
			stop()
		}
	}
}

// results is where the results of a statement go: each writer is for one of
// them, and done ends all.
type results struct {
	writer func() (render.Writer, error)
	done   func() error
}

// run runs one statement.
func (s *session) run(text string, args []any, to results) error {
	if !s.write {
		if err := refuseWriting(text, s.rules()); err != nil {
			return errors.Join(err, to.done())
		}
	}
	err := s.use(func(ctx context.Context) error {
		out, err := to.writer()
		if err != nil {
			return err
		}
		q := queryRun{e: s.e, write: s.write, text: text, args: args, out: out, more: to.writer, say: s.say}
		if s.write && onlyChanges(text, s.rules()) {
			return q.change(ctx, s.conn)
		}
		return q.rows(ctx, s.conn)
	})
	return errors.Join(err, to.done())
}

// refuseWriting is for statements by which a transaction would be one that may
// write. Others the server refuses itself.
func refuseWriting(text string, rules lex.Rules) error {
	tokens, err := lex.Tokens(text, rules)
	if err != nil || len(tokens) == 0 || !tokens[0].IsAny("BEGIN", "START", "SET") {
		return nil
	}
	for i, t := range tokens {
		name := strings.ToLower(strings.TrimLeft(t.Text, "@"))
		if t.Is("WRITE") && tokens[i-1].Is("READ") || strings.HasSuffix(name, "_read_only") || strings.HasSuffix(name, ".tx_read_only") {
			return withHint(errors.New("this shell is read-only, and its transactions are too"), "dbtool query --write lets statements change the database")
		}
	}
	return nil
}

// changesSchema reports whether the names that there are may be others behind
// the statement.
func changesSchema(text string, rules lex.Rules) bool {
	tokens, err := lex.Tokens(text, rules)
	return err == nil && len(tokens) > 0 && tokens[0].IsAny("CREATE", "ALTER", "DROP", "RENAME", "COMMENT", "COMMIT", "ROLLBACK", "END", "SET", "ATTACH", "DETACH")
}
