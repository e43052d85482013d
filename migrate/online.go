package migrate

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

// Scratcher makes a scratch database: [engine.Engine.Scratch] is one.
type Scratcher func(context.Context) (*engine.Scratch, error)

// Online is the plan with each change made so that the tables stay in use, as
// far as the server can; see [dialect.Onliner] and [dialect.Former]. The notes
// say where others wait all the same. Where the server has to be asked, it is on
// empty copies of the tables in a scratch database.
func (p *Plan) Online(ctx context.Context, scratch Scratcher) (out *Plan, notes []string, err error) {
	copied := *p
	copied.Steps = nil
	o := onliner{plan: p}
	if f, ok := p.Dialect.(dialect.Former); ok && !p.Empty() {
		o.trial, err = newTrial(ctx, scratch, p, f)
		if err != nil {
			notes = append(notes, fmt.Sprintf("how the server carries these changes out could not be tried, so that is left to it: %v", err))
			o.trial = nil
		} else {
			defer func() { err = errors.Join(err, o.trial.close()) }()
		}
	}
	for _, s := range p.Steps {
		steps, why := o.step(ctx, s)
		copied.Steps = append(copied.Steps, steps...)
		if why != "" {
			notes = append(notes, s.Change.Describe()+": "+why)
		}
	}
	return &copied, notes, nil
}

type onliner struct {
	plan  *Plan
	trial *trial
}

// step is one step the online way. A table that the plan makes is nobody's yet.
func (o *onliner) step(ctx context.Context, s Step) (steps []Step, why string) {
	if in, ok := ddl.TableOf(s.Change); ok && o.plan.have.Table(in.From.Ident()) != nil {
		if o.partitionsChange(in.From.Ident()) {
			return []Step{s}, "the table's partitions change too, so it is done at once"
		}
		if d, ok := o.plan.Dialect.(dialect.Onliner); ok {
			list, why := d.Online(o.plan.Server, o.plan.have, s.Change)
			if len(list) > 0 {
				s.Statements, s.Online = list, true
			}
			return []Step{s}, why
		}
	}
	if o.trial != nil {
		return o.trial.step(ctx, s)
	}
	return []Step{s}, ""
}

// partitionsChange reports whether a table gets or loses partitions meanwhile.
func (o *onliner) partitionsChange(table metadata.Name) bool {
	of := func(m *metadata.MetaData) map[metadata.Name]bool {
		parts := map[metadata.Name]bool{}
		for _, t := range m.Tables() {
			if t.PartitionOf != nil && t.PartitionOf.Parent == table {
				parts[t.Ident()] = true
			}
		}
		return parts
	}
	return !maps.Equal(of(o.plan.have), of(o.plan.want))
}

// nearTables are the tables of a schema that changes are about, and those which
// refer to them or that they refer to, with foreign keys among them only.
func nearTables(have *metadata.MetaData, changes []ddl.Change) *metadata.MetaData {
	named, near := map[metadata.Name]bool{}, map[metadata.Name]bool{}
	for _, c := range changes {
		switch c := c.(type) {
		case ddl.DropTable:
			named[c.Table.Ident()] = true
		case ddl.RenameTable:
			named[c.From] = true
		}
		if in, ok := ddl.TableOf(c); ok {
			named[in.From.Ident()] = true
			for _, fk := range in.To.ForeignKeys { // those that come too
				near[fk.Ref] = true
			}
		}
	}
	for _, t := range have.Tables() {
		for _, fk := range t.ForeignKeys {
			if named[t.Ident()] || named[fk.Ref] {
				near[t.Ident()], near[fk.Ref] = true, true
			}
		}
	}
	m := metadata.New()
	m.Dialect, m.Options = have.Dialect, have.Options
	for _, t := range have.Tables() {
		if named[t.Ident()] || near[t.Ident()] {
			m.Add(t.Clone())
		}
	}
	for _, t := range m.Tables() {
		t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(fk *metadata.ForeignKey) bool { return m.Table(fk.Ref) == nil })
	}
	return m
}
