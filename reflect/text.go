package reflect

import (
	"fmt"
	"io"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/dbtool/dbtool/metadata"
)

// TextOptions are for WriteText. The zero value is plain text.
type TextOptions struct {
	// Color marks headings for a terminal.
	Color bool
}

// WriteText lists a schema for people.
func WriteText(w io.Writer, m *metadata.MetaData, o TextOptions) error {
	t := textWriter{w: w, color: o.Color}
	for _, e := range m.Enums {
		t.heading("enum", e.Ident(), e.Comment)
		t.line("  %s", strings.Join(e.Values, ", "))
	}
	for _, d := range m.Domains {
		t.heading("domain", d.Ident(), d.Comment)
		t.line("  %s", d.Type)
	}
	for _, s := range m.Sequences {
		t.heading("sequence", s.Ident(), s.Comment)
	}
	for _, table := range m.Tables() {
		t.table(table)
	}
	for _, v := range m.Views {
		t.heading("view", v.Ident(), v.Comment)
		t.line("  %s", strings.ReplaceAll(v.Definition.String(), "\n", "\n  "))
	}
	for _, r := range m.Routines {
		t.heading(r.Kind, r.Ident(), r.Comment)
	}
	for _, g := range m.Triggers {
		t.heading("trigger", metadata.Name{Schema: g.Table.Schema, Name: g.Table.Name + "." + g.Name}, g.Comment)
	}
	for _, o := range m.Objects {
		n := o.Ident()
		if o.Table != (metadata.Name{}) {
			n = metadata.Name{Schema: o.Table.Schema, Name: o.Table.Name + "." + o.Name}
		}
		t.heading(o.Kind, n, o.Comment)
	}
	if len(m.Unmanaged) > 0 {
		t.line("not managed")
		for _, u := range m.Unmanaged {
			t.line("  %s %s: %s", u.Kind, u.Name, u.Why)
		}
	}
	return t.err
}

type textWriter struct {
	w     io.Writer
	color bool
	begun bool
	err   error
}

func (t *textWriter) line(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format+"\n", args...)
	}
}

func (t *textWriter) heading(kind string, n metadata.Name, comment string) {
	if t.begun {
		t.line("")
	}
	t.begun = true
	name := n.String()
	if t.color {
		name = "\x1b[1m" + name + "\x1b[0m"
	}
	if comment != "" {
		name += "  -- " + strings.Join(strings.Fields(comment), " ")
	}
	t.line("%s %s", kind, name)
}

func (t *textWriter) table(x *metadata.Table) {
	t.heading("table", x.Ident(), x.Comment)
	var rows [][]string
	for _, c := range x.Columns {
		null := "not null"
		if c.Nullable {
			null = ""
		}
		rows = append(rows, []string{"  " + c.Name, c.Type.String(), null, extras(c)})
	}
	t.aligned(rows)
	for _, c := range x.Constraints() {
		t.line("  %s", constraintText(c))
	}
	for _, i := range x.Indexes {
		t.line("  %s", indexText(i))
	}
	if x.PartitionBy != "" {
		t.line("  partition by %s", x.PartitionBy)
	}
	if x.PartitionOf != nil {
		t.line("  partition of %s %s", x.PartitionOf.Parent, x.PartitionOf.Bound)
	}
}

// aligned writes rows with each column as wide, on a screen, as it needs to be.
func (t *textWriter) aligned(rows [][]string) {
	var widths []int
	for _, r := range rows {
		for i, cell := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], uniseg.StringWidth(cell))
		}
	}
	for _, r := range rows {
		var b strings.Builder
		for i, cell := range r {
			b.WriteString(cell + strings.Repeat(" ", widths[i]-uniseg.StringWidth(cell)+2))
		}
		t.line("%s", strings.TrimRight(b.String(), " "))
	}
}

func extras(c *metadata.Column) string {
	var parts []string
	if c.ServerDefault != nil {
		parts = append(parts, "default "+c.ServerDefault.Text)
	}
	if c.OnUpdate != nil {
		parts = append(parts, "on update "+c.OnUpdate.Text)
	}
	if c.Identity != nil {
		parts = append(parts, "identity")
	}
	if c.Autoincrement == metadata.AutoincrementOn {
		parts = append(parts, "autoincrement")
	}
	if c.Computed != nil {
		parts = append(parts, "as ("+c.Computed.Expr.Text+")")
	}
	if c.Collation != "" {
		parts = append(parts, "collate "+c.Collation)
	}
	if c.Comment != "" {
		parts = append(parts, "-- "+strings.Join(strings.Fields(c.Comment), " "))
	}
	return strings.Join(parts, " ")
}

func constraintText(c metadata.Constraint) string {
	name := ""
	if n := c.ConstraintName(); n != "" {
		name = n + " "
	}
	switch c := c.(type) {
	case *metadata.PrimaryKey:
		return "primary key " + name + "(" + strings.Join(metadata.ColumnsOf(c.Parts), ", ") + ")"
	case *metadata.Unique:
		return "unique " + name + "(" + strings.Join(metadata.ColumnsOf(c.Parts), ", ") + ")"
	case *metadata.Check:
		return "check " + name + "(" + c.Expr.Text + ")"
	case *metadata.ForeignKey:
		s := fmt.Sprintf("foreign key %s(%s) references %s (%s)", name, strings.Join(c.Columns, ", "), c.Ref, strings.Join(c.RefColumns, ", "))
		if c.OnDelete != "" {
			s += " on delete " + strings.ToLower(string(c.OnDelete))
		}
		if c.OnUpdate != "" {
			s += " on update " + strings.ToLower(string(c.OnUpdate))
		}
		return s
	case *metadata.Exclude:
		return "exclude " + name
	}
	return name
}

func indexText(i *metadata.Index) string {
	parts := make([]string, len(i.Parts))
	for k, p := range i.Parts {
		parts[k] = p.Column
		if p.Expr != nil {
			parts[k] = "(" + p.Expr.Text + ")"
		}
		if p.Length > 0 {
			parts[k] += fmt.Sprintf("(%d)", p.Length)
		}
		if p.Desc {
			parts[k] += " desc"
		}
	}
	s := "index " + i.Name + " (" + strings.Join(parts, ", ") + ")"
	if i.Unique {
		s = "unique " + s
	}
	if i.Method != "" {
		s += " using " + i.Method
	}
	if i.Where != nil {
		s += " where " + i.Where.Text
	}
	return s
}
