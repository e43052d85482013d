// Package orm stands for dbtool's.
package orm

import (
	"context"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
)

type (
	Session        struct{}
	Def            struct{}
	ColDef         struct{}
	Table[T any]   struct{ core.Table }
	Poly[I, T any] struct{ Table[T] }
	One[P, C any]  struct {
		p P
		c C
	}
	Many[P, C any] struct {
		p P
		c C
	}
	Opt[T any] struct {
		V   T
		Set bool
	}
)

func NewSession(db core.DB, m *metadata.MetaData) *Session { return nil }
func (*Session) Close() error                              { return nil }
func (*Session) Commit(ctx context.Context) error          { return nil }

func (*Def) Col(field any) *ColDef      { return nil }
func (*Def) Ignore(fields ...any)       {}
func (*Def) Inline(field any, p string) {}
func (c *ColDef) JSON() *ColDef         { return c }
func (c *ColDef) NotNull() *ColDef      { return c }

func Bind[H any](m *metadata.MetaData) *H { return nil }
