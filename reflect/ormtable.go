package reflect

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/dbtool/dbtool/metadata"
)

// ormTable is a table on its way to a struct.
type ormTable struct {
	t *metadata.Table
	// typ is the struct's name, handle that of the variable.
	typ, handle string
	fields      []*ormField
	relations   []*ormRelation
	// left are the foreign keys that no relation stands for.
	left []*metadata.ForeignKey
	// notes say of foreign keys why they are no relations.
	notes []string
	used  map[string]bool
	// why is the reason that there is no struct; link says that it is a
	// many-to-many relation.
	why  string
	link bool
}

func (t *ormTable) field(column string) *ormField {
	i := slices.IndexFunc(t.fields, func(f *ormField) bool { return f.column.Name == column })
	if i < 0 {
		return nil
	}
	return t.fields[i]
}

// unmappable says why a table can have no struct; it is empty if it can.
func (g *ormWriter) unmappable(t *metadata.Table) string {
	switch {
	case t.PrimaryKey == nil:
		return "it has no primary key"
	case t.PartitionOf != nil:
		return "it is a part of " + oneLine(t.PartitionOf.Parent.String())
	case len(t.Inherits) > 0:
		return "it inherits from " + oneLine(t.Inherits[0].String())
	case len(t.PrimaryKey.Parts) > maxORMKey:
		return fmt.Sprintf("its primary key has more than %d columns", maxORMKey)
	}
	for _, p := range t.PrimaryKey.Parts {
		c := t.Column(p.Column)
		if c == nil {
			return "its primary key is not of columns alone"
		}
		if k := g.kindOf(c.Type); k == "" || k == metadata.KindJSON || k == metadata.KindArray {
			return "its primary key is of " + oneLine(c.Type.String())
		}
	}
	return ""
}

// maxORMKey is the longest key that package orm reads.
const maxORMKey = 8

// name gives a table its Go names: a struct is called what a row is, the
// handles what the table is.
func (g *ormWriter) name(t *ormTable) {
	name := t.t.Name
	if t.t.Schema != "" {
		name = t.t.Schema + "_" + name
	}
	if t.why != "" {
		t.handle = distinct(g.taken, goName(name))
		return
	}
	t.typ = distinct(g.taken, goName(singular(name)))
	handle := goName(name)
	if handle == t.typ {
		handle = plural(t.typ)
	}
	if handle == t.typ {
		handle += "Rows"
	}
	t.handle = distinct(g.taken, handle)
}

// distinct adds a number to a name that is taken. Beside [unique], it takes no
// other name along.
func distinct(taken map[string]bool, name string) string {
	for n, base := 2, name; taken[name]; n++ {
		name = base + strconv.Itoa(n)
	}
	taken[name] = true
	return name
}
