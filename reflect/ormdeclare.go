package reflect

import (
	"fmt"
	goreflect "reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
)

// verbs keeps text from being taken for verbs of fmt.
func verbs(s string) string { return strings.ReplaceAll(s, "%", "%%") }

// declare writes the method that says what a struct's fields do not.
func (g *ormWriter) declare(t *ormTable) {
	x := receiver(t.typ)
	var lines []string
	line := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	if core.SnakeCase(t.typ) != t.t.Name {
		line("t.Name(%s)", quote(t.t.Name))
	}
	if t.t.Schema != "" {
		line("t.Schema(%s)", quote(t.t.Schema))
	}
	if t.t.Comment != "" {
		line("t.Comment(%s)", quote(t.t.Comment))
	}
	for _, f := range t.fields {
		if len(f.calls) > 0 {
			line("t.Col(&%s.%s)%s", x, f.name, strings.Join(f.calls, ""))
		}
	}
	g.keyLines(t, x, line)
	g.constraintLines(t, x, line)
	g.settingLines(t, line)
	for _, n := range t.notes {
		line("// %s", n)
	}
	for _, fk := range t.left {
		line("t.Add(%s)", g.literal(goreflect.ValueOf(fk)))
	}
	for _, r := range t.relations {
		line(r.declare, x)
	}
	if len(lines) > 0 {
		fmt.Fprintf(&g.b, "// Declare implements [orm.Declarer].\nfunc (%s *%s) Declare(t *orm.Def) {\n%s\n}\n\n", x, t.typ, strings.Join(lines, "\n"))
	}
}

// receiver is the method's name for the struct. It is not t, the definition's.
func receiver(typ string) string {
	first := unicode.ToLower([]rune(typ)[0])
	if first == 't' || first < 'a' || first > 'z' {
		return "x"
	}
	return string(first)
}

// keyLines declare the primary key, unless it is the field ID.
func (g *ormWriter) keyLines(t *ormTable, x string, line func(string, ...any)) {
	pk := *t.t.PrimaryKey
	names := metadata.ColumnsOf(pk.Parts)
	plain := goreflect.DeepEqual(pk, metadata.PrimaryKey{Parts: metadata.Parts(names...), Pos: pk.Pos, Implicit: pk.Implicit})
	var inOrder []string
	for _, f := range t.fields {
		if slices.Contains(names, f.column.Name) {
			inOrder = append(inOrder, f.column.Name)
		}
	}
	switch {
	case !plain:
		line("t.Add(%s)", g.literal(goreflect.ValueOf(&pk)))
	case !slices.Equal(inOrder, names):
		line("t.Add(metadata.PK(%s))", quoteAll(names))
	case len(names) > 1 || t.field(names[0]).name != "ID":
		line("t.PK(%s)", t.addresses(x, names))
	}
}

func quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = quote(n)
	}
	return strings.Join(quoted, ", ")
}

// addresses are those of the columns' fields.
func (t *ormTable) addresses(x string, columns []string) string {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = "&" + x + "." + t.field(c).name
	}
	return strings.Join(list, ", ")
}

// constraintLines declare what is left of constraints and indexes, as fields
// where that says all.
func (g *ormWriter) constraintLines(t *ormTable, x string, line func(string, ...any)) {
	said := map[string]bool{} // SQLite keeps the same constraint twice
	for _, u := range t.t.Uniques {
		names := metadata.ColumnsOf(u.Parts)
		plain := goreflect.DeepEqual(*u, metadata.Unique{Name: u.Name, Parts: metadata.Parts(names...), Pos: u.Pos, Implicit: u.Implicit})
		switch {
		case len(names) == 1 && plainUnique(u, names[0]) && !said[names[0]]: // by the column
			said[names[0]] = true
		case plain && u.Name == "":
			line("t.Unique(%s)", t.addresses(x, names))
		case plain:
			line("t.Unique(%s).Named(%s)", t.addresses(x, names), quote(u.Name))
		default:
			line("t.Add(%s)", g.literal(goreflect.ValueOf(u)))
		}
	}
	for _, c := range t.t.Checks {
		plain := goreflect.DeepEqual(*c, metadata.Check{Name: c.Name, Expr: metadata.SQL(c.Expr.Text), Pos: c.Pos, Implicit: c.Implicit})
		if plain {
			line("t.Check(%s, %s)", quote(c.Name), quote(c.Expr.Text))
		} else {
			line("t.Add(%s)", g.literal(goreflect.ValueOf(c)))
		}
	}
	for _, e := range t.t.Excludes {
		line("t.Add(%s)", g.literal(goreflect.ValueOf(e)))
	}
	for _, i := range t.t.Indexes {
		g.indexLine(t, x, i, line)
	}
}

func (g *ormWriter) indexLine(t *ormTable, x string, index *metadata.Index, line func(string, ...any)) {
	i := *index
	i.Source = ""
	names := metadata.ColumnsOf(i.Parts)
	plain := goreflect.DeepEqual(i, metadata.Index{Name: i.Name, Unique: i.Unique, Parts: metadata.Parts(names...), Pos: i.Pos, Implicit: i.Implicit})
	switch {
	case !plain:
		line("t.Add(%s)", g.literal(goreflect.ValueOf(&i)))
	case i.Unique:
		line("t.Index(%s, %s).Unique = true", quote(i.Name), t.addresses(x, names))
	default:
		line("t.Index(%s, %s)", quote(i.Name), t.addresses(x, names))
	}
}

// settingLines declare the table's other settings.
func (g *ormWriter) settingLines(t *ormTable, line func(string, ...any)) {
	if t.t.PartitionBy != "" {
		line("t.Add(metadata.PartitionBy(%s))", quote(t.t.PartitionBy))
	}
	if t.t.RenamedFrom != "" {
		line("t.RenamedFrom(%s)", quote(t.t.RenamedFrom))
	}
	for _, k := range sortedKeys(t.t.Options) {
		line("t.Option(%s, %s)", quote(k), quote(t.t.Options[k]))
	}
}
