package migrate

import (
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// enums gives types their new names, as they are declared or said, where the
// server has enums as types. A declared one is inert once the new name is there.
func (r *renamer) enums(want *metadata.MetaData, said map[metadata.Name]metadata.Name) error {
	renames := map[metadata.Name]metadata.Name{}
	for _, w := range want.Enums {
		from := metadata.Name{Schema: w.Schema, Name: w.RenamedFrom}
		if w.RenamedFrom != "" && enumNamed(r.have, from) != nil && enumNamed(r.have, w.Ident()) == nil {
			renames[from] = w.Ident()
		}
	}
	for from, to := range said {
		if enumNamed(r.have, from) == nil || enumNamed(want, to) == nil || from.Schema != to.Schema {
			return fmt.Errorf("migrate: rename of enum %s to %s: the database has no %s or the schema wanted no %s", from, to, from, to)
		}
		renames[from] = to
	}
	d, ok := r.Dialect.(dialect.EnumRenamer)
	if len(renames) == 0 || !ok {
		return nil
	}
	r.clone()
	var sorted []metadata.Name
	for _, e := range r.have.Enums {
		if _, ok := renames[e.Ident()]; ok {
			sorted = append(sorted, e.Ident())
		}
	}
	taken := func(n metadata.Name) bool { return enumNamed(r.have, n) != nil }
	aside := func(n metadata.Name) metadata.Name {
		return metadata.Name{Schema: n.Schema, Name: r.aside(n.Name)}
	}
	for _, step := range ddl.RenameOrder(renames, sorted, taken, aside) {
		if err := d.EnumRenamed(r.have, step[0], step[1]); err != nil {
			return fmt.Errorf("migrate: rename of enum %s to %s: %w", step[0], step[1], err)
		}
		enumNamed(r.have, step[0]).Name = step[1].Name
		r.dependencies(func(d *metadata.Dependency) {
			if d.Kind == "type" && d.Name == step[0] {
				d.Name = step[1]
			}
		})
		r.changes = append(r.changes, ddl.RenameEnum{From: step[0], To: step[1]})
	}
	return nil
}

// with adds to a map that may be nil.
func with(m map[metadata.Name]metadata.Name, from, to metadata.Name) map[metadata.Name]metadata.Name {
	if m == nil {
		m = map[metadata.Name]metadata.Name{}
	}
	m[from] = to
	return m
}

// reverseEnums are the renames of enums for the way back, with what is declared.
func (r Renames) reverseEnums(want *metadata.MetaData) map[metadata.Name]metadata.Name {
	var back map[metadata.Name]metadata.Name
	for _, e := range want.Enums {
		if e.RenamedFrom != "" {
			back = with(back, e.Ident(), metadata.Name{Schema: e.Schema, Name: e.RenamedFrom})
		}
	}
	for from, to := range r.Enums {
		back = with(back, to, from)
	}
	for from, to := range r.Tables { // the command line does not tell them apart
		if slices.ContainsFunc(want.Enums, func(e *metadata.Enum) bool { return e.Ident() == to }) && want.Table(to) == nil {
			back = with(back, to, from)
		}
	}
	return back
}
