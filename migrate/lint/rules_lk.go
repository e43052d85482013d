package lint

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// cdRules are about constraints that go.
func cdRules() []Rule {
	return []Rule{
		{ID: "CD101", Level: Warning, Title: "a foreign key is dropped", Why: "nothing keeps rows from referring to nothing", Instead: "say why in a nolint line",
			change: func(l *linter, _ *step, c ddl.Change) string {
				if d, ok := c.(ddl.DropConstraint); ok {
					if fk, ok := d.Constraint.(*metadata.ForeignKey); ok && !l.comesBack(d.From.Ident(), fk) {
						return sayf("drops foreign key (%s) of %s", strings.Join(fk.Columns, ", "), d.From.Ident())
					}
				}
				return ""
			}},
	}
}

// comesBack reports whether the revision ends with a foreign key that it drops
// in between, to change what the key stands on.
func (l *linter) comesBack(table metadata.Name, fk *metadata.ForeignKey) bool {
	return slices.ContainsFunc(l.tableAfter(table).ForeignKeys, func(o *metadata.ForeignKey) bool {
		return o.Ref == fk.Ref && slices.Equal(o.Columns, fk.Columns)
	})
}

// lkRules are about those who wait.
func lkRules() []Rule {
	return []Rule{
		{ID: "LK101", Level: Warning, Title: "a table is rewritten while others wait", Why: "they wait for as long as it takes, which grows with the rows", Instead: "the online way: see the docs of the server, or expand and contract", change: rewrites, revision: makesAnew},
		{ID: "LK102", Level: Warning, Title: "a table is read as a whole while others wait", Why: "they wait for as long as it takes, which grows with the rows", Instead: "PostgreSQL: CONCURRENTLY, NOT VALID and VALIDATE; elsewhere at a quiet time", change: scans},
		{ID: "LK103", Level: Warning, Title: "a statement waits for its lock for as long as it takes", Why: "all who come later wait behind it, readers too", Instead: "lock_timeout in dbtool.toml (five seconds when nothing is said), or SET lock_timeout", Dialects: []string{"postgres", "mysql"}, statement: waitsForever, fix: setsTimeout},
		{ID: "LK104", Level: Note, Off: true, Title: "a long statement has no end", Why: "nobody knows beforehand how long the rows take", Instead: "SET statement_timeout (PostgreSQL) or max_statement_time (MariaDB) before it", Dialects: []string{"postgres", "mariadb"}, statement: runsForever},
		{ID: "LK105", Level: Warning, Title: "one transaction locks several tables", Why: "it holds the first while it waits for the second, and programs that take them the other way round make a deadlock", Instead: "one table for each revision, or -- dbtool:transaction none", Dialects: []string{"postgres"}, revision: locksSeveral},
		{ID: "LK106", Level: Warning, Title: "rows are changed while a table is locked", Why: "the lock of the ALTER is held until all rows are done", Instead: "change rows in a revision of their own", Dialects: []string{"postgres"}, statement: rowsUnderLock},
		{ID: "LK107", Level: Warning, Title: "many rows are changed at once", Why: "a long transaction: locks are held, replicas fall behind, dead rows cannot be cleaned up", Instead: "-- dbtool:backfill above it goes in batches along the primary key", act: unbatched, fix: inBatches},
		{ID: "LK108", Level: Warning, Title: "a table is rebuilt more than once", Why: "each ALTER copies all rows again", Instead: "one ALTER TABLE with all clauses that rebuild", Dialects: []string{"mysql"}, revision: rebuildsTwice},
		{ID: "LK109", Level: Note, Title: "one ALTER does what is instant and what copies", Why: "the server does the whole of it by the slowest way", Instead: "the instant clauses in an ALTER of their own", Dialects: []string{"mysql"}, statement: mixesWays},
	}
}

// impact is what a change asks of a table in use.
func (l *linter) impact(c ddl.Change) dialect.Impact {
	return l.target.Dialect.Impact(l.target.Server, c)
}

