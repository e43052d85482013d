package reflect

import (
	"bytes"
	"fmt"
	"go/format"
	"go/token"
	"io"
	goreflect "reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/dbtool/dbtool/metadata"
)

// GoOptions are for WriteGo.
type GoOptions struct {
	// Package is the package's name; empty means "models".
	Package string
	// Generic is the dialect's way back from an exact type to the generic one
	// that is declared so. Nil keeps all types exact.
	Generic func(metadata.Type) (metadata.Type, bool)
}

// WriteGo writes the source of a package that declares the schema. It is
// portable MetaData: created on the server it was read from, it gives the same
// schema again. Unmanaged objects stand in a comment.
func WriteGo(w io.Writer, m *metadata.MetaData, o GoOptions) error {
	g := goWriter{generic: o.Generic, dialect: m.Dialect, taken: map[string]bool{"MetaData": true}}
	if o.Package == "" {
		o.Package = "models"
	}
	fmt.Fprintf(&g.b, "// Package %s declares the schema that dbtool inspect read.\npackage %s\n\nimport \"github.com/dbtool/dbtool/metadata\"\n\n", o.Package, o.Package)
	writeUnmanaged(&g.b, m)
	g.b.WriteString("// MetaData holds the whole schema.\nvar MetaData = metadata.New()\n\n")
	tables, _ := metadata.SortTables(m.Tables()) // keys of a cycle are declared with their tables like all others
	for _, t := range tables {
		g.table(t)
	}
	g.objects(m)
	text, err := format.Source(g.b.Bytes())
	if err != nil {
		return fmt.Errorf("reflect: the Go source made does not parse: %w", err)
	}
	_, err = w.Write(text)
	return err
}

// writeUnmanaged lists in a comment what the schema does not hold.
func writeUnmanaged(b *bytes.Buffer, m *metadata.MetaData) {
	if len(m.Unmanaged) == 0 {
		return
	}
	b.WriteString("// Not declared here, because it cannot be:\n")
	for _, u := range m.Unmanaged {
		fmt.Fprintf(b, "//   - %s %s: %s\n", u.Kind, oneLine(u.Name.String()), oneLine(u.Why))
	}
	b.WriteString("\n")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

type goWriter struct {
	b       bytes.Buffer
	generic func(metadata.Type) (metadata.Type, bool)
	// dialect is where the schema was read. A column that is not numbered there
	// says so, since a portable declaration would number it by rule.
	dialect string
	taken   map[string]bool
}

func (g *goWriter) table(t *metadata.Table) {
	t = g.declarable(t)
	name := g.variable(t.Name)
	comment := "is the table " + oneLine(t.Ident().String()) + "."
	if t.Comment != "" {
		comment = strings.TrimSuffix(comment, ".") + ": " + oneLine(t.Comment)
	}
	fmt.Fprintf(&g.b, "// %s %s\nvar %s = MetaData.Add(%s)\n\n", name, comment, name, g.literal(goreflect.ValueOf(t)))
}

// declarable is a copy of a table as it is declared, with generic types.
func (g *goWriter) declarable(t *metadata.Table) *metadata.Table {
	t = t.Clone()
	t.Source = ""
	for _, i := range t.Indexes {
		i.Source = ""
	}
	for _, c := range t.Columns {
		c.Type = g.toGeneric(c.Type)
		if g.dialect != "" && byRule(t, c) {
			c.Autoincrement = metadata.AutoincrementOff
		}
	}
	return t
}

// byRule reports whether a portable declaration would number the column by
// itself although the database does not.
func byRule(t *metadata.Table, c *metadata.Column) bool {
	return c.Autoincrement == "" && c.Type.IsInteger() && t.PrimaryKey != nil && len(t.PrimaryKey.Parts) == 1 &&
		t.PrimaryKey.Parts[0].Column == c.Name && c.ServerDefault == nil && c.Identity == nil && c.Computed == nil
}

func (g *goWriter) toGeneric(t metadata.Type) metadata.Type {
	if g.generic != nil && t.Kind == metadata.KindExact && len(t.ValuesRenamedFrom) == 0 { // only a type that lists its values has old names of them
		if v, ok := g.generic(t); ok {
			return v
		}
	}
	if t.Kind == metadata.KindExact && t.SQL == "" && g.dialect != "" { // SQLite lets a column have no type
		return t.On(g.dialect, metadata.Exact(""))
	}
	return t
}

// objects writes everything that is no table.
func (g *goWriter) objects(m *metadata.MetaData) {
	var b bytes.Buffer
	field := func(name string, list any) {
		v := goreflect.ValueOf(list)
		if v.Len() > 0 {
			fmt.Fprintf(&b, "\tMetaData.%s = %s\n", name, g.literal(v))
		}
	}
	if len(m.Options) > 0 {
		field("Options", m.Options)
	}
	field("Schemas", m.Schemas)
	field("Extensions", m.Extensions)
	field("Enums", m.Enums)
	field("Domains", m.Domains)
	field("Sequences", m.Sequences)
	field("Views", m.Views)
	field("Routines", m.Routines)
	field("Triggers", m.Triggers)
	field("Objects", m.Objects)
	if b.Len() > 0 {
		fmt.Fprintf(&g.b, "// The other objects of the schema.\nvar _ = func() bool {\n%s\treturn true\n}()\n", b.String())
	}
}

// variable makes an exported Go name of a table's, once.
func (g *goWriter) variable(name string) string {
	var b strings.Builder
	up := true
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			up = true
			continue
		}
		if up {
			r = unicode.ToUpper(r)
		}
		up = false
		b.WriteRune(r)
	}
	s := b.String()
	if s == "" || !unicode.IsUpper([]rune(s)[0]) {
		s = "T" + s
	}
	if !token.IsIdentifier(s) {
		s = "Table"
	}
	v := s
	for k := 2; g.taken[v]; k++ {
		v = fmt.Sprintf("%s%d", s, k)
	}
	g.taken[v] = true
	return v
}

