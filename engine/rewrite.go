package engine

import (
	"context"
	"errors"
	"slices"

	"github.com/dbtool/dbtool/core/ast"
)

// Rewriter may send another statement than it was given, or an error instead of
// any. A statement may be in use elsewhere: what is changed has to be a copy,
// which [ast.Copy] makes.
type Rewriter func(ctx context.Context, s ast.Statement) (ast.Statement, error)

// WithRewriter is the same engine, through which each statement of packages core
// and orm passes f before it is spelled, those of its replicas too; a second one
// is given what the first returned. SQL text of Query and Exec is not known to
// be a statement, and rows of a bulk insert, which a flush of many objects
// writes too, are none: these pass by. Closing either engine closes both.
func (e *Engine) WithRewriter(f Rewriter) *Engine {
	c := *e
	c.rewriters = append(slices.Clip(e.rewriters), f)
	return &c
}

func (e *Engine) rewritten(ctx context.Context, s ast.Statement) (ast.Statement, error) {
	for _, f := range e.rewriters {
		var err error
		if s, err = f(ctx, s); err != nil {
			return nil, err
		}
		if s == nil {
			return nil, errors.New("engine: a rewriter has returned no statement and no error")
		}
	}
	return s, nil
}

// like is a replica with this engine's rewriters.
func (e *Engine) like(replica *Engine) *Engine {
	if len(e.rewriters) == 0 {
		return replica
	}
	c := *replica
	c.rewriters = e.rewriters
	return &c
}
