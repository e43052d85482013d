package lint

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

var onPostgres = []string{"postgres"}

// pgRules are about PostgreSQL's indexes, keys and constraints.
func pgRules() []Rule {
	return []Rule{
		{ID: "PG101", Level: Warning, specific: true, Dialects: onPostgres, Title: "an index is built while nobody can write", Why: "CREATE INDEX holds a SHARE lock until it has read the table", Instead: "CREATE INDEX CONCURRENTLY, in a revision with -- dbtool:transaction none", calms: emptyTable, fix: online,
			act: func(l *linter, _ *step, a act) string {
				if a.is(createIndex) && !a.has(concurrently) && l.used(a) {
					return sayf("builds index %s of %s without CONCURRENTLY", a.name, a.table)
				}
				return ""
			}},
		{ID: "PG102", Level: Warning, Dialects: onPostgres, Title: "an index is dropped under a lock that readers notice", Why: "DROP INDEX waits for everybody who uses the table, and all who come later wait behind it", Instead: "DROP INDEX CONCURRENTLY, in a revision with -- dbtool:transaction none", fix: online,
			act: func(l *linter, _ *step, a act) string {
				if a.is(dropIndex) && !a.has(concurrently) && l.indexBefore(a.table) {
					return sayf("drops index %s without CONCURRENTLY", a.table)
				}
				return ""
			}},
		{ID: "PG103", Level: Error, Dialects: onPostgres, Everywhere: true, Title: "a statement refuses the transaction that it is in", Why: "the server refuses it (25001)", Instead: "-- dbtool:transaction none", fix: alone,
			act: func(l *linter, _ *step, a act) string {
				if l.single() && (a.has(concurrently) && !a.is(refresh) || a.is(vacuum, createDatabase, dropDatabase)) {
					return sayf("%s cannot run inside the revision's transaction", a.verb)
				}
				return ""
			}},
		{ID: "PG104", Level: Warning, specific: true, Dialects: onPostgres, Title: "a primary key is built while nobody can read", Why: "ADD PRIMARY KEY builds its index under an ACCESS EXCLUSIVE lock", Instead: "CREATE UNIQUE INDEX CONCURRENTLY, then ADD PRIMARY KEY USING INDEX", calms: emptyTable, fix: online, act: keyWithoutIndex(primaryKey, "primary key")},
		{ID: "PG105", Level: Warning, specific: true, Dialects: onPostgres, Title: "a unique constraint is built while nobody can read", Why: "ADD UNIQUE builds its index under an ACCESS EXCLUSIVE lock", Instead: "CREATE UNIQUE INDEX CONCURRENTLY, then ADD UNIQUE USING INDEX", calms: emptyTable, fix: online, act: keyWithoutIndex(unique, "unique constraint")},
		{ID: "PG106", Level: Warning, specific: true, Dialects: onPostgres, Title: "an index or a materialized view is made anew while others wait", Why: "REINDEX keeps writers out, REFRESH readers", Instead: "REINDEX CONCURRENTLY, REFRESH MATERIALIZED VIEW CONCURRENTLY",
			act: func(l *linter, _ *step, a act) string {
				if a.is(reindex, refresh) && !a.has(concurrently) {
					return sayf("%s without CONCURRENTLY", a.verb)
				}
				return ""
			}},
		{ID: "PG107", Level: Warning, specific: true, Dialects: onPostgres, Title: "a foreign key is checked while nobody can write", Why: "both tables are locked until all rows are checked", Instead: "ADD ... NOT VALID, then VALIDATE CONSTRAINT, which lets others work", calms: emptyTable, fix: online, act: addsValid(foreignKey, "foreign key")},
		{ID: "PG108", Level: Warning, specific: true, Dialects: onPostgres, Title: "a check is made while nobody can read", Why: "the table is locked until all rows are checked", Instead: "ADD ... NOT VALID, then VALIDATE CONSTRAINT, which lets others work", calms: emptyTable, fix: online, act: addsValid(check, "check")},
		{ID: "PG109", Level: Warning, specific: true, Dialects: onPostgres, Title: "NOT NULL is checked while nobody can read", Why: "SET NOT NULL reads the table under an ACCESS EXCLUSIVE lock", Instead: "a check IS NOT NULL, NOT VALID and validated: SET NOT NULL believes it; then drop the check", calms: emptyTable, fix: online,
			change: func(l *linter, s *step, c ddl.Change) string {
				if a, ok := c.(ddl.AlterColumn); ok && s.asks(setNotNull) && a.Old.Nullable && !a.New.Nullable && !l.checkedNotNull(a) {
					return sayf("reads all of %s for %s to become NOT NULL", a.Ident(), a.New.Name)
				}
				return ""
			}},
		{ID: "PG110", Level: Warning, specific: true, Dialects: onPostgres, Title: "a change of type writes the table anew", Why: "nobody can read it meanwhile, and all its indexes are built again", Instead: "add a column of the new type, fill it in batches, swap the names", calms: emptyTable,
			change: func(l *linter, s *step, c ddl.Change) string {
				if a, ok := c.(ddl.AlterColumn); ok && !a.Old.Type.Equal(a.New.Type) && l.impactOf(s, a).Rewrites {
					return sayf("writes %s anew to make %s %s of %s", a.Ident(), a.New.Name, a.New.Type, a.Old.Type)
				}
				return ""
			}},
		{ID: "PG111", Level: Warning, specific: true, Dialects: onPostgres, Title: "a new column writes the table anew", Why: "a value that differs from row to row has to be written into each, while nobody can read", Instead: "add it without, fill it in batches, then set the default", calms: emptyTable, change: fillsAll},
		{ID: "PG112", Level: Warning, specific: true, Dialects: onPostgres, Title: "a table is written anew as a whole", Why: "nobody can read it meanwhile", Instead: "at a quiet time, or pg_repack", calms: emptyTable,
			act: func(l *linter, _ *step, a act) string {
				if a.is(setLogged, cluster) && (a.is(cluster) || l.used(a)) || a.is(vacuum) && a.has(full) {
					return sayf("%s writes the table anew under an ACCESS EXCLUSIVE lock", a.verb)
				}
				return ""
			}},
	}
}

