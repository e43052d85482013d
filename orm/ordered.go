package orm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// Ordered keeps the order of a HasMany's slice in a column of its objects: the
// place in the slice, from 0, written by the flush, by which the relation is
// loaded. A slice that is not loaded, or in part, can be appended to: what is new
// comes behind the last. Objects get their place in the slice only, not by the
// other side of the relation.
func Ordered[C any, N ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64](r Rel, position func(c *C) *N) Rel {
	if r.r.kind != toMany || r.r.filing != nil {
		r.d.fail("Ordered is for the slice of a HasMany, and %s is none", r.r.name)
		return r
	}
	r.r.positionOf = func() (reflect.Value, []any) {
		c := new(C)
		return reflect.ValueOf(c).Elem(), []any{position(c)}
	}
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
// places.
func (w *work) number(ctx context.Context, e *entry, r *relation, now, was []any) error {
	first, fresh := int64(0), now
	if e.state != pending && !e.born && !e.isWhole(r) {
		if len(now) < len(was) || !slices.Equal(now[:len(was)], was) {
			return fmt.Errorf("orm: %s.%s is ordered and not loaded as a whole: it can be appended to only; load it first", r.owner, r.name)
		}
		last, err := w.last(ctx, e, r)
		if err != nil {
			return err
		}
		first, fresh = last+1, now[len(was):]
	}
	for i, o := range fresh {
		if c := w.s.objects[o]; c != nil {
			setInt(value(c.p, r.position), first+int64(i))
		}
	}
	return nil
}

// last is the highest position of an owner's objects, -1 if there are none.
func (w *work) last(ctx context.Context, e *entry, r *relation) (int64, error) {
	key, _ := keyOf(e.source(), r.local)
	highest := &ast.Func{Name: "max", Args: []ast.Node{r.target.ref(r.position)}}
	st := &ast.Select{Items: []ast.Node{highest}, From: []*ast.Relation{r.target.rel}, Where: []ast.Node{one(r.target.refs(r.remote), key)}}
	rows, err := w.s.db.QueryStatement(ctx, st)
	if err != nil {
		return 0, fmt.Errorf("orm: read the last position in %s.%s: %w", r.owner, r.name, err)
	}
	n := int64(-1)
	for rows.Next() {
		var found *int64
		if err := rows.Scan(&found); err != nil {
			return 0, errors.Join(err, rows.Close())
		}
		if found != nil {
			n = *found
		}
	}
	return n, errors.Join(rows.Err(), rows.Close())
}
