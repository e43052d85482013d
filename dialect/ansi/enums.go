package ansi

import (
	"errors"
	"maps"
	"slices"

	"github.com/dbtool/dbtool/metadata"
)

// enums gives each use of a named enum what its declaration or another use
// says: the values, and their old names. A rename that one column declares is
// one of the enum, also where the server keeps the values with each column.
func (p preparer) enums() error {
	shared := map[metadata.Name]*metadata.Enum{}
	for _, e := range p.m.Enums {
		e.ValuesRenamedFrom = maps.Clone(e.ValuesRenamedFrom)
		shared[e.Ident()] = e
	}
	var errs []error
	p.eachEnum(func(t *metadata.Table, c *metadata.Column, typ *metadata.Type) {
		e := shared[typ.Name]
		if e == nil {
			e = &metadata.Enum{Values: typ.Values}
			shared[typ.Name] = e
		}
		for _, value := range slices.Sorted(maps.Keys(typ.ValuesRenamedFrom)) {
			old := typ.ValuesRenamedFrom[value]
			if e.ValuesRenamedFrom == nil {
				e.ValuesRenamedFrom = map[string]string{}
			}
			if was, declared := e.ValuesRenamedFrom[value]; declared && was != old {
				errs = append(errs, Refusal(c.Pos, t.Ident(), c.Name, "enum %s: %q is renamed from %q, and elsewhere from %q", typ.Name, value, old, was))
			}
			e.ValuesRenamedFrom[value] = old
		}
	})
	p.eachEnum(func(_ *metadata.Table, _ *metadata.Column, typ *metadata.Type) {
		e := shared[typ.Name]
		typ.ValuesRenamedFrom = e.ValuesRenamedFrom
		if len(typ.Values) == 0 {
			typ.Values = e.Values
		}
	})
	return errors.Join(errs...)
}

// eachEnum visits the types of columns that are a named enum or an array of one.
func (p preparer) eachEnum(visit func(*metadata.Table, *metadata.Column, *metadata.Type)) {
	for _, t := range p.m.Tables() {
		for _, c := range t.Columns {
			typ := &c.Type
			for typ.Kind == metadata.KindArray && typ.Elem != nil {
				elem := *typ.Elem
				typ.Elem = &elem
				typ = &elem
			}
			if typ.Kind == metadata.KindEnum && typ.Name.Name != "" {
				visit(t, c, typ)
			}
		}
	}
}

// UnknownValues reports declared renames to what is not a value of the column.
func UnknownValues(values []string, from map[string]string, report func(format string, args ...any)) {
	for _, value := range slices.Sorted(maps.Keys(from)) {
		if !slices.Contains(values, value) {
			report("%q is renamed from %q and is not one of the values", value, from[value])
		}
	}
}
