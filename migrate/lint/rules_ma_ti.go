package lint

import (
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// maRules are about MariaDB alone.
func maRules() []Rule {
	return []Rule{
		{ID: "MA101", Level: Warning, specific: true, Dialects: []string{"mariadb"}, Title: "a new column is filled by an expression", Why: "a value that differs from row to row is written into each: " + copies, Instead: "add it without a default, fill it in batches, then set the default", calms: emptyTable,
			change: func(l *linter, _ *step, c ddl.Change) string {
				if a, ok := c.(ddl.AddColumn); ok && a.Column.ServerDefault != nil && l.impact(a).Rewrites {
					return sayf("fills %s.%s with %s row by row", a.Ident(), a.Column.Name, a.Column.ServerDefault)
				}
				return ""
			}},
		{ID: "MA102", Level: Error, Dialects: []string{"mariadb"}, Title: "a table that keeps its history is altered", Why: "the server refuses it (error 4119) while system_versioning_alter_history is ERROR", Instead: "SET system_versioning_alter_history = KEEP before it, knowing that the history changes with it",
			act: func(l *linter, s *step, a act) string {
				t := l.tableBefore(a.table)
				allowed := l.before(s, func(o act) bool { return o.is(set) && o.name == "system_versioning_alter_history" })
				if t == nil || t.Options["mysql.system_versioning"] == "" || allowed || !a.is(addColumn, dropColumn, modifyColumn, addConstraint, dropConstraint, renameColumn, alterOther, tableOption) {
					return ""
				}
				return sayf("alters %s, which keeps its history", a.table)
			}},
	}
}

// tiRules are about TiDB alone. They look at the text, since what they speak of
// is refused or passed over there.
func tiRules() []Rule {
	onTiDB := []string{"tidb"}
	return []Rule{
		{ID: "TI101", Level: Error, Dialects: onTiDB, Title: "one ALTER changes one thing twice", Why: "TiDB takes all clauses of an ALTER from the table as it was, and refuses those that build on each other", Instead: "an ALTER TABLE for each",
			statement: func(_ *linter, s *step) string {
				seen := map[string]bool{}
				for _, a := range s.acts {
					if a.name == "" || !a.is(addColumn, dropColumn, modifyColumn, renameColumn, createIndex, dropIndex) {
						continue
					}
					for _, name := range []string{a.name, a.value} {
						if name != "" && seen[strings.ToLower(name)] {
							return sayf("changes %s more than once in one ALTER", name)
						}
						if name != "" {
							seen[strings.ToLower(name)] = true
						}
					}
				}
				return ""
			}},
		{ID: "TI102", Level: Error, Dialects: onTiDB, Title: "a key or a counter comes to a table that is there", Why: "TiDB does not change a clustered primary key, and adds no column that is AUTO_INCREMENT, a primary key or unique", Instead: "make a new table, copy the rows, swap the names; for a unique one: the column first, the index after it",
			act: func(l *linter, _ *step, a act) string {
				switch {
				case !l.used(a):
				case a.is(addColumn) && (a.has(autoinc) || a.has(primaryKey) || a.has(unique)):
					return sayf("adds column %s.%s with a key or a counter", a.table, a.name)
				case a.is(addConstraint, dropConstraint) && a.has(primaryKey):
					return sayf("changes the primary key of %s", a.table)
				}
				return ""
			}},
		{ID: "TI103", Level: Note, Dialects: onTiDB, Title: "a way or a lock is asked for", Why: "TiDB reads ALGORITHM=COPY and LOCK and does not go by them", Instead: "leave it out",
			act: func(_ *linter, _ *step, a act) string {
				if a.is(chooseLock) || a.is(chooseAlgorithm) && strings.EqualFold(a.value, "COPY") {
					return sayf("%s=%s means nothing here", strings.ToUpper(string(a.verb)), a.value)
				}
				return ""
			}},
	}
}

// slRules are about SQLite, whose tables are made anew to be changed.
func slRules() []Rule {
	onSQLite := []string{"sqlite"}
	return []Rule{
		{ID: "SL101", Level: Warning, Dialects: onSQLite, Aliases: []string{"LT101"}, Title: "rows that hold NULL are copied into a column that takes none", Why: "the copy fails at the first of them", Instead: "UPDATE them first, or copy COALESCE(column, value)", calms: withoutNulls,
			change: func(l *linter, s *step, c ddl.Change) string {
				a, ok := c.(ddl.AlterColumn)
				if !ok || !a.Old.Nullable || a.New.Nullable || l.madeAnew[a.Ident()] == nil || l.copiesWith(a, "COALESCE", "IFNULL") || l.updated(a.From.Ident()) {
					return ""
				}
				return sayf("copies %s.%s as it is into a column that is NOT NULL", a.Ident(), a.New.Name)
			}},
		{ID: "SL102", Level: Warning, Dialects: onSQLite, Title: "a table that others refer to is made anew while foreign keys are enforced", Why: "DROP TABLE deletes its rows first, and ON DELETE CASCADE theirs. dbtool switches foreign keys off for a revision that is a transaction, and only then: PRAGMA foreign_keys does nothing inside one", Instead: "leave the revision a transaction; with -- dbtool:transaction none, PRAGMA foreign_keys = OFF before and ON behind it", revision: rebuildEnforced},
		{ID: "SL103", Level: Warning, Dialects: onSQLite, Title: "a table is made anew and nobody looks for rows that refer to nothing", Why: "foreign keys are off meanwhile. dbtool looks before the commit of a revision that is a transaction, and only then", Instead: "leave the revision a transaction, or PRAGMA foreign_key_check", revision: rebuildUnchecked},
		{ID: "SL104", Level: Warning, Dialects: onSQLite, Title: "a table that numbers its rows is made anew", Why: "AUTOINCREMENT begins again behind the highest row that is left, and numbers of deleted rows come twice", Instead: "carry sqlite_sequence.seq over to the new table", calms: emptyTable, revision: rebuildCounter},
		{ID: "SL105", Level: Error, Dialects: onSQLite, Title: "a table that a view reads is made anew", Why: "the rename fails with \"error in view\" while the view reads a table that is not there", Instead: "drop the view first and make it again, or PRAGMA legacy_alter_table = ON", revision: rebuildUnderView},
		{ID: "SL106", Level: Error, Dialects: onSQLite, Title: "ADD COLUMN of what SQLite cannot add", Why: "PRIMARY KEY, UNIQUE, a stored column, NOT NULL without a default and a default that is computed are refused, the last three only where there are rows", Instead: "make the table anew: migrate generate writes it", act: cannotAdd},
		{ID: "SL107", Level: Warning, Dialects: onSQLite, Title: "a column gets another affinity", Why: "rows keep values of the old kind, which compare and sort otherwise", Instead: "CAST them in the copy", calms: emptyTable,
			change: func(l *linter, _ *step, c ddl.Change) string {
				a, ok := c.(ddl.AlterColumn)
				if !ok || affinity(a.Old.Type.SQL) == affinity(a.New.Type.SQL) || l.copiesWith(a, "CAST") {
					return ""
				}
				return sayf("copies %s.%s from %s to %s as it is", a.Ident(), a.New.Name, affinity(a.Old.Type.SQL), affinity(a.New.Type.SQL))
			}},
	}
}

// copiesWith reports whether the rows are copied by a statement with one of the
// words in it.
func (l *linter) copiesWith(a ddl.AlterColumn, words ...string) bool {
	for _, s := range l.steps {
		for _, w := range words {
			if s.asks(insertRows) && s.says(l, w) && s.names(l, a.Old.Name) {
				return true
			}
		}
	}
	return false
}

func (l *linter) updated(table metadata.Name) bool {
	for _, s := range l.steps {
		for _, a := range s.acts {
			if a.is(updateRows) && a.table == table {
				return true
			}
		}
	}
	return false
}

// rebuilt are the tables that a statement drops and another makes anew.
func (l *linter) rebuilt(f func(t *metadata.Table, drop *step)) {
	for name, s := range l.madeAnew {
		if drop, ok := l.dropped[name]; ok {
			s = drop
		}
		f(l.seen.Before.Table(name), s)
	}
}

func rebuildEnforced(l *linter, say func(*step, string)) {
	if l.single() {
		return
	}
	l.rebuilt(func(t *metadata.Table, drop *step) {
		off := l.before(drop, func(a act) bool {
			return a.is(set) && a.name == "foreign_keys" && (strings.EqualFold(a.value, "off") || a.value == "0")
		})
		for _, o := range l.seen.Before.Tables() {
			for _, fk := range o.ForeignKeys {
				if fk.Ref == t.Ident() && !off {
					say(drop, sayf("%s refers to %s, whose rows are deleted with it", o.Ident(), t.Ident()))
				}
			}
		}
	})
}

func rebuildUnchecked(l *linter, say func(*step, string)) {
	if l.single() {
		return
	}
	for _, s := range l.steps {
		for _, a := range s.acts {
			if a.is(set) && a.name == "foreign_key_check" {
				return
			}
		}
	}
	l.rebuilt(func(t *metadata.Table, drop *step) {
		say(drop, sayf("nobody looks whether rows still refer to rows of %s", t.Ident()))
	})
}

func rebuildCounter(l *linter, say func(*step, string)) {
	for _, s := range l.steps {
		if s.names(l, "sqlite_sequence") {
			return
		}
	}
	l.rebuilt(func(t *metadata.Table, drop *step) {
		for _, c := range t.Columns {
			if c.Autoincrement == metadata.AutoincrementOn {
				say(drop, sayf("the counter of %s.%s begins again", t.Ident(), c.Name))
			}
		}
	})
}

func rebuildUnderView(l *linter, say func(*step, string)) {
	for _, s := range l.steps {
		for _, a := range s.acts {
			if a.is(set) && a.name == "legacy_alter_table" && (strings.EqualFold(a.value, "on") || a.value == "1") {
				return
			}
		}
		if s.refusal == "" || !s.asks(renameTable) {
			continue
		}
		for _, v := range s.Before.Views {
			say(s, sayf("view %s reads a table that is not there at this moment", v.Ident()))
		}
	}
	f := l.options.Facts
	for name, s := range l.madeAnew {
		if t := f.table(name); t != nil {
			for _, v := range t.Views {
				if !l.hasView(v) {
					say(s, sayf("view %s, which the database has and the revisions do not make, reads %s", v, name))
				}
			}
		}
	}
}

func (l *linter) hasView(name string) bool {
	for _, v := range l.seen.Before.Views {
		if v.Name == name {
			return true
		}
	}
	return false
}

func cannotAdd(l *linter, s *step, a act) string {
	if !a.is(addColumn) {
		return ""
	}
	computedDefault := s.says(l, "DEFAULT", "(") || s.says(l, "DEFAULT", "CURRENT_TIMESTAMP") || s.says(l, "DEFAULT", "CURRENT_DATE") || s.says(l, "DEFAULT", "CURRENT_TIME")
	switch {
	case a.has(primaryKey), a.has(unique), a.has(generated) && s.says(l, "STORED"), a.has(notNull) && !a.has(defaulted) && !a.has(generated), computedDefault:
		return sayf("adds column %s.%s, which SQLite cannot", a.table, a.name)
	}
	return ""
}

// affinity is by the rules of https://www.sqlite.org/datatype3.html#determination_of_column_affinity
func affinity(sql string) string {
	t := strings.ToUpper(sql)
	switch {
	case strings.Contains(t, "INT"):
		return "INTEGER"
	case strings.Contains(t, "CHAR"), strings.Contains(t, "CLOB"), strings.Contains(t, "TEXT"):
		return "TEXT"
	case strings.Contains(t, "BLOB"), t == "":
		return "BLOB"
	case strings.Contains(t, "REAL"), strings.Contains(t, "FLOA"), strings.Contains(t, "DOUB"):
		return "REAL"
	}
	return "NUMERIC"
}
