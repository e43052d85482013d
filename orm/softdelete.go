package orm

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// SoftDeletion changes a soft delete while it is declared.
type SoftDeletion struct {
	d     *Def
	at    metadata.Position
	field *candidate
	kept  [][]string
}

// SoftDelete makes a delete write the time into a field, a *time.Time, instead
// of deleting the row. Queries pass over rows that have one, unless they say
// [Query.WithDeleted], and so do the unique keys of the table: their values may
// be used again. Relations with Cascade are followed to objects that have a soft
// delete too; others stay as they are. See [Session.HardDelete] and
// [Session.Restore].
func (d *Def) SoftDelete(field any) *SoftDeletion {
	c := d.own(field)
	d.soft = &SoftDeletion{d: d, at: where(), field: c}
	if c.typ != nil && !isTime(c.typ) {
		d.fail("SoftDelete needs a *time.Time, a sql.NullTime or a sql.Null[time.Time], and %s is a %s", c.name, c.typ)
		return d.soft
	}
	d.m.soft = &c.field
	return d.soft
}

func isTime(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[*time.Time](), reflect.TypeFor[sql.NullTime](), reflect.TypeFor[sql.Null[time.Time]]():
		return true
	}
	return false
}

// Keep has a unique key over these fields count deleted rows as well, as for
// numbers that are given once and never again.
func (s *SoftDeletion) Keep(fields ...any) *SoftDeletion {
	s.kept = append(s.kept, s.d.names(fields))
	return s
}

var plainName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// freeKeys has the unique keys of a table with a soft delete hold for rows that
// are there.
func (d *Def) freeKeys() {
	s, t := d.soft, d.m.table
	if s == nil || d.existing != nil {
		return
	}
	column := s.field.column.Name
	if !plainName.MatchString(column) {
		d.errs = append(d.errs, fmt.Errorf("%s: orm: %s: SoftDelete: the column %q would have to be quoted in a condition that all servers read; give it a name of small letters with t.Col(...).Name", s.at, d.m.typ, column))
		return
	}
	found := make([]bool, len(s.kept))
	t.Uniques = slices.DeleteFunc(t.Uniques, func(u *metadata.Unique) bool {
		if s.keeps(metadata.ColumnsOf(u.Parts), found) {
			return false
		}
		if u.Deferrable != "" {
			d.errs = append(d.errs, fmt.Errorf("%s: orm: %s: a deferrable unique constraint cannot pass over deleted rows; say SoftDelete(...).Keep for it", u.Pos, d.m.typ))
		}
		t.Indexes = append(t.Indexes, &metadata.Index{Name: u.Name, Unique: true, Parts: u.Parts, Include: u.Include,
			NullsNotDistinct: u.NullsNotDistinct, Comment: u.Comment, Options: u.Options, RenamedFrom: u.RenamedFrom, Pos: u.Pos})
		return true
	})
	for _, i := range t.Indexes {
		if i.Unique && i.Where == nil && !s.keeps(metadata.ColumnsOf(i.Parts), found) {
			i.Where = metadata.SQL(column + " IS NULL")
		}
	}
	if i := slices.Index(found, false); i >= 0 {
		d.errs = append(d.errs, fmt.Errorf("%s: orm: %s: SoftDelete: there is no unique key over %v to keep", s.at, d.m.typ, s.kept[i]))
	}
}

func (s *SoftDeletion) keeps(columns []string, found []bool) bool {
	i := slices.IndexFunc(s.kept, func(names []string) bool { return slices.Equal(names, columns) })
	if i >= 0 {
		found[i] = true
	}
	return i >= 0
}

// freed reports whether a unique key over the columns passes over deleted rows.
func (m *mapper) freed(columns []*metadata.Column) bool {
	same := func(name string, c *metadata.Column) bool { return c.Name == name }
	return m.soft != nil && slices.ContainsFunc(m.table.Indexes, func(i *metadata.Index) bool {
		return i.Unique && i.Where != nil && slices.EqualFunc(metadata.ColumnsOf(i.Parts), columns, same)
	})
}

// here is the condition for rows that are not deleted.
func (m *mapper) here(rel *ast.Relation) ast.Node {
	return &ast.IsNull{X: refsOf(rel, []*field{m.soft})[0]}
}

// marked reports whether the object is softly deleted.
func (e *entry) marked() bool { return e.m.soft != nil && e.m.soft.arg(e.p) != nil }

