package orm

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// kind is which way a relation goes.
type kind int

const (
	toMany   kind = iota // their rows hold our key
	toOne                // our row holds their key
	hasOne               // their one row holds our key
	viaTable             // a table in between holds both keys
)

// relation is a field that holds objects of another mapped type.
type relation struct {
	name   string
	field  *field // where the objects are; no column
	kind   kind
	owner  *mapper
	target *mapper
	at     metadata.Position
	// local are fields of the owner, and remote those of the target that hold
	// the same values: a key and a foreign key.
	local, remote []*field
	// link is the table in between; its columns refer to local and to remote.
	link              *metadata.Table
	linkOwn, linkTo   []*metadata.Column
	cascade, orphans  bool // delete them with us; delete what leaves the collection
	passive, viewOnly bool
	onDelete          metadata.Action
	// inverse is the relation of the target that is the other side of this one.
	inverse *relation
	self    bool
	face    reflect.Type // the interface that the field holds; nil for a pointer

	to    objects // of the target
	each  func(p place, f func(obj any))
	holds func(p place, objs []any) bool // whether these are the objects in the field
	set   func(p place, objs []any)
	empty func(p place) bool
	// filing is for a map, nil for others; position is the column of the order.
	filing   *filing
	position *field

	// remoteOf, toOf and positionOf are fields of the target.
	remoteOf, toOf, positionOf *addressed

	linkTable string
}

// Rel changes a relation while it is declared. Its methods return it.
type Rel struct {
	r *relation
	d *Def
}

// Cascade deletes the objects with their owner, and those that are taken out
// of the field: they belong to it alone.
func (r Rel) Cascade() Rel { r.r.cascade, r.r.orphans = true, true; return r }

// CascadeDelete deletes the objects with their owner. What is only taken out
// of the field stays, without an owner.
func (r Rel) CascadeDelete() Rel { r.r.cascade = true; return r }

// OnDelete has the database itself act when the row that is referred to goes.
// With [metadata.Cascade] and [metadata.SetNull] a session leaves objects that
// it has not loaded to the database.
func (r Rel) OnDelete(a metadata.Action) Rel {
	r.r.onDelete = a
	r.r.passive = a == metadata.Cascade || a == metadata.SetNull
	return r
}

// ViewOnly never writes: the field is for reading.
func (r Rel) ViewOnly() Rel { r.r.viewOnly = true; return r }

func (d *Def) relation(addr any, k kind, hold func(*relation), to objects) *relation {
	c := d.byAddr[addr]
	if c == nil {
		d.fail("%s is not the address of an exported field of the struct that Declare was called on", strings.TrimPrefix(fmt.Sprintf("%T", addr), "*"))
		return &relation{}
	}
	d.touch(c)
	c.skip = true
	r := &relation{name: c.name, field: &c.field, kind: k, owner: d.m, to: to, at: where()}
	hold(r)
	d.m.relations = append(d.m.relations, r)
	return r
}

// resolve finds the other side.
func (r *relation) resolve() error {
	target, err := mapType(r.owner.meta, nil, r.to)
	if err != nil {
		return err
	}
	r.target = target
	r.self = target == r.owner
	if err := r.orderBy(); err != nil {
		return err
	}
	if err := r.fitsKin(); err != nil {
		return err
	}
	switch r.kind {
	case toOne:
		if r.remote, err = r.referredTo(); err != nil {
			return err
		}
		if len(r.local) != len(r.remote) {
			return fmt.Errorf("it has %d keys, and the key of %s has %d fields", len(r.local), target, len(r.remote))
		}
		return r.constrain(r.owner, r.local, target, r.remote)
	case viaTable:
		r.local, r.remote = r.owner.keys, target.keys
		return r.between()
	}
	if r.local == nil {
		r.local = r.owner.keys
	}
	if r.remote, err = r.named(r.remoteOf); err != nil {
		return err
	}
	if len(r.local) != len(r.remote) {
		return fmt.Errorf("it has %d keys, and our key has %d fields", len(r.remote), len(r.local))
	}
	if err := r.constrain(target, r.remote, r.owner, r.local); err != nil {
		return err
	}
	return nil
}

