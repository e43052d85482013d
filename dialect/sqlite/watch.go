package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
)

// Watch notes the rows that refer to nothing, and where the tables are. At the
// end, reasons not to commit are such rows that were not there before, and
// faults in tables that were made anew.
func (d *Dialect) Watch(ctx context.Context, q dialect.Queryer) (func(context.Context) ([]string, error), error) {
	roots, err := tableRoots(ctx, q)
	if err != nil {
		return nil, err
	}
	orphans, err := d.orphans(ctx, q)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) ([]string, error) {
		now, err := tableRoots(ctx, q)
		if err != nil {
			return nil, err
		}
		reasons, err := d.faults(ctx, q, roots, now)
		if err != nil {
			return nil, err
		}
		left, err := d.orphans(ctx, q)
		if err != nil {
			return nil, err
		}
		return append(reasons, added(orphans, left, renamed(roots, now))...), nil
	}, nil
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
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []orphan
	for rows.Next() {
		var o orphan
		var key int
		if err := rows.Scan(&o.table, &o.row, &o.parent, &key); err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, rows.Err()
}

// tableRoots are the pages at which tables begin.
func tableRoots(ctx context.Context, q dialect.Queryer) (map[string]int64, error) {
	rows, err := q.QueryContext(ctx, "SELECT name, rootpage FROM main.sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	roots := map[string]int64{}
	for rows.Next() {
		var name string
		var page int64
		if err := rows.Scan(&name, &page); err != nil {
			return nil, err
		}
		roots[name] = page
	}
	return roots, rows.Err()
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
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		if s != "ok" {
			list = append(list, s)
		}
	}
	return list, rows.Err()
}
