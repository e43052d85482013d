package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

// Settle replaces the expressions of a normalized schema by the server's own
// words for them. Servers rewrite checks, defaults, generated columns, partial
// indexes and views; text that differs from what the database has is given to
// the server and read back. Only objects that need it are, and where
// texts agree already the server is not asked. Tables are read back from
// temporary ones where the dialect can ([dialect.Dialect.Restate]); code, and
// what that refuses, needs the scratch database. The result is a copy.
//
// When there may be no scratch database either, unsettled tells why, and the
// comparison of those expressions is by text only.
func Settle(ctx context.Context, e *engine.Engine, have, want *metadata.MetaData) (settled *metadata.MetaData, unsettled error, err error) {
	need := unsure(have, want)
	if need.Tables() == nil && need.Views == nil && need.Routines == nil && need.Triggers == nil && need.Domains == nil && need.Objects == nil {
		return want, nil, nil
	}
	read, unsettled, err := inOwnWords(ctx, e, have, need, codeDiffers(have, want))
	if read == nil {
		return want, unsettled, err
	}
	settled = want.Clone()
	adopt(settled, read)
	return settled, nil, nil
}

// inOwnWords has the server read a schema back: beside the tables that are there
// where that is enough, else in a scratch database. A nil read with unsettled
// is a server that allows neither. Code (views, routines, triggers) can only be
// made in a database of its own.
func inOwnWords(ctx context.Context, e *engine.Engine, have, need *metadata.MetaData, code bool) (read *metadata.MetaData, unsettled, err error) {
	if !code {
		if read, err := restate(ctx, e, notThere(have, need)); err == nil {
			return read, nil, nil
		}
	}
	scratch, err := e.Scratch(ctx)
	if err != nil {
		return nil, fmt.Errorf("expressions were compared by their text only: %w", err), nil
	}
	defer func() { err = errors.Join(err, scratch.Close()) }()
	read, err = recreate(ctx, &scratch.Engine, need)
	return read, nil, err
}

// restate is [dialect.Dialect.Restate] on a connection of its own. A routine
// that the tables use is there already, or the server says no.
func restate(ctx context.Context, e *engine.Engine, m *metadata.MetaData) (read *metadata.MetaData, err error) {
	c, err := e.DB.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	return e.Dialect.Restate(ctx, c, e.Server, m)
}

// notThere leaves out the types and sequences that the database has just so.
// Routines are left to it altogether.
func notThere(have, need *metadata.MetaData) *metadata.MetaData {
	fresh := metadata.New()
	fresh.Dialect, fresh.Options = need.Dialect, need.Options
	for _, t := range need.Tables() {
		fresh.Add(t)
	}
	fresh.Enums = without(need.Enums, have.Enums, func(a, b *metadata.Enum) bool { return a.Ident() == b.Ident() && slices.Equal(a.Values, b.Values) })
	fresh.Domains = without(need.Domains, have.Domains, sameDomain)
	fresh.Sequences = without(need.Sequences, have.Sequences, func(a, b *metadata.Sequence) bool { return a.Ident() == b.Ident() })
	fresh.Objects = without(need.Objects, have.Objects, func(a, b *metadata.Object) bool {
		return objectKey(a) == objectKey(b) && a.Definition == b.Definition
	})
	return fresh
}

func without[T any](list, there []T, same func(a, b T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), func(a T) bool {
		return slices.ContainsFunc(there, func(b T) bool { return same(a, b) })
	})
}

func sameDomain(a, b *metadata.Domain) bool {
	return a.Ident() == b.Ident() && a.Type.Equal(b.Type) && a.ServerDefault.Equal(b.ServerDefault) && slices.EqualFunc(a.Checks, b.Checks, sameCheck)
}

// Recreate makes a normalized schema in an empty database and reads it back, so
// that its expressions are in the server's own words.
func Recreate(ctx context.Context, e *engine.Engine, m *metadata.MetaData) (*metadata.MetaData, error) {
	return recreate(ctx, e, m)
}