// marks reports whether a delete of the object marks its row only.
func (e *entry) marks() bool { return e.m.soft != nil && !e.hard }

// unit is how exactly the column keeps times.
func (f *field) unit() time.Duration {
	digits := 6
	if p := f.column.Type.Precision; p != nil {
		digits = min(*p, 9)
	}
	return time.Duration(math.Pow10(9 - digits))
}

// deletedAt is the time in the field, which is set.
func (e *entry) deletedAt() time.Time {
	switch v := value(e.p, e.m.soft).Interface().(type) {
	case *time.Time:
		return *v
	case sql.NullTime:
		return v.Time
	case sql.Null[time.Time]:
		return v.V
	}
	panic("orm: a soft delete in a field of another type")
}

// HardDelete is [Session.Delete] that deletes the rows of objects with a soft
// delete, and those of all that goes with them, marked or not.
func (s *Session) HardDelete(objs ...any) error { return s.delete(true, objs) }

// Restore takes back the soft delete of objects, which were read with
// [Query.WithDeleted], and of those that went with them by Cascade in the same
// flush. The next flush writes it; it fails if a unique key has been used again.
func (s *Session) Restore(ctx context.Context, objs ...any) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	for _, o := range objs {
		e := s.entryOf(o)
		switch {
		case e == nil:
			return fmt.Errorf("%w: a %T cannot be restored", ErrNotInSession, o)
		case e.m.soft == nil:
			return fmt.Errorf("orm: %s has no soft delete to restore from", e.m)
		case e.snap == nil:
			return fmt.Errorf("orm: a %s that was read only cannot be restored", e.m)
		case !e.marked():
			continue
		}
		if err := s.unmark(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// unmark restores an object, and what went with it.
func (s *Session) unmark(ctx context.Context, e *entry) error {
	at := e.deletedAt()
	value(e.p, e.m.soft).SetZero()
	for _, r := range e.m.relations {
		if !r.cascade || r.viewOnly || r.target.soft == nil || r.kind == viaTable {
			continue
		}
		unit := max(e.m.soft.unit(), r.target.soft.unit())
		with, err := s.buried(ctx, []*entry{e}, r)
		if err != nil {
			return err
		}
		for _, c := range with[e] {
			if !c.marked() || !c.deletedAt().Truncate(unit).Equal(at.Truncate(unit)) {
				continue
			}
			if err := s.unmark(ctx, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// buried are the deleted objects that owners have in a relation. They do not get
// into its field.
func (s *Session) buried(ctx context.Context, owners []*entry, r *relation) (map[*entry][]*entry, error) {
	byKey := make(map[identity]*entry, len(owners))
	var keys [][]any
	for _, e := range owners {
		key, _ := keyOf(e.source(), r.local)
		keys, byKey[identityOf(r.local, key)] = append(keys, key), e
	}
	gone := core.Condition(&ast.IsNull{X: r.target.ref(r.target.soft), Not: true})
	found := map[*entry][]*entry{}
	err := s.readRelated(ctx, load{r: r, where: []core.Expr[bool]{gone}}, keys, options{deleted: true, unfiltered: true},
		func(c *entry, key identity) bool {
			if e := byKey[key]; e != nil {
				found[e] = append(found[e], c)
			}
			return true
		})
	if err != nil {
		return nil, fmt.Errorf("orm: read what is deleted of %s.%s: %w", r.owner, r.name, err)
	}
	return found, nil
}

// mark is the statement that marks rows, and the time in their objects.
func (w *work) mark(m *mapper, es []*entry, where []ast.Node) core.Statement {
	if w.now.IsZero() {
		w.now = time.Now().UTC()
	}
	now := w.now.Truncate(m.soft.unit())
	for _, e := range es {
		put(value(e.p, m.soft), reflect.ValueOf(now))
	}
	return m.marking(now, where)
}

// marking is an UPDATE that marks rows.
func (m *mapper) marking(now time.Time, where []ast.Node) *ast.Update {
	st := &ast.Update{Rel: m.rel, Where: where, Set: []ast.Assign{{Column: m.soft.column, Value: &ast.Arg{Value: now, Type: &m.soft.column.Type}}}}
	if m.version != nil {
		st.Set = append(st.Set, m.version.counted())
	}
	return st
}
