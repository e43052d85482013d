package core

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// DML is an insert, an update or a delete.
type DML interface {
	// Statement is the statement as data, for a dialect to spell.
	Statement() (ast.Statement, error)
	returning([]ast.Node) (ast.Statement, error)
}

// Returning runs an insert, update or delete and reads what it returns of each
// row. SQLite and PostgreSQL have it; MariaDB for inserts and deletes; MySQL
// has not.
func Returning[R any](s DML, p Projection[R]) Query[R] {
	out := p.projection()
	stmt, err := s.returning(out.items)
	return Query[R]{&query{out: out, rest: &rest{dml: stmt, err: errors.Join(err, out.err)}}}
}

// InsertInto is an insert under construction. It is a value: each method
// returns a changed copy.
type InsertInto struct {
	s   ast.Insert
	err error
}

// Insert begins an insert into a table. Without Values, Select or anything
// else it inserts one row of defaults.
func Insert(t Source) InsertInto {
	r := t.relation()
	if r.Table == nil {
		return InsertInto{err: fmt.Errorf("core: cannot insert into %q: it is no table", r.Name())}
	}
	return InsertInto{s: ast.Insert{Table: r.Table}}
}

// Values adds a row. All rows have the same columns, in any order.
func (i InsertInto) Values(set ...Assign) InsertInto {
	var row []ast.Node
	var args []ast.Arg
	if len(i.s.Rows) == 0 {
		row, args = i.first(set)
		if err := assigned(i.s.Table, set); err != nil {
			i.err = errors.Join(i.err, err)
		}
	} else {
		row, args = make([]ast.Node, len(set)), make([]ast.Arg, len(set))
	}
	for k := range set {
		a := &set[k]
		at := k
		if k >= len(i.s.Columns) || i.s.Columns[k] != a.Column {
			at = slices.Index(i.s.Columns, a.Column)
		}
		if at < 0 || row[at] != nil || len(set) != len(i.s.Columns) {
			i.err = errors.Join(i.err, fmt.Errorf("core: row %d of the insert into %s does not have the columns of the first one", len(i.s.Rows)+1, tableName(i.s.Table)))
			return i
		}
		if row[at] = a.Value; row[at] == nil {
			args[k] = a.Arg
			row[at] = &args[k]
		}
	}
	if len(i.s.Rows) > 0 { // others may have it, too
		i.s.Rows = slices.Clip(i.s.Rows)
	}
	i.s.Rows = append(i.s.Rows, row)
	return i
}

// first takes the columns from the first row, and makes room for its values: in
// one piece, where it is one row of few columns, as most are.
func (i *InsertInto) first(set []Assign) (row []ast.Node, args []ast.Arg) {
	n := len(set)
	if n <= fewColumns {
		var room struct {
			columns [fewColumns]*metadata.Column
			row     [fewColumns]ast.Node
			args    [fewColumns]ast.Arg
			rows    [1][]ast.Node
		}
		i.s.Columns, i.s.Rows, row, args = room.columns[:n:n], room.rows[:0], room.row[:n:n], room.args[:n:n]
	} else {
		i.s.Columns, row, args = make([]*metadata.Column, n), make([]ast.Node, n), make([]ast.Arg, n)
	}
	for k, a := range set {
		i.s.Columns[k] = a.Column
	}
	return row, args
}

// fewColumns is how many columns are few.
const fewColumns = 8

// Columns names the columns that Select fills.
func (i InsertInto) Columns(cs ...Handle) InsertInto {
	i.s.Columns = make([]*metadata.Column, len(cs))
	for k, c := range cs {
		i.s.Columns[k] = c.Column()
		i.err = errors.Join(i.err, owned(i.s.Table, c.Column()))
	}
	return i
}

// Selectable is a [Query] of any rows.
type Selectable interface{ statement() ast.Statement }

// Select inserts the rows of a query into the given Columns.
func (i InsertInto) Select(q Selectable) InsertInto {
	i.s.Query = q.statement()
	return i
}

// Upsert is an insert that has not been told yet what to do where the key is
// taken.
type Upsert struct {
	insert   InsertInto
	conflict ast.OnConflict
}