// recreate does not make what runs by itself: it would run.
func recreate(ctx context.Context, e *engine.Engine, m *metadata.MetaData) (*metadata.MetaData, error) {
	t := Target{Dialect: e.Dialect, Server: e.Server}
	empty := metadata.New()
	empty.Dialect = e.Dialect.Name()
	empty.Options = m.Options
	still := *m
	still.Routines = slices.DeleteFunc(slices.Clone(m.Routines), (*metadata.Routine).RunsByItself)
	plan, err := NewPlan(t, empty, &still, Renames{})
	if err != nil {
		return nil, err
	}
	if err := plan.Apply(ctx, e, nil); err != nil {
		return nil, err
	}
	read, err := e.Dialect.Reflect(ctx, e.DB, e.Server, dialect.Scope{Exclude: OwnTables()})
	if err != nil {
		return nil, err
	}
	for _, r := range m.Routines {
		if r.RunsByItself() {
			read.Routines = append(read.Routines, r)
		}
	}
	read.Sort()
	return read, nil
}

// unsure collects the objects whose expressions differ from what is there.
// Tables come without foreign keys, which hold no expressions.
func unsure(have, want *metadata.MetaData) *metadata.MetaData {
	need := metadata.New()
	need.Dialect, need.Options = want.Dialect, want.Options
	need.Schemas, need.Extensions, need.Enums, need.Sequences = want.Schemas, want.Extensions, want.Enums, want.Sequences
	code := codeDiffers(have, want)
	for _, t := range want.Tables() {
		if code || textDiffers(have.Table(t.Ident()), t) {
			c := t.Clone()
			c.ForeignKeys = nil
			need.Add(c)
		}
	}
	if code {
		need.Views, need.Routines, need.Triggers, need.Objects = want.Views, want.Routines, want.Triggers, want.Objects
	}
	if need.Tables() != nil || domainsDiffer(have, want) {
		need.Domains = want.Domains
		if need.Routines == nil && need.Tables() != nil {
			need.Routines = want.Routines
		}
		if need.Objects == nil {
			need.Objects = typesOf(want)
		}
	}
	if need.Tables() == nil && need.Domains == nil {
		return need
	}
	need.Sequences = unowned(want.Sequences, need)
	return need
}

// typesOf are the objects that tables are declared with.
func typesOf(m *metadata.MetaData) []*metadata.Object {
	return slices.DeleteFunc(slices.Clone(m.Objects), func(o *metadata.Object) bool { return !o.IsType() })
}

// unowned leaves owners that are not made out.
func unowned(list []*metadata.Sequence, m *metadata.MetaData) []*metadata.Sequence {
	out := make([]*metadata.Sequence, len(list))
	for i, s := range list {
		out[i] = s
		if m.Table(s.Owner.Table) == nil {
			free := *s
			free.Owner = metadata.ColumnRef{}
			out[i] = &free
		}
	}
	return out
}

func domainsDiffer(have, want *metadata.MetaData) bool {
	return !slices.EqualFunc(have.Domains, want.Domains, func(a, b *metadata.Domain) bool {
		return a.Ident() == b.Ident() && a.ServerDefault.Equal(b.ServerDefault) && slices.EqualFunc(a.Checks, b.Checks, sameCheck)
	}) && len(want.Domains) > 0
}

func codeDiffers(have, want *metadata.MetaData) bool {
	for _, v := range want.Views {
		i := slices.IndexFunc(have.Views, func(h *metadata.View) bool { return h.Ident() == v.Ident() })
		if i < 0 || !have.Views[i].Definition.Equal(v.Definition) {
			return true
		}
	}
	for _, r := range want.Routines {
		i := slices.IndexFunc(have.Routines, func(h *metadata.Routine) bool { return routineKey(h) == routineKey(r) })
		if i < 0 || have.Routines[i].Definition != r.Definition {
			return true
		}
	}
	for _, g := range want.Triggers {
		i := slices.IndexFunc(have.Triggers, func(h *metadata.Trigger) bool { return h.Table == g.Table && h.Name == g.Name })
		if i < 0 || have.Triggers[i].Definition != g.Definition {
			return true
		}
	}
	for _, o := range want.Objects {
		i := slices.IndexFunc(have.Objects, func(h *metadata.Object) bool { return objectKey(h) == objectKey(o) })
		if i < 0 || have.Objects[i].Definition != o.Definition {
			return true
		}
	}
	return false
}

