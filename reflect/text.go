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
		t.line("  %s", domainText(d))
	}
	for _, s := range m.Sequences {
		t.heading("sequence", s.Ident(), s.Comment)
		if text := sequenceText(s); text != "" {
			t.line("  %s", text)
		}
	}
	for _, table := range m.Tables() {
		t.table(table)
	}
	for _, v := range m.Views {
		t.heading(viewKind(v), v.Ident(), v.Comment)
		t.line("  %s", strings.ReplaceAll(v.Definition.Text, "\n", "\n  "))
		for _, i := range v.Indexes {
			t.line("  %s", DescribeIndex(i))
		}
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
	for _, l := range DescribeTable(x) {
		t.line("  %s", l)
	}
	for _, i := range x.Indexes {
		t.line("  %s", DescribeIndex(i))
	}
}

// DescribeTable is a table in lines for people: its columns, aligned, its
// constraints and its options. Indexes are left to [DescribeIndex].
func DescribeTable(x *metadata.Table) []string {
	var rows [][]string
	for _, c := range x.Columns {
		rows = append(rows, append([]string{c.Name}, columnCells(c)...))
	}
	lines := aligned(rows)
	for _, c := range x.Constraints() {
		lines = append(lines, DescribeConstraint(c))
	}
	if len(x.Options) > 0 {
		lines = append(lines, "with "+optionsText(x.Options))
	}
	if len(x.Inherits) > 0 {
		lines = append(lines, "inherits "+namesText(x.Inherits))
	}
	if x.PartitionBy != "" {
		lines = append(lines, "partition by "+x.PartitionBy)
	}
	if x.PartitionOf != nil {
		lines = append(lines, fmt.Sprintf("partition of %s %s", x.PartitionOf.Parent, x.PartitionOf.Bound))
	}
	return lines
}

// aligned makes lines of rows, with each column as wide, on a screen, as it
// needs to be.
func aligned(rows [][]string) []string {
	var widths []int
	for _, r := range rows {
		for i, cell := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], uniseg.StringWidth(cell))
		}
	}
	lines := make([]string, len(rows))
	for k, r := range rows {
		var b strings.Builder
		for i, cell := range r {
			b.WriteString(cell + strings.Repeat(" ", widths[i]-uniseg.StringWidth(cell)+2))
		}
		lines[k] = strings.TrimRight(b.String(), " ")
	}
	return lines
}
