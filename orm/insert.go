package orm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

func (w *work) insert(ctx context.Context, es []*entry) error {
	var fresh, switched []*entry
	for _, e := range es {
		w.s.remember(e)
		e.fillIn()
		if err := errors.Join(copyKeys(e), w.s.own(e), e.stamp(), w.replaces(e)); err != nil {
			return err
		}
		if w.switched(e) {
			switched = append(switched, e)
			continue
		}
		if e.m.version != nil && value(e.p, e.m.version).IsZero() {
			setInt(value(e.p, e.m.version), 1)
		}
		fresh = append(fresh, e)
	}
	if err := w.update(ctx, switched); err != nil {
		return err
	}
	for at := range depth(fresh) {
		for _, b := range batches(fresh, func(e *entry, room []*field) (*mapper, []*field) { return insertFields(e, e.store(at), room) }) {
			if err := w.insertAlike(ctx, b); err != nil {
				return err
			}
		}
	}
	for _, e := range fresh {
		e.state, e.born = clean, true
		if e.id = e.m.identity(e.p); !e.id.known() {
			return fmt.Errorf("orm: the primary key of a new %s is not set, and the database does not make it", e.m)
		}
		if err := e.asSaid(); err != nil {
			return err
		}
		w.s.index(e)
		if err := w.s.fire(ctx, AfterInsert, e.obj); err != nil {
			return err
		}
	}
	return nil
}

// isEmpty reports whether nothing is written but a number that the database makes.
func (b *batch) isEmpty() bool {
	return len(b.fields) == 1 && b.fields[0].made && value(b.es[0].p, b.fields[0]).IsZero()
}

// insertAlike inserts the rows of a batch, in as many statements as it takes.
func (w *work) insertAlike(ctx context.Context, b *batch) error {
	if done, err := w.insertBulk(ctx, b); done || err != nil {
		return b.taken(err)
	}
	for part := range slices.Chunk(b.es, b.rowsTogether()) {
		if err := w.insertBatch(ctx, b, part); err != nil {
			return b.taken(err)
		}
	}
	return nil
}

// rowsTogether is how many rows go into one INSERT.
func (b *batch) rowsTogether() int {
	if b.isEmpty() || b.keyUnordered() { // SQLite has no way to say several empty rows at once
		return 1
	}
	return max(1, min(rowsAtOnce, most/len(b.fields)))
}

// taken says what to do where a row has the number that the database had made for
// it: the object was in another session, or in this one before.
func (b *batch) taken(err error) error {
	if key := b.m.keys[0]; key.made && slices.Contains(b.fields, key) && errors.Is(err, engine.ErrUnique) {
		return fmt.Errorf("%w (%s of a new %s is set; if it is an object that was read, by another session or before Expunge, say Merge in place of Add)", err, key.name, b.m)
	}
	return err
}

// bulkFrom is from how many rows on the engine's way for many of them is taken.
const bulkFrom = 20

// goesInBulk reports whether there are so many, and nothing but a number is
// made by the database.
func (b *batch) goesInBulk() bool {
	return len(b.es) >= bulkFrom && len(b.backFields()) == 0 && !b.keyUnordered() && !slices.ContainsFunc(b.fields, func(f *field) bool { return f.made })
}

// insertBulk inserts many rows at once. It is false where that cannot be.
func (w *work) insertBulk(ctx context.Context, b *batch) (bool, error) {
	db, ok := w.s.db.(core.BulkDB)
	if !ok || !b.goesInBulk() {
		return false, nil
	}
	bulk := &ast.Bulk{Table: b.m.table, Len: len(b.es), Value: func(row, column int) any { return b.fields[column].arg(b.es[row].p) }}
	for _, f := range b.fields {
		bulk.Columns = append(bulk.Columns, f.column)
	}
	key := b.m.keys[0]
	if key.made {
		bulk.Key = key.column
	}
	ids, err := db.InsertBulk(ctx, bulk)
	if err != nil {
		return true, fmt.Errorf("orm: insert into %s: %w", b.m.table.Ident(), err)
	}
	for i, id := range ids {
		setInt(value(b.es[i].p, key), id)
	}
	return true, nil
}