// impactOf is the impact of a change as its statement had it, where the server
// has told; what it would be by itself elsewhere.
func (l *linter) impactOf(s *step, c ddl.Change) dialect.Impact {
	i := l.impact(c)
	if in, ok := ddl.TableOf(c); ok && s.Seen != nil {
		written := slices.Contains(s.Seen.Rewritten, in.From.Ident())
		i.Rewrites = written && (i.Rewrites || len(s.Changes) == 1) // of several, the forecast knows which it was
		if i.Rewrites {
			i.Lock = dialect.LockAll
		}
	}
	return i
}

func rewrites(l *linter, s *step, c ddl.Change) string {
	if i := l.impactOf(s, c); i.Rewrites && i.Lock >= dialect.LockWrites && l.options.Config.big(l.options.Facts, subjectOf(c)) {
		if in, ok := ddl.TableOf(c); ok && l.madeAnew[in.Ident()] != nil {
			return "" // that it is made anew is said once
		}
		return sayf("%s rewrites the table and %s meanwhile", c.Describe(), i.Lock)
	}
	return ""
}

func makesAnew(l *linter, say func(*step, string)) {
	for name, s := range l.madeAnew {
		if l.options.Config.big(l.options.Facts, Subject{Table: name}) {
			say(s, sayf("makes table %s anew, which copies all its rows", name))
		}
	}
}

func scans(l *linter, s *step, c ddl.Change) string {
	if in, ok := ddl.TableOf(c); ok && l.madeAnew[in.Ident()] != nil {
		return ""
	}
	i := l.impactOf(s, c)
	if i.Rewrites || !i.Scans || i.Lock < dialect.LockWrites || !l.options.Config.big(l.options.Facts, subjectOf(c)) {
		return ""
	}
	if slices.ContainsFunc(s.acts, func(a act) bool { return a.has(concurrently) || a.has(usingIndex) || a.has(notValid) }) || l.checkedBefore(c) {
		return ""
	}
	return sayf("%s reads the whole table and %s meanwhile", c.Describe(), i.Lock)
}

// checkedBefore: SET NOT NULL believes a check that has been validated.
func (l *linter) checkedBefore(c ddl.Change) bool {
	a, ok := c.(ddl.AlterColumn)
	return ok && a.Old.Nullable && !a.New.Nullable && a.Old.Type.Equal(a.New.Type) && l.checkedNotNull(a)
}

// locking are the acts that take a lock which readers notice.
var locking = []verb{dropTable, truncate, addColumn, dropColumn, modifyColumn, alterType, setNotNull, addConstraint, dropConstraint, renameTable, renameColumn,
	attachPartition, detachPartition, dropPartition, setLogged, enableRLS, convertCharset, tableOption, alterOther, createTrigger}

// locks reports whether an act locks a table that programs use.
func (l *linter) locks(a act) bool { return a.is(locking...) && l.used(a) && !a.has(concurrently) }

func waitsForever(l *linter, s *step) string {
	name := "lock_timeout"
	if slices.Contains(l.target.Server.Names, "mysql") {
		name = "lock_wait_timeout"
	}
	limited := l.options.LockTimeout >= 0
	for _, o := range l.steps[:s.index] {
		for _, a := range o.acts {
			switch {
			case a.is(set) && a.name == name:
				limited = strings.Trim(a.value, "'ms ") != "0"
			case a.is(reset) && (a.name == name || a.name == ""):
				limited = l.options.LockTimeout >= 0
			}
		}
	}
	if i := slices.IndexFunc(s.acts, func(a act) bool { return l.locks(a) || a.is(createIndex) && l.used(a) && !a.has(concurrently) }); i >= 0 && !limited {
		return sayf("waits for its lock on %s for as long as it takes", s.acts[i].table)
	}
	return ""
}

