package migrate

import (
	"context"
	"io/fs"
	"time"

	"github.com/dbtool/dbtool/engine"
)

// ApplyOptions are how an application migrates at its start. The zero value is
// the usual case.
type ApplyOptions struct {
	// Dir is the folder of the revisions in the file system; "" is its root.
	Dir string
	// Target is what to reach, as for dbtool migrate up; "" is all of it.
	Target string
	// Code are revisions written in Go.
	Code []*Revision
	// Tool is recorded in the ledger: the program and its version.
	Tool string
	// LockWait is how long to wait for another copy of the application that is
	// migrating; zero is a minute.
	LockWait time.Duration
	// Lock is [LockLease] behind a pool that gives each transaction another
	// connection.
	Lock LockKind
	// Log is told what happens as it happens; nil for silence.
	Log func(Event)
}

// Apply brings a database up to the revisions in a file system, such as an
// embed.FS, and returns those that it applied, also with an error. It may be
// called by many copies of an application at once: one migrates, and the
// others wait for it and find nothing left to do.
func Apply(ctx context.Context, e *engine.Engine, files fs.FS, o ApplyOptions) ([]*Revision, error) {
	if o.Dir == "" {
		o.Dir = "."
	}
	dir, err := fs.Sub(files, o.Dir)
	if err != nil {
		return nil, err
	}
	g, err := Load(dir, o.Dir, o.Code...)
	if err != nil {
		return nil, err
	}
	r := Runner{Engine: e, Graph: g, Tool: o.Tool, LockWait: o.LockWait, Lock: o.Lock, Log: o.Log}
	return r.Up(ctx, o.Target)
}
