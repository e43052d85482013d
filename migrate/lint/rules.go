package lint

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// Level is how much a finding weighs.
type Level string

// Error stops a build (exit code 2), Warning and Note do not.
const (
	Error   Level = "error"
	Warning Level = "warning"
	Note    Level = "note"
)

// Rule is one thing that Lint looks for.
type Rule struct {
	// ID is what nolint and reports call it: "DS103".
	ID    string `json:"id"`
	Level Level  `json:"level"`
	// Title says what it fires on, Why what may happen, Instead the safe way.
	Title   string `json:"title"`
	Why     string `json:"why"`
	Instead string `json:"instead"`
}

// Rules are all rules, by their groups: DS what destroys, MF what fails on some
// rows, BC what breaks programs that still run, CD what weakens, LK what holds
// locks, MG the file itself.
func Rules() []Rule { return slices.Clone(rules) }

var rules = []Rule{
	{"DS101", Error, "a schema is dropped", "all that is in it is gone", "rename it, and drop it when nobody has missed it"},
	{"DS102", Error, "a table is dropped", "its rows are gone", "rename it, and drop it when nobody has missed it"},
	{"DS103", Error, "a column is dropped", "its values are gone", "stop using it in a first release, drop it in a later one"},
	{"DS104", Error, "a table is emptied", "its rows are gone", "say why in a nolint line"},
	{"DS105", Warning, "every row is changed", "a long transaction, and no way to tell what a row was before", "give a WHERE, and go in batches"},
	{"DS107", Error, "CASCADE", "what depends on it goes too, unnamed", "drop each thing by its name"},
	{"DS108", Error, "a drop and an add that look like a rename", "the data is not carried over", "rename it: ALTER TABLE ... RENAME, or RenamedFrom in the metadata"},
	{"DS110", Warning, "a sequence is dropped", "its count is gone, and numbers come twice", "keep it, or set the new one behind the highest number"},
	{"MF101", Warning, "uniqueness is asked of rows that are there", "the server refuses it if two agree", "look for such rows first"},
	{"MF103", Error, "a column without a default is required of rows that are there", "they have no value for it", "add it nullable, fill it, then set NOT NULL"},
	{"MF104", Warning, "a column becomes NOT NULL", "the server refuses it if a row holds NULL", "fill those rows first"},
	{"MF105", Warning, "a check is asked of rows that are there", "the server refuses it if one does not meet it", "look for such rows first; add it NOT VALID and validate later where the server can"},
	{"MF106", Warning, "a foreign key is asked of rows that are there", "the server refuses it if one refers to nothing", "look for such rows first; add it NOT VALID and validate later where the server can"},
	{"MF107", Warning, "a type becomes narrower", "values that do not fit are refused or cut", "make sure that all fit, or copy into a new column"},
	{"MF108", Error, "a value of an enum is taken away", "rows that hold it cannot be kept", "map them to another value first"},
	{"MF111", Warning, "a collation changes", "values that were different may be the same now, and indexes are built anew", "look for duplicates under the new collation first"},
	{"MF112", Warning, "a primary key changes", "rows may agree in it or hold NULL, and others refer to it", "build a unique index first and use that"},
	{"BC101", Warning, "a table is renamed", "programs that still run ask for the old name", "leave a view of the old name until they are gone"},
	{"BC102", Warning, "a column is renamed", "programs that still run ask for the old name", "add the new one, write both, then drop the old one"},
	{"BC103", Warning, "a value of an enum is renamed", "programs that still run write the old name, and do not know the new one", "add the new one, change programs and rows, then take the old one away"},
	{"BC104", Note, "a column may be NULL now", "programs that read it may not expect that", "release those that do first"},
	{"BC105", Note, "a column changes its type", "programs may read another type than they scan into", "release those that take both first"},
	{"BC107", Warning, "values of an enum change their order", "comparisons by order change", "put new values last"},
	{"BC108", Note, "a default changes", "programs that leave the column out write something else now", "say so to those who write"},
	{"CD101", Warning, "a foreign key is dropped", "nothing keeps rows from referring to nothing", "say why in a nolint line"},
	{"LK101", Warning, "a table is rewritten while others wait", "they wait for as long as it takes, which grows with the rows", "the online way: see the docs of the server, or expand and contract"},
	{"LK102", Warning, "a table is read as a whole while others wait", "they wait for as long as it takes, which grows with the rows", "PostgreSQL: CONCURRENTLY, NOT VALID and VALIDATE; elsewhere at a quiet time"},
	{"MG104", Note, "there is no way down", "nobody can go back", "write a down section, or -- dbtool:irreversible REASON"},
	{"MG105", Error, "a revision begins or ends a transaction itself", "it is not what dbtool records", "leave it out; -- dbtool:transaction none runs statements one by one"},
	{"MG108", Note, "a nolint line that exempts from nothing", "it hides what comes later", "remove it"},
}