func runsForever(l *linter, s *step) string {
	limited := l.before(s, func(a act) bool {
		return a.is(set) && (a.name == "statement_timeout" || a.name == "max_statement_time") && strings.Trim(a.value, "'ms ") != "0"
	})
	if limited {
		return ""
	}
	for _, c := range s.Changes {
		in, ok := ddl.TableOf(c)
		if i := l.impact(c); ok && (i.Rewrites || i.Scans) && l.tableBefore(in.Ident()) != nil {
			return sayf("%s goes over all rows, for as long as it takes", c.Describe())
		}
	}
	return ""
}

func locksSeveral(l *linter, say func(*step, string)) {
	if !l.single() {
		return
	}
	var tables []string
	for _, s := range l.steps {
		for _, a := range s.acts {
			if !l.locks(a) && !(a.is(dropTable) && l.dropped[a.table] != nil) || slices.Contains(tables, a.table.String()) {
				continue
			}
			tables = append(tables, a.table.String())
			if len(tables) == 2 {
				say(s, sayf("locks %s while it holds %s", tables[1], tables[0]))
			}
		}
	}
}

func rowsUnderLock(l *linter, s *step) string {
	if !l.single() {
		return ""
	}
	for _, a := range s.acts {
		if !a.is(insertRows, updateRows, deleteRows) || !l.used(a) {
			continue
		}
		held := ""
		l.before(s, func(o act) bool {
			if l.locks(o) {
				held = o.table.String()
			}
			return held != ""
		})
		if held != "" {
			return sayf("changes rows of %s while %s is locked", a.table, held)
		}
	}
	return ""
}

// unbatched: an UPDATE, DELETE or INSERT ... SELECT that says nothing of the
// primary key goes over all rows.
func unbatched(l *linter, s *step, a act) string {
	t := l.tableBefore(a.table)
	if t == nil || s.Backfill != nil || !a.is(updateRows, deleteRows, insertRows) || !l.options.Config.big(l.options.Facts, Subject{Table: a.table}) || s.says(l, "LIMIT") {
		return ""
	}
	if a.is(insertRows) && (!s.says(l, "SELECT") || !slices.ContainsFunc(l.seen.Before.Tables(), func(o *metadata.Table) bool { return o != t && s.names(l, o.Name) })) {
		return ""
	}
	if t.PrimaryKey != nil && a.has(where) {
		c := s.tokens(l)
		for !c.Done() && !c.Next().Is("WHERE") {
		}
		for !c.Done() {
			if slices.Contains(metadata.ColumnsOf(t.PrimaryKey.Parts), c.Next().Value(l.target.Dialect.Rules())) {
				return ""
			}
		}
	}
	return sayf("%s of %s goes over all rows in one transaction", a.verb, a.table)
}

func rebuildsTwice(l *linter, say func(*step, string)) {
	rebuilt := map[metadata.Name]bool{}
	for _, s := range l.steps {
		for _, c := range s.Changes {
			in, ok := ddl.TableOf(c)
			if !ok || l.tableBefore(in.Ident()) == nil || !l.impact(c).Rewrites {
				continue
			}
			if rebuilt[in.Ident()] {
				say(s, sayf("rebuilds %s once more", in.Ident()))
			}
		}
		for _, c := range s.Changes {
			if in, ok := ddl.TableOf(c); ok && l.impact(c).Rewrites {
				rebuilt[in.Ident()] = true
			}
		}
	}
}

func mixesWays(l *linter, s *step) string {
	var quick, slow string
	for _, c := range s.Changes {
		in, ok := ddl.TableOf(c)
		if !ok || l.tableBefore(in.Ident()) == nil {
			continue
		}
		switch i := l.impact(c); {
		case i.Rewrites:
			slow = c.Describe()
		case !i.Scans:
			quick = c.Describe()
		}
	}
	if quick == "" || slow == "" {
		return ""
	}
	return sayf("%s would be instant, were it not for %s", quick, slow)
}