// referredTo are the fields of the target that a foreign key of ours refers to.
func (r *relation) referredTo() ([]*field, error) {
	if r.toOf == nil {
		return r.target.keys, nil
	}
	return r.named(r.toOf)
}

// named are the fields of the target that the declaration names by address.
func (r *relation) named(a *addressed) ([]*field, error) {
	proto := reflect.New(a.typ)
	byAddr := map[any][]int{}
	var collect func(v reflect.Value, index []int)
	collect = func(v reflect.Value, index []int) {
		for i := range v.NumField() {
			f := v.Type().Field(i)
			at := append(slices.Clone(index), i)
			if f.IsExported() && f.Type.Size() > 0 {
				byAddr[v.Field(i).Addr().Interface()] = at
			}
			if f.Type.Kind() == reflect.Struct && f.Anonymous {
				collect(v.Field(i), at)
			}
		}
	}
	collect(proto.Elem(), nil)
	var fields []*field
	for _, addr := range a.of(proto.Interface()) {
		index, ok := byAddr[addr]
		i := slices.IndexFunc(r.target.fields, func(f *field) bool { return ok && slices.Equal(r.target.path(f), index) })
		if i < 0 {
			return nil, fmt.Errorf("the function must return the address of a mapped field of the %s it is given", r.target)
		}
		fields = append(fields, r.target.fields[i])
	}
	return fields, nil
}

// constrain adds the foreign key, unless there is one over these columns, and
// gives the columns the types of what they refer to.
func (r *relation) constrain(from *mapper, columns []*field, to *mapper, refs []*field) error {
	if !r.byKey() {
		if err := r.refersTo(to, refs); err != nil {
			return err
		}
	}
	var names, refNames []string
	for i, c := range columns {
		ref := refs[i].column.Name
		if r.byKey() {
			ref = to.anchor().keys[i].column.Name
		}
		names, refNames = append(names, c.column.Name), append(refNames, ref)
		if a, b := element(c.typ), element(refs[i].typ); a != b {
			return fmt.Errorf("%s.%s is a %s, and %s.%s is a %s", from, c.name, a, to, refs[i].name, b)
		}
		if c.column.Type.Kind == metadata.KindText {
			c.column.Type = refs[i].column.Type
		}
	}
	if r.viewOnly {
		return nil
	}
	for _, t := range from.tablesOf(columns) {
		r.constrainTable(t, &metadata.ForeignKey{Columns: names, Ref: to.anchor().table.Ident(), RefColumns: refNames, OnDelete: r.onDelete, Pos: r.at})
	}
	return nil
}

func (r *relation) constrainTable(t *metadata.Table, fk *metadata.ForeignKey) {
	if old := keyDeclared(t, fk.Ref, fk.Columns, fk.RefColumns); old != nil {
		if r.onDelete != metadata.NoAction {
			old.OnDelete = r.onDelete
		}
		return
	}
	t.ForeignKeys = append(t.ForeignKeys, fk)
}

// keyDeclared is the foreign key by which these columns refer to those, in
// whatever order it has them; else one over the same columns. Nil is none.
func keyDeclared(t *metadata.Table, ref metadata.Name, names, refs []string) *metadata.ForeignKey {
	pairs := func(fk *metadata.ForeignKey) bool {
		if fk.Ref != ref || len(fk.Columns) != len(names) || len(fk.RefColumns) != len(names) {
			return false
		}
		for i, name := range names {
			if at := slices.Index(fk.Columns, name); at < 0 || fk.RefColumns[at] != refs[i] {
				return false
			}
		}
		return true
	}
	i := slices.IndexFunc(t.ForeignKeys, pairs)
	if i < 0 {
		i = slices.IndexFunc(t.ForeignKeys, func(fk *metadata.ForeignKey) bool { return slices.Equal(fk.Columns, names) })
	}
	if i < 0 {
		return nil
	}
	return t.ForeignKeys[i]
}

