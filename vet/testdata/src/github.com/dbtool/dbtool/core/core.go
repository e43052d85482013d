// Package core stands for dbtool's.
package core

import (
	"context"
	"iter"
	"time"

	"github.com/dbtool/dbtool/metadata"
)

type (
	Table        struct{}
	Str          struct{ v string }
	Bool         struct{ v bool }
	Time         struct{ v time.Time }
	Num[T any]   struct{ v T }
	Col[T any]   struct{ v T }
	DB           interface{ db() }
	TextOf       struct{}
	Query[R any] struct{ r R }
	Value[T any] struct{ v T }
)

func Text(text string, args ...any) TextOf                                         { return TextOf{} }
func (TextOf) Exec(ctx context.Context, db DB) (int, error)                        { return 0, nil }
func SQL[T any](text string, args ...any) Value[T]                                 { return Value[T]{} }
func Select[R any](v Value[R]) Query[R]                                            { return Query[R]{} }
func Bind[H any](t *metadata.Table) *H                                             { return nil }
func BindAll[H any](t *metadata.Table) *H                                          { return nil }
func NewTable[H any](m *metadata.MetaData, name string, items ...metadata.Item) *H { return nil }

func (Query[R]) Iter(ctx context.Context, db DB) iter.Seq2[R, error]             { return nil }
func (Query[R]) Batches(ctx context.Context, db DB, n int) iter.Seq2[[]R, error] { return nil }
