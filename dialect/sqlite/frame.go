package sqlite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// factForeignKeys is whether the connection enforces foreign keys by itself:
// "0" or "1".
const factForeignKeys = "foreign_keys"

// Frame switches foreign keys off, since dropping a table that is made anew
// would delete the rows that refer to it. PRAGMA foreign_keys does nothing
// inside a transaction: https://www.sqlite.org/pragma.html#pragma_foreign_keys
// What they would have found is looked for before the commit; see Watch.
func (*Dialect) Frame(s *dialect.Server) dialect.Frame {
	f := dialect.Frame{
		Before: []string{"PRAGMA foreign_keys = OFF"},
		Begin:  "BEGIN IMMEDIATE",
		Commit: "COMMIT",
		After:  []string{"PRAGMA foreign_keys = ON"},
		// A rebuild that fails between ON and OFF would leave it on.
		AfterError: []string{"PRAGMA legacy_alter_table = OFF"},
		Stop:       ".bail on", // sqlite3 would drop a table whose copy failed
	}
	if s.Facts[factForeignKeys] == "0" {
		f.After = nil
	}
	return f
}

var _ dialect.Watcher = (*Dialect)(nil)

// Guard makes a script safe in a client that goes on after an error, as sqlite3
// does without -bail: an insert that fails its check with OR ROLLBACK takes the
// whole transaction back, so that nothing is dropped that was not copied. It
// also finds rows that refer to nothing and did not before.
func (d *Dialect) Guard(have, want *metadata.MetaData, changes []ddl.Change) dialect.Guard {
	var g dialect.Guard
	before, after := d.suspects(have, want, changes)
	rebuilds := slices.ContainsFunc(changes, func(c ddl.Change) bool { t, ok := c.(ddl.TableChanges); return ok && t.Rebuild })
	if len(after) == 0 && !rebuilds {
		return g
	}
	g.Before = []string{`CREATE TEMP TABLE dbtool_guard (ok CONSTRAINT "rows would be lost, or refer to nothing" CHECK (ok))`}
	g.After = []string{"DROP TABLE temp.dbtool_guard"}
	if len(after) == 0 {
		return g
	}
	known := ""
	if len(before) > 0 {
		g.Opening = []string{"CREATE TEMP TABLE dbtool_before AS " + strings.Join(before, " UNION ALL ")}
		g.After = append(g.After, "DROP TABLE IF EXISTS temp.dbtool_before")
		known = " EXCEPT SELECT n, r FROM temp.dbtool_before"
	}
	g.Closing = []string{"INSERT OR ROLLBACK INTO temp.dbtool_guard SELECT 0 FROM (" + strings.Join(after, " UNION ALL ") + known + ")"}
	return g
}

// suspects are queries for the rows that refer to nothing, before and after a
// plan, in tables that it changes and those that refer to them. A foreign key
// to columns that are no key cannot be checked: PRAGMA foreign_key_check fails.
func (d *Dialect) suspects(have, want *metadata.MetaData, changes []ddl.Change) (before, after []string) {
	changed, old := touched(changes)
	was, is := folded(have), folded(want)
	for n, t := range want.Tables() {
		h := was[strings.ToLower(t.Name)]
		concerned := changed[strings.ToLower(t.Name)] || slices.ContainsFunc(t.ForeignKeys, func(fk *metadata.ForeignKey) bool {
			return changed[strings.ToLower(fk.Ref.Name)]
		})
		if !concerned || h == nil || len(t.ForeignKeys) == 0 || !sound(t, is) {
			continue
		}
		query := func(name string) string {
			return fmt.Sprintf("SELECT %d AS n, rowid AS r FROM pragma_foreign_key_check(%s)", n, d.Literal(name))
		}
		after = append(after, query(t.Name))
		if sound(h, was) {
			name := h.Name
			if o, ok := old[name]; ok {
				name = o
			}
			before = append(before, query(name))
		}
	}
	return before, after
}

// touched are the tables that changes concern, in small letters, and the old
// names of those that are renamed.
func touched(changes []ddl.Change) (changed map[string]bool, old map[string]string) {
	changed, old = map[string]bool{}, map[string]string{}
	for _, c := range changes {
		switch c := c.(type) {
		case ddl.DropTable:
			changed[strings.ToLower(c.Table.Name)] = true
		case ddl.RenameTable:
			changed[strings.ToLower(c.To.Name)] = true
			old[c.To.Name] = c.From.Name
			if first, ok := old[c.From.Name]; ok {
				old[c.To.Name] = first
			}
		case ddl.CreateIndex, ddl.DropIndex:
		default:
			if in, ok := ddl.TableOf(c); ok {
				changed[strings.ToLower(in.To.Name)] = true
			}
		}
	}
	return changed, old
}

// sound reports whether all foreign keys of a table refer to keys. One to a
// table that is not there can be checked: every row breaks it.
func sound(t *metadata.Table, tables map[string]*metadata.Table) bool {
	return !slices.ContainsFunc(t.ForeignKeys, func(fk *metadata.ForeignKey) bool {
		ref := tables[strings.ToLower(fk.Ref.Name)]
		return ref != nil && !isKey(ref, fk.RefColumns)
	})
}

// isKey reports whether the columns are a primary key, or those of a unique
// constraint or index that compares as the columns do and covers all rows.
func isKey(t *metadata.Table, columns []string) bool {
	is := func(parts []metadata.Part) bool {
		names := metadata.ColumnsOf(parts)
		return len(names) == len(parts) && len(names) == len(columns) &&
			!slices.ContainsFunc(parts, func(p metadata.Part) bool { return p.Collation != "" }) &&
			!slices.ContainsFunc(columns, func(c string) bool {
				return !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, c) })
			})
	}
	return t.PrimaryKey != nil && is(t.PrimaryKey.Parts) ||
		slices.ContainsFunc(t.Uniques, func(u *metadata.Unique) bool { return is(u.Parts) }) ||
		slices.ContainsFunc(t.Indexes, func(i *metadata.Index) bool { return i.Unique && i.Where == nil && is(i.Parts) })
}