// literal writes a value as Go source. Every exported field that is set is
// written, so that a field added to metadata is never forgotten.
func (g *goWriter) literal(v goreflect.Value) string {
	if v.Kind() == goreflect.Pointer && v.IsNil() {
		return "nil"
	}
	switch x := v.Interface().(type) {
	case *metadata.Expr:
		if x.Kind == metadata.ExprText && x.Variants == nil {
			return "metadata.SQL(" + quote(x.Text) + ")"
		}
	case metadata.Type:
		if s := typeCall(x); s != "" {
			return s
		}
	case []metadata.Part:
		if s := partsCall(x); s != "" {
			return s
		}
	}
	switch v.Kind() {
	case goreflect.Pointer:
		if v.Elem().Kind() == goreflect.Struct {
			return "&" + g.literal(v.Elem())
		}
		return pointer(v.Elem())
	case goreflect.Struct:
		return g.structure(v)
	case goreflect.Slice:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = elided(v.Type().Elem(), g.literal(v.Index(i))) + ",\n"
		}
		if v.Len() > 0 && v.Index(0).Kind() == goreflect.String {
			return typeName(v.Type()) + "{" + strings.TrimSuffix(strings.ReplaceAll(strings.Join(parts, ""), ",\n", ", "), ", ") + "}"
		}
		return typeName(v.Type()) + "{\n" + strings.Join(parts, "") + "}"
	case goreflect.Map:
		return g.mapping(v)
	case goreflect.String:
		return quote(v.String())
	}
	return fmt.Sprint(v.Interface())
}

// pointer writes a pointer to a value that is no struct.
func pointer(to goreflect.Value) string {
	switch to.Interface().(type) {
	case int, bool:
		return fmt.Sprintf("metadata.Ptr(%v)", to.Interface())
	}
	return fmt.Sprintf("metadata.Ptr[%s](%v)", to.Type(), to.Interface())
}

// elided leaves the type out of an element's literal, as gofmt -s does.
func elided(element goreflect.Type, literal string) string {
	name := typeName(element)
	if element.Kind() == goreflect.Pointer {
		name = "&" + typeName(element.Elem())
	}
	if short, ok := strings.CutPrefix(literal, name+"{"); ok {
		return "{" + short
	}
	return literal
}