func ruleByID(id string) *Rule {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		panic("lint: no rule " + id)
	}
	r := rules[i]
	return &r
}

// change judges what a change means for rows and programs.
func (l *linter) change(st migrate.Statement, c ddl.Change) {
	switch c := c.(type) {
	case ddl.DropSchema:
		l.report(st, "DS101", "drops schema %s", c.Schema.Name)
	case ddl.DropSequence:
		l.report(st, "DS110", "drops sequence %s", c.Sequence.Ident())
	case ddl.DropColumn:
		if c.Column.Computed == nil {
			l.report(st, "DS103", "drops column %s.%s", c.From.Ident(), c.Column.Name)
		}
	case ddl.AddColumn:
		if f := l.target.Dialect.Impact(l.target.Server, c).Fails; f != "" {
			l.report(st, "MF103", "adds column %s.%s, which fails on %s", c.Ident(), c.Column.Name, f)
		}
	case ddl.AlterColumn:
		l.column(st, c)
	case ddl.AddConstraint:
		l.constraint(st, c)
	case ddl.DropConstraint:
		if fk, ok := c.Constraint.(*metadata.ForeignKey); ok {
			l.report(st, "CD101", "drops foreign key (%s) of %s", strings.Join(fk.Columns, ", "), c.From.Ident())
		}
	case ddl.CreateIndex:
		if c.Index.Unique {
			l.report(st, "MF101", "makes (%s) of %s unique", strings.Join(metadata.ColumnsOf(c.Index.Parts), ", "), c.Ident())
		}
	case ddl.AlterEnum:
		l.enum(st, c)
	}
}

func (l *linter) column(st migrate.Statement, c ddl.AlterColumn) {
	name := c.Ident().String() + "." + c.New.Name
	impact := l.target.Dialect.Impact(l.target.Server, c)
	if c.Old.Nullable && !c.New.Nullable {
		l.report(st, "MF104", "makes %s NOT NULL", name)
	}
	if !c.Old.Nullable && c.New.Nullable {
		l.report(st, "BC104", "lets %s be NULL", name)
	}
	if !c.Old.Type.Equal(c.New.Type) {
		l.report(st, "BC105", "changes %s from %s to %s", name, c.Old.Type, c.New.Type)
		fails := impact.Fails
		if c.Old.Nullable && !c.New.Nullable {
			fails = "" // that is MF104's
		}
		if what := strings.Trim(fails+"; "+impact.Loses, "; "); what != "" {
			l.report(st, "MF107", "narrows %s: %s", name, what)
		}
	}
	if c.Old.Collation != c.New.Collation {
		l.report(st, "MF111", "changes the collation of %s", name)
	}
	if !c.Old.ServerDefault.Equal(c.New.ServerDefault) {
		l.report(st, "BC108", "changes the default of %s from %s to %s", name, orNothing(c.Old.ServerDefault), orNothing(c.New.ServerDefault))
	}
}

func orNothing(e *metadata.Expr) string {
	if e == nil {
		return "nothing"
	}
	return e.String()
}

func (l *linter) constraint(st migrate.Statement, c ddl.AddConstraint) {
	what := fmt.Sprintf("adds %s to %s", ddl.DescribeConstraint(c.Constraint), c.Ident())
	if l.target.Dialect.Impact(l.target.Server, c).Fails == "" {
		return // NOT VALID, or not enforced
	}
	switch c.Constraint.(type) {
	case *metadata.PrimaryKey:
		l.report(st, "MF112", "%s", what)
	case *metadata.Unique, *metadata.Exclude:
		l.report(st, "MF101", "%s", what)
	case *metadata.Check:
		l.report(st, "MF105", "%s", what)
	case *metadata.ForeignKey:
		l.report(st, "MF106", "%s", what)
	}
}

func (l *linter) enum(st migrate.Statement, c ddl.AlterEnum) {
	for _, want := range slices.Sorted(maps.Keys(c.To.ValuesRenamedFrom)) {
		l.report(st, "BC103", "renames %q of %s to %q", c.To.ValuesRenamedFrom[want], c.To.Ident(), want)
	}
	var stays []string
	for _, v := range c.Renamed().Values {
		if slices.Contains(c.To.Values, v) {
			stays = append(stays, v)
		} else {
			l.report(st, "MF108", "takes %q away from %s", v, c.To.Ident())
		}
	}
	at := -1
	for _, v := range stays {
		if i := slices.Index(c.To.Values, v); i < at {
			l.report(st, "BC107", "changes the order of the values of %s", c.To.Ident())
			return
		} else {
			at = i
		}
	}
}
