package orm

import (
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// demand is a CHECK that rows of a type have a value, beside which rows of
// other types have none.
type demand struct {
	check  *metadata.Check
	column string
}

// demands adds a CHECK for each column of a single table that cannot be NULL
// for rows of this type.
func (d *Def) demands(to *metadata.Table, own []*field) {
	if !d.required {
		return
	}
	k := d.m.kin
	if code, ok := d.code.(string); ok && strings.ContainsAny(code, `'\`) {
		d.refuse("RequireOwn needs a value of the discriminator without quotes and backslashes, and %q is none", code)
	}
	for _, f := range own {
		if !f.strict {
			continue
		}
		if name := f.column.Name + k.disc.column.Name; !plainName.MatchString(name) {
			d.refuse("RequireOwn needs columns whose names need no quotes, and %s or %s is none", f.column.Name, k.disc.column.Name)
			continue
		}
		c := &metadata.Check{Name: to.Name + "_" + f.column.Name + "_required", Pos: f.column.Pos}
		to.Checks = append(to.Checks, c)
		k.required = append(k.required, demand{c, f.column.Name})
	}
}

// demand says the checks anew, for the types that there are now.
func (k *kin) demand() {
	var codes []string
	for _, m := range append([]*mapper{k.m}, k.descendants()...) {
		switch code := m.kin.code.(type) {
		case nil:
		case string:
			codes = append(codes, "'"+code+"'")
		default:
			codes = append(codes, fmt.Sprint(code))
		}
	}
	if len(codes) == 0 {
		codes = []string{"NULL"} // no rows so far
	}
	for _, r := range k.required {
		r.check.Expr = metadata.SQL(fmt.Sprintf("%s NOT IN (%s) OR %s IS NOT NULL", k.disc.column.Name, strings.Join(codes, ", "), r.column))
	}
}
