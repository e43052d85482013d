package migrate

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Phases are a change of the schema in two parts, between which old and new
// programs work side by side: Expand before the new ones come, Contract when the
// old ones are gone. Contract is empty when nothing breaks old programs.
type Phases struct {
	Expand, Contract Both
}

// Both are the plans for a step and for the way back.
type Both struct {
	Up, Down *Plan
	// Notes say, of Expand, what breaks old programs all the same, and of
	// Contract what has to be done before it.
	Notes []string
}

// NewPhases plans how have becomes want in two parts. What goes, and what is
// asked of columns that old programs do not know of, comes in the second; a
// column with a new name stands beside the one with the old, and where the
// dialect is a [dialect.Syncer] triggers write both.
func NewPhases(t Target, have, want *metadata.MetaData, renames Renames) (*Phases, error) {
	x := &phaser{Target: t, have: have, want: want.Clone(), renames: renames}
	if err := x.beside(); err != nil {
		return nil, err
	}
	d, err := diff(t, have, x.want, x.renames)
	if err != nil {
		return nil, err
	}
	x.mid = d.want.Clone()
	for _, c := range d.changes {
		x.keep(c)
	}
	for _, p := range x.pairs {
		x.sync(p)
	}
	x.mid.Sort()
	return x.plans()
}

// phaser finds the schema between two.
type phaser struct {
	Target
	have, mid, want *metadata.MetaData
	renames         Renames
	pairs           []twoNames
	notes, before   []string // of the first part, and of the second
}

// twoNames is a column under two names.
type twoNames struct {
	table    metadata.Name
	old, new string
}

// beside takes the renames of columns out that can be made by a second column.
func (x *phaser) beside() error {
	_, list, err := applyRenames(x.Target, x.have, x.want, x.renames)
	if err != nil {
		return err
	}
	x.renames.Columns = maps.Clone(x.renames.Columns)
	for _, c := range list {
		r, ok := c.(ddl.RenameColumn)
		if !ok {
			x.notes = append(x.notes, c.Describe()+": programs that still run ask for the old name")
			continue
		}
		table := r.To.Ident()
		h, w := x.have.Table(table), x.want.Table(table)
		if _, can := x.Dialect.(dialect.Syncer); !can || h == nil || w == nil || !alone(h, r.Old) || !alone(w, r.New) || referred(x.have, table, r.Old) {
			x.notes = append(x.notes, c.Describe()+": programs that still run ask for the old name, and a second column beside it cannot be kept the same here")
			continue
		}
		delete(x.renames.Columns, metadata.ColumnRef{Table: table, Column: r.Old})
		w.Column(r.New).RenamedFrom = ""
		x.pairs = append(x.pairs, twoNames{table, r.Old, r.New})
	}
	return nil
}

// alone reports whether a column may stand beside another that holds the same.
func alone(t *metadata.Table, name string) bool {
	c := t.Column(name)
	if c == nil || c.Identity != nil || c.Computed != nil || c.Autoincrement == metadata.AutoincrementOn {
		return false
	}
	return t.PrimaryKey == nil || !hasPart(t.PrimaryKey.Parts, name)
}

func hasPart(parts []metadata.Part, name string) bool {
	for _, c := range metadata.ColumnsOf(parts) {
		if c == name {
			return true
		}
	}
	return false
}

// referred reports whether a foreign key is about a column.
func referred(m *metadata.MetaData, table metadata.Name, column string) bool {
	for _, t := range m.Tables() {
		for _, fk := range t.ForeignKeys {
			for i := range fk.Columns {
				if t.Ident() == table && fk.Columns[i] == column || fk.Ref == table && i < len(fk.RefColumns) && fk.RefColumns[i] == column {
					return true
				}
			}
		}
	}
	return false
}

// plans goes the way in two parts, and back.
func (x *phaser) plans() (*Phases, error) {
	p := &Phases{Expand: Both{Notes: x.notes}, Contract: Both{Notes: x.before}}
	var errs [4]error
	if err := x.untouched(); err != nil {
		return nil, err
	}
	p.Expand.Up, errs[0] = NewPlan(x.Target, x.have, x.mid, x.renames)
	p.Expand.Down, errs[1] = NewPlan(x.Target, x.mid, x.have, x.renames.Reverse(x.mid).Known(x.mid, x.have))
	p.Contract.Up, errs[2] = NewPlan(x.Target, x.mid, settled(x.want), Renames{})
	p.Contract.Down, errs[3] = NewPlan(x.Target, settled(x.want), x.mid, Renames{})
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	for _, c := range x.pairs {
		p.Expand.Up.Steps = append(p.Expand.Up.Steps, x.copies(c.table, c.old, c.new))
		p.Contract.Down.Steps = append(p.Contract.Down.Steps, x.copies(c.table, c.new, c.old))
	}
	return p, nil
}

// untouched takes tables over as they are that only the second part changes: what
// is made of two has no text of its own.
func (x *phaser) untouched() error {
	changes, err := Diff(x.Target, x.have, x.mid, x.renames)
	if err != nil {
		return err
	}
	touched := map[metadata.Name]bool{}
	for _, c := range changes {
		if in, ok := ddl.TableOf(c); ok {
			touched[in.To.Ident()] = true
		}
	}
	for _, t := range slices.Clone(x.mid.Tables()) {
		if h := x.have.Table(t.Ident()); h != nil && !touched[t.Ident()] && t.RenamedFrom == "" {
			x.mid.Remove(t.Ident())
			x.mid.Add(h.Clone())
		}
	}
	x.mid.Sort()
	return nil
}

// settled is a schema whose renames are made.
func settled(m *metadata.MetaData) *metadata.MetaData {
	m = m.Clone()
	for _, t := range m.Tables() {
		t.RenamedFrom = ""
		for _, c := range t.Columns {
			c.RenamedFrom = ""
		}
	}
	return m
}

// copies fills one column from another where rows are from before both.
func (x *phaser) copies(table metadata.Name, from, to string) Step {
	q := func(parts ...string) string { return dialect.NewBuilder(x.Dialect).Ident(parts...).String() }
	text := fmt.Sprintf("UPDATE %s SET %s = %s WHERE %s IS NULL AND %s IS NOT NULL", q(table.Schema, table.Name), q(to), q(from), q(to), q(from))
	t := x.mid.Table(table)
	return Step{Change: ddl.AlterTable{In: ddl.In{From: t, To: t}}, Statements: []dialect.Statement{{SQL: text, Batches: table}}}
}
