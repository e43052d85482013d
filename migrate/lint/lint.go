// Package lint judges revisions: what is unsafe about them, and the safe way.
package lint

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// Finding is one thing that Lint has to say of a revision.
type Finding struct {
	Rule     *Rule            `json:"-"`
	ID       string           `json:"rule"`
	Level    Level            `json:"level"`
	Revision string           `json:"revision"`
	Pos      migrate.Position `json:"-"`
	File     string           `json:"file"`
	Line     int              `json:"line"`
	Col      int              `json:"column"`
	Message  string           `json:"message"`
	Instead  string           `json:"instead,omitempty"`
}

// Options say what to judge. The zero value is every revision.
type Options struct {
	// Chosen are the revisions to judge; nil for all.
	Chosen func(*migrate.Revision) bool
}

// Run replays the revisions in the runner's database, which must be an empty
// one of its own, and judges each statement by the change of the schema that it
// makes, so that it does not matter how it is written. What a revision exempts
// itself from (nolint) is left out. Findings are in the order of the history.
func Run(ctx context.Context, r *migrate.Runner, o Options) ([]Finding, error) {
	if o.Chosen == nil {
		o.Chosen = func(*migrate.Revision) bool { return true }
	}
	var found []Finding
	err := r.Replay(ctx, o.Chosen, func(seen *migrate.Replayed) error {
		l := newLinter(r, seen)
		if err := l.run(); err != nil {
			return err
		}
		found = append(found, l.exempt()...)
		return nil
	})
	return found, err
}

// linter judges one revision.
type linter struct {
	target migrate.Target
	seen   *migrate.Replayed
	rev    *migrate.Revision
	// created are the tables that this revision makes: nobody uses them yet.
	created map[metadata.Name]bool
	// madeAnew, dropped and renamed are the statements that did so to tables
	// that were there. Only the end tells what it comes to: a table made anew
	// takes the place of the old one.
	madeAnew, dropped, renamed map[metadata.Name]migrate.Statement
	enums                      map[metadata.Name]migrate.Statement // made by this revision
	found                      []Finding
}

func newLinter(r *migrate.Runner, seen *migrate.Replayed) *linter {
	return &linter{target: migrate.Target{Dialect: r.Engine.Dialect, Server: r.Engine.Server}, seen: seen, rev: seen.Revision,
		created: map[metadata.Name]bool{}, madeAnew: map[metadata.Name]migrate.Statement{}, dropped: map[metadata.Name]migrate.Statement{},
		renamed: map[metadata.Name]migrate.Statement{}, enums: map[metadata.Name]migrate.Statement{}}
}

func (l *linter) run() error {
	for _, s := range l.seen.Steps {
		l.text(s.Statement, l.target.Dialect.Rules())
		l.judge(s.Statement, s.Changes)
	}
	net, err := migrate.Diff(l.target, l.seen.Before, l.seen.After, migrate.Renames{})
	if err != nil {
		return err
	}
	l.judgeNet(net)
	l.file()
	return nil
}

func (l *linter) report(st migrate.Statement, id, format string, args ...any) {
	rule := ruleByID(id)
	f := Finding{Rule: rule, ID: id, Level: rule.Level, Revision: l.rev.ID, Pos: migrate.Position{File: l.rev.File, Line: st.Line, Col: st.Col},
		File: l.rev.File, Line: st.Line, Col: st.Col, Message: fmt.Sprintf(format, args...), Instead: rule.Instead}
	if !slices.ContainsFunc(l.found, func(o Finding) bool { return o.ID == f.ID && o.Pos == f.Pos && o.Message == f.Message }) {
		l.found = append(l.found, f)
	}
}

// text judges what a schema does not show.
func (l *linter) text(st migrate.Statement, rules lex.Rules) {
	c, err := lex.NewCursor(st.SQL, rules)
	if err != nil {
		return
	}
	first := c.Next()
	switch {
	case first.Is("TRUNCATE"):
		l.report(st, "DS104", "empties a table")
	case first.IsAny("UPDATE", "DELETE") && !hasWord(c, "WHERE"):
		l.report(st, "DS105", "%s without WHERE changes every row", strings.ToUpper(first.Text))
	case first.IsAny("BEGIN", "COMMIT", "ROLLBACK", "START") && !hasWord(c, "END"):
		l.report(st, "MG105", "%s inside a revision, which is a transaction already", strings.ToUpper(first.Text))
	}
	if first.Is("DROP") || first.Is("TRUNCATE") {
		if hasWord(c, "CASCADE") {
			l.report(st, "DS107", "CASCADE drops what is not named here")
		}
	}
}

func hasWord(c *lex.Cursor, word string) bool {
	mark := c.Mark()
	defer c.Reset(mark)
	for !c.Done() {
		if c.Next().Is(word) {
			return true
		}
	}
	return false
}

