package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

// trial finds out how a server carries statements out, by running them on empty
// copies of the tables.
type trial struct {
	forms   dialect.Former
	target  Target
	another Scratcher
	scratch *engine.Scratch
	c       *sql.Conn // settings of the session are part of a plan
	failed  error     // why the copies are not what the tables will be
}

func newTrial(ctx context.Context, another Scratcher, p *Plan, f dialect.Former) (*trial, error) {
	return trialOn(ctx, another, p.Target, f, nearTables(p.before, p.Changes()))
}

// trialOn makes empty tables to try statements on.
func trialOn(ctx context.Context, another Scratcher, target Target, f dialect.Former, tables *metadata.MetaData) (*trial, error) {
	scratch, err := another(ctx)
	if err != nil {
		return nil, err
	}
	t := &trial{forms: f, target: target, another: another, scratch: scratch}
	if _, err = (&Runner{Engine: &scratch.Engine}).made(ctx, tables); err == nil {
		t.c, err = scratch.DB.Conn(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, scratch.Close())
	}
	return t, nil
}

func (t *trial) close() error {
	return errors.Join(t.c.Close(), t.scratch.Close())
}

func (t *trial) tables(ctx context.Context) (*metadata.MetaData, error) {
	return (&Runner{Engine: &t.scratch.Engine}).reflect(ctx, t.c)
}

// tried are statements in the way that the server takes, and what the worst of
// them asks of others.
type tried struct {
	list   []dialect.Statement
	lock   dialect.Lock
	copies bool
	best   bool // each is in the first of its forms
	untold bool // one could not be told in any
}

// quiet: nobody waits for longer than a moment.
func (x tried) quiet() bool { return !x.untold && x.lock <= dialect.LockBriefly }

func (x tried) why() string {
	switch {
	case x.untold:
		return "the server cannot be told how, and others may have to wait"
	case x.copies && x.lock > dialect.LockBriefly:
		return "the server copies the table and " + x.lock.String()
	case x.copies:
		return "the server copies the table"
	case x.lock > dialect.LockBriefly:
		return "the server " + x.lock.String()
	}
	return ""
}

// step says the statements of a step in the forms that the server takes; the
// step becomes several when that lets others work meanwhile.
func (t *trial) step(ctx context.Context, s Step) ([]Step, string) {
	if _, ok := ddl.TableOf(s.Change); !ok && !aboutTable(s.Change) || t.failed != nil {
		return []Step{s}, ""
	}
	whole, several := s.Change.(ddl.TableChanges)
	var before *metadata.MetaData
	if several && len(whole.Changes) > 1 {
		before, t.failed = t.tables(ctx)
	}
	all, err := t.run(ctx, s.Statements)
	if t.failed = errors.Join(t.failed, err); t.failed != nil {
		return []Step{s}, fmt.Sprintf("it could not be tried on an empty copy (%v), so how to do it is left to the server, as with all that follows", t.failed)
	}
	if before != nil && !all.best {
		if steps, parts, ok := t.split(ctx, before, whole); ok && parts.lighter(all) {
			return steps, parts.why()
		}
	}
	s.Statements, s.Online = all.list, all.quiet()
	return []Step{s}, all.why()
}

// aboutTable: changes of whole tables, which the copies have to follow.
func aboutTable(c ddl.Change) bool {
	switch c.(type) {
	case ddl.CreateTable, ddl.DropTable, ddl.RenameTable:
		return true
	}
	return false
}

func (x tried) lighter(than tried) bool {
	return !x.copies && !x.untold && (than.copies || x.lock <= than.lock)
}

// run carries statements out, each in the first form that the server takes.
func (t *trial) run(ctx context.Context, list []dialect.Statement) (tried, error) {
	out := tried{best: true}
	for _, st := range list {
		taken := false
		forms := t.forms.Forms(t.target.Server, st.SQL)
		for i, f := range forms {
			_, err := t.c.ExecContext(ctx, f.SQL)
			if err == nil {
				st.SQL, taken = f.SQL, true
				out.lock, out.copies, out.best = max(out.lock, f.Lock), out.copies || f.Copies, out.best && i == 0
				break
			}
			if !t.forms.Unfit(err) {
				return out, err
			}
		}
		if !taken {
			if _, err := t.c.ExecContext(ctx, st.SQL); err != nil {
				return out, err
			}
			out.untold = out.untold || len(forms) > 0
		}
		out.list = append(out.list, st)
	}
	return out, nil
}
