package reflect

import (
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// WriteMermaid writes an entity relationship diagram for Mermaid. Names that
// Mermaid has no spelling for are shown with underscores.
func WriteMermaid(w io.Writer, m *metadata.MetaData) error {
	var b strings.Builder
	b.WriteString("erDiagram\n")
	ids := mermaidIDs(m)
	for _, t := range m.Tables() {
		fmt.Fprintf(&b, "    %s[\"%s\"] {\n", ids[t.Ident()], mermaidLabel(t.Ident().String()))
		for _, c := range t.Columns {
			fmt.Fprintf(&b, "        %s %s%s\n", word(c.Type.String()), word(c.Name), keyMarks(t, c.Name))
		}
		b.WriteString("    }\n")
	}
	for _, t := range m.Tables() {
		for _, fk := range t.ForeignKeys {
			if ids[fk.Ref] != "" {
				fmt.Fprintf(&b, "    %s %s--%s %s : \"%s\"\n", ids[fk.Ref], parentEnd(t, fk), childEnd(t, fk), ids[t.Ident()], mermaidLabel(strings.Join(fk.Columns, ", ")))
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func mermaidIDs(m *metadata.MetaData) map[metadata.Name]string {
	ids := map[metadata.Name]string{}
	taken := map[string]bool{}
	for _, t := range m.Tables() {
		id := word(t.Ident().String())
		for k := 2; taken[id]; k++ {
			id = fmt.Sprintf("%s_%d", word(t.Ident().String()), k)
		}
		taken[id] = true
		ids[t.Ident()] = id
	}
	return ids
}

// word keeps letters, digits and underscores and puts a letter in front.
func word(s string) string {
	out := strings.Map(func(r rune) rune {
		if r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, s)
	if out == "" || out[0] >= '0' && out[0] <= '9' || out[0] == '_' {
		out = "x" + out
	}
	return out
}

func mermaidLabel(s string) string {
	return strings.NewReplacer(`"`, "'", "\n", " ", "[", "(", "]", ")").Replace(s)
}

func keyMarks(t *metadata.Table, column string) string {
	var marks []string
	if t.PrimaryKey != nil && slices.Contains(metadata.ColumnsOf(t.PrimaryKey.Parts), column) {
		marks = append(marks, "PK")
	}
	if slices.ContainsFunc(t.ForeignKeys, func(f *metadata.ForeignKey) bool { return slices.Contains(f.Columns, column) }) {
		marks = append(marks, "FK")
	}
	if uniqueOver(t, []string{column}) {
		marks = append(marks, "UK")
	}
	if len(marks) == 0 {
		return ""
	}
	return " " + strings.Join(marks, ",")
}

// uniqueOver reports whether the columns are unique by a constraint or index
// other than the primary key.
func uniqueOver(t *metadata.Table, columns []string) bool {
	return slices.ContainsFunc(t.Uniques, func(u *metadata.Unique) bool { return slices.Equal(metadata.ColumnsOf(u.Parts), columns) }) ||
		slices.ContainsFunc(t.Indexes, func(i *metadata.Index) bool {
			return i.Unique && i.Where == nil && slices.Equal(metadata.ColumnsOf(i.Parts), columns) && len(i.Parts) == len(columns)
		})
}

// parentEnd: none or one parent when the key may be NULL, else exactly one.
func parentEnd(t *metadata.Table, fk *metadata.ForeignKey) string {
	for _, name := range fk.Columns {
		if c := t.Column(name); c != nil && c.Nullable {
			return "|o"
		}
	}
	return "||"
}

// childEnd: at most one child when the key is unique, else any number.
func childEnd(t *metadata.Table, fk *metadata.ForeignKey) string {
	isKey := t.PrimaryKey != nil && slices.Equal(metadata.ColumnsOf(t.PrimaryKey.Parts), fk.Columns)
	if isKey || uniqueOver(t, fk.Columns) {
		return "o|"
	}
	return "o{"
}

// WriteDOT writes a graph for Graphviz.
func WriteDOT(w io.Writer, m *metadata.MetaData) error {
	var b strings.Builder
	b.WriteString("digraph schema {\n  rankdir=LR;\n  node [shape=plain, fontname=\"sans-serif\"];\n")
	for _, t := range m.Tables() {
		fmt.Fprintf(&b, "  %s [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\"><tr><td bgcolor=\"lightgrey\"><b>%s</b></td></tr>", dotID(t.Ident()), html.EscapeString(t.Ident().String()))
		for i, c := range t.Columns {
			name := html.EscapeString(c.Name)
			if t.PrimaryKey != nil && slices.Contains(metadata.ColumnsOf(t.PrimaryKey.Parts), c.Name) {
				name = "<u>" + name + "</u>"
			}
			fmt.Fprintf(&b, "<tr><td align=\"left\" port=\"c%d\">%s <i>%s</i></td></tr>", i, name, html.EscapeString(c.Type.String()))
		}
		b.WriteString("</table>>];\n")
	}
	for _, t := range m.Tables() {
		for _, fk := range t.ForeignKeys {
			ref := m.Table(fk.Ref)
			if ref == nil {
				continue
			}
			fmt.Fprintf(&b, "  %s%s -> %s%s;\n", dotID(t.Ident()), port(t, fk.Columns), dotID(fk.Ref), port(ref, fk.RefColumns))
		}
	}
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func dotID(n metadata.Name) string {
	return `"` + strings.ReplaceAll(strings.ReplaceAll(n.String(), `\`, `\\`), `"`, `\"`) + `"`
}

func port(t *metadata.Table, columns []string) string {
	if len(columns) == 0 {
		return ""
	}
	for i, c := range t.Columns {
		if c.Name == columns[0] {
			return fmt.Sprintf(":c%d", i)
		}
	}
	return ""
}