// switched turns an insert of a row that is deleted in the same flush into an
// update of it.
func (w *work) switched(e *entry) bool {
	id := e.m.identity(e.p)
	if !id.known() {
		return false
	}
	i := slices.IndexFunc(w.deletes[e.m], func(d *entry) bool { return d.id == id && !w.early[d] })
	if i < 0 {
		return false
	}
	old := w.deletes[e.m][i]
	w.s.remember(old)
	w.deletes[e.m] = slices.Delete(w.deletes[e.m], i, i+1)
	e.snap = old.m.dup(old.snap)
	e.sp = placeOf(reflect.ValueOf(e.snap))
	w.s.forget(old)
	e.id, e.state = id, clean
	for _, f := range e.m.fields {
		if f == e.m.version || f.made || f.unset(e.p) {
			f.keep(e.p, e.sp)
		}
	}
	w.s.index(e)
	return true
}

// insertFields are the fields that an INSERT into a table sends: all but those
// that the database makes, and what is not set. They are put into the room if it
// is large enough.
func insertFields(e *entry, m *mapper, room []*field) (*mapper, []*field) {
	if m == nil {
		return nil, nil
	}
	list := slices.Grow(room, len(m.fields))
	for _, f := range m.fields {
		switch {
		case f.made && (!slices.Contains(m.keys, f) || value(e.p, f).IsZero()):
		case f.unset(e.p):
		default:
			list = append(list, f)
		}
	}
	if len(list) == 0 { // a row of defaults: say so for one column
		list = append(list, m.keys[0])
	}
	return m, list
}

func (w *work) insertBatch(ctx context.Context, b *batch, es []*entry) error {
	ins := &ast.Insert{Table: b.m.table}
	ins.Columns = make([]*metadata.Column, len(b.fields))
	for i, f := range b.fields {
		ins.Columns[i] = f.column
	}
	values, args := make([]ast.Node, len(es)*len(b.fields)), make([]ast.Arg, len(es)*len(b.fields))
	for i, e := range es {
		from, to := i*len(b.fields), (i+1)*len(b.fields)
		row := values[from:to]
		for k, f := range b.fields {
			if f.made && value(e.p, f).IsZero() {
				row[k] = &ast.Default{}
				continue
			}
			args[from+k] = ast.Arg{Value: f.arg(e.p), Type: &f.column.Type}
			row[k] = &args[from+k]
		}
		ins.Rows = append(ins.Rows, row)
	}
	return w.insertAndRead(ctx, b, ins, es)
}

// insertAndRead inserts rows and reads what the database made of them.
func (w *work) insertAndRead(ctx context.Context, b *batch, ins *ast.Insert, es []*entry) error {
	key := b.m.keys[0]
	number := key.made && value(es[0].p, key).IsZero()
	back := b.backFields()
	caps := w.s.server().Caps
	switch {
	case !number && len(back) == 0:
		return w.exec(ctx, ins, b.m)
	case caps.Returning && (len(back) > 0 || caps.InsertID == "" || b.keyUnordered()):
		return w.returning(ctx, b, ins, es, back)
	case b.keyUnordered():
		return fmt.Errorf("orm: insert into %s: the database makes %s.%s, and %s does not tell what it has made unless that is a number; set it", b.m.table.Ident(), b.m, key.name, w.s.server().Product)
	}
	res, err := w.s.db.ExecStatement(ctx, ins)
	if err != nil {
		return fmt.Errorf("orm: insert into %s: %w", b.m.table.Ident(), err)
	}
	if number {
		id, err := res.LastInsertId()
		if err != nil {
			return err
		}
		step := max(1, caps.InsertStep)
		if caps.InsertID == "last" {
			id -= int64(len(es)-1) * step
		}
		for i, e := range es {
			setInt(value(e.p, key), id+int64(i)*step)
		}
	}
	if len(back) > 0 {
		return w.readBack(ctx, b.m, es)
	}
	return nil
}

// keyUnordered reports whether the database makes keys that do not tell, by
// their order, whose they are, as UUIDs: rows are inserted one by one then.
func (b *batch) keyUnordered() bool {
	key := b.m.keys[0]
	v := reflect.Zero(key.typ)
	return key.made && !v.CanInt() && !v.CanUint() && !slices.Contains(b.fields, key)
}

