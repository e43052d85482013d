package reflect

import (
	"fmt"
	"maps"
	goreflect "reflect"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
)

// ormField is a column on its way to a field.
type ormField struct {
	column *metadata.Column
	name   string
	// typ is the field's type, and value that of its values when there are some.
	typ, value string
	handle     string
	// calls declare what the field does not say: ".Len(30)".
	calls []string
}

// ormTypes are the types of fields and handles for each kind of column, and
// what package orm takes a field of that type for by itself.
var ormTypes = map[metadata.Kind]struct {
	field, handle string
	itself        metadata.Type
}{
	metadata.KindBoolean:  {"bool", "Bool", metadata.Boolean()},
	metadata.KindSmallInt: {"int16", "Num[int16]", metadata.SmallInt()},
	metadata.KindInteger:  {"int32", "Num[int32]", metadata.Integer()},
	metadata.KindBigInt:   {"int64", "Num[int64]", metadata.BigInt()},
	metadata.KindFloat:    {"float32", "Num[float32]", metadata.Float()},
	metadata.KindDouble:   {"float64", "Num[float64]", metadata.Double()},
	metadata.KindNumeric:  {"string", "Dec[string]", metadata.Text()},
	metadata.KindString:   {"string", "Str", metadata.Text()},
	metadata.KindText:     {"string", "Str", metadata.Text()},
	metadata.KindEnum:     {"string", "Str", metadata.Text()},
	metadata.KindTime:     {"string", "Str", metadata.Text()},
	metadata.KindBinary:   {"[]byte", "Bytes", metadata.Binary(0)},
	metadata.KindDate:     {"time.Time", "Time", metadata.Timestamp().Digits(6)},
	metadata.KindDateTime: {"time.Time", "Time", metadata.Timestamp().Digits(6)},
	metadata.KindInterval: {"core.Interval", "Col[core.Interval]", metadata.Type{}},
	metadata.KindUUID:     {"core.UUID", "Col[core.UUID]", metadata.UUID()},
	metadata.KindJSON:     {"json.RawMessage", "JSON[json.RawMessage]", metadata.Type{}},
}

// like is the generic type whose Go type a column's values have.
func (g *ormWriter) like(t metadata.Type) metadata.Type {
	if t.Kind != metadata.KindExact {
		return t
	}
	if t.Ref != (metadata.Name{}) && !strings.HasSuffix(t.SQL, "[]") {
		for _, d := range g.meta.Domains {
			if d.Ident() == t.Ref {
				return g.like(d.Type)
			}
		}
		return metadata.Text() // an enum, or a type that is written as text
	}
	if g.o.Resembles != nil {
		if r, ok := g.o.Resembles(t); ok {
			return r
		}
	}
	return g.toGeneric(t)
}

// kindOf is the kind of a column's values; empty for what only the driver knows.
func (g *ormWriter) kindOf(t metadata.Type) metadata.Kind { return g.like(t).Kind }

func (g *ormWriter) fieldsOf(t *ormTable) {
	for _, c := range t.t.Columns {
		f := &ormField{column: c, name: distinct(t.used, goName(c.Name))}
		g.typeField(t.t, f)
		g.callsOf(t.t, f)
		t.fields = append(t.fields, f)
	}
}

// typeField chooses the types of a field and its handle.
func (g *ormWriter) typeField(t *metadata.Table, f *ormField) {
	c, like := f.column, g.like(f.column.Type)
	known := ormTypes[like.Kind]
	f.value, f.handle = known.field, known.handle
	switch {
	case like.Kind == metadata.KindArray && like.Elem != nil:
		elem, ok := elements[like.Elem.Kind]
		if !ok {
			elem = "string"
		}
		f.value, f.handle = "[]"+elem, "Array["+elem+"]"
	case f.value == "":
		f.value, f.handle = "any", "Col[any]"
	case like.Kind == metadata.KindJSON && mayBeLeftOut(t, c):
		f.value, f.handle = "string", "Str" // orm.Opt has values of the database
	}
	f.typ = f.value
	if c.Nullable && !inKey(t, c.Name) && !canHoldNil(f.value) {
		f.typ = "*" + f.value
	}
	if mayBeLeftOut(t, c) {
		f.typ = "orm.Opt[" + f.typ + "]"
	}
}

func canHoldNil(typ string) bool {
	return typ == "[]byte" || typ == "any" || typ == "json.RawMessage"
}

// mayBeLeftOut reports whether an INSERT without the column takes what the
// database has for it. Keys are the program's to set, or made.
func mayBeLeftOut(t *metadata.Table, c *metadata.Column) bool {
	if inKey(t, c.Name) || c.Computed != nil || c.Identity != nil && c.Identity.Always {
		return false
	}
	refers := slices.ContainsFunc(t.ForeignKeys, func(fk *metadata.ForeignKey) bool { return slices.Contains(fk.Columns, c.Name) })
	return !refers && (c.ServerDefault != nil || c.Identity != nil || c.Autoincrement == metadata.AutoincrementOn)
}

func inKey(t *metadata.Table, column string) bool {
	return t.PrimaryKey != nil && slices.Contains(metadata.ColumnsOf(t.PrimaryKey.Parts), column)
}