// between finds or makes the table of a many-to-many relation.
func (r *relation) between() error {
	meta := r.owner.meta
	name := metadata.Name{Schema: r.owner.anchor().table.Schema, Name: r.linkTable}
	t := meta.Table(name)
	if t == nil {
		t = &metadata.Table{Schema: name.Schema, Name: name.Name, Pos: r.at}
		t.PrimaryKey = &metadata.PrimaryKey{Pos: r.at}
		r.linkOwn = r.linkColumns(t, r.owner, "")
		prefix := ""
		if r.owner.anchor().table == r.target.anchor().table {
			prefix = "to_"
		}
		r.linkTo = r.linkColumns(t, r.target, prefix)
		meta.Add(t)
	} else if err := r.adoptLink(t); err != nil {
		return err
	}
	r.link = t
	return nil
}

func (r *relation) linkColumns(t *metadata.Table, m *mapper, prefix string) []*metadata.Column {
	m = m.anchor()
	fk := &metadata.ForeignKey{Ref: m.table.Ident(), OnDelete: metadata.Cascade, Pos: r.at}
	var cols []*metadata.Column
	for _, k := range m.keys {
		c := &metadata.Column{Name: prefix + m.table.Name + "_" + k.column.Name, Type: k.column.Type, Autoincrement: metadata.AutoincrementOff, Pos: r.at}
		cols = append(cols, c)
		t.Columns = append(t.Columns, c)
		t.PrimaryKey.Parts = append(t.PrimaryKey.Parts, metadata.Part{Column: c.Name})
		fk.Columns, fk.RefColumns = append(fk.Columns, c.Name), append(fk.RefColumns, k.column.Name)
	}
	t.ForeignKeys = append(t.ForeignKeys, fk)
	return cols
}

// adoptLink finds the foreign keys of the table in between. Where both refer
// to one table, the first is ours for the side declared first.
func (r *relation) adoptLink(t *metadata.Table) error {
	var own, to *metadata.ForeignKey
	ours, theirs := r.owner.anchor().table.Ident(), r.target.anchor().table.Ident()
	for _, fk := range t.ForeignKeys {
		switch {
		case fk.Ref == ours && own == nil && !(ours == theirs && r.second()):
			own = fk
		case fk.Ref == theirs && to == nil:
			to = fk
		case fk.Ref == ours && own == nil:
			own = fk
		}
	}
	if own == nil || to == nil {
		return fmt.Errorf("table %s does not refer to both %s and %s", t.Ident(), ours, theirs)
	}
	for _, c := range own.Columns {
		r.linkOwn = append(r.linkOwn, t.Column(c))
	}
	for _, c := range to.Columns {
		r.linkTo = append(r.linkTo, t.Column(c))
	}
	return nil
}

// second reports whether another relation between the same tables goes through
// the same table in between: the other direction.
func (r *relation) second() bool {
	for _, o := range slices.Concat(r.target.relations, r.owner.relations) {
		if o == r {
			return false
		}
		if o.link == nil {
			continue
		}
		if o.kind == viaTable && o.linkTable == r.linkTable {
			return true
		}
	}
	return false
}

// other is the relation of the target that is the other side, or nil. It is
// looked up when both are mapped.
func (r *relation) other() *relation {
	if r.inverse != nil || r.target == nil {
		return r.inverse
	}
	for _, o := range r.target.relations {
		if o == r || o.target != r.owner || r.inverse != nil && o.viewOnly { // one that is written goes before
			continue
		}
		switch {
		case r.kind == viaTable && o.kind == viaTable && o.link == r.link && slices.Equal(o.linkOwn, r.linkTo),
			r.kind == toOne && (o.kind == toMany || o.kind == hasOne) && slices.Equal(o.remote, r.local),
			o.kind == toOne && (r.kind == toMany || r.kind == hasOne) && slices.Equal(o.local, r.remote):
			r.inverse = o
		}
	}
	return r.inverse
}