// backFields are the fields besides the key whose values the database made.
func (b *batch) backFields() []*field {
	var list []*field
	for _, f := range b.m.fields {
		if f != b.m.keys[0] && !slices.Contains(b.fields, f) {
			list = append(list, f)
		}
	}
	return list
}

// returning reads back in the statement itself. The order of what it returns
// is not promised; keys that the database numbered are in the order of the rows.
func (w *work) returning(ctx context.Context, b *batch, ins *ast.Insert, es []*entry, back []*field) error {
	fields := append(slices.Clone(b.m.keys), back...)
	for _, f := range fields {
		ins.Returning = append(ins.Returning, f.ref)
	}
	rows, err := w.s.db.QueryStatement(ctx, ins)
	if err != nil {
		return fmt.Errorf("orm: insert into %s: %w", b.m.table.Ident(), err)
	}
	defer rows.Close() // if a Scan of the program panics
	var got []any
	for rows.Next() {
		obj := b.m.fresh()
		p := placeOf(reflect.ValueOf(obj))
		dest := make([]any, len(fields))
		for i, f := range fields {
			dest[i] = b.m.fieldPlace(p, f)
		}
		if err := core.ScanPlaces(rows, dest); err != nil {
			return fmt.Errorf("orm: insert into %s: %w", b.m.table.Ident(), err)
		}
		got = append(got, obj)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return fmt.Errorf("orm: insert into %s: %w", b.m.table.Ident(), err)
	}
	if len(got) != len(es) {
		return fmt.Errorf("orm: %d rows were inserted into %s, and %d came back", len(es), b.m.table.Ident(), len(got))
	}
	return w.match(b, es, got, fields)
}

// match gives each object its row. Rows with keys of ours are found by them.
func (w *work) match(b *batch, es []*entry, got []any, fields []*field) error {
	key := b.m.keys[0]
	numbered := key.made && value(es[0].p, key).IsZero()
	if numbered && !b.keyUnordered() {
		slices.SortStableFunc(got, func(a, c any) int {
			x, y := value(placeOf(reflect.ValueOf(a)), key), value(placeOf(reflect.ValueOf(c)), key)
			return int(max(-1, min(1, intOf(x)-intOf(y))))
		})
	}
	byID := map[identity]any{}
	for _, o := range got {
		byID[b.m.identity(placeOf(reflect.ValueOf(o)))] = o
	}
	for i, e := range es {
		from := got[i]
		if !numbered {
			if from = byID[b.m.identity(e.p)]; from == nil {
				return fmt.Errorf("orm: a row inserted into %s came back with another key", b.m.table.Ident())
			}
		}
		for _, f := range fields {
			value(e.p, f).Set(value(placeOf(reflect.ValueOf(from)), f))
		}
	}
	return nil
}

func intOf(v reflect.Value) int64 {
	if v.CanUint() {
		return int64(v.Uint())
	}
	return v.Int()
}

func setInt(v reflect.Value, n int64) {
	if v.CanUint() {
		v.SetUint(uint64(n))
		return
	}
	v.SetInt(n)
}

// readBack reads rows that were written, on servers without RETURNING.
func (w *work) readBack(ctx context.Context, m *mapper, es []*entry) error {
	for part := range slices.Chunk(es, chunk) {
		byID := map[identity]*entry{}
		var keys [][]any
		for _, e := range part {
			key, _ := keyOf(e.p, m.keys)
			keys = append(keys, key)
			byID[m.identity(e.p)] = e
		}
		st := &ast.Select{Items: m.items, From: []*ast.Relation{m.rel}, Where: []ast.Node{matches(m.refs(m.keys), keys)}}
		err := m.rows(ctx, w.s.db, st, func(row any) bool {
			rp := placeOf(reflect.ValueOf(row))
			if e := byID[m.identity(rp)]; e != nil {
				for _, f := range m.fields {
					f.keep(e.p, rp)
				}
			}
			return true
		})
		if err != nil {
			return err
		}
	}
	return nil
}
