package core

import (
	"errors"

	"github.com/dbtool/dbtool/core/ast"
)

// Source is something to select from: a bound table, or what Alias, As, CTE
// and the table functions return.
type Source interface{ relation() *ast.Relation }

// RelationOf is the data behind a source, for dialects and tools.
func RelationOf(s Source) *ast.Relation { return s.relation() }

// Relation is something to select from that is no table: what As, Lateral, CTE
// and Recursive return. Its columns are had with [Of].
type Relation struct{ rel *ast.Relation }

func (r Relation) relation() *ast.Relation { return bound(r.rel) }

// unbound is what handles of zeros and a Relation of zeros are: what cannot be
// written.
var unbound = &ast.Relation{Alias: "handles that are not bound", Query: &ast.Broken{
	Err: errors.New("core: the handles are not bound to a table (see Bind), or a Relation is one of zeros")}}

func bound(r *ast.Relation) *ast.Relation {
	if r == nil {
		return unbound
	}
	return r
}

// Alias is the same rows under another name, for a join with themselves. Those of
// a common table expression are not computed anew.
func (r Relation) Alias(name string) Relation {
	c := *r.relation()
	c.Alias = name
	return Relation{&c}
}

// LockOption changes what a lock does about rows that others hold.
type LockOption func(*ast.Lock)

// NoWait fails at once.
func NoWait(l *ast.Lock) { l.NoWait = true }

// SkipLocked passes over them.
func SkipLocked(l *ast.Lock) { l.SkipLocked = true }

// LockOf locks only the rows of the given relations.
func LockOf(sources ...Source) LockOption {
	return func(l *ast.Lock) {
		for _, s := range sources {
			l.Of = append(l.Of, s.relation())
		}
	}
}
