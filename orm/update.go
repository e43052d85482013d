package orm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
)

func (w *work) exec(ctx context.Context, st core.Statement, m *mapper) error {
	if _, err := w.s.db.ExecStatement(ctx, st); err != nil {
		return fmt.Errorf("orm: write %s: %w", m.table.Ident(), err)
	}
	return nil
}

// update writes what has changed, and nothing else.
func (w *work) update(ctx context.Context, es []*entry) error {
	for _, e := range es {
		w.s.remember(e)
		if err := errors.Join(copyKeys(e), w.s.own(e), e.unchanged()); err != nil {
			return err
		}
		e.fillAnew()
	}
	inOrder, rest := rekeyed(es)
	for _, e := range inOrder {
		if err := w.writeChanges(ctx, []*entry{e}); err != nil {
			return err
		}
	}
	return w.writeChanges(ctx, rest)
}

// writeChanges updates rows that may be written in any order.
func (w *work) writeChanges(ctx context.Context, es []*entry) error {
	tables := depth(es)
	var written []*entry
	for at := range tables {
		for _, b := range batches(es, func(e *entry, _ []*field) (*mapper, []*field) { return e.changesIn(e.store(at)) }) {
			if err := w.updateAlike(ctx, b); err != nil {
				return err
			}
			if tables > 1 { // to be told of when all of it is written
				written = append(written, b.es...)
			} else if err := w.updated(ctx, b.es); err != nil {
				return err
			}
		}
	}
	if tables > 1 {
		return w.updated(ctx, unique(written))
	}
	return nil
}

// updateAlike updates the rows of a batch, in as many statements as it takes.
func (w *work) updateAlike(ctx context.Context, b *batch) error {
	if v := b.m.version; v != nil {
		if !slices.Contains(b.fields, v) {
			b.fields = append(slices.Clone(b.fields), v)
		}
		for _, e := range b.es {
			setInt(value(e.p, v), intOf(value(e.sp, v))+1)
		}
	}
	for part := range slices.Chunk(b.es, b.together()) {
		if err := w.updateBatch(ctx, b, part); err != nil {
			return err
		}
	}
	if b.m.remade(b.fields) {
		return w.readBack(ctx, b.m, b.es)
	}
	return nil
}

// remade reports whether an UPDATE of these fields has the database make values
// of others.
func (m *mapper) remade(written []*field) bool {
	return slices.ContainsFunc(m.fields, func(f *field) bool {
		return !slices.Contains(written, f) && !f.isKey(m) && (f.made || f.column.OnUpdate != nil)
	})
}

// updated files entries under the keys that they have now, and tells of them.
func (w *work) updated(ctx context.Context, es []*entry) error {
	for _, e := range es {
		if err := e.asSaid(); err != nil {
			return err
		}
		if id := e.m.identity(e.p); id != e.id {
			w.s.maps[e.m.space].drop(e)
			e.id = id
			w.s.index(e)
		}
		if err := w.s.fire(ctx, AfterUpdate, e.obj); err != nil {
			return err
		}
	}
	return nil
}

// together is how many rows one UPDATE may write. Bytes go one row at a time:
// put together with others, MySQL takes them for text.
func (b *batch) together() int {
	for _, f := range append(slices.Clone(b.fields), b.m.keys...) {
		if k := f.typ.Kind(); (k == reflect.Slice || k == reflect.Array) && f.typ.Elem().Kind() == reflect.Uint8 {
			return 1
		}
	}
	return max(1, min(rowsAtOnce/2, most/(len(b.fields)+len(b.m.keys)+1)))
}

func (w *work) updateBatch(ctx context.Context, b *batch, es []*entry) error {
	st := &ast.Update{Rel: b.m.rel}
	where := slices.Clone(b.m.keys)
	if b.m.version != nil {
		where = append(where, b.m.version)
	}
	if len(es) == 1 {
		for _, f := range b.fields {
			st.Set = append(st.Set, ast.Assign{Column: f.column, Value: &ast.Arg{Value: f.arg(es[0].p), Type: &f.column.Type}})
		}
		for _, f := range where {
			st.Where = append(st.Where, &ast.Binary{Op: ast.OpEq, L: f.ref, R: &ast.Arg{Value: f.arg(es[0].sp), Type: &f.column.Type}})
		}
	} else {
		updateMany(st, b, es, where)
	}
	res, err := w.s.db.ExecStatement(ctx, st)
	if err != nil {
		return fmt.Errorf("orm: update %s: %w", b.m.table.Ident(), err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	if n != int64(len(es)) {
		return stale(b.m, es)
	}
	return nil
}

// updateMany joins the table with a list of keys and values.
func updateMany(st *ast.Update, b *batch, es []*entry, where []*field) {
	v := &ast.Relation{Alias: "dbtool_rows"}
	for i := range len(where) + len(b.fields) {
		v.Columns = append(v.Columns, fmt.Sprintf("c%d", i))
	}
	for _, e := range es {
		var row []ast.Node
		for _, f := range where {
			row = append(row, &ast.Arg{Value: f.arg(e.sp), Type: &f.column.Type})
		}
		for _, f := range b.fields {
			row = append(row, &ast.Arg{Value: f.arg(e.p), Type: &f.column.Type})
		}
		v.Values = append(v.Values, row)
	}
	st.From = []*ast.Relation{v}
	for i, f := range where {
		st.Where = append(st.Where, &ast.Binary{Op: ast.OpEq, L: f.ref, R: &ast.ColumnRef{Rel: v, Name: v.Columns[i]}})
	}
	for i, f := range b.fields {
		st.Set = append(st.Set, ast.Assign{Column: f.column, Value: &ast.ColumnRef{Rel: v, Name: v.Columns[len(where)+i]}})
	}
}
