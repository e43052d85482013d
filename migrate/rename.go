package migrate

import (
	"fmt"
	"maps"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Renames are names that the schema wanted has given to what exists. They add
// to, and beat, the RenamedFrom of declarations.
type Renames struct {
	// Tables maps the old name to the new.
	Tables map[metadata.Name]metadata.Name
	// Columns maps a column, of a table by its new name, to its new name.
	Columns map[metadata.ColumnRef]string
	// Enums maps the old name of an enum to the new.
	Enums map[metadata.Name]metadata.Name
	// Values are new names of values of enums.
	Values []ValueRename
}

// ParseRename reads one rename: "users.name=users.full_name" for a column,
// "users=people" for a table, "users.state:left=gone" for a value of an enum,
// given by a column or by its own name. A schema may stand in front.
func (r *Renames) ParseRename(s string) error {
	if of, values, ok := strings.Cut(s, ":"); ok {
		v, err := parseValueRename(of, values)
		r.Values = append(r.Values, v)
		return err
	}
	from, to, ok := strings.Cut(s, "=")
	f, t := strings.Split(from, "."), strings.Split(to, ".")
	if !ok || len(f) != len(t) || len(f) > 3 {
		return fmt.Errorf("rename %q: write users.name=users.full_name for a column, users=people for a table, users.state:left=gone for a value of an enum", s)
	}
	name := func(p []string) metadata.Name {
		if len(p) == 2 {
			return metadata.Name{Schema: p[0], Name: p[1]}
		}
		return metadata.Name{Name: p[0]}
	}
	if len(f) == 1 {
		if r.Tables == nil {
			r.Tables = map[metadata.Name]metadata.Name{}
		}
		r.Tables[name(f)] = name(t)
		return nil
	}
	if r.Columns == nil {
		r.Columns = map[metadata.ColumnRef]string{}
	}
	last := len(f) - 1
	r.Columns[metadata.ColumnRef{Table: name(t[:last]), Column: f[last]}] = t[last]
	return nil
}

// applyRenames returns a copy of have in which renamed objects have their new
// names, and the changes that rename them. A name that is in the way is moved
// aside first, so that two names can be swapped.
func applyRenames(t Target, have, want *metadata.MetaData, r Renames) (*metadata.MetaData, []ddl.Change, error) {
	tables := map[metadata.Name]metadata.Name{}
	for _, w := range want.Tables() {
		from := metadata.Name{Schema: w.Schema, Name: w.RenamedFrom}
		if w.RenamedFrom != "" && have.Table(from) != nil && (have.Table(w.Ident()) == nil || want.Table(from) == nil) {
			tables[from] = w.Ident()
		}
	}
	enums := maps.Clone(r.Enums)
	for from, to := range r.Tables {
		if have.Table(from) == nil && enumNamed(have, from) != nil {
			enums = with(enums, from, to)
			continue
		}
		if have.Table(from) == nil || want.Table(to) == nil {
			return nil, nil, fmt.Errorf("migrate: rename of table %s to %s: the database has no %s or the schema wanted no %s", from, to, from, to)
		}
		tables[from] = to
	}
	d := differ{Target: t}
	rn := renamer{Target: t, have: have}
	if err := rn.enums(want, enums); err != nil {
		return nil, nil, err
	}
	rn.tables(tables)
	for _, w := range want.Tables() {
		columns := map[string]string{}
		h := rn.have.Table(w.Ident())
		if h == nil {
			continue
		}
		for _, c := range w.Columns {
			if old := d.spelledOtherwise(h, w, c); old != "" {
				columns[old] = c.Name
			}
			if c.RenamedFrom != "" && h.Column(c.RenamedFrom) != nil && (h.Column(c.Name) == nil || w.Column(c.RenamedFrom) == nil) {
				columns[c.RenamedFrom] = c.Name
			}
		}
		for ref, to := range r.Columns {
			if ref.Table != w.Ident() {
				continue
			}
			if h.Column(ref.Column) == nil || w.Column(to) == nil {
				return nil, nil, fmt.Errorf("migrate: rename of column %s.%s to %s: the database has no such column or the schema wanted none of the new name", ref.Table, ref.Column, to)
			}
			columns[ref.Column] = to
		}
		rn.columns(w, columns)
	}
	for ref := range r.Columns {
		if want.Table(ref.Table) == nil {
			return nil, nil, fmt.Errorf("migrate: rename of column %s.%s: there is no table %s in the schema wanted", ref.Table, ref.Column, ref.Table)
		}
	}
	if d, ok := t.Dialect.(dialect.Renamer); ok && len(rn.changes) > 0 {
		renamed, err := d.Rename(have, rn.changes)
		if err != nil {
			return nil, nil, fmt.Errorf("migrate: %w", err)
		}
		return renamed, rn.changes, nil
	}
	return rn.have, rn.changes, nil
}

// spelledOtherwise is the name of a column that differs from that of c in case
// alone, where that makes no other column of it.
func (d *differ) spelledOtherwise(h, w *metadata.Table, c *metadata.Column) string {
	if h.Column(c.Name) != nil {
		return ""
	}
	for _, o := range h.Columns {
		if d.foldColumn(o.Name) == d.foldColumn(c.Name) && w.Column(o.Name) == nil {
			return o.Name
		}
	}
	return ""
}

type renamer struct {
	Target
	have    *metadata.MetaData
	cloned  bool
	changes []ddl.Change
}

// aside is a name for what is in the way for a moment.
func (r *renamer) aside(name string) string {
	return metadata.Truncate("dbtool_aside_"+name, r.Server.Caps.Identifier)
}

func (r *renamer) clone() {
	if !r.cloned {
		r.have, r.cloned = r.have.Clone(), true
	}
}

func (r *renamer) tables(renames map[metadata.Name]metadata.Name) {
	if len(renames) == 0 {
		return
	}
	r.clone()
	var sorted []metadata.Name
	for _, t := range r.have.Tables() {
		if _, ok := renames[t.Ident()]; ok {
			sorted = append(sorted, t.Ident())
		}
	}
	taken := func(n metadata.Name) bool { return r.have.Table(n) != nil }
	aside := func(n metadata.Name) metadata.Name {
		return metadata.Name{Schema: n.Schema, Name: r.aside(n.Name)}
	}
	for _, step := range ddl.RenameOrder(renames, sorted, taken, aside) {
		r.changes = append(r.changes, ddl.RenameTable{From: step[0], To: step[1]})
		r.renameTable(step[0], step[1])
	}
}

func (r *renamer) renameTable(from, to metadata.Name) {
	t := r.have.Table(from)
	r.have.Remove(from)
	t.Schema, t.Name = to.Schema, to.Name
	if d, ok := r.Dialect.(dialect.TableRenamer); ok {
		d.TableRenamed(r.Server, t, from.Name)
	}
	r.have.Add(t)
	for _, o := range r.have.Tables() {
		for _, fk := range o.ForeignKeys {
			if fk.Ref == from {
				fk.Ref = to
			}
		}
		if o.PartitionOf != nil && o.PartitionOf.Parent == from {
			o.PartitionOf = &metadata.PartitionOf{Parent: to, Bound: o.PartitionOf.Bound}
		}
	}
	for _, s := range r.have.Sequences {
		if s.Owner.Table == from {
			s.Owner.Table = to
		}
	}
	r.dependencies(func(d *metadata.Dependency) {
		if d.Name == from {
			d.Name = to
		}
	})
	for _, o := range r.have.Objects {
		if o.Table == from {
			o.Table = to
		}
	}
	for _, g := range r.have.Triggers {
		if g.Table == from {
			g.Table = to
		}
	}
}

func (r *renamer) columns(w *metadata.Table, renames map[string]string) {
	if len(renames) == 0 {
		return
	}
	r.clone()
	t := r.have.Table(w.Ident())
	var sorted []string
	for _, c := range t.Columns {
		if _, ok := renames[c.Name]; ok {
			sorted = append(sorted, c.Name)
		}
	}
	taken := func(n string) bool { return t.Column(n) != nil }
	for _, step := range ddl.RenameOrder(renames, sorted, taken, r.aside) {
		before := t.Clone()
		r.renameColumn(t, step[0], step[1])
		r.changes = append(r.changes, ddl.RenameColumn{In: ddl.In{From: before, To: t.Clone()}, Old: step[0], New: step[1]})
	}
}

func (r *renamer) renameColumn(t *metadata.Table, from, to string) {
	t.Column(from).Name = to
	list := func(names []string) {
		for i := range names {
			if names[i] == from {
				names[i] = to
			}
		}
	}
	parts := func(parts []metadata.Part) {
		for i := range parts {
			if parts[i].Column == from {
				parts[i].Column = to
			}
		}
	}
	if t.PrimaryKey != nil {
		parts(t.PrimaryKey.Parts)
	}
	for _, u := range t.Uniques {
		parts(u.Parts)
	}
	for _, i := range t.Indexes {
		parts(i.Parts)
		list(i.Include)
	}
	for _, fk := range t.ForeignKeys {
		list(fk.Columns)
		if fk.Ref == t.Ident() {
			list(fk.RefColumns)
		}
	}
	for _, o := range r.have.Tables() {
		if o == t {
			continue
		}
		for _, fk := range o.ForeignKeys {
			if fk.Ref == t.Ident() {
				list(fk.RefColumns)
			}
		}
	}
	for _, s := range r.have.Sequences {
		if s.Owner == (metadata.ColumnRef{Table: t.Ident(), Column: from}) {
			s.Owner.Column = to
		}
	}
	r.dependencies(func(d *metadata.Dependency) {
		if d.Name == t.Ident() && d.Column == from {
			d.Column = to
		}
	})
	if r.Server.Caps.RenameInText {
		r.texts(t, from, to)
	}
}

// Reverse is the renames for the way back: also those that the declarations of
// the schema wanted hold.
func (r Renames) Reverse(want *metadata.MetaData) Renames {
	back := Renames{Tables: map[metadata.Name]metadata.Name{}, Columns: map[metadata.ColumnRef]string{}}
	for from, to := range r.Tables {
		back.Tables[to] = from
	}
	for _, t := range want.Tables() {
		if t.RenamedFrom != "" {
			back.Tables[t.Ident()] = metadata.Name{Schema: t.Schema, Name: t.RenamedFrom}
		}
	}
	old := func(t metadata.Name) metadata.Name {
		if n, ok := back.Tables[t]; ok {
			return n
		}
		return t
	}
	for ref, to := range r.Columns {
		back.Columns[metadata.ColumnRef{Table: old(ref.Table), Column: to}] = ref.Column
	}
	for _, t := range want.Tables() {
		for _, c := range t.Columns {
			if c.RenamedFrom != "" {
				back.Columns[metadata.ColumnRef{Table: old(t.Ident()), Column: c.Name}] = c.RenamedFrom
			}
		}
	}
	back.Enums = r.reverseEnums(want)
	back.Values = r.reverseValues(want, func(ref metadata.ColumnRef) metadata.ColumnRef {
		ref.Table = old(ref.Table)
		if to, ok := back.Columns[ref]; ok {
			ref.Column = to
		}
		return ref
	})
	return back
}

// Known leaves the renames whose names both schemas have; declared ones that
// were made long ago fall away.
func (r Renames) Known(have, want *metadata.MetaData) Renames {
	known := Renames{Tables: map[metadata.Name]metadata.Name{}, Columns: map[metadata.ColumnRef]string{}}
	for from, to := range r.Tables {
		if have.Table(from) != nil && want.Table(to) != nil && have.Table(to) == nil {
			known.Tables[from] = to
		}
	}
	for ref, to := range r.Columns {
		from := ref.Table
		for f, t := range known.Tables {
			if t == ref.Table {
				from = f
			}
		}
		h, w := have.Table(from), want.Table(ref.Table)
		if h != nil && w != nil && h.Column(ref.Column) != nil && w.Column(to) != nil {
			known.Columns[ref] = to
		}
	}
	for from, to := range r.Enums {
		if enumNamed(have, from) != nil && enumNamed(want, to) != nil && enumNamed(have, to) == nil {
			known.Enums = with(known.Enums, from, to)
		}
	}
	for _, v := range r.Values { // whose values only the dialect can tell
		v.passOver = true
		known.Values = append(known.Values, v)
	}
	return known
}
