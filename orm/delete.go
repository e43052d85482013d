package orm

import (
	"context"
	"errors"
	"fmt"
	"slices"

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
	soft, hard := parted(es)
	for at := depth(es) - 1; at >= 0; at-- { // what refers to other parts of the row first
		in := func(e *entry, _ []*field) (*mapper, []*field) { return e.deletesIn(e.store(at)) }
		for _, b := range append(batches(soft, in), batches(hard, in)...) {
			for part := range slices.Chunk(b.es, chunk) {
				if err := w.deleteBatch(ctx, b.m, part); err != nil {
					return err
				}
			}
		}
	}
	for _, e := range es {
		if err := w.s.fire(ctx, AfterDelete, e.obj); err != nil {
			return err
		}
	}
	return nil
}

// parted are those whose rows are marked, and those whose rows go.
func parted(es []*entry) (soft, hard []*entry) {
	for _, e := range es {
		if e.marks() {
			soft = append(soft, e)
		} else {
			hard = append(hard, e)
		}
	}
	return soft, hard
}

// deletesIn are the fields by which a row is found in a table to be deleted
// from it. One that is only marked is left in the others.
func (e *entry) deletesIn(m *mapper) (*mapper, []*field) {
	if m == nil || e.marks() && m.soft == nil {
		return nil, nil
	}
	return m, m.keys
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
	where := []ast.Node{matches(m.refs(columns), keys)}
	var st core.Statement = &ast.Delete{Rel: m.rel, Where: where}
	if es[0].marks() {
		st = w.mark(m, es, where)
	}
	res, err := w.s.db.ExecStatement(ctx, st)
	if err != nil {
		return fmt.Errorf("orm: delete from %s: %w", m.table.Ident(), err)
	}
	if n, err := res.RowsAffected(); err != nil || m.version != nil && n != int64(len(es)) {
		return errors.Join(err, stale(m, es))
	}
	return nil
}
