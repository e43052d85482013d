package reflect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// ormRelation is a field that holds objects of another struct.
type ormRelation struct {
	name   string
	many   bool
	target *ormTable
	// declare is the line in Declare, all but the receiver's name, which is %[1]s.
	declare string
}

func (r *ormRelation) fieldType() string {
	if r.many {
		return "[]*" + r.target.typ
	}
	return "*" + r.target.typ
}

func (r *ormRelation) handleType(owner *ormTable) string {
	kind := "One"
	if r.many {
		kind = "Many"
	}
	return fmt.Sprintf("orm.%s[%s, %s]", kind, owner.typ, r.target.typ)
}

// reference is a foreign key from one struct's table to the primary key of
// another's.
type reference struct {
	fk       *metadata.ForeignKey
	from, to *ormTable
	// keys are the fields that refer, in the order of the primary key.
	keys []*ormField
	// role is what the columns' names say of what they refer to; it may be empty.
	role string
	// only says that no other key leads from one to the other.
	only bool
}

// relate makes relations of foreign keys and of tables in between.
func (g *ormWriter) relate() {
	var refs []*reference
	for _, t := range g.tables {
		if t.why != "" {
			continue
		}
		for _, fk := range t.t.ForeignKeys {
			r, why := g.reference(t, fk)
			if r != nil {
				refs = append(refs, r)
			} else {
				t.notes = append(t.notes, fmt.Sprintf("%s is no relation: %s.", oneLine(strings.Join(fk.Columns, ", ")), why))
			}
			if r == nil || !g.impliedBy(r) {
				t.left = append(t.left, fk)
			}
		}
	}
	for _, r := range refs {
		r.only = count(refs, func(o *reference) bool { return o.from == r.from && o.to == r.to }) == 1
	}
	for _, r := range refs {
		g.toOne(r)
	}
	for _, r := range refs {
		g.back(r)
	}
	for _, t := range g.tables {
		if t.link {
			g.through(t)
		}
	}
}

func count[T any](list []T, f func(T) bool) int {
	n := 0
	for _, x := range list {
		if f(x) {
			n++
		}
	}
	return n
}

// reference looks at a foreign key; nil, and why, if it can be no relation.
func (g *ormWriter) reference(t *ormTable, fk *metadata.ForeignKey) (*reference, string) {
	to := g.byName[fk.Ref]
	if to == nil || to.why != "" {
		return nil, "there is no struct for " + oneLine(fk.Ref.String())
	}
	order := keyOrder(fk, to.t)
	if order == nil {
		return nil, "it does not refer to the primary key of " + oneLine(fk.Ref.String())
	}
	r := &reference{fk: fk, from: t, to: to, role: roleOf(fk)}
	for i, at := range order {
		f, key := t.field(fk.Columns[at]), to.field(to.t.PrimaryKey.Parts[i].Column)
		if f == nil || f.value != key.value {
			return nil, fmt.Sprintf("a %s cannot hold the %s of %s", f.value, key.value, oneLine(fk.Ref.String()))
		}
		r.keys = append(r.keys, f)
	}
	return r, ""
}

// keyOrder tells where among the key's columns those are that refer to the
// primary key's, in its order; nil if it refers to something else.
func keyOrder(fk *metadata.ForeignKey, to *metadata.Table) []int {
	refs := fk.RefColumns
	if len(refs) != len(to.PrimaryKey.Parts) || len(fk.Columns) != len(refs) {
		return nil
	}
	var order []int
	for _, p := range to.PrimaryKey.Parts {
		i := slices.Index(refs, p.Column)
		if i < 0 {
			return nil
		}
		order = append(order, i)
	}
	return order
}

// impliedBy reports whether the relation makes the foreign key just so.
func (g *ormWriter) impliedBy(r *reference) bool {
	fk := r.fk
	columns := make([]string, len(r.keys))
	for i, f := range r.keys {
		columns[i] = f.column.Name
	}
	plain := metadata.ForeignKey{Columns: columns, Ref: fk.Ref, RefColumns: metadata.ColumnsOf(r.to.t.PrimaryKey.Parts), OnDelete: fk.OnDelete}
	same := count(r.from.t.ForeignKeys, func(o *metadata.ForeignKey) bool { return slices.Equal(o.Columns, fk.Columns) })
	return same == 1 && sameForeignKey(*fk, plain)
}

func sameForeignKey(a, b metadata.ForeignKey) bool {
	return a.Name == b.Name && slices.Equal(a.Columns, b.Columns) && a.Ref == b.Ref && slices.Equal(a.RefColumns, b.RefColumns) && a.OnDelete == b.OnDelete &&
		a.OnUpdate == b.OnUpdate && len(a.OnDeleteColumns) == 0 && a.Match == b.Match && a.Deferrable == b.Deferrable && a.NotValid == b.NotValid &&
		a.NotEnforced == b.NotEnforced && a.Period == b.Period && a.Comment == b.Comment && a.RenamedFrom == b.RenamedFrom
}

