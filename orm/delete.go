package orm

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
)

func (w *work) delete(ctx context.Context, es []*entry) error {
	for _, e := range es {
		if err := w.s.own(e); err != nil {
			return err
		}
		w.s.remember(e)
	}
	for _, b := range batches(es, func(e *entry) []*field { return e.m.keys }) {
		for part := range slices.Chunk(b.es, chunk) {
			if err := w.deleteBatch(ctx, b.m, part); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *work) deleteBatch(ctx context.Context, m *mapper, es []*entry) error {
	columns := slices.Clone(m.keys)
	if m.version != nil {
		columns = append(columns, m.version)
	}
	var keys [][]any
	for _, e := range es {
		key, _ := keyOf(e.source(), columns)
		keys = append(keys, key)
	}
	where := []ast.Node{matches(refs(columns), keys)}
	var st core.Statement = &ast.Delete{Rel: m.rel, Where: where}
	if m.soft != nil {
		now := time.Now().UTC()
		st = &ast.Update{Rel: m.rel, Where: where, Set: []ast.Assign{{Column: m.soft.column, Value: &ast.Arg{Value: now, Type: &m.soft.column.Type}}}}
		for _, e := range es {
			if p, ok := value(e.p, m.soft).Addr().Interface().(**time.Time); ok {
				*p = &now
			}
		}
	}
	res, err := w.s.db.ExecStatement(ctx, st)
	if err != nil {
		return fmt.Errorf("orm: delete from %s: %w", m.table.Ident(), err)
	}
	if n, err := res.RowsAffected(); err != nil || m.version != nil && n != int64(len(es)) {
		return errors.Join(err, stale(m, es))
	}
	for _, e := range es {
		if err := w.s.fire(ctx, AfterDelete, e.obj); err != nil {
			return err
		}
	}
	return nil
}
