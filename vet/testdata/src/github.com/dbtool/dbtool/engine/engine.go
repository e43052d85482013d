// Package engine stands for dbtool's.
package engine

import "context"

type Engine struct{ Dialect Dialect }

type Dialect interface {
	Ident(parts ...string) string
	Literal(s string) string
}

func (*Engine) Query(ctx context.Context, text string, args ...any) error { return nil }
func (*Engine) Exec(ctx context.Context, text string, args ...any) error  { return nil }