// pgMoreRules are about PostgreSQL's types, partitions and the rest.
func pgMoreRules() []Rule {
	return []Rule{
		{ID: "PG113", Level: Warning, Dialects: onPostgres, Title: "a constraint is validated in the transaction that added it", Why: "the strong lock of ADD is held while all rows are read, so that nothing is won", Instead: "-- dbtool:transaction none, or VALIDATE in a later revision", fix: alone,
			act: func(l *linter, s *step, a act) string {
				if a.is(validate) && l.single() && l.before(s, func(o act) bool { return o.is(addConstraint) && o.table == a.table && o.name == a.name }) {
					return sayf("validates %s of %s in the transaction that added it", a.name, a.table)
				}
				return ""
			}},
		{ID: "PG114", Level: Error, Dialects: onPostgres, Everywhere: true, Title: "a new value of an enum is used in the transaction that added it", Why: "the server refuses it (55P04) until the value is committed", Instead: "-- dbtool:transaction none, or use it in a later revision", statement: usesNewValue, fix: alone},
		{ID: "PG115", Level: Note, Dialects: onPostgres, Title: "a value is added to an enum without a place", Why: "it becomes the last, also where the order means something", Instead: "ADD VALUE ... BEFORE or AFTER another",
			act: func(l *linter, _ *step, a act) string {
				if a.is(addValue) && !a.has(placed) {
					return sayf("adds %q to %s behind all others", a.name, a.table)
				}
				return ""
			}},
		{ID: "PG116", Level: Warning, specific: true, Dialects: onPostgres, Title: "a partition is read as a whole while it is attached", Why: "its rows are checked under an ACCESS EXCLUSIVE lock, unless a check says that they fit", Instead: "a check of the partition's bounds on the table, validated, before ATTACH", act: attachesUnchecked},
		{ID: "PG117", Level: Warning, Dialects: onPostgres, Title: "a partition is detached under a lock that readers notice", Why: "parent and partition are locked as a whole", Instead: "DETACH PARTITION ... CONCURRENTLY, in a revision with -- dbtool:transaction none. The server leaves a check of the bounds on the partition", fix: detaches,
			act: func(l *linter, _ *step, a act) string {
				if a.is(detachPartition) && !a.has(concurrently) {
					return sayf("detaches %s from %s without CONCURRENTLY", a.name, a.table)
				}
				return ""
			}},
		{ID: "PG118", Level: Warning, specific: true, Dialects: onPostgres, Title: "a domain has a constraint", Why: "ALTER DOMAIN ... ADD CONSTRAINT reads every table that uses it, and a column of such a domain is added by writing the table anew", Instead: "a check on the tables; or ADD CONSTRAINT ... NOT VALID, then VALIDATE", fix: checksLater,
			act: func(l *linter, _ *step, a act) string {
				switch {
				case a.is(addDomainCheck) && !a.has(notValid):
					return sayf("checks all rows of all tables that use domain %s", a.table)
				case a.is(createDomain) && a.has(hasDomain):
					return sayf("domain %s has a constraint", a.table)
				}
				return ""
			}},
		{ID: "PG119", Level: Warning, Dialects: onPostgres, Title: "a column is wider than the sequence that numbers it", Why: "the sequence ends at the old type's last number all the same", Instead: "ALTER SEQUENCE ... AS bigint", change: narrowSequence},
		{ID: "PG120", Level: Warning, Dialects: onPostgres, Title: "something was begun and never finished", Why: "an INVALID index costs writes and serves no query; a constraint that is NOT VALID says nothing of older rows", Instead: "DROP INDEX CONCURRENTLY and build it again; VALIDATE CONSTRAINT", revision: unfinished},
		{ID: "PG121", Level: Warning, Dialects: onPostgres, Title: "a concurrent build may be broken off by a lock timeout", Why: "what it leaves is an INVALID index", Instead: "RESET lock_timeout before it: nobody waits behind a concurrent build", statement: limitedBuild, fix: resetsTimeout},
		{ID: "PG122", Level: Error, Dialects: onPostgres, Title: "the type of a column changes that something else is made of", Why: "the server refuses it (0A000) while a view, a generated column, a policy or a trigger uses the column", Instead: "drop what uses it, change the type, make it again: migrate generate does",
			act: func(_ *linter, s *step, a act) string {
				if a.is(alterType) && s.refusal == "0A000" {
					return sayf("changes the type of %s.%s, which something else is made of", a.table, a.name)
				}
				return ""
			}},
		{ID: "PG123", Level: Note, Dialects: onPostgres, Off: true, Everywhere: true, Title: "a type that has a better one", Why: "serial leaves its sequence's rights apart, char(n) pads, money has one currency, timestamp has no place, json is parsed each time, int ends at 2,147,483,647", Instead: "identity, text, numeric, timestamptz, jsonb, bigint for keys", change: betterType},
		{ID: "PG124", Level: Warning, Dialects: onPostgres, Title: "a trigger or row level security comes to a table in use", Why: "CREATE TRIGGER keeps writers out, ENABLE ROW LEVEL SECURITY readers; without a policy it hides all rows", Instead: "at a quiet time; the policies first", act: guards},
	}
}

