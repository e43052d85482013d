package orm

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// reference is a foreign key to the primary key of a mapper, in the order of its
// fields, or to other fields.
type reference struct {
	own, refs []*field
	to        *mapper
}

// references are the foreign keys to mappers of a group.
func (m *mapper) references(group []*mapper) []reference {
	var list []reference
	for _, st := range m.stores {
		for _, fk := range st.table.ForeignKeys {
			i := slices.IndexFunc(group, func(t *mapper) bool { return t.storedIn(fk.Ref) })
			if i < 0 || fk == st.link {
				continue
			}
			if ref := st.reference(fk, group[i]); ref.own != nil {
				list = append(list, ref)
			}
		}
	}
	return list
}

// reference is a foreign key of a table; one without fields if these are not all
// mapped.
func (m *mapper) reference(fk *metadata.ForeignKey, to *mapper) reference {
	at := slices.IndexFunc(to.stores, func(st *mapper) bool { return st.table.Ident() == fk.Ref })
	ref := reference{to: to}
	for _, k := range to.stores[at].keys {
		if i := slices.Index(fk.RefColumns, k.column.Name); i >= 0 {
			ref.own = append(ref.own, m.fieldOf(fk.Columns[i]))
		}
	}
	if ref.refs = to.keys; len(ref.own) != len(to.keys) || len(ref.own) != len(fk.Columns) {
		ref.own, ref.refs = m.fieldsOf(fk.Columns), to.fieldsOf(fk.RefColumns)
	}
	if slices.Contains(ref.own, nil) || slices.Contains(ref.refs, nil) {
		return reference{}
	}
	return ref
}

// fieldsOf are the fields for columns; nil for one that has none.
func (m *mapper) fieldsOf(columns []string) []*field {
	list := make([]*field, len(columns))
	for i, c := range columns {
		list[i] = m.fieldOf(c)
	}
	return list
}

// finder finds rows by what others refer to them by.
type finder struct {
	es []*entry
	by map[referred]map[identity]*entry
}

// referred are the columns that are referred to; none for the primary key.
type referred struct {
	space   *mapper
	columns string
}

func (f finder) at(ref reference, id identity) *entry {
	to := referred{space: ref.to.space}
	if !slices.Equal(ref.refs, ref.to.keys) {
		to.columns = strings.Join(namesOf(ref.refs), ",")
	}
	if f.by[to] == nil {
		f.by[to] = f.rows(to, namesOf(ref.refs))
	}
	return f.by[to][id]
}

func (f finder) rows(to referred, columns []string) map[identity]*entry {
	rows := map[identity]*entry{}
	for _, e := range f.es {
		switch {
		case e.m.space != to.space:
		case to.columns == "":
			rows[e.id] = e
		default:
			rows[identityAt(e.source(), e.m.fieldsOf(columns))] = e
		}
	}
	return rows
}

// namesOf are the columns of fields.
func namesOf(fields []*field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.column.Name
	}
	return names
}
