package engine

import (
	"database/sql"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/dbtool/dbtool/dialect"
)

// Options are how an engine keeps its connections. The zero value is what an
// application usually wants. Each has a parameter of the URL by which whoever
// runs the program can have it otherwise: dbtool_max_open=10,
// dbtool_max_idle, dbtool_lifetime=30m, dbtool_idle_time, dbtool_statements,
// dbtool_pre_ping=1, dbtool_timeout=5s, dbtool_plain=1,
// dbtool_replica_delay=2s.
type Options struct {
	// MaxOpen is how many connections there are at most, and MaxIdle how many
	// of them wait for work. 0 is the dialect's number, less than 0 no limit.
	MaxOpen, MaxIdle int
	// Lifetime and IdleTime are how long a connection is used, and how long it
	// waits for work. 0 is the dialect's time, less than 0 for ever.
	Lifetime, IdleTime time.Duration
	// Statements is how many statements are kept prepared on each connection.
	// 0 is the dialect's number. Less than 0 is none, for poolers that give
	// each transaction another connection (PgBouncer, ProxySQL).
	Statements int
	// PrePing asks the server for a sign of life whenever a connection is
	// taken out of the pool, which costs a round trip. Without it, connections
	// that were closed are noticed all the same; those that a firewall has cut
	// are not.
	PrePing bool
	// Timeout is how long a statement may take, its rows included. 0 is as
	// long as its context has.
	Timeout time.Duration
	// Plain has the connections of a tool that comes and goes: nothing is kept
	// prepared, and an SQLite file keeps its kind of journal.
	Plain bool
	// Replicas are URLs of copies of the database to read from; see
	// [Engine.Reader].
	Replicas []string
	// ReplicaDelay is how long replicas may take to have what was written; see
	// [Engine.ReaderSince]. 0 is five seconds.
	ReplicaDelay time.Duration
	// Hooks are told of each statement; [Log] is one.
	Hooks []Hook
}

// prefix is that of the URL's parameters that are the engine's own.
const prefix = "dbtool_"

// from takes the engine's own parameters out of a URL.
func (o Options) from(u *dialect.URL) (*dialect.URL, Options, error) {
	rest := *u
	rest.Params = url.Values{}
	for name, values := range u.Params {
		own, ok := strings.CutPrefix(name, prefix)
		if !ok {
			rest.Params[name] = values
			continue
		}
		if err := o.set(own, values[len(values)-1]); err != nil {
			return nil, o, fmt.Errorf("%w: parameter %s: %w", ErrURL, name, err)
		}
	}
	return &rest, o, nil
}

func (o *Options) set(name, value string) (err error) {
	switch name {
	case "max_open":
		o.MaxOpen, err = strconv.Atoi(value)
	case "max_idle":
		o.MaxIdle, err = strconv.Atoi(value)
	case "lifetime":
		o.Lifetime, err = time.ParseDuration(value)
	case "idle_time":
		o.IdleTime, err = time.ParseDuration(value)
	case "statements":
		o.Statements, err = strconv.Atoi(value)
		if err == nil && o.Statements == 0 {
			o.Statements = -1 // whoever writes a nought means it
		}
	case "pre_ping":
		o.PrePing, err = strconv.ParseBool(value)
	case "timeout":
		o.Timeout, err = time.ParseDuration(value)
	case "plain":
		o.Plain, err = strconv.ParseBool(value)
	case "replica_delay":
		o.ReplicaDelay, err = time.ParseDuration(value)
	default:
		return fmt.Errorf("there is max_open, max_idle, lifetime, idle_time, statements, pre_ping, timeout, plain and replica_delay behind %s", prefix)
	}
	return err
}

// open makes a handle. It does no I/O.
func (o Options) open(d dialect.Dialect, u *dialect.URL) (*sql.DB, error) {
	if o.Plain {
		db, err := d.Open(u)
		if err == nil && o.MaxOpen != 0 {
			db.SetMaxOpenConns(max(o.MaxOpen, 0))
		}
		return db, err
	}
	p, err := d.Pool(u, dialect.PoolOptions{Statements: o.Statements})
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(wrap(p, o.PrePing, func(err error) bool { return d.Explain(err).Class == dialect.StalePlan }))
	if p.MaxOpen == 1 {
		o.MaxOpen, o.MaxIdle, o.Lifetime, o.IdleTime = 1, 1, 0, 0
	}
	open := or(o.MaxOpen, p.MaxOpen)
	db.SetMaxOpenConns(open)
	idle := or(o.MaxIdle, p.MaxIdle)
	if o.MaxIdle < 0 || idle == 0 {
		idle = max(open, 1<<10) // to database/sql, no limit of open ones is 0, and 0 idle ones are none
	}
	db.SetMaxIdleConns(idle)
	db.SetConnMaxLifetime(or(o.Lifetime, p.Lifetime))
	db.SetConnMaxIdleTime(or(o.IdleTime, p.IdleTime))
	return db, nil
}

// or is what was asked for, 0 for less than that, or else the usual.
func or[T int | time.Duration](asked, usual T) T {
	if asked == 0 {
		return usual
	}
	return max(asked, 0)
}