// OnConflict says what to do where a row with the same unique key exists. The
// key is named by its columns; without any, all keys of the table are meant,
// and DoNothing alone is possible. MySQL and MariaDB cannot tell keys apart and
// act on the first one that is taken; there, the columns must be one of the
// table's keys all the same.
func (i InsertInto) OnConflict(key ...Handle) Upsert {
	u := Upsert{insert: i}
	for _, c := range key {
		u.conflict.Target = append(u.conflict.Target, c.Column())
		u.insert.err = errors.Join(u.insert.err, owned(i.s.Table, c.Column()))
	}
	return u
}

// Where tells a partial unique index from others over the same columns, by its
// condition.
func (u Upsert) Where(ps ...Expr[bool]) Upsert {
	u.conflict.TargetWhere = conditions(slices.Clip(u.conflict.TargetWhere), ps)
	return u
}

// DoNothing leaves the row that is there as it is.
func (u Upsert) DoNothing() InsertInto {
	c := u.conflict
	u.insert.s.OnConflict = &c
	return u.insert
}

// DoUpdate changes the row that is there: Users.Name.SetExcluded().
func (u Upsert) DoUpdate(set ...Assign) InsertInto {
	c := u.conflict
	c.Set = set
	u.insert.err = errors.Join(u.insert.err, assigned(u.insert.s.Table, set), brought(u.insert.s.Table, set))
	switch {
	case len(c.Target) == 0:
		u.insert.err = errors.Join(u.insert.err, errors.New("core: DoUpdate needs the columns of the key in OnConflict"))
	case len(set) == 0:
		u.insert.err = errors.Join(u.insert.err, errors.New("core: DoUpdate sets nothing; to leave the row as it is there is DoNothing"))
	}
	u.insert.s.OnConflict = &c
	return u.insert
}

// UpdateWhere changes only rows for which the conditions are true, in an
// insert that ends in DoUpdate.
func (i InsertInto) UpdateWhere(ps ...Expr[bool]) InsertInto {
	if i.s.OnConflict == nil || len(i.s.OnConflict.Set) == 0 {
		i.err = errors.Join(i.err, errors.New("core: UpdateWhere goes behind DoUpdate"))
		return i
	}
	c := *i.s.OnConflict
	c.Where = conditions(slices.Clip(c.Where), ps)
	i.s.OnConflict = &c
	return i
}

// Statement is the insert as data.
func (i InsertInto) Statement() (ast.Statement, error) { return &i.s, i.check() }

func (i InsertInto) check() error {
	switch {
	case i.err == nil && i.s.Table == nil:
		return errors.New("core: the insert is one of zeros; begin one with Insert")
	case i.err != nil || i.s.Query == nil:
		return i.err
	case len(i.s.Rows) > 0:
		return fmt.Errorf("core: the insert into %s has both Values and Select", i.s.Table.Ident())
	case len(i.s.Columns) == 0:
		return fmt.Errorf("core: the insert into %s does not say with Columns which ones its Select fills", i.s.Table.Ident())
	}
	return nil
}

func (i InsertInto) returning(items []ast.Node) (ast.Statement, error) {
	i.s.Returning = items
	return &i.s, i.check()
}

// Exec runs the insert.
func (i InsertInto) Exec(ctx context.Context, db DB) (Result, error) {
	return exec(ctx, db, &i.s, i.check())
}

// UpdateOf is an update under construction. It is a value: each method returns
// a changed copy.
type UpdateOf struct {
	s    ast.Update
	open bool // all rows are meant
	err  error
}

// errAllRows guards against the missing condition.
func errAllRows(verb string, r *ast.Relation) error {
	return fmt.Errorf("core: %s of every row of %s: give a condition, or say AllRows", verb, r.Name())
}

// Update begins an update of a table. Without a condition it is refused,
// unless AllRows is called: a filter that turned out empty must not hit
// everything.
func Update(t Source) UpdateOf {
	u := UpdateOf{s: ast.Update{Rel: t.relation()}}
	if u.s.Rel.Table == nil {
		u.err = fmt.Errorf("core: cannot update %q: it is no table", u.s.Rel.Name())
	}
	return u
}

// Set adds assignments. All of them see the row as it was; on MySQL and
// MariaDB, a later one sees the earlier ones.
func (u UpdateOf) Set(set ...Assign) UpdateOf {
	u.s.Set = append(slices.Clip(u.s.Set), set...)
	if err := assigned(targetOf(u.s.Rel), u.s.Set); err != nil {
		u.err = errors.Join(u.err, err)
	}
	return u
}

