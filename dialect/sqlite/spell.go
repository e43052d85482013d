package sqlite

import (
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// words joins what is not empty.
func words(list ...string) string {
	var out []string
	for _, w := range list {
		if w != "" {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// column is a column's definition, with the primary key and other constraints
// of it alone if they are given.
func (d *Dialect) column(c *metadata.Column, pk *metadata.PrimaryKey, more []metadata.Constraint) string {
	list := []string{d.Ident(c.Name), c.Type.SQL}
	if pk != nil {
		list = append(list, d.columnKey(c, pk))
	}
	list = append(list, d.notNull(c), d.defaulted(c), d.collate(c), generated(c))
	for _, con := range more {
		list = append(list, d.constraint(con, true))
	}
	return words(list...)
}

func (d *Dialect) columnKey(c *metadata.Column, pk *metadata.PrimaryKey) string {
	auto := ""
	if c.Autoincrement == metadata.AutoincrementOn {
		auto = "AUTOINCREMENT"
	}
	return words(d.label(pk.Name), d.core(pk, true), rest(pk), auto)
}

// label is CONSTRAINT and the name; "" without one.
func (d *Dialect) label(name string) string {
	if name == "" {
		return ""
	}
	return "CONSTRAINT " + d.Ident(name)
}

func (d *Dialect) notNull(c *metadata.Column) string {
	if c.Nullable {
		return ""
	}
	conflict := c.Options["sqlite.not_null_on_conflict"]
	if conflict != "" {
		conflict = "ON CONFLICT " + conflict
	}
	return words(d.label(c.Options["sqlite.not_null_name"]), "NOT NULL", conflict)
}

func (d *Dialect) defaulted(c *metadata.Column) string {
	if c.ServerDefault == nil {
		return ""
	}
	return words(d.label(c.Options["sqlite.default_name"]), "DEFAULT", c.ServerDefault.Text)
}

func (d *Dialect) collate(c *metadata.Column) string {
	if c.Collation == "" {
		return ""
	}
	return "COLLATE " + d.Ident(c.Collation)
}

func generated(c *metadata.Column) string {
	if c.Computed == nil {
		return ""
	}
	kind := "VIRTUAL"
	if c.Computed.Stored {
		kind = "STORED"
	}
	return "GENERATED ALWAYS AS (" + c.Computed.Expr.Text + ") " + kind
}

// constraint is a whole constraint, as a column's clause or as the table's.
func (d *Dialect) constraint(con metadata.Constraint, inline bool) string {
	return words(d.label(con.ConstraintName()), d.core(con, inline), rest(con))
}

// core is a constraint without its name and without what rest says.
func (d *Dialect) core(con metadata.Constraint, inline bool) string {
	switch con := con.(type) {
	case *metadata.PrimaryKey:
		if !inline {
			return "PRIMARY KEY " + d.parts(con.Parts)
		}
		if con.Parts[0].Desc {
			return "PRIMARY KEY DESC"
		}
		return "PRIMARY KEY"
	case *metadata.Unique:
		if inline {
			return "UNIQUE"
		}
		return "UNIQUE " + d.parts(con.Parts)
	case *metadata.Check:
		return "CHECK (" + con.Expr.Text + ")"
	case *metadata.ForeignKey:
		b := dialect.NewBuilder(d)
		if !inline {
			b.W("FOREIGN KEY ").Idents(con.Columns).W(" ")
		}
		b.W("REFERENCES ").Ident(con.Ref.Name)
		if len(con.RefColumns) > 0 {
			b.W(" ").Idents(con.RefColumns)
		}
		return b.String()
	}
	return ""
}

// rest is ON CONFLICT, or what a foreign key does.
func rest(con metadata.Constraint) string {
	switch con := con.(type) {
	case *metadata.PrimaryKey:
		return onConflict(con.Options)
	case *metadata.Unique:
		return onConflict(con.Options)
	case *metadata.Check:
		return onConflict(con.Options)
	case *metadata.ForeignKey:
		return keyActions(con)
	}
	return ""
}

func onConflict(o metadata.Options) string {
	if v := o["sqlite.on_conflict"]; v != "" {
		return "ON CONFLICT " + v
	}
	return ""
}

func keyActions(fk *metadata.ForeignKey) string {
	var list []string
	if fk.OnDelete != "" {
		list = append(list, "ON DELETE "+string(fk.OnDelete))
	}
	if fk.OnUpdate != "" {
		list = append(list, "ON UPDATE "+string(fk.OnUpdate))
	}
	if fk.Match != "" {
		list = append(list, "MATCH "+fk.Match)
	}
	switch fk.Deferrable {
	case metadata.InitiallyDeferred:
		list = append(list, "DEFERRABLE INITIALLY DEFERRED")
	case metadata.InitiallyImmediate:
		list = append(list, "DEFERRABLE INITIALLY IMMEDIATE")
	}
	return words(list...)
}

func (d *Dialect) parts(parts []metadata.Part) string {
	b := dialect.NewBuilder(d)
	b.W("(")
	for i, p := range parts {
		if i > 0 {
			b.W(", ")
		}
		if p.Expr != nil {
			b.W(p.Expr.Text)
		} else {
			b.Ident(p.Column)
		}
		if p.Collation != "" {
			b.W(" COLLATE ").Ident(p.Collation)
		}
		if p.Desc {
			b.W(" DESC")
		}
	}
	return b.W(")").String()
}
