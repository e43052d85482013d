package ansi

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// OnlyMentioned takes the columns out of a table that hold no expression and
// that none of its expressions may mean, so that making the table costs little.
// One column is left in any case.
func OnlyMentioned(t *metadata.Table) {
	var b strings.Builder
	add := func(e *metadata.Expr) {
		if e != nil {
			b.WriteString(strings.ToLower(e.Text) + "\n")
		}
	}
	for _, c := range t.Columns {
		add(c.ServerDefault)
		if c.Computed != nil {
			add(c.Computed.Expr)
		}
	}
	for _, k := range t.Checks {
		add(k.Expr)
		b.WriteString(strings.ToLower(k.Column) + "\n")
	}
	parts := func(list []metadata.Part) {
		for _, p := range list {
			add(p.Expr)
			b.WriteString(strings.ToLower(p.Column) + "\n")
		}
	}
	for _, i := range t.Indexes {
		parts(i.Parts)
		add(i.Where)
		b.WriteString(strings.ToLower(strings.Join(i.Include, "\n")) + "\n")
	}
	for _, x := range t.Excludes {
		for _, e := range x.Elements {
			parts([]metadata.Part{e.Part})
		}
		add(x.Where)
		b.WriteString(strings.ToLower(strings.Join(x.Include, "\n")) + "\n")
	}
	text := b.String()
	if strings.Contains(text, strings.ToLower(t.Name)) { // perhaps a whole row
		return
	}
	kept := slices.DeleteFunc(slices.Clone(t.Columns), func(c *metadata.Column) bool {
		return c.ServerDefault == nil && c.Computed == nil && !strings.Contains(text, strings.ToLower(c.Name))
	})
	if len(kept) == 0 {
		kept = t.Columns[:min(1, len(t.Columns))]
	}
	t.Columns = kept
}
