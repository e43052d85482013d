package migrate

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Plan is the way from one schema to another: changes in an order that works,
// each with its statements. A plan without steps means there is no difference.
type Plan struct {
	Target
	Steps []Step

	have, want *metadata.MetaData
	before     *metadata.MetaData // have, as it is before renames
}

// Step is one change and how the server's SQL says it.
type Step struct {
	Change     ddl.Change
	Statements []dialect.Statement
	// Online: the statements keep nobody waiting for longer than a moment,
	// whatever the usual ones would do. See [Plan.Online].
	Online bool
}

// Impact is what the step asks of a table in use, as its statements make the change.
func (s Step) Impact(t Target) dialect.Impact {
	i := t.Dialect.Impact(t.Server, s.Change)
	if s.Online {
		i.Lock = min(i.Lock, dialect.LockBriefly)
	}
	return i
}

// NewPlan compares two schemas in the target's normal form and plans how have
// becomes want. It does no I/O. What the server cannot do is an error that
// wraps dialect.ErrUnsupported and names every such change.
func NewPlan(t Target, have, want *metadata.MetaData, renames Renames) (*Plan, error) {
	d, err := diff(t, have, want, renames)
	if err != nil {
		return nil, err
	}
	before := have
	have, want = d.have, d.want
	s := newScope(t, have, want)
	changes := clearObstacles(t, s, have, want, d.changes)
	if changes, err = t.Dialect.Combine(t.Server, have, want, changes); err != nil {
		return nil, err
	}
	p := &Plan{Target: t, have: have, want: want, before: before}
	var errs []error
	for _, c := range sortChanges(s, changes) {
		statements, err := t.Dialect.Compile(t.Server, c)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", c.Describe(), err))
			continue
		}
		if len(statements) > 0 {
			p.Steps = append(p.Steps, Step{Change: c, Statements: statements})
		}
	}
	return p, errors.Join(errs...)
}

// Empty reports whether there is nothing to do.
func (p *Plan) Empty() bool { return len(p.Steps) == 0 }

// Changes are the plan's changes in order.
func (p *Plan) Changes() []ddl.Change {
	changes := make([]ddl.Change, len(p.Steps))
	for i, s := range p.Steps {
		changes[i] = s.Change
	}
	return changes
}

// Statements are all statements in order, without the frame around them.
func (p *Plan) Statements() []dialect.Statement {
	var all []dialect.Statement
	for _, s := range p.Steps {
		all = append(all, s.Statements...)
	}
	return all
}

// WriteScript writes the plan for the server's own client: statements ended by
// a semicolon and a newline, with the frame that they need. It writes nothing
// for an empty plan.
func (p *Plan) WriteScript(w io.Writer) error {
	if p.Empty() {
		return nil
	}
	sw := scriptWriter{frame: p.Dialect.Frame(p.Server), d: p.Dialect}
	if w, ok := p.Dialect.(dialect.Watcher); ok {
		sw.guard = w.Guard(p.have, p.want, p.Changes())
	}
	sw.lines(sw.frame.Client)
	sw.lines(sw.frame.Before)
	sw.lines(sw.guard.Before)
	for _, s := range p.Statements() {
		sw.enter(!s.NoTransaction)
		writeStatement(&sw.b, s, p.Dialect)
		if s.Commit {
			sw.enter(false)
		}
	}
	sw.enter(false)
	sw.lines(sw.guard.After)
	sw.lines(sw.frame.After)
	_, err := io.WriteString(w, sw.b.String())
	return err
}

// scriptWriter writes statements with what stands around them.
type scriptWriter struct {
	b      strings.Builder
	d      dialect.Dialect
	frame  dialect.Frame
	guard  dialect.Guard
	inside bool
}

func (w *scriptWriter) lines(list []string) {
	for _, sql := range list {
		w.b.WriteString(sql + ";\n")
	}
}

// enter opens or closes the transaction as the next statement needs it.
func (w *scriptWriter) enter(inside bool) {
	switch {
	case w.frame.Begin == "" || w.inside == inside:
	case inside:
		w.lines([]string{w.frame.Begin})
		w.lines(w.guard.Opening)
	default:
		w.lines(w.guard.Closing)
		w.lines([]string{w.frame.Commit})
	}
	w.inside = inside
}

// writeStatement puts a statement that holds semicolons between DELIMITER
// lines where the client would otherwise cut it.
func writeStatement(b *strings.Builder, s dialect.Statement, d dialect.Dialect) {
	if !s.Body || !d.Rules().Delimiter {
		b.WriteString(s.SQL + ";\n")
		return
	}
	mark := "//"
	for strings.Contains(s.SQL, mark) {
		mark += "/"
	}
	fmt.Fprintf(b, "DELIMITER %s\n%s%s\nDELIMITER ;\n", mark, s.SQL, mark)
}

// Script is what WriteScript writes.
func (p *Plan) Script() string {
	var b strings.Builder
	_ = p.WriteScript(&b) // a strings.Builder takes everything
	return b.String()
}
