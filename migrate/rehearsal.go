package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

// rehearsal runs statements in a scratch database that has the tables of a real
// one, empty.
type rehearsal struct {
	runner  *Runner // of the scratch database
	scratch *engine.Scratch
	c       *sql.Conn
	// have is the schema to begin with, now what it has become.
	have, now *metadata.MetaData
	// asked are the changes that come before anything that changes rows, with
	// where they stand; open says that there may be more.
	asked  []ddl.Change
	places []string
	open   bool
}

func newRehearsal(ctx context.Context, r *Runner, have *metadata.MetaData, scratch Scratcher) (*rehearsal, error) {
	s, err := scratch(ctx)
	if err != nil {
		return nil, err
	}
	re := &rehearsal{runner: &Runner{Engine: &s.Engine, Graph: r.Graph, Beyond: r.Beyond}, scratch: s, have: have, open: true}
	if re.now, err = re.runner.made(ctx, have); err != nil {
		err = fmt.Errorf("the schema as it is could not be made in a scratch database: %w", err)
	} else {
		re.c, err = s.DB.Conn(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return re, nil
}

func (re *rehearsal) close() error {
	return errors.Join(re.c.Close(), re.scratch.Close())
}

// revision runs the statements of a revision. It ends with the first that
// fails for another reason than that rows are missing.
func (re *rehearsal) revision(ctx context.Context, rev *Revision, dir Direction, f *Forecast) error {
	if rev.IsCode() {
		re.open = false
		return fmt.Errorf("%s is written in Go: what it asks for, and what follows asks for, cannot be told", rev.File)
	}
	d := re.runner.Engine.Dialect
	list, err := re.runner.statements(rev, dir)
	if err != nil {
		return err
	}
	session := store{e: re.runner.Engine, c: re.c}.newSettings()
	for i, st := range list {
		if st.Assert {
			continue
		}
		if err := session.before(ctx, st.SQL); err != nil {
			return err
		}
		re.open = re.open && foreseeable(st.SQL, d.Rules())
		s := StatementForecast{Revision: rev, Statement: st}
		err := re.statement(ctx, &s)
		if err != nil && kindOf(st.SQL, d.Rules()) == forSchema {
			return re.runner.stepError(rev, dir, list, i, RolledBack, err)
		}
		if re.open {
			re.asked = append(re.asked, s.Changes...)
			for range s.Changes {
				re.places = append(re.places, at(rev.File, st, -1).String())
			}
		}
		f.Statements = append(f.Statements, s)
	}
	return session.restore(ctx)
}

// statement runs one and says what it took.
func (re *rehearsal) statement(ctx context.Context, s *StatementForecast) error {
	d, before := re.runner.Engine.Dialect, re.now
	if kindOf(s.SQL, d.Rules()) == forRows {
		s.Costs = re.rows(s.SQL)
	}
	form, seen, err := re.run(ctx, s.SQL)
	if err != nil {
		return err
	}
	if re.now, err = re.runner.reflect(ctx, re.c); err != nil {
		return err
	}
	renames := Renames{Values: renamedValue(s.SQL, re.runner.Engine.Server.Schema, d.Rules())}
	if s.Changes, err = Diff(re.runner.target(), before, re.now, renames); err != nil {
		return err
	}
	for _, c := range flat(s.Changes) {
		if in, ok := ddl.TableOf(c); ok {
			i := d.Impact(re.runner.Engine.Server, c)
			re.add(s, TableCost{Table: in.From.Ident(), Lock: i.Lock, Rewrites: i.Rewrites, Scans: i.Scans})
		} else if drop, ok := c.(ddl.DropTable); ok {
			re.add(s, TableCost{Table: drop.Table.Ident(), Lock: d.Impact(re.runner.Engine.Server, c).Lock})
		}
	}
	if form != nil {
		s.Form = form.Clause
		for i := range s.Costs {
			c := &s.Costs[i]
			c.Lock, c.Rewrites = form.Lock, form.Copies || form.Rebuilds && c.Rewrites
		}
	}
	re.witnessed(s, seen)
	return nil
}

// run runs a statement, in the lightest form that the server takes and with a
// look at its locks, where there are such things.
func (re *rehearsal) run(ctx context.Context, statement string) (*dialect.Form, *dialect.Observed, error) {
	d := re.runner.Engine.Dialect
	if f, ok := d.(dialect.Former); ok {
		for _, form := range f.Forms(re.runner.Engine.Server, statement) {
			_, err := re.c.ExecContext(ctx, form.SQL)
			if err == nil {
				return &form, nil, nil
			}
			if !f.Unfit(err) {
				return nil, nil, err
			}
		}
	}
	if w, ok := d.(dialect.Witness); ok {
		seen, ok, err := w.Observe(ctx, re.c, statement)
		if !ok {
			return nil, nil, err
		}
		return nil, &seen, err
	}
	_, err := re.c.ExecContext(ctx, statement)
	return nil, nil, err
}

// add notes what is asked of a table that is there, and not made on the way.
func (re *rehearsal) add(s *StatementForecast, c TableCost) {
	if re.have.Table(c.Table) == nil {
		return
	}
	for i, have := range s.Costs {
		if have.Table == c.Table {
			s.Costs[i].Lock, s.Costs[i].Rewrites, s.Costs[i].Scans = max(have.Lock, c.Lock), have.Rewrites || c.Rewrites, have.Scans || c.Scans
			return
		}
	}
	s.Costs = append(s.Costs, c)
}

// witnessed puts what the server showed in the place of what was expected. A
// lock that keeps nobody from reading and writing is not worth a word, unless
// the statement changes the table.
func (re *rehearsal) witnessed(s *StatementForecast, seen *dialect.Observed) {
	if seen == nil {
		return
	}
	long := false
	for i := range s.Costs {
		c := &s.Costs[i]
		c.Rewrites = slices.Contains(seen.Rewritten, c.Table)
		long = long || c.Rewrites || c.Scans
	}
	for _, l := range seen.Locks {
		i := slices.IndexFunc(s.Costs, func(c TableCost) bool { return c.Table == l.Table })
		switch {
		case re.have.Table(l.Table) == nil, i < 0 && l.Lock < dialect.LockWrites:
			continue
		case i < 0:
			i = len(s.Costs)
			s.Costs = append(s.Costs, TableCost{Table: l.Table})
		}
		c := &s.Costs[i]
		c.Mode, c.Lock = l.Mode, l.Lock
		if !long {
			c.Lock = min(l.Lock, dialect.LockBriefly)
		}
	}
}

// rows are the tables that a statement about rows names.
func (re *rehearsal) rows(statement string) []TableCost {
	names, err := namesIn(statement, re.runner.Engine.Dialect.Rules())
	if err != nil {
		return nil
	}
	var costs []TableCost
	for _, t := range re.have.Tables() {
		if slices.Contains(names, strings.ToLower(t.Name)) {
			costs = append(costs, TableCost{Table: t.Ident(), Changes: true})
		}
	}
	return costs
}

// doubts are the questions to the rows that are there.
func (re *rehearsal) doubts() []doubt {
	list := doubtsOf(re.runner.target(), re.have, re.asked)
	for i := range list {
		list[i].place = re.places[list[i].index]
	}
	return list
}
