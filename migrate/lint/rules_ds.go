package lint

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// dsRules are about what is lost.
func dsRules() []Rule {
	return append([]Rule{
		{ID: "DS101", Level: Error, Title: "a schema or a database is dropped", Why: "all that is in it is gone", Instead: "rename it, and drop it when nobody has missed it",
			change: func(_ *linter, _ *step, c ddl.Change) string {
				if d, ok := c.(ddl.DropSchema); ok {
					return "drops schema " + d.Schema.Name
				}
				return ""
			},
			act: func(_ *linter, _ *step, a act) string {
				if a.is(dropDatabase) {
					return "drops database " + a.name + " (not run in the scratch database)"
				}
				return ""
			}},
		{ID: "DS102", Level: Error, Title: "a table is dropped", Why: "its rows are gone", Instead: "rename it, and drop it when nobody has missed it", calms: emptyTable, revision: dropsTables},
		{ID: "DS103", Level: Error, Title: "a column is dropped", Why: "its values are gone", Instead: "stop using it in a first release, drop it in a later one", calms: emptyColumn,
			change: func(_ *linter, _ *step, c ddl.Change) string {
				if d, ok := c.(ddl.DropColumn); ok && d.Column.Computed == nil {
					return sayf("drops column %s.%s", d.From.Ident(), d.Column.Name)
				}
				return ""
			}, act: dropsAndAdds},
		{ID: "DS104", Level: Error, Title: "a table is emptied", Why: "its rows are gone", Instead: "say why in a nolint line", calms: emptyTable,
			act: func(l *linter, _ *step, a act) string {
				if a.is(truncate) {
					return "empties table " + a.table.String()
				}
				return ""
			}},
		{ID: "DS105", Level: Warning, Title: "every row is changed or deleted", Why: "a long transaction, and no way to tell what a row was before", Instead: "give a WHERE, and go in batches", calms: emptyTable,
			act: func(_ *linter, s *step, a act) string {
				if a.is(updateRows, deleteRows) && !a.has(where) && s.Backfill == nil {
					return strings.ToUpper(string(a.verb)) + " without WHERE reaches every row of " + a.table.String()
				}
				return ""
			}},
		{ID: "DS106", Level: Error, Title: "a partition is dropped or emptied", Why: "its rows are gone", Instead: "detach it, keep it for a while, drop it later", Dialects: []string{"postgres", "mysql"},
			act: func(l *linter, _ *step, a act) string {
				t := l.tableBefore(a.table)
				switch {
				case a.is(dropPartition):
					return "drops or empties a partition of " + a.table.String()
				case a.is(dropTable, truncate) && t != nil && t.PartitionOf != nil:
					return sayf("%s is a partition of %s, whose rows go with it", a.table, t.PartitionOf.Parent)
				}
				return ""
			}},
	}, dsMoreRules()...)
}

// dsMoreRules are about what is lost by accident.
func dsMoreRules() []Rule {
	return []Rule{
		{ID: "DS107", Level: Error, Title: "CASCADE", Why: "what depends on it goes too, unnamed", Instead: "drop each thing by its name", Dialects: []string{"postgres"},
			act: func(_ *linter, _ *step, a act) string {
				if a.has(cascade) {
					return "CASCADE drops what is not named here"
				}
				return ""
			}},
		{ID: "DS108", Level: Error, Title: "a drop and an add that look like a rename", Why: "the data is not carried over", Instead: "rename it: ALTER TABLE ... RENAME, or RenamedFrom in the metadata", revision: looksLikeRename},
		{ID: "DS109", Level: Error, Title: "a table is dropped and made again", Why: "its rows are gone, although a table of that name is there", Instead: "ALTER it, or copy the rows into the new one before the old one goes", calms: emptyTable, revision: dropsAndMakes},
		{ID: "DS110", Level: Warning, Title: "what numbers rows is dropped", Why: "its count is gone: the next insert fails, or numbers come twice", Instead: "keep it, or set the new one behind the highest number", change: dropsNumbers},
		{ID: "DS111", Level: Error, Title: "a table made anew loses its triggers", Why: "SQLite drops them with the table, and nothing says so", Instead: "make them again behind the rename: sqlite_schema has their text", Dialects: []string{"sqlite"}, revision: losesTriggers},
		{ID: "DS112", Level: Note, Off: true, Title: "the way down drops what the way up made", Why: "what was written since is lost when somebody goes back", Instead: "export the rows first, or -- dbtool:irreversible REASON", revision: downDrops},
	}
}

func dropsTables(l *linter, _ func(*step, string)) {
	for _, c := range l.net {
		drop, ok := c.(ddl.DropTable)
		if !ok {
			continue
		}
		id := drop.Table.Ident()
		if s, ok := l.dropped[id]; ok && drop.Table.PartitionOf == nil {
			l.report(l.rule("DS102"), s, Subject{Table: id}, "drops table "+id.String())
		}
	}
}

// rule is a rule that is on; a nil one reports nothing.
func (l *linter) rule(id string) *Rule {
	i := slices.IndexFunc(l.rules, func(r *Rule) bool { return r.ID == id })
	return l.rules[i] // only a rule that is looking asks for itself
}

