package orm

import (
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// storage is where the rows of a type are that extends another one.
type storage int

const (
	inBase     storage = iota // in the table of what it extends
	besideBase                // what it adds is in a table of its own
	concrete                  // all of it is in a table of its own
)

// kin is how a type is related to those that it extends and that extend it.
type kin struct {
	*family
	m       *mapper
	base    *mapper   // nil for the first of the family
	subs    []*mapper // those that extend it directly, in the order of mapping
	storage storage
	// code is what the discriminator says of rows of this type; nil where the type
	// has none of its own.
	code     any
	abstract bool     // there is no table of concrete ones for it
	own      []*field // what it adds
	// sel is what rel reads where that is no table; aliases are the same under
	// other names.
	sel     ast.Select
	aliases []*ast.Relation
	faces   []reflect.Type // the interfaces that objects are read as
	holders []*relation    // relations that can hold this type alone
	// required are checks that what the type adds to a single table is there.
	required []demand
}

// family is what all types have in common that extend each other.
type family struct {
	root *mapper
	// disc is the discriminator. That of concrete tables is no field of a struct: it
	// numbers the types, in queries over several of them.
	disc    *field
	made    bool // disc is such a number
	members []*mapper
	byCode  map[identity]*mapper
	byType  map[reflect.Type]*mapper
	labels  map[string]bool // names of columns in queries over several tables
}

// found makes a mapper, which is sealed, the first of a family.
func (m *mapper) found(disc *field, code any, abstract bool) {
	f := &family{root: m, disc: disc, byCode: map[identity]*mapper{}, byType: map[reflect.Type]*mapper{}, labels: map[string]bool{}}
	m.kin = &kin{family: f, m: m, own: m.fields, code: code, abstract: abstract}
	if disc == nil {
		m.kin.storage, f.made = concrete, true
		f.disc = &field{name: "type", typ: reflect.TypeFor[int64](), label: "dbtool_type", needed: true, made: true}
		f.disc.column = &metadata.Column{Name: f.disc.label, Type: metadata.BigInt()}
	}
	for _, own := range m.fields {
		f.labels[own.label] = true
	}
	st := m.store(m.table, &ast.Relation{Table: m.table}, m.fields, m.keys)
	st.version, st.soft = m.version, m.soft
	for _, own := range m.fields {
		own.ref = own.in(st.rel) // the mapper's own relation may become a query
	}
	m.stores = []*mapper{st}
	m.kin.enrol()
}

// store is how objects of the type are written to one table.
func (m *mapper) store(table *metadata.Table, rel *ast.Relation, fields, keys []*field) *mapper {
	st := &mapper{objects: m.objects, meta: m.meta, space: m.space, table: table, rel: rel, fields: fields, keys: keys, reads: fields}
	st.read()
	st.stores = []*mapper{st}
	for _, f := range fields {
		st.items = append(st.items, f.in(rel))
	}
	return st
}

// enrol makes a type known to its family. The types that it extends read its
// rows from now on.
func (k *kin) enrol() {
	if k.made && !k.abstract {
		k.code = int64(len(k.members) + 1)
	}
	k.members = append(k.members, k.m)
	k.byType[k.m.typ] = k.m
	if k.code != nil {
		k.byCode[identify(k.code)] = k.m
	}
	if k.base != nil {
		k.base.kin.subs = append(k.base.kin.subs, k.m)
	}
	for m := k.m; m != nil; m = m.kin.base {
		m.kin.refresh()
	}
}

// label gives a new field a name that no other column of the family has, where
// they are selected together.
func (k *kin) label(f *field) {
	f.label = f.column.Name
	if k.storage != inBase && k.labels[f.label] {
		f.label = k.m.table.Name + "_" + f.column.Name
	}
	k.labels[f.label] = true
}

// is reports whether objects of m are also of the type of t.
func (m *mapper) is(t *mapper) bool {
	for n := m; n != nil; n = n.kin.base {
		if n == t {
			return true
		}
		if n.kin == nil {
			return false
		}
	}
	return false
}

// descendants are the types that extend a type, and those that extend them.
func (k *kin) descendants() []*mapper {
	var list []*mapper
	for _, sub := range k.subs {
		list = append(append(list, sub), sub.kin.descendants()...)
	}
	return list
}

// extended reports whether rows of the type may be of others that extend it.
func (m *mapper) extended() bool { return m.kin != nil && len(m.kin.subs) > 0 }

// discerns reports whether the field tells of which type a row is.
func (m *mapper) discerns(f *field) bool { return m.kin != nil && m.kin.disc == f }

// has reports whether objects of the type have a field.
func (m *mapper) has(f *field) bool {
	for n := m; n != nil && n.kin != nil; n = n.kin.base {
		if n.typ == f.of {
			return true
		}
	}
	return m.kin == nil
}

// refresh makes anew what queries of the type read.
func (k *kin) refresh() {
	m := k.m
	m.reads = slices.Clone(m.fields)
	for _, d := range k.descendants() {
		for _, f := range d.kin.own {
			if m.fieldAt(f.column) == nil { // two types may have one column
				m.reads = append(m.reads, f)
			}
		}
	}
	if k.made && len(k.subs) > 0 {
		m.reads = append([]*field{k.disc}, m.reads...)
	}
	k.source()
	k.demand()
	m.items = nil
	for _, f := range m.reads {
		ref := f.in(m.rel)
		ref.Nullable = !slices.Contains(m.fields, f)
		m.items = append(m.items, ref)
	}
	m.whole = core.SelectNodes(m.items...).From(core.TableOf(m.rel))
	m.eager = m.subset(func(f *field) bool { return !f.deferred })
}

// source sets what the type's objects are read from: its table, or a query that
// puts together what several tables have of them.
func (k *kin) source() {
	m := k.m
	sel := k.joins()
	if k.made {
		sel = k.union()
	}
	if sel == nil {
		return // the table, which it has been from the beginning
	}
	k.sel = *sel
	name := m.table.Name
	if m.table == k.root.table && m != k.root { // of which there are several
		name += "_" + core.SnakeCase(m.typ.Name())
	}
	*m.rel = ast.Relation{Query: &k.sel, Alias: name}
	for _, rel := range k.aliases {
		*rel = ast.Relation{Query: &k.sel, Alias: rel.Alias}
	}
}

// joins joins the tables that the type's rows are in: those of the types that
// it extends, and, where they have a row, those of the types that extend it.
func (k *kin) joins() *ast.Select {
	m := k.m
	sel := &ast.Select{}
	at := map[*field]*ast.Relation{}
	var last *ast.Relation
	for i, st := range m.stores {
		rel := &ast.Relation{Table: st.table}
		if i == 0 {
			sel.From = []*ast.Relation{rel}
		} else {
			sel.Joins = append(sel.Joins, ast.Join{Kind: ast.InnerJoin, Rel: rel, On: sameRow(rel, st, last, m.stores[i-1])})
		}
		for _, f := range st.fields {
			at[f] = rel
		}
		last = rel
	}
	k.outer(sel, last, at)
	if k.filtered() {
		sel.Where = []ast.Node{k.codes(k.disc.in(sel.From[0]))}
	}
	if len(sel.Joins)+len(sel.Where) == 0 {
		return nil
	}
	sel.Items = labelled(m.reads, func(f *field) ast.Node { return f.in(at[f]) })
	return sel
}

// outer joins the tables of the types that extend this one.
func (k *kin) outer(sel *ast.Select, rel *ast.Relation, at map[*field]*ast.Relation) {
	for _, sub := range k.subs {
		st, here := sub.stores[len(sub.stores)-1], rel
		if sub.kin.storage == besideBase {
			here = &ast.Relation{Table: st.table}
			sel.Joins = append(sel.Joins, ast.Join{Kind: ast.LeftJoin, Rel: here, On: sameRow(here, st, rel, k.m.stores[len(k.m.stores)-1])})
		}
		for _, f := range sub.kin.own {
			at[f] = here
		}
		sub.kin.outer(sel, here, at)
	}
}

// sameRow is the condition for two tables to have parts of one row.
func sameRow(rel *ast.Relation, st *mapper, other *ast.Relation, of *mapper) ast.Node {
	return core.NodeOf(equalTo(refsOf(rel, st.keys), refsOf(other, of.keys)))
}

// filtered reports whether the tables have rows of other types too.
func (k *kin) filtered() bool { return k.base != nil && k.storage == inBase }

// codes is true for rows of the type, and of those that extend it.
func (k *kin) codes(ref *ast.ColumnRef) ast.Node {
	in := &ast.In{X: ref}
	for _, m := range append([]*mapper{k.m}, k.descendants()...) {
		if m.kin.code != nil {
			in.List = append(in.List, &ast.Arg{Value: m.kin.code, Type: &k.disc.column.Type})
		}
	}
	return in
}

// labelled are columns under the names of their fields.
func labelled(fields []*field, node func(*field) ast.Node) []ast.Node {
	var items []ast.Node
	for _, f := range fields {
		items = append(items, &ast.Label{X: node(f), Name: f.label})
	}
	return items
}

// null is NULL of a column's type, which is best said by the column itself: not
// all servers can convert to all types.
func (k *kin) null(f *field) ast.Node {
	i := slices.IndexFunc(k.members, func(m *mapper) bool { return m.typ == f.of })
	rel := &ast.Relation{Table: k.members[i].table, Alias: "dbtool_none"}
	return &ast.Scalar{Query: &ast.Select{From: []*ast.Relation{rel}, Items: []ast.Node{f.in(rel)}, Where: []ast.Node{&ast.Logic{Or: true}}}}
}

// union puts the rows of all concrete tables together; nil where there is one.
func (k *kin) union() *ast.Select {
	if len(k.subs) == 0 {
		return nil
	}
	set := &ast.SetOp{Op: "UNION", All: true}
	for _, m := range append([]*mapper{k.m}, k.descendants()...) {
		if m.kin.code == nil {
			continue
		}
		rel := &ast.Relation{Table: m.table}
		set.Parts = append(set.Parts, &ast.Select{From: []*ast.Relation{rel}, Items: labelled(k.m.reads, func(f *field) ast.Node {
			switch {
			case f == k.disc:
				return ast.Literal{Value: int(m.kin.code.(int64))}
			case m.has(f):
				return f.in(rel)
			}
			return k.null(f)
		})})
	}
	if len(set.Parts) == 0 {
		return nil
	}
	return &ast.Select{Items: set.Parts[0].Items, Set: set}
}

// named is what the type's objects are read from, under another name.
func (m *mapper) named(alias string) *ast.Relation {
	return &ast.Relation{Table: m.rel.Table, Query: m.rel.Query, Alias: alias}
}

// readsFrom reports whether the type's objects can be read from a relation.
func (m *mapper) readsFrom(rel *ast.Relation) bool {
	return rel.Table == m.rel.Table && (rel.Table != nil || rel.Query == m.rel.Query)
}
