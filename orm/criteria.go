package orm

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// ErrOtherTenant is returned for a row of another tenant that was to be
// written; see [Tenant].
var ErrOtherTenant = errors.New("it belongs to another tenant than the session's")

// Criterion is a condition that holds for a table wherever a session meets it;
// see [Session.With].
type Criterion struct {
	rel   *ast.Relation
	where []ast.Node
	// column and value are those of a tenant.
	column string
	value  reflect.Value
	err    error
}

// Where is a condition that all objects of T meet that a session sees.
func Where[T any](table Table[T], ps ...core.Expr[bool]) Criterion {
	return table.m.criterion(core.RelationOf(table.Table), ps)
}

func (m *mapper) criterion(rel *ast.Relation, ps []core.Expr[bool]) Criterion {
	c := Criterion{rel: m.rel}
	for _, p := range ps {
		c.where = append(c.where, core.NodeOf(p))
	}
	if m.kin != nil {
		c.ofKin(m)
	}
	if rel != m.rel {
		c.err = fmt.Errorf("orm.Where: the table %s is meant under all its names; use the handles that Bind returned, not those of As", m.table.Ident())
	}
	return c
}

// Tenant is a column that says whose a row is. A session with it sees the rows
// of one tenant only; new objects become the tenant's, and those of another
// cannot be written.
func Tenant[V any](column core.Expr[V], tenant V) Criterion {
	ref, ok := core.NodeOf(column).(*ast.ColumnRef)
	ref = underlying(ref)
	if !ok || ref.Column == nil || ref.Rel == nil || ref.Rel.Table == nil {
		return Criterion{err: errors.New("orm.Tenant: it needs a column of a mapped table")}
	}
	if ref.Rel.Alias != "" {
		return Criterion{err: fmt.Errorf("orm.Tenant: %s.%s is meant under all names of the table; use the handles that Bind returned, not those of As", ref.Rel.Name(), ref.Name)}
	}
	is := &ast.Binary{Op: ast.OpEq, L: ref, R: &ast.Arg{Value: tenant, Type: &ref.Column.Type}}
	return Criterion{rel: ref.Rel, where: []ast.Node{is}, column: ref.Name, value: reflect.ValueOf(tenant)}
}

// criteria are those of a session, by table.
type criteria map[*metadata.Table][]Criterion

// With has conditions hold for all that the session does: queries and their
// joins, loads, Get, Any, and the statements of package core that are run in
// it, to any depth. [Query.Unfiltered] and [Session.Unfiltered] are the ways
// around it. SQL text is refused, as nobody can see its tables. Objects that
// the session has already stay in it, so it is to be called first.
func (s *Session) With(cs ...Criterion) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	for _, c := range cs {
		if c.err != nil {
			return c.err
		}
		if s.criteria == nil {
			s.criteria = criteria{}
		}
		s.criteria[c.rel.Table] = append(s.criteria[c.rel.Table], c)
	}
	return nil
}

// Unfiltered runs statements in the session's transaction, after what is
// pending, without its criteria.
func (s *Session) Unfiltered() core.DB { return unfiltered{s} }

type unfiltered struct{ s *Session }

func (u unfiltered) QueryStatement(ctx context.Context, st core.Statement) (core.Rows, error) {
	if err := u.s.readyFor(ctx, st); err != nil {
		return nil, err
	}
	return u.s.db.QueryStatement(ctx, st)
}

func (u unfiltered) ExecStatement(ctx context.Context, st core.Statement) (sql.Result, error) {
	if err := u.s.ready(ctx); err != nil {
		return nil, err
	}
	return u.s.db.ExecStatement(ctx, st)
}

func (u unfiltered) InsertBulk(ctx context.Context, b *ast.Bulk) ([]int64, error) {
	if err := u.s.ready(ctx); err != nil {
		return nil, err
	}
	return u.s.insertBulk(ctx, b)
}

// reading is what to read with.
func (s *Session) reading(o options) core.DB {
	if len(s.criteria) == 0 || o.unfiltered {
		return s.db
	}
	return filtering{s.db, s.criteria}
}

// through is what to run the query with where only its rows count.
func (q *query) through(db core.DB) core.DB {
	if s, ok := db.(*Session); ok && q.opts.unfiltered {
		return s.Unfiltered()
	}
	return db
}

