// Package engine opens databases. An [Engine] is a handle, the dialect that
// understands it and what the server said of itself.
package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
)

// Engine is an open database. It may be shared between goroutines; Close
// closes it.
type Engine struct {
	DB      *sql.DB
	URL     *dialect.URL
	Dialect dialect.Dialect
	Server  *dialect.Server

	options   Options
	hooks     []Hook
	rewriters []Rewriter
	replicas  *replicas
	scratch   bool
}

// IsScratch reports whether the database is one that was made to try something
// and goes when it is closed; see [OpenScratch].
func (e *Engine) IsScratch() bool { return e.scratch }

// OpenError is a database that could not be opened. Its message holds the URL
// without the password and what to do.
type OpenError struct {
	URL *dialect.URL
	// Problem is the server's refusal taken apart.
	Problem dialect.Problem
	Err     error
}

func (e *OpenError) Error() string {
	msg := e.Problem.Message
	if msg == "" {
		msg = e.Err.Error()
	}
	return fmt.Sprintf("open %s: %s", e.URL, msg)
}

func (e *OpenError) Unwrap() error { return e.Err }

// Hint is the next step, or "".
func (e *OpenError) Hint() string {
	if e.Problem.Hint != "" {
		return e.Problem.Hint
	}
	switch e.Problem.Class {
	case dialect.Unreachable, dialect.Disconnected:
		return "is the server running, and are host and port right?"
	case dialect.BadLogin:
		return "check the user's name and the password in the URL"
	case dialect.NoDatabase:
		return "create the database first, or correct its name in the URL"
	}
	return ""
}

// ErrURL is wrapped by errors about the URL itself.
var ErrURL = errors.New("bad database URL")

// Find parses a URL and finds the dialect for it.
func Find(dialects []dialect.Dialect, rawURL string) (dialect.Dialect, *dialect.URL, error) {
	u, err := dialect.ParseURL(rawURL)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrURL, err)
	}
	var schemes []string
	for _, d := range dialects {
		if slices.Contains(d.Schemes(), u.Scheme) {
			return d, u, nil
		}
		schemes = append(schemes, d.Schemes()...)
	}
	return nil, nil, fmt.Errorf("%w: no database goes by %q; there are %s", ErrURL, u.Scheme+":", strings.Join(schemes, ", "))
}

// Open finds the dialect for the URL, connects, and asks the server what it is.
// Its connections are those of an application; see [Options] for what that
// means, and how to have it otherwise.
func Open(ctx context.Context, dialects []dialect.Dialect, rawURL string) (*Engine, error) {
	return OpenWith(ctx, dialects, rawURL, Options{})
}

// OpenWith is [Open] with options.
func OpenWith(ctx context.Context, dialects []dialect.Dialect, rawURL string, o Options) (*Engine, error) {
	d, u, err := Find(dialects, rawURL)
	if err != nil {
		return nil, err
	}
	if u, o, err = o.from(u); err != nil {
		return nil, err
	}
	db, err := o.open(d, u)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrURL, u, err)
	}
	e, err := New(ctx, db, d, u)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	e.options, e.hooks = o, o.Hooks
	if err := e.openReplicas(dialects, o); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

// OpenExisting is [OpenWith] for a tool that only reads: connections are plain
// ones, and a database that is not there is an [*OpenError] also where opening
// would make it.
func OpenExisting(ctx context.Context, dialects []dialect.Dialect, rawURL string) (*Engine, error) {
	d, u, err := Find(dialects, rawURL)
	if err != nil {
		return nil, err
	}
	if m, ok := d.(dialect.Maker); ok && m.Missing(u) {
		return nil, &OpenError{URL: u, Problem: dialect.Problem{Class: dialect.NoDatabase, Message: "there is no such database",
			Hint: "dbtool create-all or dbtool migrate up makes it; or correct the path in the URL"}}
	}
	return OpenWith(ctx, dialects, rawURL, Options{Plain: true})
}

// New makes an engine of a handle that is open already, such as the
// application's own. The URL, used in messages and for scratch databases, may
// be the zero URL.
func New(ctx context.Context, db *sql.DB, d dialect.Dialect, u *dialect.URL) (*Engine, error) {
	s, err := d.Probe(ctx, db)
	if err != nil {
		return nil, (&Engine{URL: u, Dialect: d}).Unopened(err)
	}
	s.KeepTexts(d)
	return &Engine{DB: db, URL: u, Dialect: d, Server: s}, nil
}

// Unopened is the error of a connection that could not be had.
func (e *Engine) Unopened(err error) error {
	return &OpenError{e.URL, e.Dialect.Explain(err), err}
}

// Scratch opens an empty database of its own on the same server. Close drops
// it.
func (e *Engine) Scratch(ctx context.Context) (*Scratch, error) {
	return OpenScratch(ctx, e.Dialect, e.URL)
}

// Scratch is a database that goes when it is closed.
type Scratch struct {
	Engine
	drop func() error
}

// OpenScratch makes a scratch database on the server of the URL.
func OpenScratch(ctx context.Context, d dialect.Dialect, u *dialect.URL) (*Scratch, error) {
	db, drop, err := d.Scratch(ctx, u)
	if err != nil {
		class := d.Explain(err).Class
		if err = fmt.Errorf("scratch database beside %s: %w", u, err); class == dialect.Denied {
			err = &scratchError{err}
		}
		return nil, err
	}
	e, err := New(ctx, db, d, u)
	if err != nil {
		return nil, errors.Join(err, drop())
	}
	e.scratch = true
	return &Scratch{*e, drop}, nil
}

// scratchError is a scratch database that may not be made.
type scratchError struct{ error }

func (e *scratchError) Unwrap() error { return e.error }

// Hint says where else one can be made.
func (*scratchError) Hint() string {
	return "this is tried in a database of its own: grant the right to create databases, or set scratch = \"URL\" in dbtool.toml"
}

// Close drops the scratch database.
func (s *Scratch) Close() error { return s.drop() }

// usable reports what is missing of an engine, or of what a Conn or Tx of zeros
// has in its place.
func (e *Engine) usable() error {
	if e == nil || e.DB == nil {
		return errors.New("engine: it is nil, or one of zeros; open one with Open")
	}
	return nil
}

// Close closes the handle, and those of the replicas.
func (e *Engine) Close() error { return errors.Join(e.DB.Close(), e.replicas.close()) }
