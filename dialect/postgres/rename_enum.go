package postgres

import (
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// EnumRenamed gives columns, domains and casts the type's new name. Routines are
// told apart by the types of their arguments, and other types may be made of
// the enum: with those it is refused.
func (d *Dialect) EnumRenamed(m *metadata.MetaData, from, to metadata.Name) error {
	for _, r := range m.Routines {
		if dependsOnType(r.DependsOn, from) {
			return refuseEnum(r.Kind+" "+r.Ident().String(), from, to)
		}
	}
	for _, o := range m.Objects {
		if o.IsType() && dependsOnType(o.DependsOn, from) {
			return refuseEnum(o.Kind+" "+o.Ident().String(), from, to)
		}
	}
	old, name := d.typeName(from), d.typeName(to)
	rename := func(t *metadata.Type) {
		if t.Ref == from {
			t.Ref, t.SQL = to, name+strings.TrimPrefix(t.SQL, old)
		}
	}
	for _, t := range m.Tables() {
		for _, c := range t.Columns {
			rename(&c.Type)
		}
	}
	for _, o := range m.Domains {
		rename(&o.Type)
	}
	eachText(m, func(text string) string { return d.castsRenamed(text, from, to) })
	return nil
}

func refuseEnum(user string, from, to metadata.Name) error {
	return fmt.Errorf("%s is declared with it; write ALTER TYPE %s RENAME TO %s into a revision of its own, and compare again after it: %w", user, from, to.Name, dialect.ErrUnsupported)
}
