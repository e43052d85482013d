package orm

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"

	"github.com/dbtool/dbtool/core"
)

// wideRow is a row of a plan: an object of each part, used again for the next.
type wideRow struct {
	keys  [maxKeys]any
	parts []scanned
}

// scanned is the object of one part.
type scanned struct {
	obj any
	// kin is the row of a type that others extend, or that extends others.
	kin *kinRow
	// absent says that the outer join has found none.
	absent bool
	err    error
}

// outerPlace takes a column of an outer join. Whether there is an object is
// only known when its key is read, so that a NULL waits for that.
type outerPlace struct {
	inner sql.Scanner
	row   *scanned
	key   bool
}

// Scan implements [sql.Scanner].
func (p *outerPlace) Scan(src any) error {
	if src == nil && p.key {
		p.row.absent = true
		return nil
	}
	err := p.inner.Scan(src)
	if src == nil && err != nil {
		p.row.err, err = err, nil
	}
	return err
}

// open makes a row and where its columns go.
func (p *plan) open() (any, []any) {
	row := &wideRow{parts: make([]scanned, len(p.parts))}
	var dest []any
	for i := range p.keys {
		dest = append(dest, core.Place(&row.keys[i]))
	}
	for i, n := range p.parts {
		s := &row.parts[i]
		if n.m.kin != nil {
			s.kin = n.m.kinRow(n.fields)
			dest = append(dest, s.kin.places()...)
			continue
		}
		s.obj = n.m.fresh()
		p := placeOf(reflect.ValueOf(s.obj))
		for _, f := range n.fields {
			to := n.m.fieldPlace(p, f)
			if i > 0 {
				to = &outerPlace{to.(sql.Scanner), s, f.isKey(n.m)}
			}
			dest = append(dest, to)
		}
	}
	return row, dest
}

// read calls f with the entry of each row's own object, and the keys before it.
func (p *plan) read(ctx context.Context, s *Session, f func(e *entry, keys *[maxKeys]any) bool) error {
	watch := make([]func(any) any, len(p.parts))
	for i, n := range p.parts {
		watch[i] = s.watch(n.m, p.opts)
	}
	entries := make([]*entry, len(p.parts))
	at := map[*part]int{}
	for i, n := range p.parts {
		at[n] = i
	}
	var failed error
	sel := &p.sel
	if root := p.parts[0].m; root.kin != nil {
		sel = root.kin.flat(sel)
	}
	err := core.NewRowReader(p.open).Each(ctx, s.reading(p.opts), sel, func(r any) bool {
		row := r.(*wideRow)
		for i, n := range p.parts {
			r := &row.parts[i]
			var owner *entry
			if i > 0 {
				owner = entries[at[n.of]]
			}
			entries[i] = nil
			if r.kin != nil {
				r.settle(i > 0)
			}
			if i == 0 || owner != nil {
				entries[i] = n.take(s, r, owner, watch[i], p.opts)
			}
			if r.err != nil && !r.absent {
				failed = n.failed(r.err)
				return false
			}
			r.absent, r.err = false, nil
		}
		return entries[0] == nil || f(entries[0], &row.keys)
	})
	return errors.Join(err, failed)
}

// settle takes the object of a type that is known by the row only.
func (r *scanned) settle(outer bool) {
	switch {
	case r.kin.now != nil:
		r.obj = r.kin.now.obj
	case outer && r.kin.stranger == nil:
		r.absent = true
	default:
		r.err = r.kin.check()
	}
}

func (n *part) failed(err error) error {
	if n.of == nil {
		return err
	}
	return fmt.Errorf("orm: load %s.%s: %w", n.load.r.owner, n.load.r.name, err)
}

// take adopts the object of a row, and notes whose it is. It is nil if there is
// none, or one that is being deleted.
func (n *part) take(s *Session, r *scanned, owner *entry, watch func(any) any, o options) *entry {
	if owner != nil && !owner.m.is(n.load.r.owner) {
		return nil
	}
	if owner != nil && n.found[owner] == nil {
		n.found[owner] = []*entry{}
		n.owners = append(n.owners, owner)
	}
	if r.absent || r.err != nil {
		return nil
	}
	e := s.adopt(n.m, r.obj, watch, o, columns{n.fields, n.missing})
	if e.state == deleting {
		return nil
	}
	if owner != nil {
		n.found[owner] = append(n.found[owner], e)
	}
	return e
}

// finish fills the relations, and reads those that come in further queries.
func (p *plan) finish(ctx context.Context, s *Session, own []*entry) error {
	for i, n := range p.parts {
		es := own
		if i > 0 {
			var err error
			if es, err = n.fill(s, p.opts); err != nil {
				return err
			}
		}
		if err := s.loadAll(ctx, es, n.rest, p.opts); err != nil {
			return err
		}
	}
	return nil
}

// fill fills the relation of all owners, and returns the objects in it.
func (n *part) fill(s *Session, o options) ([]*entry, error) {
	var all []*entry
	l := n.load
	for _, e := range n.owners {
		all = append(all, n.found[e]...)
		if l.whole() && e.isRead(l.r) && !o.refresh {
			continue
		}
		if _, refers := keyOf(e.p, l.r.local); l.within != nil && refers && len(n.found[e]) == 0 && l.r.kind == toOne {
			continue // it has one, which the query's conditions have left out
		}
		if err := s.fill(e, l.r, n.found[e], l.whole() && !s.hides(l.r, o)); err != nil {
			return nil, err
		}
	}
	return unique(all), nil
}