func (l *linter) indexBefore(n metadata.Name) bool {
	for _, t := range l.seen.Before.Tables() {
		if t.Schema == n.Schema && slices.ContainsFunc(t.Indexes, func(i *metadata.Index) bool { return i.Name == n.Name }) {
			return true
		}
	}
	return false
}

func keyWithoutIndex(kind trait, name string) func(*linter, *step, act) string {
	return func(l *linter, _ *step, a act) string {
		if a.is(addConstraint) && a.has(kind) && !a.has(usingIndex) && l.used(a) {
			return sayf("builds the %s of %s under its lock", name, a.table)
		}
		return ""
	}
}

func addsValid(kind trait, name string) func(*linter, *step, act) string {
	return func(l *linter, _ *step, a act) string {
		if a.is(addConstraint) && a.has(kind) && !a.has(notValid) && l.used(a) {
			return sayf("checks all rows of %s for a %s while it is locked", a.table, name)
		}
		return ""
	}
}

func fillsAll(l *linter, s *step, c ddl.Change) string {
	a, ok := c.(ddl.AddColumn)
	if !ok {
		return ""
	}
	if !l.impactOf(s, a).Rewrites {
		return ""
	}
	return sayf("writes %s anew to fill %s", a.Ident(), a.Column.Name)
}

func usesNewValue(l *linter, s *step) string {
	if !l.single() {
		return ""
	}
	said := ""
	l.before(s, func(a act) bool {
		if a.is(addValue) && l.enums[a.table] == nil && !s.asks(addValue) && s.names(l, a.name) {
			said = sayf("uses %q of %s, which this transaction adds", a.name, a.table)
		}
		return said != ""
	})
	return said
}

