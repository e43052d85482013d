package migrate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// ValueRename is a new name for a value of an enum.
type ValueRename struct {
	// Of is the enum, "order_status", or a column that holds its values,
	// "orders.status", by the names wanted. A column will do on every server;
	// where enums are types, the rename is the type's.
	Of       string
	Old, New string

	passOver bool // where it means nothing
}

// parseValueRename reads what stands behind "orders.status:", and is
// shipped=sent. A value that holds a quote or an equals sign, or blanks at its
// ends, stands in quotes: 'a=b'='c'.
func parseValueRename(of, s string) (ValueRename, error) {
	old, rest, ok := cutValue(s)
	if after, eq := strings.CutPrefix(rest, "="); ok && eq {
		if value, end, ok := cutValue(after); ok && end == "" {
			return ValueRename{Of: of, Old: old, New: value}, nil
		}
	}
	return ValueRename{}, fmt.Errorf("rename %q: write orders.status:shipped=sent for a value of an enum", of+":"+s)
}

// cutValue takes a value, in quotes or up to an equals sign.
func cutValue(s string) (value, rest string, ok bool) {
	if !strings.HasPrefix(s, "'") {
		i := strings.IndexByte(s, '=')
		if i < 0 {
			i = len(s)
		}
		return s[:i], s[i:], true
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] != '\'':
			b.WriteByte(s[i])
		case strings.HasPrefix(s[i:], "''"):
			b.WriteByte('\'')
			i++
		default:
			return b.String(), s[i+1:], true
		}
	}
	return "", s, false
}

// quotedValue is a value as parseValueRename reads it.
func quotedValue(v string) string {
	if v == "" || strings.ContainsAny(v, "='") || strings.TrimSpace(v) != v {
		return "'" + strings.ReplaceAll(v, "'", "''") + "'"
	}
	return v
}

// reverseValues turns the renames around, also those that the declarations of
// the schema wanted hold. was gives the names that a table and its column have
// on the way back.
func (r Renames) reverseValues(want *metadata.MetaData, was func(metadata.ColumnRef) metadata.ColumnRef) []ValueRename {
	var back []ValueRename
	before := map[string]string{}
	for _, e := range want.Enums {
		back = append(back, declaredBack(e.Ident().String(), e.ValuesRenamedFrom)...)
	}
	for _, t := range want.Tables() {
		for _, c := range t.Columns {
			ref := was(metadata.ColumnRef{Table: t.Ident(), Column: c.Name})
			old := ref.Table.String() + "." + ref.Column
			before[t.Ident().String()+"."+c.Name] = old
			back = append(back, declaredBack(old, c.Type.ValuesRenamedFrom)...)
		}
	}
	for _, v := range r.Values {
		of := v.Of
		if old, ok := before[of]; ok {
			of = old
		}
		back = slices.DeleteFunc(back, func(d ValueRename) bool { return d.Of == of && (d.Old == v.New || d.New == v.Old) })
		back = append(back, ValueRename{Of: of, Old: v.New, New: v.Old})
	}
	return back
}

func declaredBack(of string, from map[string]string) []ValueRename {
	var list []ValueRename
	for _, value := range slices.Sorted(maps.Keys(from)) {
		list = append(list, ValueRename{Of: of, Old: value, New: from[value]})
	}
	return list
}
