package migrate

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Target is the dialect and the server that a comparison or a plan is for.
type Target struct {
	Dialect dialect.Dialect
	Server  *dialect.Server
	// ColumnOrder says whether an order of columns alone is a difference.
	ColumnOrder ColumnOrder
}

// ColumnOrder is a policy: what the order of a table's columns means.
type ColumnOrder string

// IgnoreOrder, which the empty string is too, leaves columns where they stand
// and puts new ones where they belong if the server can. StrictOrder also moves
// those that stand elsewhere; it is refused where the server cannot do that.
const (
	IgnoreOrder ColumnOrder = "ignore"
	StrictOrder ColumnOrder = "strict"
)

// Diff lists what turns have into want, in no order that could be executed;
// [NewPlan] puts it into one. Both must be in the normal form of the target's
// dialect. Neither is changed, but changes point into both, and into copies
// where names were changed by renames.
func Diff(t Target, have, want *metadata.MetaData, renames Renames) ([]ddl.Change, error) {
	d, err := diff(t, have, want, renames)
	if err != nil {
		return nil, err
	}
	return d.changes, nil
}

// diff returns the changes with have as it is once the renames are made, and
// want in the words of have.
func diff(t Target, have, want *metadata.MetaData, renames Renames) (*differ, error) {
	for _, m := range []*metadata.MetaData{have, want} {
		if m.Dialect != t.Dialect.Name() {
			return nil, fmt.Errorf("migrate: a schema in the form of %q cannot be compared on %s", m.Dialect, t.Dialect.Name())
		}
	}
	have, renamed, err := applyRenames(t, have, want, renames)
	if err != nil {
		return nil, err
	}
	if have, want, err = renameValues(t, have, want, renames.Values); err != nil {
		return nil, err
	}
	if a, ok := t.Dialect.(dialect.Aligner); ok {
		want = a.Align(have, want)
	}
	d := &differ{Target: t, have: have, want: want}
	d.add(renamed...)
	d.objects()
	d.tables()
	d.views()
	return d, errors.Join(d.errs...)
}

type differ struct {
	Target
	have, want *metadata.MetaData
	changes    []ddl.Change
	errs       []error
}

func (d *differ) add(c ...ddl.Change) { d.changes = append(d.changes, c...) }

// alter adds change if the server can make it in place, else drop and create.
func (d *differ) alter(change, drop, create ddl.Change) {
	if d.Dialect.Alterable(d.Server, change) {
		d.add(change)
		return
	}
	d.add(drop, create)
}

func (d *differ) foldTable(n metadata.Name) metadata.Name {
	if d.Server.Caps.FoldTables {
		n.Name = strings.ToLower(n.Name)
	}
	return n
}

func (d *differ) foldColumn(s string) string {
	if d.Server.Caps.FoldColumns {
		return strings.ToLower(s)
	}
	return s
}

// pairUp matches two lists by key and calls one function for each outcome, in
// the order of want, then of have.
func pairUp[K comparable, T any](have, want []T, key func(T) K, both func(h, w T), gone, fresh func(T)) {
	old := make(map[K]T, len(have))
	for _, h := range have {
		old[key(h)] = h
	}
	seen := make(map[K]bool, len(want))
	for _, w := range want {
		k := key(w)
		seen[k] = true
		if h, ok := old[k]; ok {
			both(h, w)
		} else {
			fresh(w)
		}
	}
	for _, h := range have {
		if !seen[key(h)] {
			gone(h)
		}
	}
}

func (d *differ) objects() {
	if !maps.Equal(d.have.Options, d.want.Options) {
		d.add(ddl.AlterDatabase{From: d.have.Options, To: d.want.Options})
	}
	pairUp(d.have.Schemas, d.want.Schemas, func(s *metadata.Schema) string { return s.Name },
		func(h, w *metadata.Schema) {
			if h.Comment != w.Comment || !maps.Equal(h.Options, w.Options) {
				d.add(ddl.AlterSchema{From: h, To: w})
			}
		},
		func(s *metadata.Schema) { d.add(ddl.DropSchema{Schema: s}) },
		func(s *metadata.Schema) { d.add(ddl.CreateSchema{Schema: s}) })
	pairUp(d.have.Extensions, d.want.Extensions, func(e *metadata.Extension) string { return e.Name },
		func(h, w *metadata.Extension) {},
		func(e *metadata.Extension) { d.add(ddl.DropExtension{Extension: e}) },
		func(e *metadata.Extension) { d.add(ddl.CreateExtension{Extension: e}) })
	pairUp(d.have.Enums, d.want.Enums, (*metadata.Enum).Ident, d.enum,
		func(e *metadata.Enum) { d.add(ddl.DropEnum{Enum: e}) },
		func(e *metadata.Enum) { d.add(ddl.CreateEnum{Enum: e}) })
	pairUp(d.have.Domains, d.want.Domains, (*metadata.Domain).Ident, d.domain,
		func(o *metadata.Domain) { d.add(ddl.DropDomain{Domain: o}) },
		func(o *metadata.Domain) { d.add(ddl.CreateDomain{Domain: o}) })
	pairUp(d.have.Sequences, d.want.Sequences, (*metadata.Sequence).Ident, d.sequence,
		func(s *metadata.Sequence) { d.add(ddl.DropSequence{Sequence: s}) },
		func(s *metadata.Sequence) {
			d.add(ddl.CreateSequence{Sequence: s})
			if s.Owner != (metadata.ColumnRef{}) {
				free := *s
				free.Owner = metadata.ColumnRef{}
				d.add(ddl.SetSequenceOwner{From: &free, To: s})
			}
		})
}

