package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

// Operations change the schema from within a revision in Go, in the words of
// package metadata and not of one server. Each takes effect at once, inside the
// revision's transaction where there is one, in the way that the server needs:
// on SQLite a table may be made anew. What the server cannot do is an error that
// wraps dialect.ErrUnsupported, before anything happened.
type Operations struct {
	x codeExecer
	// err is why there can be none.
	err error
}

// codeExecer is what a Runner gives to code.
type codeExecer struct {
	Execer
	e *engine.Engine
	// inside: a transaction holds the revision.
	inside bool
}

// ErrNoRunner is wrapped by the error of operations upon something else than
// what a Runner gave to a revision.
var ErrNoRunner = errors.New("operations need what a revision in Go was given")

// Op gives the operations upon what a revision in Go was given.
func Op(tx Execer) *Operations {
	x, ok := tx.(codeExecer)
	if !ok {
		return &Operations{err: fmt.Errorf("%w, and that is not a %T", ErrNoRunner, tx)}
	}
	return &Operations{x: x}
}

func (o *Operations) target() Target {
	return Target{Dialect: o.x.e.Dialect, Server: o.x.e.Server}
}

// CreateTable makes a table of columns, constraints and indexes, as
// metadata.NewTable declares one.
func (o *Operations) CreateTable(ctx context.Context, name string, items ...metadata.Item) error {
	return o.change(ctx, func(live, want *metadata.MetaData) error {
		if live.Table(tableName(name)) != nil {
			return fmt.Errorf("create table %s: it is there already", name)
		}
		return o.add(live, want, name, items)
	})
}

// DropTable removes a table with its rows.
func (o *Operations) DropTable(ctx context.Context, name string) error {
	return o.change(ctx, func(_, want *metadata.MetaData) error {
		if _, err := existing(want, name); err != nil {
			return err
		}
		want.Remove(tableName(name))
		return nil
	})
}

// RenameTable gives a table another name. Names that were made of the old one, as
// those of constraints and sequences, stay.
func (o *Operations) RenameTable(ctx context.Context, from, to string) error {
	return o.compiled(ctx, func(live *metadata.MetaData) (ddl.Change, error) {
		_, err := existing(live, from)
		return ddl.RenameTable{From: tableName(from), To: tableName(to)}, err
	})
}

// Add adds columns, constraints and indexes to a table.
func (o *Operations) Add(ctx context.Context, table string, items ...metadata.Item) error {
	return o.change(ctx, func(live, want *metadata.MetaData) error {
		if _, err := existing(want, table); err != nil {
			return err
		}
		return o.add(live, want, table, items)
	})
}

// AlterColumn makes a column what it is declared to be, its type, default and
// all; constraints of the column are left as they are.
func (o *Operations) AlterColumn(ctx context.Context, table string, column *metadata.ColumnItem) error {
	return o.change(ctx, func(live, want *metadata.MetaData) error {
		t, err := existing(want, table)
		if err != nil {
			return err
		}
		declared := metadata.NewTable(metadata.New(), table, column)
		name := declared.Columns[0].Name
		i := slices.IndexFunc(t.Columns, func(c *metadata.Column) bool { return c.Name == name })
		if i < 0 {
			return fmt.Errorf("table %s has no column %s", table, name)
		}
		stub, err := o.normal(live, table, []metadata.Item{column})
		if err == nil {
			t.Columns[i] = stub.Table(tableName(table)).Column(name)
		}
		return err
	})
}

// DropColumn removes a column with its values, and the indexes and constraints
// of the table that have it.
func (o *Operations) DropColumn(ctx context.Context, table, column string) error {
	return o.change(ctx, func(_, want *metadata.MetaData) error {
		t, err := existing(want, table)
		if err != nil {
			return err
		}
		if t.Column(column) == nil {
			return fmt.Errorf("table %s has no column %s", table, column)
		}
		t.Columns = slices.DeleteFunc(t.Columns, func(c *metadata.Column) bool { return c.Name == column })
		has := func(parts []metadata.Part) bool { return slices.Contains(metadata.ColumnsOf(parts), column) }
		t.Indexes = slices.DeleteFunc(t.Indexes, func(i *metadata.Index) bool { return has(i.Parts) || slices.Contains(i.Include, column) })
		t.Uniques = slices.DeleteFunc(t.Uniques, func(u *metadata.Unique) bool { return has(u.Parts) })
		t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(fk *metadata.ForeignKey) bool { return slices.Contains(fk.Columns, column) })
		if t.PrimaryKey != nil && has(t.PrimaryKey.Parts) {
			t.PrimaryKey = nil
		}
		return nil
	})
}