func attachesUnchecked(l *linter, _ *step, a act) string {
	if !a.is(attachPartition) {
		return ""
	}
	child := l.tableBefore(metadata.Name{Schema: a.table.Schema, Name: a.name})
	if child == nil || slices.ContainsFunc(child.Checks, func(c *metadata.Check) bool { return !c.NotValid }) {
		return ""
	}
	return sayf("reads all of %s to attach it to %s", a.name, a.table)
}

func narrowSequence(l *linter, s *step, c ddl.Change) string {
	a, ok := c.(ddl.AlterColumn)
	if !ok || a.New.Type.SQL != "bigint" || a.Old.Type.SQL == "bigint" {
		return ""
	}
	for _, q := range l.seen.After.Sequences {
		owned := q.Owner == metadata.ColumnRef{Table: a.Ident(), Column: a.New.Name}
		if owned && q.Type.SQL != "" && q.Type.SQL != "bigint" {
			return sayf("sequence %s is still %s, while %s.%s is bigint", q.Ident(), q.Type.SQL, a.Ident(), a.New.Name)
		}
	}
	return ""
}

// unfinished looks once, at the end of what is judged.
func unfinished(l *linter, say func(*step, string)) {
	if l.rev != l.last {
		return
	}
	told := map[string]bool{}
	tell := func(table metadata.Name, name, why string) {
		text := sayf("%s of %s is %s", name, table, why)
		if !told[text] {
			told[text] = true
			say(nil, text)
		}
	}
	for _, t := range l.seen.After.Tables() {
		for _, b := range broken(t) {
			tell(t.Ident(), b.Name, b.Why)
		}
	}
	if f := l.options.Facts; f != nil {
		for _, b := range f.Broken {
			tell(metadata.Name{Schema: b.Schema, Name: b.Table}, b.Name, b.Why+" in the database")
		}
	}
}

func limitedBuild(l *linter, s *step) string {
	if !slices.ContainsFunc(s.acts, func(a act) bool { return a.has(concurrently) }) {
		return ""
	}
	limited := false
	l.before(s, func(a act) bool {
		switch {
		case a.is(set) && a.name == "lock_timeout":
			limited = strings.Trim(a.value, "'ms ") != "0"
		case a.is(reset) && (a.name == "lock_timeout" || a.name == ""):
			limited = false
		}
		return false
	})
	if !limited {
		return ""
	}
	return "the lock_timeout that is set may break it off"
}

func betterType(_ *linter, _ *step, c ddl.Change) string {
	var columns []*metadata.Column
	var table *metadata.Table
	switch c := c.(type) {
	case ddl.CreateTable:
		table, columns = c.Table, c.Table.Columns
	case ddl.AddColumn:
		table, columns = c.To, []*metadata.Column{c.Column}
	}
	var bad []string
	for _, c := range columns {
		sql := c.Type.SQL
		isKey := table.PrimaryKey != nil && slices.Contains(metadata.ColumnsOf(table.PrimaryKey.Parts), c.Name) && sql == "integer"
		isSerial := c.Autoincrement == metadata.AutoincrementOn || c.ServerDefault != nil && strings.Contains(c.ServerDefault.Text, "nextval(")
		if isKey || isSerial || strings.HasPrefix(sql, "character(") || sql == "money" || sql == "json" || strings.HasSuffix(sql, " without time zone") && strings.HasPrefix(sql, "timestamp") {
			bad = append(bad, c.Name+" "+sql)
		}
	}
	if bad == nil {
		return ""
	}
	return sayf("%s: %s", table.Ident(), strings.Join(bad, ", "))
}

func guards(l *linter, _ *step, a act) string {
	switch {
	case !l.used(a):
	case a.is(createTrigger):
		return sayf("creates trigger %s on %s", a.name, a.table)
	case a.is(enableRLS):
		policy := slices.ContainsFunc(l.seen.After.Objects, func(o *metadata.Object) bool { return o.Kind == "policy" && o.Table == a.table })
		if !policy {
			return sayf("enables row level security on %s, which has no policy: nobody but the owner sees a row", a.table)
		}
		return sayf("enables row level security on %s", a.table)
	}
	return ""
}
