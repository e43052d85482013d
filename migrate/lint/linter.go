package lint

import (
	"cmp"
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// linter judges one revision.
type linter struct {
	*judge
	target migrate.Target
	seen   *migrate.Replayed
	rev    *migrate.Revision
	steps  []*step
	want   *metadata.MetaData // what all come to; nil but for the last
	// net is what all statements together came to.
	net []ddl.Change
	// created are the tables that this revision makes: nobody uses them yet.
	created map[metadata.Name]bool
	// madeAnew, dropped and renamed are the statements that did so to tables
	// that were there. Only the end tells what it comes to: a table made anew
	// takes the place of the old one.
	madeAnew, dropped, renamed map[metadata.Name]*step
	enums                      map[metadata.Name]*step // made by this revision
	renames                    []columnRename
	found                      []Finding
}

// columnRename is a column that a statement calls something else.
type columnRename struct {
	step  *step
	table metadata.Name
	old   string
}

func (j *judge) begin(seen *migrate.Replayed) (*linter, error) {
	e := j.runner.Engine
	l := &linter{judge: j, target: migrate.Target{Dialect: e.Dialect, Server: e.Server}, seen: seen, rev: seen.Revision,
		created: map[metadata.Name]bool{}, madeAnew: map[metadata.Name]*step{}, dropped: map[metadata.Name]*step{},
		renamed: map[metadata.Name]*step{}, enums: map[metadata.Name]*step{}}
	for i, r := range seen.Steps {
		s := &step{ReplayedStep: r, index: i, acts: j.reader.acts(r.SQL)}
		if r.Err != nil {
			s.refusal = cmp.Or(e.Dialect.Explain(r.Err).Code, "refused")
		}
		l.steps = append(l.steps, s)
	}
	var err error
	l.net, err = migrate.Diff(l.target, seen.Before, seen.After, migrate.Renames{})
	return l, err
}

func (l *linter) run() []Finding {
	for _, s := range l.steps {
		changes := l.afterRenames(s)
		l.judgeActs(s)
		l.judgeChanges(s, changes)
		l.each(func(r *Rule) {
			if r.statement != nil {
				l.report(r, s, Subject{}, r.statement(l, s))
			}
		})
	}
	l.judgeNet()
	l.each(func(r *Rule) {
		if r.revision != nil {
			r.revision(l, func(s *step, text string) { l.report(r, s, Subject{}, text) })
		}
	})
	return l.exempt()
}

func (l *linter) each(f func(*Rule)) {
	for _, r := range l.rules {
		f(r)
	}
}

func (l *linter) judgeActs(s *step) {
	for _, a := range s.acts {
		l.each(func(r *Rule) {
			if r.act != nil && (r.Everywhere || !l.created[a.table]) {
				l.report(r, s, Subject{a.table, a.name, a.name}, r.act(l, s, a))
			}
		})
	}
}

// judgeChanges looks at the changes that a statement made, renames left out.
func (l *linter) judgeChanges(s *step, changes []ddl.Change) {
	for _, c := range changes {
		switch c := c.(type) {
		case ddl.CreateTable:
			l.judgeChange(s, c, true)
			l.makes(s, c.Table.Ident())
			continue
		case ddl.CreateEnum:
			l.enums[c.Enum.Ident()] = s
		case ddl.DropTable:
			if l.seen.Before.Table(c.Table.Ident()) != nil {
				l.dropped[c.Table.Ident()] = s
			}
			continue
		}
		in, ok := ddl.TableOf(c)
		l.judgeChange(s, c, ok && l.created[in.Ident()])
	}
}

// judgeChange asks the rules about one change. isNew: to something that this
// revision has made.
func (l *linter) judgeChange(s *step, c ddl.Change, isNew bool) {
	l.each(func(r *Rule) {
		if r.change != nil && (r.Everywhere || !isNew) {
			l.reportChange(r, s, c, r.change(l, s, c))
		}
	})
}

func (l *linter) makes(s *step, table metadata.Name) {
	l.created[table] = true
	if l.seen.Before.Table(table) != nil {
		l.madeAnew[table] = s
	}
}

// judgeNet looks at what all statements together came to: what differs in
// tables that were made anew.
func (l *linter) judgeNet() {
	for _, c := range l.net {
		if e, ok := c.(ddl.AlterEnum); ok {
			if s, anew := l.enums[e.To.Ident()]; anew {
				l.judgeChange(s, c, false)
			}
			continue
		}
		if in, ok := ddl.TableOf(c); ok {
			if s, anew := l.madeAnew[in.Ident()]; anew {
				l.judgeChange(s, c, false)
			}
		}
	}
}

// before reports whether an earlier statement of the revision asks for
// something that f finds.
func (l *linter) before(s *step, f func(act) bool) bool {
	return slices.ContainsFunc(l.steps[:s.index], func(o *step) bool { return slices.ContainsFunc(o.acts, f) })
}

// single reports whether the statements of the revision are one transaction.
func (l *linter) single() bool { return !l.seen.Alone }