// judge looks at the change that a statement made.
func (l *linter) judge(st migrate.Statement, changes []ddl.Change) {
	changes = l.afterRenames(st, changes)
	for _, r := range migrate.LikelyRenames(l.target, changes) {
		l.report(st, "DS108", "looks like a rename, %s, and loses the data", strings.Replace(r.Rename, "=", " to ", 1))
	}
	for _, c := range changes {
		switch c := c.(type) {
		case ddl.CreateTable:
			l.makes(st, c.Table.Ident())
			continue
		case ddl.CreateEnum:
			l.enums[c.Enum.Ident()] = st
		case ddl.DropTable:
			if l.seen.Before.Table(c.Table.Ident()) != nil {
				l.dropped[c.Table.Ident()] = st
			}
			continue
		}
		if in, ok := ddl.TableOf(c); ok && l.created[in.Ident()] {
			continue
		}
		l.change(st, c)
		l.cost(st, c)
	}
}

func (l *linter) makes(st migrate.Statement, table metadata.Name) {
	l.created[table] = true
	if l.seen.Before.Table(table) != nil {
		l.madeAnew[table] = st
	}
}

// afterRenames takes out of the changes those that a rename makes: to a schema it is
// a drop and an add.
func (l *linter) afterRenames(st migrate.Statement, changes []ddl.Change) []ddl.Change {
	c, err := lex.NewCursor(st.SQL, l.target.Dialect.Rules())
	if err != nil {
		return changes
	}
	rename, given := hasWord(c, "RENAME"), givenNewNames(c, l.target.Dialect.Rules())
	columns := map[metadata.Name]int{} // renamed in each table
	var rest []ddl.Change
	for _, ch := range changes {
		switch ch := ch.(type) {
		case ddl.DropTable:
			if rename {
				l.renamed[ch.Table.Ident()] = st
				continue
			}
		case ddl.DropColumn:
			if rename || given[ch.Column.Name] {
				columns[ch.Ident()]++
				if !l.created[ch.From.Ident()] {
					l.report(st, "BC102", "renames column %s.%s, which running programs ask for by its name", ch.From.Ident(), ch.Column.Name)
				}
				continue
			}
		}
		rest = append(rest, ch)
	}
	return slices.DeleteFunc(rest, func(c ddl.Change) bool {
		add, ok := c.(ddl.AddColumn)
		if !ok || columns[add.Ident()] == 0 {
			return false
		}
		columns[add.Ident()]--
		return true
	})
}

// givenNewNames are the columns that an ALTER TABLE of MySQL's calls something
// else: CHANGE COLUMN old new.
func givenNewNames(c *lex.Cursor, rules lex.Rules) map[string]bool {
	mark := c.Mark()
	defer c.Reset(mark)
	old := map[string]bool{}
	for !c.Done() {
		if !c.Accept("CHANGE") {
			c.Next()
			continue
		}
		c.Accept("COLUMN")
		from, to := c.Peek(0).Value(rules), c.Peek(1).Value(rules)
		old[from] = from != to
	}
	return old
}

// judgeNet looks at what all statements together came to: tables that went, and
// what differs in those that were made anew.
func (l *linter) judgeNet(changes []ddl.Change) {
	for _, c := range changes {
		if drop, ok := c.(ddl.DropTable); ok {
			id := drop.Table.Ident()
			if st, ok := l.dropped[id]; ok {
				l.report(st, "DS102", "drops table %s", id)
			} else {
				l.report(l.renamed[id], "BC101", "renames table %s, which running programs ask for by its name", id)
			}
			continue
		}
		if e, ok := c.(ddl.AlterEnum); ok {
			if st, anew := l.enums[e.To.Ident()]; anew {
				l.change(st, c)
			}
			continue
		}
		in, ok := ddl.TableOf(c)
		if !ok {
			continue
		}
		if st, anew := l.madeAnew[in.Ident()]; anew {
			l.change(st, c)
			l.report(st, "LK101", "makes table %s anew, which copies all its rows", in.Ident())
		}
	}
}

// cost judges locks and rewriting.
func (l *linter) cost(st migrate.Statement, c ddl.Change) {
	i := l.target.Dialect.Impact(l.target.Server, c)
	switch {
	case i.Rewrites && i.Lock >= dialect.LockWrites:
		l.report(st, "LK101", "%s rewrites the table and %s meanwhile", c.Describe(), i.Lock)
	case i.Scans && i.Lock >= dialect.LockWrites:
		l.report(st, "LK102", "%s reads the whole table and %s meanwhile", c.Describe(), i.Lock)
	}
}

// file judges the revision as a whole.
func (l *linter) file() {
	at := migrate.Statement{Line: 1, Col: 1}
	if l.rev.Irreversible == "" && !l.rev.Has(migrate.Down, l.target.Server.Names) {
		l.report(at, "MG104", "there is no way down")
	}
}

// exempt leaves out what nolint lines name, and reports those that name nothing.
func (l *linter) exempt() []Finding {
	used := map[string]bool{}
	list := slices.DeleteFunc(l.found, func(f Finding) bool {
		for _, n := range l.rev.NoLint {
			if n.Rule == f.ID {
				used[n.Rule] = true
				return true
			}
		}
		return false
	})
	l.found = list
	for _, n := range l.rev.NoLint {
		if !used[n.Rule] {
			l.report(migrate.Statement{Line: n.Line, Col: 1}, "MG108", "nolint %s exempts from nothing", n.Rule)
		}
	}
	return l.found
}