// toOne is the side that holds the key.
func (g *ormWriter) toOne(r *reference) {
	name := goName(r.role)
	if r.role == "" {
		if name = r.to.typ; !r.only || r.from == r.to {
			name += "By" + fieldNames(r.keys)
		}
	}
	fields := make([]string, len(r.keys))
	for i, f := range r.keys {
		fields[i] = ", &%[1]s." + f.name
	}
	rel := r.from.relation(r.to, name, name+r.to.typ)
	rel.declare = "orm.BelongsTo(t, &%[1]s." + rel.name + strings.Join(fields, "") + ")" + onDelete(r.fk)
}

// back is the side that is referred to: several objects, or one where the key
// is unique.
func (g *ormWriter) back(r *reference) {
	many := !onlyOnce(r.from.t, r.fk.Columns)
	name, function := r.from.typ, "HasOne"
	if many {
		name, function = plural(name), "HasMany"
	}
	switch {
	case r.from == r.to && r.only && strings.EqualFold(r.role, "parent") && many:
		name = "Children"
	case r.from == r.to && r.only && strings.EqualFold(r.role, "parent"):
		name = "Child"
	case r.role == "" && (!r.only || r.from == r.to):
		name += "By" + fieldNames(r.keys)
	case !r.only || r.from == r.to:
		name += "By" + goName(r.role)
	}
	result, fields := "*"+r.keys[0].typ, make([]string, len(r.keys))
	for i, f := range r.keys {
		fields[i] = "&x." + f.name
	}
	list := fields[0]
	if len(fields) > 1 {
		function, result, list = function+"By", "[]any", "[]any{"+strings.Join(fields, ", ")+"}"
	}
	rel := r.to.relation(r.from, name, name+"Of"+r.to.typ)
	rel.many = many
	rel.declare = fmt.Sprintf("orm.%s(t, &%%[1]s.%s, func(x *%s) %s { return %s })%s", function, rel.name, r.from.typ, result, list, onDelete(r.fk))
}

// relation adds one, by the first of two names that is not taken.
func (t *ormTable) relation(target *ormTable, name, other string) *ormRelation {
	if t.used[name] {
		name = other
	}
	r := &ormRelation{name: distinct(t.used, name), target: target}
	t.relations = append(t.relations, r)
	return r
}

func onDelete(fk *metadata.ForeignKey) string {
	names := map[metadata.Action]string{metadata.Restrict: "Restrict", metadata.Cascade: "Cascade", metadata.SetNull: "SetNull", metadata.SetDefault: "SetDefault"}
	if fk.OnDelete == metadata.NoAction {
		return ""
	}
	return ".OnDelete(metadata." + names[fk.OnDelete] + ")"
}

func fieldNames(fields []*ormField) string {
	name := ""
	for _, f := range fields {
		name += f.name
	}
	return name
}

// roleOf is what columns call the row that they refer to: author for author_id
// and authorId, home for home_country and home_city. It is empty where they do
// not say.
func roleOf(fk *metadata.ForeignKey) string {
	role := ""
	for i, c := range fk.Columns {
		r := withoutKey(c, fk.RefColumns[i], len(fk.Columns) == 1)
		if r == "" || i > 0 && r != role {
			return ""
		}
		role = r
	}
	return role
}

// withoutKey is a column's name without the end that names the key.
func withoutKey(column, key string, single bool) string {
	ends := []string{"_" + key}
	if single {
		ends = append(ends, "_id", "_fk", "Id", "ID", "_ID")
	}
	for _, end := range ends {
		if r, ok := strings.CutSuffix(column, end); ok {
			return r
		}
	}
	return ""
}

// onlyOnce reports whether no two rows can have the same values in these
// columns.
func onlyOnce(t *metadata.Table, columns []string) bool {
	same := func(parts []metadata.Part) bool {
		names := metadata.ColumnsOf(parts)
		return len(names) == len(parts) && len(names) == len(columns) && !slices.ContainsFunc(columns, func(c string) bool { return !slices.Contains(names, c) })
	}
	if t.PrimaryKey != nil && same(t.PrimaryKey.Parts) {
		return true
	}
	for _, u := range t.Uniques {
		if same(u.Parts) {
			return true
		}
	}
	return slices.ContainsFunc(t.Indexes, func(i *metadata.Index) bool {
		whole := !slices.ContainsFunc(i.Parts, func(p metadata.Part) bool { return p.Length > 0 })
		return i.Unique && i.Where == nil && whole && same(i.Parts)
	})
}
