package migrate

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// Detail is one attribute that a change changes.
type Detail struct {
	Attribute string `json:"attribute"`
	Have      string `json:"have"`
	Want      string `json:"want"`
}

// Details tells why an alteration was seen: each attribute that differs. Other
// changes have none.
func Details(c ddl.Change) []Detail {
	switch c := c.(type) {
	case ddl.AlterColumn:
		return append(compareFields(*c.Old, *c.New), renamedValues(c.New.Type.ValuesRenamedFrom)...)
	case ddl.AlterConstraint:
		return compareFields(reflect.Indirect(reflect.ValueOf(c.Old)).Interface(), reflect.Indirect(reflect.ValueOf(c.New)).Interface())
	case ddl.AlterIndex:
		return compareFields(*c.Old, *c.New)
	case ddl.AlterTable:
		all := compareFields(*c.From, *c.To)
		return slices.DeleteFunc(all, func(d Detail) bool {
			return !slices.Contains([]string{"comment", "options", "partition_by", "partition_of", "inherits"}, d.Attribute)
		})
	case ddl.AlterEnum:
		return append(compareFields(*c.From, *c.To), renamedValues(c.To.ValuesRenamedFrom)...)
	case ddl.AlterDomain:
		return compareFields(*c.From, *c.To)
	case ddl.AlterSequence:
		return slices.DeleteFunc(compareFields(*c.From, *c.To), func(d Detail) bool { return d.Attribute == "owner" })
	case ddl.AlterView:
		return compareFields(*c.From, *c.To)
	case ddl.AlterSchema:
		return compareFields(*c.From, *c.To)
	case ddl.AlterDatabase:
		return []Detail{{"options", show1(reflect.ValueOf(c.From)), show1(reflect.ValueOf(c.To))}}
	case ddl.AlterObject:
		return compareFields(*c.From, *c.To)
	case ddl.AlterRoutine:
		return compareFields(*c.From, *c.To)
	}
	return nil
}

// renamedValues are the values of an enum that get new names.
func renamedValues(from map[string]string) []Detail {
	var list []Detail
	for _, value := range slices.Sorted(maps.Keys(from)) {
		list = append(list, Detail{"renamed_value", from[value], value})
	}
	return list
}

// compareFields compares two structs of one type field by field, under the
// names that the snapshot uses.
func compareFields(have, want any) []Detail {
	var list []Detail
	h, w := reflect.ValueOf(have), reflect.ValueOf(want)
	for i := range h.NumField() {
		f := h.Type().Field(i)
		if f.Anonymous {
			list = append(list, compareFields(h.Field(i).Interface(), w.Field(i).Interface())...)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || name == "-" || name == "" || name == "source" || strings.HasSuffix(name, "renamed_from") || name == "depends_on" {
			continue
		}
		if a, b := show1(h.Field(i)), show1(w.Field(i)); a != b {
			list = append(list, Detail{name, a, b})
		}
	}
	return list
}

// show1 writes a value for people.
func show1(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case metadata.Type:
		return x.String()
	case *metadata.Expr:
		return x.String()
	case *metadata.Computed:
		if x == nil {
			return ""
		}
		if x.Stored {
			return x.Expr.String() + " stored"
		}
		return x.Expr.String() + " virtual"
	case []metadata.Part:
		parts := make([]string, len(x))
		for i, p := range x {
			parts[i] = showPart(p)
		}
		return strings.Join(parts, ", ")
	case []string:
		return strings.Join(x, ", ")
	case metadata.Options:
		return showOptions(x)
	case fmt.Stringer:
		return x.String()
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		return show1(v.Elem())
	}
	if v.Kind() == reflect.Struct {
		var parts []string
		for i := range v.NumField() {
			if !v.Field(i).IsZero() && v.Type().Field(i).IsExported() {
				parts = append(parts, strings.ToLower(v.Type().Field(i).Name)+" "+show1(v.Field(i)))
			}
		}
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(v.Interface())
}

func showPart(p metadata.Part) string {
	s := p.Column
	if p.Expr != nil {
		s = "(" + p.Expr.String() + ")"
	}
	if p.Length > 0 {
		s += fmt.Sprintf("(%d)", p.Length)
	}
	if p.Collation != "" {
		s += " collate " + p.Collation
	}
	if p.OpClass != "" {
		s += " " + p.OpClass
	}
	if p.Desc {
		s += " desc"
	}
	if p.Nulls != "" {
		s += " nulls " + strings.ToLower(string(p.Nulls))
	}
	return s
}

func showOptions(o metadata.Options) string {
	keys := make([]string, 0, len(o))
	for k := range o {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for i, k := range keys {
		_, short, _ := strings.Cut(k, ".")
		keys[i] = short + "=" + o[k]
	}
	return strings.Join(keys, ", ")
}
