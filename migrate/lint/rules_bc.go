package lint

import (
	"maps"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// bcRules are about programs that still run.
func bcRules() []Rule {
	return append([]Rule{
		{ID: "BC101", Level: Warning, Title: "a table is renamed", Why: "programs that still run ask for the old name", Instead: "leave a view of the old name until they are gone", revision: renamesTables},
		{ID: "BC102", Level: Warning, Title: "a column is renamed", Why: "programs that still run ask for the old name", Instead: "add the new one, write both, then drop the old one",
			statement: func(l *linter, s *step) string {
				var names []string
				for _, r := range l.renames {
					if r.step == s {
						names = append(names, r.table.String()+"."+r.old)
					}
				}
				if names == nil {
					return ""
				}
				return sayf("renames column %s, which running programs ask for by its name", strings.Join(names, ", "))
			}},
		{ID: "BC103", Level: Warning, Title: "a column without a default is required of new rows", Why: "programs that still run do not give it a value, and their inserts fail", Instead: "add it nullable or with a default, require it when they are gone",
			change: func(_ *linter, _ *step, c ddl.Change) string {
				if a, ok := c.(ddl.AddColumn); ok && !a.Column.Nullable && fillsNothing(a.Column) {
					return sayf("adds column %s.%s, which inserts of running programs leave out", a.Ident(), a.Column.Name)
				}
				return ""
			}},
		{ID: "BC104", Level: Note, Title: "a column may be NULL now", Why: "programs that read it may not expect that", Instead: "release those that do first",
			change: func(_ *linter, _ *step, c ddl.Change) string {
				if a, ok := c.(ddl.AlterColumn); ok && !a.Old.Nullable && a.New.Nullable {
					return sayf("lets %s.%s be NULL", a.Ident(), a.New.Name)
				}
				return ""
			}},
		{ID: "BC105", Level: Note, Title: "a column becomes another kind of type", Why: "programs may read another type than they scan into", Instead: "release those that take both first",
			change: func(_ *linter, _ *step, c ddl.Change) string {
				if a, ok := c.(ddl.AlterColumn); ok && typeClass(a.Old.Type) != typeClass(a.New.Type) {
					return sayf("changes %s.%s from %s to %s", a.Ident(), a.New.Name, a.Old.Type, a.New.Type)
				}
				return ""
			}},
		{ID: "BC106", Level: Note, Title: "less may be written than before", Why: "programs that still run may write what is refused now", Instead: "release those that keep to it first", change: tightens},
		{ID: "BC107", Level: Warning, Title: "values of an enum change their order", Why: "comparisons by order change, and so do numbers made of them", Instead: "put new values last",
			change: func(l *linter, _ *step, c ddl.Change) string {
				if e, ok := l.enumChange(c); ok && e.reordered() && len(e.gone()) < len(e.old) && !onlyGone(e) {
					return "changes the order of the values of " + e.name
				}
				return ""
			}},
		{ID: "BC108", Level: Note, Title: "a default changes", Why: "programs that leave the column out write something else now", Instead: "say so to those who write",
			change: func(_ *linter, _ *step, c ddl.Change) string {
				if a, ok := c.(ddl.AlterColumn); ok && !a.Old.ServerDefault.Equal(a.New.ServerDefault) {
					return sayf("changes the default of %s.%s from %s to %s", a.Ident(), a.New.Name, orNothing(a.Old.ServerDefault), orNothing(a.New.ServerDefault))
				}
				return ""
			}},
	}, bcMoreRules()...)
}

func bcMoreRules() []Rule {
	return []Rule{
		{ID: "BC109", Level: Warning, Title: "a view or a routine goes or becomes another", Why: "programs that still run read its columns or call it", Instead: "make the new one under another name, drop the old one later", revision: replacesCode},
		{ID: "BC110", Level: Note, Title: "an index goes that statements may name", Why: "ON CONFLICT needs a unique one, FORCE INDEX names one: those statements fail without it", Instead: "look for them in the programs first", Dialects: []string{"postgres", "mysql", "sqlite"}, calms: unusedIndex, change: dropsNamedIndex},
		{ID: "BC111", Level: Warning, Title: "the new thing comes and the old one goes in one step", Why: "there is no moment at which old and new programs both work", Instead: "two revisions: one that adds, released first, and a later one that drops", revision: expandsAndContracts},
		{ID: "BC112", Level: Warning, Title: "a value of an enum is renamed", Why: "programs that still run write the old name, and do not know the new one", Instead: "add the new one, change programs and rows, then take the old one away",
			change: func(l *linter, _ *step, c ddl.Change) string {
				e, ok := l.enumChange(c)
				if !ok || len(e.renamed) == 0 {
					return ""
				}
				var all []string
				for _, want := range slices.Sorted(maps.Keys(e.renamed)) {
					all = append(all, sayf("%q of %s to %q", e.renamed[want], e.name, want))
				}
				return "renames " + strings.Join(all, ", ")
			}},
	}
}

func renamesTables(l *linter, say func(*step, string)) {
	for _, c := range l.net {
		drop, ok := c.(ddl.DropTable)
		if !ok {
			continue
		}
		id := drop.Table.Ident()
		if _, ok := l.dropped[id]; !ok && l.renamed[id] != nil {
			say(l.renamed[id], sayf("renames table %s, which running programs ask for by its name", id))
		}
	}
}

// fillsNothing: whoever leaves the column out gets an error.
func fillsNothing(c *metadata.Column) bool {
	return c.ServerDefault == nil && c.Computed == nil && c.Identity == nil && c.Autoincrement != metadata.AutoincrementOn
}

// typeClass is what programs read a type as.
func typeClass(t metadata.Type) string {
	if t.Ref != (metadata.Name{}) {
		return t.Ref.String()
	}
	word, _, _ := strings.Cut(strings.ToLower(t.SQL), "(")
	word = strings.TrimSuffix(strings.TrimSpace(word), " unsigned")
	for class, words := range map[string][]string{
		"integer": {"tinyint", "smallint", "mediumint", "int", "integer", "bigint"},
		"text":    {"char", "character", "varchar", "character varying", "tinytext", "text", "mediumtext", "longtext"},
		"float":   {"float", "double", "real", "double precision"},
		"binary":  {"binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "bytea"},
		"decimal": {"decimal", "numeric"},
	} {
		if slices.Contains(words, word) {
			return class
		}
	}
	if strings.Contains(t.SQL, "with time zone") {
		return word + " with time zone"
	}
	return word
}

func tightens(l *linter, s *step, c ddl.Change) string {
	switch c := c.(type) {
	case ddl.AddConstraint:
		k, ok := c.Constraint.(*metadata.Check)
		stays := ok && slices.ContainsFunc(l.tableAfter(c.Ident()).Checks, func(o *metadata.Check) bool { return o.Name == k.Name })
		if stays && !k.NotEnforced {
			return sayf("adds %s to %s, which running programs do not know", ddl.DescribeConstraint(k), c.Ident())
		}
	case ddl.AlterColumn:
		if narrows(l, s, c) != "" {
			return sayf("lets less into %s.%s", c.Ident(), c.New.Name)
		}
	}
	if e, ok := l.enumChange(c); ok && len(e.gone()) > 0 {
		return sayf("takes %q away from %s", e.gone(), e.name)
	}
	return ""
}

// onlyGone: what is left stands as it stood.
func onlyGone(e enumChange) bool {
	stay := slices.DeleteFunc(slices.Clone(e.old), func(v string) bool { return !slices.Contains(e.now, v) })
	return slices.Equal(stay, e.now)
}

func orNothing(e *metadata.Expr) string {
	if e == nil {
		return "nothing"
	}
	return e.String()
}

// replacesCode looks at what is left in the end: a view that is dropped and made
// again as it was is no news.
func replacesCode(l *linter, say func(*step, string)) {
	at := func(name metadata.Name) *step {
		return l.madeBy(func(c ddl.Change) bool {
			switch c := c.(type) {
			case ddl.DropView:
				return c.View.Ident() == name
			case ddl.AlterView:
				return c.From.Ident() == name
			case ddl.DropRoutine:
				return c.Routine.Ident() == name
			case ddl.AlterRoutine:
				return c.From.Ident() == name
			}
			return false
		})
	}
	for _, c := range l.net {
		switch c := c.(type) {
		case ddl.DropView:
			stays := slices.ContainsFunc(l.seen.After.Views, func(v *metadata.View) bool { return v.Ident() == c.View.Ident() })
			switch {
			case !stays:
				say(at(c.View.Ident()), l.goes(c.View.Ident()))
			case l.named(c.View.Name):
				say(at(c.View.Ident()), "changes view "+c.View.Ident().String())
			}
		case ddl.AlterView:
			if l.named(c.From.Name) && !c.From.Definition.Equal(c.To.Definition) {
				say(at(c.From.Ident()), "changes view "+c.From.Ident().String())
			}
		case ddl.DropRoutine:
			say(at(c.Routine.Ident()), sayf("drops %s %s(%s)", c.Routine.Kind, c.Routine.Ident(), c.Routine.Signature))
		}
	}
}

// named reports whether a statement of the revision names it. A view that is
// another without that reads something that was renamed, and is what it was.
func (l *linter) named(name string) bool {
	return slices.ContainsFunc(l.steps, func(s *step) bool { return s.names(l, name) })
}

// goes says what becomes of a view that is not there as one afterwards.
func (l *linter) goes(view metadata.Name) string {
	if slices.ContainsFunc(l.seen.After.Unmanaged, func(u metadata.Unmanaged) bool { return u.Name == view }) {
		return "leaves view " + view.String() + " without what it reads"
	}
	return "drops view " + view.String()
}

func dropsNamedIndex(l *linter, s *step, c ddl.Change) string {
	byName := slices.Contains(l.target.Server.Names, "mysql") // FORCE INDEX
	if s.asks(dropTable, dropColumn) || slices.ContainsFunc(s.acts, func(a act) bool { return a.has(usingIndex) }) {
		return ""
	}
	switch c := c.(type) {
	case ddl.DropIndex:
		if (c.Index.Unique || byName) && l.tableBefore(c.From.Ident()) != nil {
			return sayf("drops index %s of %s", c.Index.Name, c.From.Ident())
		}
	case ddl.DropConstraint:
		if u, ok := c.Constraint.(*metadata.Unique); ok {
			return sayf("drops unique constraint %s of %s", u.Name, c.From.Ident())
		}
	}
	return ""
}

func expandsAndContracts(l *linter, say func(*step, string)) {
	expands := false
	for _, c := range l.net {
		switch c := c.(type) {
		case ddl.CreateTable:
			expands = expands || len(l.renamed) == 0
		case ddl.AddColumn:
			expands = expands || l.tableBefore(c.Ident()) != nil && len(l.renames) == 0
		}
	}
	if !expands {
		return
	}
	for _, s := range l.steps {
		for _, a := range s.acts {
			if a.is(dropColumn, dropTable) && l.used(a) && l.seen.After.Table(a.table) == nil || a.is(dropColumn) && l.used(a) {
				say(s, sayf("%s %s goes in the revision that brings what is to take its place", a.verb, strings.TrimSuffix(a.table.String()+"."+a.name, ".")))
			}
		}
	}
}