// RenameColumn gives a column another name.
func (o *Operations) RenameColumn(ctx context.Context, table, from, to string) error {
	return o.compiled(ctx, func(live *metadata.MetaData) (ddl.Change, error) {
		t, err := existing(live, table)
		if err != nil {
			return nil, err
		}
		if t.Column(from) == nil {
			return nil, fmt.Errorf("table %s has no column %s", table, from)
		}
		after := t.Clone()
		after.Column(from).Name = to
		return ddl.RenameColumn{In: ddl.In{From: t, To: after}, Old: from, New: to}, nil
	})
}

// Drop removes constraints and indexes of a table by their names.
func (o *Operations) Drop(ctx context.Context, table string, names ...string) error {
	return o.change(ctx, func(_, want *metadata.MetaData) error {
		t, err := existing(want, table)
		if err != nil {
			return err
		}
		for _, name := range names {
			if !dropNamed(t, name) {
				return fmt.Errorf("table %s has no constraint or index %s", table, name)
			}
		}
		return nil
	})
}

func dropNamed(t *metadata.Table, name string) bool {
	n := len(t.Indexes) + len(t.Constraints())
	t.Indexes = slices.DeleteFunc(t.Indexes, func(i *metadata.Index) bool { return i.Name == name })
	t.Uniques = slices.DeleteFunc(t.Uniques, func(c *metadata.Unique) bool { return c.Name == name })
	t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(c *metadata.ForeignKey) bool { return c.Name == name })
	t.Checks = slices.DeleteFunc(t.Checks, func(c *metadata.Check) bool { return c.Name == name })
	t.Excludes = slices.DeleteFunc(t.Excludes, func(c *metadata.Exclude) bool { return c.Name == name })
	if t.PrimaryKey != nil && t.PrimaryKey.Name == name {
		t.PrimaryKey = nil
	}
	return len(t.Indexes)+len(t.Constraints()) < n
}

func tableName(name string) metadata.Name { return metadata.Name{Name: name} }

func existing(m *metadata.MetaData, name string) (*metadata.Table, error) {
	t := m.Table(tableName(name))
	if t == nil {
		return nil, fmt.Errorf("there is no table %s", name)
	}
	return t, nil
}

// change plans the way from the schema as it is to what edit makes of it, and
// carries it out.
func (o *Operations) change(ctx context.Context, edit func(live, want *metadata.MetaData) error) error {
	live, err := o.live(ctx)
	if err != nil {
		return err
	}
	want := live.Clone()
	if err := edit(live, want); err != nil {
		return err
	}
	want.Sort()
	plan, err := NewPlan(o.target(), live, want, Renames{})
	if err != nil {
		return err
	}
	return o.run(ctx, plan.Statements())
}

// compiled carries out one change as it is.
func (o *Operations) compiled(ctx context.Context, find func(live *metadata.MetaData) (ddl.Change, error)) error {
	live, err := o.live(ctx)
	if err != nil {
		return err
	}
	c, err := find(live)
	if err != nil {
		return err
	}
	list, err := o.x.e.Dialect.Compile(o.x.e.Server, c)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Describe(), err)
	}
	return o.run(ctx, list)
}

func (o *Operations) live(ctx context.Context) (*metadata.MetaData, error) {
	if o.err != nil {
		return nil, o.err
	}
	return (&Runner{Engine: o.x.e}).reflect(ctx, o.x)
}

func (o *Operations) run(ctx context.Context, list []dialect.Statement) error {
	for _, st := range list {
		if (st.NoTransaction || st.Commit) && o.x.inside {
			return fmt.Errorf("%s: the server does not take that inside of a transaction; give the revision Transaction: migrate.TransactionNone", st.SQL)
		}
	}
	for _, st := range list {
		if st.ScriptOnly {
			continue
		}
		if _, err := o.x.Execer.ExecContext(ctx, st.SQL); err != nil {
			return fmt.Errorf("%s: %w", st.SQL, err)
		}
	}
	return nil
}