func (d *differ) enum(h, w *metadata.Enum) {
	if slices.Equal(h.Values, w.Values) && h.Comment == w.Comment && len(w.ValuesRenamedFrom) == 0 {
		return
	}
	change := ddl.AlterEnum{From: h, To: w}
	of := map[metadata.Name]bool{w.Ident(): true}
	for _, o := range d.want.Domains {
		if o.Type.Ref == w.Ident() {
			of[o.Ident()] = true
			change.Domains = append(change.Domains, o)
		}
	}
	change.Columns = d.columnsOf(of)
	d.add(change)
}

// columnsOf are the columns that are and stay declared with one of the types.
func (d *differ) columnsOf(types map[metadata.Name]bool) []ddl.EnumColumn {
	var list []ddl.EnumColumn
	for _, h := range d.have.Tables() {
		w := d.want.Table(h.Ident())
		if w == nil {
			continue
		}
		for _, old := range h.Columns {
			if c := w.Column(old.Name); c != nil && types[old.Type.Ref] && types[c.Type.Ref] {
				list = append(list, ddl.EnumColumn{Table: w.Ident(), Old: old, Column: c})
			}
		}
	}
	return list
}

func (d *differ) domain(h, w *metadata.Domain) {
	same := h.Type.Equal(w.Type) && h.NotNull == w.NotNull && h.ServerDefault.Equal(w.ServerDefault) &&
		h.Collation == w.Collation && h.Comment == w.Comment && slices.EqualFunc(h.Checks, w.Checks, sameNamedCheck)
	if !same {
		change := ddl.AlterDomain{From: h, To: w, Columns: d.columnsOf(map[metadata.Name]bool{w.Ident(): true})}
		d.alter(change, ddl.DropDomain{Domain: h}, ddl.CreateDomain{Domain: w})
	}
}

func sameNamedCheck(h, w *metadata.Check) bool { return h.Name == w.Name && sameCheck(h, w) }

func (d *differ) sequence(h, w *metadata.Sequence) {
	if !h.Type.Equal(w.Type) || !h.SequenceOptions.Equal(w.SequenceOptions) || h.Comment != w.Comment || !maps.Equal(h.Options, w.Options) {
		d.add(ddl.AlterSequence{From: h, To: w})
	}
	if h.Owner != w.Owner {
		d.add(ddl.SetSequenceOwner{From: h, To: w})
	}
}

func (d *differ) views() {
	pairUp(d.have.Views, d.want.Views, func(v *metadata.View) metadata.Name { return d.foldTable(v.Ident()) },
		func(h, w *metadata.View) {
			if !SameView(h, w) {
				d.alter(ddl.AlterView{From: h, To: w}, ddl.DropView{View: h}, ddl.CreateView{View: w, Rights: h.Rights})
			}
		},
		func(v *metadata.View) { d.add(ddl.DropView{View: v}) },
		func(v *metadata.View) { d.add(ddl.CreateView{View: v}) })
	pairUp(d.have.Routines, d.want.Routines, routineKey,
		func(h, w *metadata.Routine) {
			if h.Definition != w.Definition || h.Comment != w.Comment || !maps.Equal(h.Options, w.Options) {
				d.alter(ddl.AlterRoutine{From: h, To: w}, ddl.DropRoutine{Routine: h}, ddl.CreateRoutine{Routine: w, Rights: h.Rights})
			}
		},
		func(r *metadata.Routine) { d.add(ddl.DropRoutine{Routine: r}) },
		func(r *metadata.Routine) { d.add(ddl.CreateRoutine{Routine: r}) })
	pairUp(d.have.Objects, d.want.Objects, objectKey,
		func(h, w *metadata.Object) {
			if h.Definition != w.Definition || h.Comment != w.Comment || !maps.Equal(h.Options, w.Options) {
				d.alter(ddl.AlterObject{From: h, To: w}, ddl.DropObject{Object: h}, ddl.CreateObject{Object: w})
			}
		},
		func(o *metadata.Object) { d.add(ddl.DropObject{Object: o}) },
		func(o *metadata.Object) { d.add(ddl.CreateObject{Object: o}) })
	pairUp(d.have.Triggers, d.want.Triggers, d.triggerKey,
		func(h, w *metadata.Trigger) {
			if h.Definition != w.Definition || h.Comment != w.Comment || !maps.Equal(h.Options, w.Options) {
				d.add(ddl.DropTrigger{Trigger: h}, ddl.CreateTrigger{Trigger: w})
			}
		},
		func(t *metadata.Trigger) { d.add(ddl.DropTrigger{Trigger: t}) },
		func(t *metadata.Trigger) { d.add(ddl.CreateTrigger{Trigger: t}) })
}

// routineKey tells overloads apart.
func routineKey(r *metadata.Routine) [4]string {
	return [4]string{r.Schema, r.Name, r.Kind, r.Signature}
}

func objectKey(o *metadata.Object) [5]string {
	return [5]string{o.Kind, o.Schema, o.Name, o.Table.Schema, o.Table.Name}
}

func (d *differ) triggerKey(t *metadata.Trigger) [3]string {
	n := d.foldTable(t.Table)
	return [3]string{n.Schema, n.Name, t.Name}
}

// SameView reports whether two views of one name are the same, comments and
// indexes included.
func SameView(h, w *metadata.View) bool {
	return h.Definition.Equal(w.Definition) && h.Materialized == w.Materialized && h.CheckOption == w.CheckOption &&
		slices.Equal(h.Columns, w.Columns) && h.Comment == w.Comment && maps.Equal(h.Options, w.Options) &&
		maps.Equal(h.ColumnComments, w.ColumnComments) && slices.EqualFunc(h.Indexes, w.Indexes, sameIndex)
}