// callsOf declares all that a column has and its field does not say.
func (g *ormWriter) callsOf(t *metadata.Table, f *ormField) {
	c := *f.column
	call := func(format string, args ...any) { f.calls = append(f.calls, fmt.Sprintf("."+format, args...)) }
	if core.SnakeCase(f.name) != c.Name {
		call("Name(%s)", quote(c.Name))
	}
	g.typeCalls(t, f, call)
	text := func(name, v string) {
		if v != "" {
			call("%s(%s)", name, quote(v))
		}
	}
	expr := func(name string, e *metadata.Expr, more string) {
		if e != nil {
			call("%s(%s%s)", name, g.literal(goreflect.ValueOf(e)), more)
		}
	}
	expr("Default", c.ServerDefault, "")
	expr("SetOnUpdate", c.OnUpdate, "")
	if c.Computed != nil {
		expr("Computed", c.Computed.Expr, fmt.Sprintf(", %t", c.Computed.Stored))
	}
	g.numberCalls(t, c, call)
	text("Collate", c.Collation)
	text("Comment", c.Comment)
	text("RenamedFrom", c.RenamedFrom)
	for _, k := range sortedKeys(c.Options) {
		call("Option(%s, %s)", quote(k), quote(c.Options[k]))
	}
	if slices.ContainsFunc(t.Uniques, func(u *metadata.Unique) bool { return plainUnique(u, c.Name) }) {
		call("Unique()")
	}
}

// typeCalls declare type and NULL.
func (g *ormWriter) typeCalls(t *metadata.Table, f *ormField, call func(string, ...any)) {
	c := f.column
	typ, nullable := g.toGeneric(c.Type), strings.Contains(f.typ, "*")
	if typ.Kind == metadata.KindText && inAnyKey(t, c.Name) {
		typ = c.Type // text of any length in a key is for this server alone
	}
	switch {
	case f.value == "json.RawMessage" && typ.Equal(metadata.JSON()):
		call("JSON()")
		nullable = true
	case f.value == "json.RawMessage":
		call("JSON().Type(%s)", g.literal(goreflect.ValueOf(typ)))
		nullable = true
	case typ.Equal(ormTypes[g.kindOf(c.Type)].itself) && f.value == ormTypes[g.kindOf(c.Type)].field:
	case (typ.Kind == metadata.KindString || typ.Kind == metadata.KindBinary) && typ.Length > 0 && len(typ.Variants) == 0:
		call("Len(%d)", typ.Length)
	default:
		call("Type(%s)", g.literal(goreflect.ValueOf(typ)))
	}
	switch {
	case c.Nullable && !nullable:
		call("Null()")
	case !c.Nullable && nullable:
		call("NotNull()")
	}
}

// numberCalls declare how the database makes a value.
func (g *ormWriter) numberCalls(t *metadata.Table, c metadata.Column, call func(string, ...any)) {
	if g.dialect != "" {
		shown := c
		shown.Type = g.toGeneric(c.Type)
		if spared := c.Type.Kind != metadata.KindExact; byRule(t, &shown) && !spared {
			c.Autoincrement = metadata.AutoincrementOff
		}
	}
	if c.Identity != nil {
		name := "Identity"
		if c.Identity.Always {
			name = "AlwaysIdentity"
		}
		call("%s(%s)", name, g.literal(goreflect.ValueOf(c.Identity.SequenceOptions)))
	}
	if c.Autoincrement != "" {
		call("Autoincrement(%t)", c.Autoincrement == metadata.AutoincrementOn)
	}
	if g.isMade(t, c) {
		call("Made()")
	}
}

// isMade reports whether a key's default is one that makes keys. Package orm
// says so where the server does not tell what it has made, but for numbers.
func (g *ormWriter) isMade(t *metadata.Table, c metadata.Column) bool {
	if !inKey(t, c.Name) || len(t.PrimaryKey.Parts) != 1 || c.ServerDefault == nil {
		return false
	}
	number := metadata.Type{Kind: g.kindOf(c.Type)}.IsInteger()
	return strings.Contains(c.ServerDefault.Text, "(") && (!number || g.o.ReturnsNumbers)
}

// inAnyKey reports whether a column is in a key or an index.
func inAnyKey(t *metadata.Table, column string) bool {
	if inKey(t, column) {
		return true
	}
	for _, u := range t.Uniques {
		if slices.Contains(metadata.ColumnsOf(u.Parts), column) {
			return true
		}
	}
	for _, i := range t.Indexes {
		if slices.Contains(metadata.ColumnsOf(i.Parts), column) {
			return true
		}
	}
	return slices.ContainsFunc(t.ForeignKeys, func(fk *metadata.ForeignKey) bool { return slices.Contains(fk.Columns, column) })
}

// plainUnique reports whether a unique constraint is over one column and has
// nothing else to say.
func plainUnique(u *metadata.Unique, column string) bool {
	return goreflect.DeepEqual(*u, metadata.Unique{Parts: metadata.Parts(column), Pos: u.Pos, Implicit: u.Implicit})
}

func sortedKeys(o metadata.Options) []string { return slices.Sorted(maps.Keys(o)) }
