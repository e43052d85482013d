package orm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// Ordered keeps the order of a HasMany's slice in a column of its objects: the
// place in the slice, from 0, written by the flush, by which the relation is
// loaded. A slice that is not loaded, or in part, can be appended to: what is new
// comes behind the last. Objects get their place in the slice only, not by the
// other side of the relation.
func Ordered[C any, N ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64](r Rel, position func(c *C) *N) Rel {
	return r.ordered(addressed{reflect.TypeFor[C](), func(c any) []any { return []any{position(c.(*C))} }})
}

func (r Rel) ordered(position addressed) Rel {
	if r.r.kind != toMany || r.r.filing != nil {
		r.d.fail("Ordered is for the slice of a HasMany, and %s is none", r.r.name)
		return r
	}
	r.r.positionOf = &position
	return r
}

// orderBy finds the column of the position.
func (r *relation) orderBy() error {
	if r.positionOf == nil {
		return nil
	}
	fields, err := r.named(r.positionOf)
	if err != nil {
		return fmt.Errorf("Ordered: %w", err)
	}
	name := fields[0].column.Name
	for _, parts := range uniques(r.target.table) {
		if slices.Contains(metadata.ColumnsOf(parts), name) {
			return fmt.Errorf("Ordered: %s.%s is in a unique key, which rows that change places would break; take it out of the key", r.target, fields[0].name)
		}
	}
	if fields[0].deferred {
		return fmt.Errorf("Ordered: %s.%s is deferred, and the order needs it always", r.target, fields[0].name)
	}
	r.position = fields[0]
	r.position.needed = true
	return nil
}

// uniques are the parts of all keys that hold a value once.
func uniques(t *metadata.Table) [][]metadata.Part {
	var list [][]metadata.Part
	if t.PrimaryKey != nil {
		list = append(list, t.PrimaryKey.Parts)
	}
	for _, u := range t.Uniques {
		list = append(list, u.Parts)
	}
	for _, i := range t.Indexes {
		if i.Unique {
			list = append(list, i.Parts)
		}
	}
	return list
}

// sortedBy is how a relation's objects are ordered if nothing else is said.
func (r *relation) sortedBy() []*field {
	if r.position == nil {
		return r.target.keys
	}
	return append([]*field{r.position}, r.target.keys...)
}

// number gives the objects of an ordered relation, which has changed, their
// places. Where the others are not loaded, that waits for [work.append].
func (w *work) number(e *entry, r *relation, now, was []any) error {
	if e.state == pending || e.born || e.isWhole(r) {
		w.place(r, now, 0)
		return nil
	}
	if len(now) < len(was) || !slices.Equal(now[:len(was)], was) {
		return fmt.Errorf("orm: %s.%s is ordered and not loaded as a whole: it can be appended to only; load it first", r.owner, r.name)
	}
	i := slices.IndexFunc(w.late, func(l lateComers) bool { return l.r == r })
	if i < 0 {
		i, w.late = len(w.late), append(w.late, lateComers{r: r})
	}
	w.late[i].owners = append(w.late[i].owners, appended{e, now[len(was):]})
	return nil
}

// lateComers come behind the objects of a relation that are not loaded.
type lateComers struct {
	r      *relation
	owners []appended
}

// appended is what comes behind those of one owner.
type appended struct {
	e     *entry
	fresh []any
}

func (w *work) place(r *relation, objs []any, first int64) {
	for i, o := range objs {
		if c := w.s.entryOf(o); c != nil {
			setInt(value(c.p, r.position), first+int64(i))
		}
	}
}

// append numbers what is new behind the last ones in the database, which is
// asked for these once for each relation.
func (w *work) append(ctx context.Context) error {
	for _, b := range w.late {
		r := b.r
		for part := range slices.Chunk(b.owners, chunk) {
			last, err := w.last(ctx, r, part)
			if err != nil {
				return fmt.Errorf("orm: read the last positions in %s.%s: %w", r.owner, r.name, err)
			}
			for _, a := range part {
				key, _ := keyOf(a.e.source(), r.local)
				first := int64(0)
				if n, some := last[identityOf(r.local, key)]; some {
					first = n + 1
				}
				w.place(r, a.fresh, first)
			}
		}
	}
	return nil
}

// last are the highest positions of owners' objects, by the owners' keys.
func (w *work) last(ctx context.Context, r *relation, owners []appended) (map[identity]int64, error) {
	keys := make([][]any, len(owners))
	for i, a := range owners {
		keys[i], _ = keyOf(a.e.source(), r.local)
	}
	st := &ast.Select{From: []*ast.Relation{r.target.rel}, Where: []ast.Node{matches(r.target.refs(r.remote), keys)}}
	for _, ref := range r.target.refs(r.remote) {
		st.Items, st.GroupBy = append(st.Items, ref), append(st.GroupBy, ref)
	}
	st.Items = append(st.Items, &ast.Func{Name: "max", Args: []ast.Node{r.target.ref(r.position)}})
	rows, err := w.s.db.QueryStatement(ctx, st)
	if err != nil {
		return nil, err
	}
	found := map[identity]int64{}
	for rows.Next() {
		key, n := make([]any, len(r.remote)), int64(0)
		dest := make([]any, 0, len(key)+1)
		for i := range key {
			dest = append(dest, core.Place(&key[i]))
		}
		if err := rows.Scan(append(dest, &n)...); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		found[identityOf(r.remote, key)] = n
	}
	return found, errors.Join(rows.Err(), rows.Close())
}
