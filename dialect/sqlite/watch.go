package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
)

// sight is what a check found, and the database's data_version then: it is
// another once somebody else has written.
type sight struct {
	version int64
	orphans []orphan
}

// Watch notes the rows that refer to nothing, and where the tables are. At the
// end, reasons not to commit are such rows that were not there before, and
// faults in tables that were made anew. What the statements cannot do is not
// looked for.
func (d *Dialect) Watch(ctx context.Context, q dialect.Queryer, statements []string, last any) (func(context.Context) ([]string, any, error), error) {
	moves, orphans := d.mayMove(statements), d.mayOrphan(statements)
	var roots map[string]int64
	var err error
	if moves {
		if roots, err = tableRoots(ctx, q); err != nil {
			return nil, err
		}
	}
	before, err := d.look(ctx, q, last, orphans)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (reasons []string, found any, err error) {
		now := roots
		if moves {
			if now, err = tableRoots(ctx, q); err != nil {
				return nil, nil, err
			}
			if reasons, err = d.faults(ctx, q, roots, now); err != nil {
				return nil, nil, err
			}
		}
		if !orphans || before == nil {
			return reasons, last, nil
		}
		left, err := d.orphans(ctx, q)
		if err != nil {
			return nil, nil, err
		}
		return append(reasons, added(before.orphans, left, renamed(roots, now))...), &sight{before.version, left}, nil
	}, nil
}

// look finds the rows that refer to nothing, unless last tells; nil when it is
// not needed.
func (d *Dialect) look(ctx context.Context, q dialect.Queryer, last any, needed bool) (*sight, error) {
	if !needed {
		return nil, nil
	}
	version, err := number(ctx, q, "PRAGMA main.data_version")
	if err != nil {
		return nil, err
	}
	if s, ok := last.(*sight); ok && s.version == version {
		return s, nil
	}
	list, err := d.orphans(ctx, q)
	return &sight{version, list}, err
}

// mayMove reports whether statements may put a table elsewhere, or give it
// another name.
func (d *Dialect) mayMove(statements []string) bool {
	return !d.all(statements, func(c *lex.Cursor) bool {
		for !c.Done() {
			if c.Next().IsAny("DROP", "RENAME", "PRAGMA", "ATTACH", "DETACH") {
				return false
			}
		}
		return true
	})
}

// mayOrphan reports whether statements may leave a row that refers to nothing.
// What is made empty has none.
func (d *Dialect) mayOrphan(statements []string) bool {
	return !d.all(statements, func(c *lex.Cursor) bool {
		if !c.Accept("CREATE") {
			return false
		}
		for !c.Done() {
			switch t := c.Next(); {
			case t.IsAny("INDEX", "VIEW", "TRIGGER"):
				return true
			case t.Is("SELECT"):
				return false
			}
		}
		return true
	})
}

// all reports whether all statements are known to be so.
func (d *Dialect) all(statements []string, so func(*lex.Cursor) bool) bool {
	if statements == nil {
		return false
	}
	return !slices.ContainsFunc(statements, func(sql string) bool {
		c, err := lex.NewCursor(sql, d.Rules())
		return err != nil || !so(c)
	})
}

// orphan is a row that refers to nothing. Row is not valid in tables without
// rowid.
type orphan struct {
	table, parent string
	row           sql.NullInt64
}

func (o orphan) String() string {
	if !o.row.Valid {
		return fmt.Sprintf("a row of %s refers to no row of %s", o.table, o.parent)
	}
	return fmt.Sprintf("row %d of %s refers to no row of %s", o.row.Int64, o.table, o.parent)
}

// orphans asks for all at once. If a foreign key refers to what is no key,
// which makes that fail, each table is asked; one with such a key is left out,
// as SQLite leaves it out.
func (d *Dialect) orphans(ctx context.Context, q dialect.Queryer) ([]orphan, error) {
	list, err := orphansOf(ctx, q, "PRAGMA main.foreign_key_check")
	if err == nil || !mismatch(err) {
		return list, err
	}
	tables, err := tableRoots(ctx, q)
	if err != nil {
		return nil, err
	}
	list = nil
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		more, err := orphansOf(ctx, q, "PRAGMA main.foreign_key_check("+d.Ident(name)+")")
		if err != nil && !mismatch(err) {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

func mismatch(err error) bool { return strings.Contains(err.Error(), "foreign key mismatch") }

func orphansOf(ctx context.Context, q dialect.Queryer, query string) ([]orphan, error) {
	var list []orphan
	var o orphan
	var key int
	err := dialect.ReadRows(ctx, q, query, nil, []any{&o.table, &o.row, &o.parent, &key}, func() error {
		list = append(list, o)
		return nil
	})
	return list, err
}

// tableRoots are the pages at which tables begin.
func tableRoots(ctx context.Context, q dialect.Queryer) (map[string]int64, error) {
	roots := map[string]int64{}
	var name string
	var page int64
	err := dialect.ReadRows(ctx, q, "SELECT name, rootpage FROM main.sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name", nil, []any{&name, &page}, func() error {
		roots[name] = page
		return nil
	})
	return roots, err
}

// renamed maps old names to new: tables that begin where another did.
func renamed(before, after map[string]int64) map[string]string {
	names := map[int64]string{}
	for name, page := range after {
		names[page] = name
	}
	to := map[string]string{}
	for name, page := range before {
		if _, stays := after[name]; !stays && names[page] != "" {
			to[name] = names[page]
		}
	}
	return to
}

// added are the orphans that were none before. What a row referred to does
// not matter: it was in want of something before.
func added(before, after []orphan, renames map[string]string) []string {
	type key struct {
		table string
		row   sql.NullInt64
	}
	known := map[key]int{}
	for _, o := range before {
		if to, ok := renames[o.table]; ok {
			o.table = to
		}
		known[key{strings.ToLower(o.table), o.row}]++
	}
	var list []string
	for _, o := range after {
		k := key{strings.ToLower(o.table), o.row}
		if known[k] > 0 {
			known[k]--
			continue
		}
		list = append(list, o.String())
	}
	return list
}

// faults checks the tables that begin elsewhere than before.
func (d *Dialect) faults(ctx context.Context, q dialect.Queryer, before, after map[string]int64) ([]string, error) {
	moved := map[string]bool{}
	for _, to := range renamed(before, after) {
		moved[to] = true
	}
	var list []string
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if before[name] == after[name] || moved[name] {
			continue
		}
		more, err := quickCheck(ctx, q, "PRAGMA main.quick_check("+d.Ident(name)+")")
		if err != nil {
			return nil, err
		}
		for _, fault := range more {
			list = append(list, fmt.Sprintf("table %s: %s", name, fault))
		}
	}
	return list, nil
}

func quickCheck(ctx context.Context, q dialect.Queryer, query string) ([]string, error) {
	var list []string
	var s string
	err := dialect.ReadRows(ctx, q, query, nil, []any{&s}, func() error {
		if s != "ok" {
			list = append(list, s)
		}
		return nil
	})
	return list, err
}