// textDiffers reports whether w holds an expression that h does not hold in
// the same words.
func textDiffers(h, w *metadata.Table) bool {
	if h == nil {
		h = &metadata.Table{}
	}
	for _, c := range w.Columns {
		old := h.Column(c.Name)
		if old == nil {
			old = &metadata.Column{}
		}
		if c.ServerDefault != nil && !c.ServerDefault.Equal(old.ServerDefault) || c.OnUpdate != nil && !c.OnUpdate.Equal(old.OnUpdate) ||
			c.Computed != nil && !sameComputed(old.Computed, c.Computed) {
			return true
		}
	}
	has := func(e *metadata.Expr, among func(yield func(*metadata.Expr) bool)) bool {
		for o := range among {
			if e.Equal(o) {
				return true
			}
		}
		return e == nil
	}
	checks := func(yield func(*metadata.Expr) bool) {
		for _, c := range h.Checks {
			if !yield(c.Expr) {
				return
			}
		}
	}
	for _, c := range w.Checks {
		if !has(c.Expr, checks) {
			return true
		}
	}
	indexed := func(yield func(*metadata.Expr) bool) {
		for _, i := range h.Indexes {
			for _, p := range i.Parts {
				if !yield(p.Expr) {
					return
				}
			}
			if !yield(i.Where) {
				return
			}
		}
	}
	for _, i := range w.Indexes {
		if !has(i.Where, indexed) {
			return true
		}
		for _, p := range i.Parts {
			if !has(p.Expr, indexed) {
				return true
			}
		}
	}
	return len(w.Excludes) > 0 && !slices.EqualFunc(h.Excludes, w.Excludes, sameExclude)
}

// adopt takes the texts of read over into m.
func adopt(m, read *metadata.MetaData) {
	for _, w := range m.Tables() {
		if r := read.Table(w.Ident()); r != nil {
			adoptTable(w, r)
		}
	}
	for i, v := range m.Views {
		for _, r := range read.Views {
			if r.Ident() == v.Ident() {
				m.Views[i] = r
			}
		}
	}
	for i, v := range m.Routines {
		for _, r := range read.Routines {
			if routineKey(r) == routineKey(v) {
				m.Routines[i] = r
			}
		}
	}
	for i, v := range m.Triggers {
		for _, r := range read.Triggers {
			if r.Table == v.Table && r.Name == v.Name {
				m.Triggers[i] = r
			}
		}
	}
	for i, v := range m.Objects {
		for _, r := range read.Objects {
			if objectKey(r) == objectKey(v) {
				m.Objects[i] = r
			}
		}
	}
	for _, d := range m.Domains {
		for _, r := range read.Domains {
			if r.Ident() == d.Ident() {
				d.ServerDefault, d.Checks = r.ServerDefault, r.Checks
			}
		}
	}
}

func adoptTable(w, r *metadata.Table) {
	for _, c := range w.Columns {
		if o := r.Column(c.Name); o != nil {
			c.ServerDefault, c.OnUpdate, c.Computed = o.ServerDefault, o.OnUpdate, o.Computed
		}
	}
	for i, c := range w.Checks {
		o := i
		if c.Name != "" || len(w.Checks) != len(r.Checks) {
			o = slices.IndexFunc(r.Checks, func(o *metadata.Check) bool { return o.Name == c.Name && c.Name != "" })
		}
		if o >= 0 {
			c.Expr = r.Checks[o].Expr
		}
	}
	for _, i := range w.Indexes {
		o := slices.IndexFunc(r.Indexes, func(o *metadata.Index) bool { return o.Name == i.Name })
		if o >= 0 && len(r.Indexes[o].Parts) == len(i.Parts) {
			i.Where = r.Indexes[o].Where
			for k := range i.Parts {
				i.Parts[k].Expr = r.Indexes[o].Parts[k].Expr
			}
		}
	}
	for i, x := range w.Excludes {
		o := slices.IndexFunc(r.Excludes, func(o *metadata.Exclude) bool { return o.Name == x.Name })
		if o >= 0 {
			implicit := x.Implicit
			w.Excludes[i] = r.Excludes[o]
			w.Excludes[i].Implicit = implicit
		}
	}
}