// From adds relations whose columns the assignments and conditions may use.
func (u UpdateOf) From(sources ...Source) UpdateOf {
	for _, s := range sources {
		u.s.From = append(slices.Clip(u.s.From), s.relation())
	}
	return u
}

// Where updates only the rows for which all conditions are true.
func (u UpdateOf) Where(ps ...Expr[bool]) UpdateOf {
	u.s.Where = conditions(slices.Clip(u.s.Where), ps)
	return u
}

// AllRows lets the update do without a condition.
func (u UpdateOf) AllRows() UpdateOf { u.open = true; return u }

// OrderBy updates in this order (MySQL, MariaDB).
func (u UpdateOf) OrderBy(by ...Order) UpdateOf {
	u.s.OrderBy = append(slices.Clip(u.s.OrderBy), orders(by)...)
	return u
}

// Limit updates at most n rows (MySQL, MariaDB).
func (u UpdateOf) Limit(n int) UpdateOf { u.s.Limit = intArg(n); return u }

func (u UpdateOf) check() error {
	switch {
	case u.err != nil:
		return u.err
	case u.s.Rel == nil:
		return errors.New("core: the update is one of zeros; begin one with Update")
	case len(u.s.Set) == 0:
		return fmt.Errorf("core: the update of %s sets nothing", u.s.Rel.Name())
	case len(u.s.Where) == 0 && !u.open:
		return errAllRows("update", u.s.Rel)
	}
	return nil
}

// Statement is the update as data.
func (u UpdateOf) Statement() (ast.Statement, error) { return &u.s, u.check() }

func (u UpdateOf) returning(items []ast.Node) (ast.Statement, error) {
	u.s.Returning = items
	return &u.s, u.check()
}

// Exec runs the update.
func (u UpdateOf) Exec(ctx context.Context, db DB) (Result, error) {
	return exec(ctx, db, &u.s, u.check())
}

// DeleteFrom is a delete under construction. It is a value: each method
// returns a changed copy.
type DeleteFrom struct {
	s    ast.Delete
	open bool
	err  error
}

// Delete begins a delete from a table. Without a condition it is refused,
// unless AllRows is called.
func Delete(t Source) DeleteFrom {
	d := DeleteFrom{s: ast.Delete{Rel: t.relation()}}
	if d.s.Rel.Table == nil {
		d.err = fmt.Errorf("core: cannot delete from %q: it is no table", d.s.Rel.Name())
	}
	return d
}

// Using adds relations whose columns the conditions may use.
func (d DeleteFrom) Using(sources ...Source) DeleteFrom {
	for _, s := range sources {
		d.s.Using = append(slices.Clip(d.s.Using), s.relation())
	}
	return d
}

// Where deletes only the rows for which all conditions are true.
func (d DeleteFrom) Where(ps ...Expr[bool]) DeleteFrom {
	d.s.Where = conditions(slices.Clip(d.s.Where), ps)
	return d
}

// AllRows lets the delete do without a condition.
func (d DeleteFrom) AllRows() DeleteFrom { d.open = true; return d }

// OrderBy deletes in this order (MySQL, MariaDB).
func (d DeleteFrom) OrderBy(by ...Order) DeleteFrom {
	d.s.OrderBy = append(slices.Clip(d.s.OrderBy), orders(by)...)
	return d
}

// Limit deletes at most n rows (MySQL, MariaDB).
func (d DeleteFrom) Limit(n int) DeleteFrom { d.s.Limit = intArg(n); return d }

func (d DeleteFrom) check() error {
	switch {
	case d.err != nil:
		return d.err
	case d.s.Rel == nil:
		return errors.New("core: the delete is one of zeros; begin one with Delete")
	case len(d.s.Where) == 0 && !d.open:
		return errAllRows("delete", d.s.Rel)
	}
	return nil
}

// Statement is the delete as data.
func (d DeleteFrom) Statement() (ast.Statement, error) { return &d.s, d.check() }

func (d DeleteFrom) returning(items []ast.Node) (ast.Statement, error) {
	d.s.Returning = items
	return &d.s, d.check()
}

// Exec runs the delete.
func (d DeleteFrom) Exec(ctx context.Context, db DB) (Result, error) {
	return exec(ctx, db, &d.s, d.check())
}