func looksLikeRename(l *linter, say func(*step, string)) {
	told := map[string]bool{}
	tell := func(s *step, changes []ddl.Change) {
		for _, r := range migrate.LikelyRenames(l.target, changes) {
			if s != nil && !told[r.Rename] {
				told[r.Rename] = true
				say(s, sayf("looks like a rename, %s, and loses the data", strings.Replace(r.Rename, "=", " to ", 1)))
			}
		}
	}
	for _, s := range l.steps {
		if !s.says(l, "RENAME") && !s.says(l, "CHANGE") {
			tell(s, s.Changes)
		}
	}
	renamed := func(d ddl.DropColumn) bool {
		return slices.ContainsFunc(l.renames, func(r columnRename) bool { return r.table == d.From.Ident() && r.old == d.Column.Name })
	}
	var rest []ddl.Change
	var at *step
	for _, c := range l.net {
		switch c := c.(type) {
		case ddl.DropColumn:
			if renamed(c) {
				continue
			}
			at = l.madeBy(func(o ddl.Change) bool {
				d, ok := o.(ddl.DropColumn)
				return ok && d.Column.Name == c.Column.Name && d.From.Ident() == c.From.Ident()
			})
			rest = append(rest, c)
		case ddl.AddColumn:
			rest = append(rest, c)
		}
	}
	if len(l.renames) == 0 && len(l.renamed) == 0 {
		tell(at, rest)
	}
}

// madeBy is the statement that made a change; nil if none did by itself.
func (l *linter) madeBy(f func(ddl.Change) bool) *step {
	for _, s := range l.steps {
		if slices.ContainsFunc(s.Changes, f) {
			return s
		}
	}
	return nil
}

func dropsAndMakes(l *linter, _ func(*step, string)) {
	for name, s := range l.madeAnew {
		drop, ok := l.dropped[name]
		made := slices.ContainsFunc(s.acts, func(a act) bool { return a.is(createTable) && a.table == name })
		if ok && made && drop.index < s.index {
			l.report(l.rule("DS109"), s, Subject{Table: name}, sayf("makes table %s again, which was dropped with its rows", name))
		}
	}
}

func dropsNumbers(_ *linter, _ *step, c ddl.Change) string {
	switch c := c.(type) {
	case ddl.DropSequence:
		return "drops sequence " + c.Sequence.Ident().String()
	case ddl.AlterColumn:
		if c.Old.Identity != nil && c.New.Identity == nil || c.Old.Autoincrement == metadata.AutoincrementOn && c.New.Autoincrement != metadata.AutoincrementOn {
			return sayf("%s.%s numbers its rows no more", c.Ident(), c.New.Name)
		}
	}
	return ""
}

func losesTriggers(l *linter, say func(*step, string)) {
	for name, s := range l.madeAnew {
		for _, t := range l.seen.Before.Triggers {
			if t.Table == name && !slices.ContainsFunc(l.seen.After.Triggers, func(o *metadata.Trigger) bool { return o.Table == name && o.Name == t.Name }) {
				say(s, sayf("trigger %s of %s is gone with the old table", t.Name, name))
			}
		}
		if t := l.options.Facts.table(name); t != nil {
			for _, trigger := range t.Triggers {
				if !slices.ContainsFunc(l.seen.Before.Triggers, func(o *metadata.Trigger) bool { return o.Table == name && o.Name == trigger }) {
					say(s, sayf("trigger %s of %s, which the database has and the revisions do not make, is gone with the old table", trigger, name))
				}
			}
		}
	}
}

func downDrops(l *linter, say func(*step, string)) {
	for _, st := range l.seen.Down {
		for _, a := range l.reader.acts(st.SQL) {
			switch {
			case a.is(dropTable) && l.created[a.table]:
				say(&step{ReplayedStep: migrate.ReplayedStep{Statement: st}}, sayf("going back drops table %s, with what was written since", a.table))
			case a.is(dropColumn) && l.addedColumn(a.table, a.name):
				say(&step{ReplayedStep: migrate.ReplayedStep{Statement: st}}, sayf("going back drops column %s.%s, with what was written since", a.table, a.name))
			}
		}
	}
}

func (l *linter) addedColumn(table metadata.Name, column string) bool {
	return slices.ContainsFunc(l.net, func(c ddl.Change) bool {
		add, ok := c.(ddl.AddColumn)
		return ok && add.Ident() == table && add.Column.Name == column
	})
}

// dropsAndAdds is for a column in whose place the same statement puts another of
// that name, which to a schema is a change of type.
func dropsAndAdds(_ *linter, s *step, a act) string {
	before, after := s.Before.Table(a.table), s.After.Table(a.table)
	if !a.is(dropColumn) || before == nil || after == nil || after.Column(a.name) == nil {
		return ""
	}
	if c := before.Column(a.name); c == nil || c.Computed != nil {
		return ""
	}
	return sayf("drops column %s.%s, and adds another of that name", a.table, a.name)
}