// hides reports whether some of a relation's objects may be left out by
// criteria. Those of other tenants are not: an owner has none.
func (s *Session) hides(r *relation, o options) bool {
	return !o.unfiltered && slices.ContainsFunc(r.target.stores, func(st *mapper) bool {
		return slices.ContainsFunc(s.criteria[st.table], func(c Criterion) bool { return c.column == "" })
	})
}

// filtering is a DB that puts criteria into statements.
type filtering struct {
	core.DB
	criteria criteria
}

func (f filtering) QueryStatement(ctx context.Context, st core.Statement) (core.Rows, error) {
	st, err := f.criteria.apply(st)
	if err != nil {
		return nil, err
	}
	return f.DB.QueryStatement(ctx, st)
}

func (f filtering) ExecStatement(ctx context.Context, st core.Statement) (sql.Result, error) {
	st, err := f.criteria.apply(st)
	if err != nil {
		return nil, err
	}
	return f.DB.ExecStatement(ctx, st)
}

// apply puts the criteria into a copy of a statement, and into all queries that
// are a part of it.
func (c criteria) apply(st core.Statement) (core.Statement, error) {
	var errs []error
	done := ast.Copy[ast.Statement](st, nil, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.Select:
			errs = append(errs, c.turned(n.From, n.Joins))
			n.Where = c.where(n.Where, n.From)
			n.Joins, n.Where = c.joins(n.Joins, n.Where)
		case *ast.Update:
			n.Where = c.where(n.Where, append([]*ast.Relation{n.Rel}, n.From...))
			n.Joins, n.Where = c.joins(n.Joins, n.Where)
			errs = append(errs, c.assigns(n.Rel.Table, n.Set))
		case *ast.Delete:
			n.Where = c.where(n.Where, append([]*ast.Relation{n.Rel}, n.Using...))
			n.Joins, n.Where = c.joins(n.Joins, n.Where)
		case *ast.Insert:
			errs = append(errs, c.insert(n))
		case *ast.Truncate:
			for _, t := range n.Tables {
				if len(c[t]) > 0 {
					errs = append(errs, fmt.Errorf("orm: TRUNCATE of %s would take rows that the session's criteria leave out; use Unfiltered", t.Ident()))
				}
			}
		case *ast.Text:
			errs = append(errs, errors.New("orm: SQL text cannot be given the session's criteria; use Unfiltered"))
		}
	})
	return done, errors.Join(errs...)
}

// of are the criteria of a table, said of a relation over it.
func (c criteria) of(rel *ast.Relation) []ast.Node {
	var list []ast.Node
	if rel == nil || rel.Table == nil {
		return nil
	}
	for _, k := range c[rel.Table] {
		for _, n := range k.where {
			list = append(list, ast.Copy(n, map[*ast.Relation]*ast.Relation{k.rel: rel}, nil))
		}
	}
	return list
}

func (c criteria) where(to []ast.Node, rels []*ast.Relation) []ast.Node {
	to = slices.Clip(to)
	for _, rel := range rels {
		to = append(to, c.of(rel)...)
	}
	return to
}

// joins puts criteria into the condition of a join, so that an outer one keeps
// the rows of its other side.
func (c criteria) joins(joins []ast.Join, where []ast.Node) ([]ast.Join, []ast.Node) {
	for i, j := range joins {
		more := c.of(j.Rel)
		switch {
		case len(more) == 0:
		case j.Kind == ast.CrossJoin || j.On == nil:
			where = append(where, more...)
		default:
			joins[i].On = &ast.Logic{Terms: append([]ast.Node{j.On}, more...)}
		}
	}
	return joins, where
}

// turned refuses a join that keeps rows which no condition can take out of it.
func (c criteria) turned(from []*ast.Relation, joins []ast.Join) error {
	var met bool
	for _, rel := range from {
		met = met || len(c.of(rel)) > 0
	}
	for _, j := range joins {
		met = met || len(c.of(j.Rel)) > 0
	}
	for _, j := range joins {
		if met && (j.Kind == ast.RightJoin || j.Kind == ast.FullJoin) {
			return fmt.Errorf("orm: a %s keeps rows that the session's criteria leave out; join the other way, or use Unfiltered", j.Kind)
		}
	}
	return nil
}