func (g *goWriter) mapping(v goreflect.Value) string {
	keys := make([]string, 0, v.Len())
	for _, k := range v.MapKeys() {
		keys = append(keys, k.String())
	}
	slices.Sort(keys)
	var b strings.Builder
	b.WriteString(typeName(v.Type()) + "{")
	for i, k := range keys {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(quote(k) + ": " + g.literal(v.MapIndex(goreflect.ValueOf(k).Convert(v.Type().Key()))))
	}
	return b.String() + "}"
}

func (g *goWriter) structure(v goreflect.Value) string {
	var b strings.Builder
	b.WriteString(typeName(v.Type()) + "{")
	multi := v.Type() == goreflect.TypeFor[metadata.Table]()
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() || f.Tag.Get("json") == "-" || v.Field(i).IsZero() {
			continue
		}
		if multi {
			b.WriteString("\n")
		}
		b.WriteString(f.Name + ": " + g.literal(v.Field(i)) + ", ")
	}
	s := strings.TrimSuffix(b.String(), ", ")
	if multi {
		return s + ",\n}"
	}
	return s + "}"
}

// typeName is a type's name as the generated file sees it.
func typeName(t goreflect.Type) string { return t.String() }

// typeCall is the constructor for a type, "" where a literal has to do.
func typeCall(t metadata.Type) string {
	if len(t.Variants) > 0 || len(t.ValuesRenamedFrom) > 0 {
		return ""
	}
	plain := map[metadata.Kind]string{
		metadata.KindBoolean: "Boolean", metadata.KindSmallInt: "SmallInt", metadata.KindInteger: "Integer", metadata.KindBigInt: "BigInt", metadata.KindFloat: "Float",
		metadata.KindDouble: "Double", metadata.KindText: "Text", metadata.KindDate: "Date", metadata.KindJSON: "JSON", metadata.KindUUID: "UUID",
	}
	switch {
	case t.Kind == metadata.KindExact && t.Ref == (metadata.Name{}):
		return "metadata.Exact(" + quote(t.SQL) + ")"
	case plain[t.Kind] != "":
		return "metadata." + plain[t.Kind] + "()"
	case t.Kind == metadata.KindString:
		return fmt.Sprintf("metadata.String(%d)", t.Length)
	case t.Kind == metadata.KindBinary:
		return fmt.Sprintf("metadata.Binary(%d)", t.Length)
	case t.Kind == metadata.KindNumeric && t.Precision != nil && t.Scale != nil:
		return fmt.Sprintf("metadata.Numeric(%d, %d)", *t.Precision, *t.Scale)
	case t.Kind == metadata.KindDateTime && t.TimeZone:
		return "metadata.Timestamp()" + digits(t)
	case t.Kind == metadata.KindDateTime:
		return "metadata.DateTime()" + digits(t)
	case t.Kind == metadata.KindTime && !t.TimeZone:
		return "metadata.Time()" + digits(t)
	case t.Kind == metadata.KindInterval:
		return "metadata.Interval()" + digits(t)
	}
	return ""
}

// partsCall is the constructor for parts of a key that are nothing but columns,
// "" for others.
func partsCall(parts []metadata.Part) string {
	names := make([]string, len(parts))
	for i, p := range parts {
		if p.Column == "" || !goreflect.DeepEqual(p, metadata.Part{Column: p.Column}) {
			return ""
		}
		names[i] = quote(p.Column)
	}
	return "metadata.Parts(" + strings.Join(names, ", ") + ")"
}

// digits is the call that says a type's precision, if it has one.
func digits(t metadata.Type) string {
	if t.Precision == nil {
		return ""
	}
	return fmt.Sprintf(".Digits(%d)", *t.Precision)
}

// quote writes a string literal: raw where that reads better.
func quote(s string) string {
	if strings.ContainsAny(s, "\n\"\\") && strconv.CanBackquote(strings.ReplaceAll(s, "\n", "")) && !strings.Contains(s, "\r") {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}
