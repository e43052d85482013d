package reflect

import (
	goreflect "reflect"
	"slices"

	"github.com/dbtool/dbtool/metadata"
)

// normalized is what the server makes of the schema without the names of its
// constraints and without what numbers its keys; nil if that cannot be told.
func (g *ormWriter) normalized(m *metadata.MetaData) *metadata.MetaData {
	if g.o.Normalize == nil {
		return nil
	}
	bare := m.Clone()
	bare.Dialect, bare.Product, bare.Unmanaged = "", "", nil
	for _, t := range bare.Tables() {
		g.strip(t)
	}
	n, err := g.o.Normalize(bare)
	if err != nil { // then all is written that there is
		return nil
	}
	return n
}

func (g *ormWriter) strip(t *metadata.Table) {
	if t.PrimaryKey != nil {
		t.PrimaryKey.Name = ""
		if c := onlyKey(t); c != nil {
			*c = *g.numbered(c)
		}
	}
	for _, u := range t.Uniques {
		u.Name = ""
	}
	for _, fk := range t.ForeignKeys {
		fk.Name = ""
	}
	for _, c := range t.Checks {
		c.Name = ""
	}
}

// onlyKey is the column that is the primary key by itself, or nil.
func onlyKey(t *metadata.Table) *metadata.Column {
	if t.PrimaryKey == nil || len(t.PrimaryKey.Parts) != 1 {
		return nil
	}
	return t.Column(t.PrimaryKey.Parts[0].Column)
}

// numbered is a key as the rule numbers it, if it is an integer.
func (g *ormWriter) numbered(c *metadata.Column) *metadata.Column {
	t := metadata.Type{Kind: g.kindOf(c.Type)}
	if !t.IsInteger() {
		return c
	}
	n := *c
	n.Type, n.Identity, n.Autoincrement = t, nil, metadata.AutoincrementByRule
	return &n
}

// spare is a table without what the server gives by itself.
func (g *ormWriter) spare(t *metadata.Table, bare *metadata.MetaData) *metadata.Table {
	t = t.Clone()
	if bare == nil {
		return t
	}
	n := bare.Table(t.Ident())
	if n == nil {
		return t
	}
	if t.PrimaryKey != nil && n.PrimaryKey != nil && t.PrimaryKey.Name == n.PrimaryKey.Name {
		t.PrimaryKey.Name = ""
	}
	if c := onlyKey(t); c != nil {
		if made := n.Column(c.Name); made != nil && sameColumn(c, made) {
			*c = *g.numbered(c)
		}
	}
	for _, u := range t.Uniques {
		if slices.ContainsFunc(n.Uniques, func(o *metadata.Unique) bool {
			return o.Implicit && o.Name == u.Name && goreflect.DeepEqual(o.Parts, u.Parts)
		}) {
			u.Name = ""
		}
	}
	for _, fk := range t.ForeignKeys {
		if slices.ContainsFunc(n.ForeignKeys, func(o *metadata.ForeignKey) bool {
			return o.Implicit && o.Name == fk.Name && slices.Equal(o.Columns, fk.Columns) && o.Ref == fk.Ref
		}) {
			fk.Name = ""
		}
	}
	for _, c := range t.Checks {
		if slices.ContainsFunc(n.Checks, func(o *metadata.Check) bool {
			return o.Implicit && o.Name == c.Name && o.Expr.String() == c.Expr.String()
		}) {
			c.Name = ""
		}
	}
	return t
}

func sameColumn(a, b *metadata.Column) bool {
	x, y := *a, *b
	x.Pos, y.Pos = metadata.Position{}, metadata.Position{}
	return goreflect.DeepEqual(x, y)
}
