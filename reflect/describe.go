package reflect

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// DescribeColumn is all there is to say of a column but its name, in one line
// for people: "varchar(200)  not null  default 'x'".
func DescribeColumn(c *metadata.Column) string {
	cells := slices.DeleteFunc(columnCells(c), func(s string) bool { return s == "" })
	return strings.Join(cells, "  ")
}

// columnCells are a column's type, NOT NULL, and the rest.
func columnCells(c *metadata.Column) []string {
	null := "not null"
	if c.Nullable {
		null = ""
	}
	return []string{c.Type.String(), null, extras(c)}
}

func extras(c *metadata.Column) string {
	var l phrase
	l.expr("default", c.ServerDefault)
	l.expr("on update", c.OnUpdate)
	if c.Identity != nil {
		l.add(identityText(c.Identity))
	}
	l.when(c.Autoincrement == metadata.AutoincrementOn, "autoincrement")
	if c.Computed != nil {
		l.add("as (" + c.Computed.Expr.Text + ")")
		l.when(c.Computed.Stored, "stored")
	}
	l.word("collate", c.Collation)
	l.options(c.Options)
	l.comment(c.Comment)
	return l.String()
}

func identityText(i *metadata.Identity) string {
	text := "identity"
	if i.Always {
		text = "always identity"
	}
	if o := sequenceOptions(i.SequenceOptions); o != "" {
		text += " (" + o + ")"
	}
	return text
}

func sequenceText(s *metadata.Sequence) string {
	var l phrase
	if s.Type.SQL != "" || s.Type.Kind != "" {
		l.add("as " + s.Type.String())
	}
	l.add(sequenceOptions(s.SequenceOptions))
	if s.Owner != (metadata.ColumnRef{}) {
		l.add(fmt.Sprintf("owned by %s.%s", s.Owner.Table, s.Owner.Column))
	}
	l.options(s.Options)
	return l.String()
}

func sequenceOptions(o metadata.SequenceOptions) string {
	var l phrase
	for _, n := range []struct {
		word  string
		value *int64
	}{{"start", o.Start}, {"increment", o.Increment}, {"min", o.Min}, {"max", o.Max}, {"cache", o.Cache}} {
		if n.value != nil {
			l.add(fmt.Sprintf("%s %d", n.word, *n.value))
		}
	}
	l.when(o.Cycle, "cycle")
	return l.String()
}

func domainText(d *metadata.Domain) string {
	var l phrase
	l.add(d.Type.String())
	l.when(d.NotNull, "not null")
	l.expr("default", d.ServerDefault)
	l.word("collate", d.Collation)
	for _, c := range d.Checks {
		l.add(DescribeConstraint(c))
	}
	return l.String()
}

// DescribeConstraint is a constraint in one line for people: "foreign key
// fk_posts_author (author_id) references users (id) on delete cascade".
func DescribeConstraint(c metadata.Constraint) string {
	var l phrase
	switch c := c.(type) {
	case *metadata.PrimaryKey:
		l.named("primary key", c.Name, partsText(c.Parts))
		l.when(c.WithoutOverlaps, "without overlaps")
		l.columns("include", c.Include)
		l.add(string(c.Deferrable))
		l.options(c.Options)
		l.comment(c.Comment)
	case *metadata.Unique:
		l.named("unique", c.Name, partsText(c.Parts))
		l.when(c.NullsNotDistinct, "nulls not distinct")
		l.when(c.WithoutOverlaps, "without overlaps")
		l.columns("include", c.Include)
		l.add(string(c.Deferrable))
		l.options(c.Options)
		l.comment(c.Comment)
	case *metadata.Check:
		l.named("check", c.Name, c.Expr.Text)
		l.when(c.NoInherit, "no inherit")
		l.when(c.NotValid, "not valid")
		l.when(c.NotEnforced, "not enforced")
		l.options(c.Options)
		l.comment(c.Comment)
	case *metadata.ForeignKey:
		l.foreignKey(c)
	case *metadata.Exclude:
		elements := make([]string, len(c.Elements))
		for i, e := range c.Elements {
			elements[i] = partText(e.Part) + " with " + e.Operator
		}
		l.named("exclude", c.Name, strings.Join(elements, ", "))
		l.word("using", c.Method)
		l.columns("include", c.Include)
		l.expr("where", c.Where)
		l.add(string(c.Deferrable))
		l.options(c.Options)
		l.comment(c.Comment)
	}
	return l.String()
}

func (l *phrase) foreignKey(c *metadata.ForeignKey) {
	l.named("foreign key", c.Name, strings.Join(c.Columns, ", "))
	l.when(c.Period, "period")
	l.add(fmt.Sprintf("references %s (%s)", c.Ref, strings.Join(c.RefColumns, ", ")))
	l.word("match", strings.ToLower(c.Match))
	l.word("on delete", strings.ToLower(string(c.OnDelete)))
	if len(c.OnDeleteColumns) > 0 {
		l.add("(" + strings.Join(c.OnDeleteColumns, ", ") + ")")
	}
	l.word("on update", strings.ToLower(string(c.OnUpdate)))
	l.add(string(c.Deferrable))
	l.when(c.NotValid, "not valid")
	l.when(c.NotEnforced, "not enforced")
	l.comment(c.Comment)
}

// DescribeIndex is an index in one line for people: "unique index ix_users_name
// (name desc) where active".
func DescribeIndex(i *metadata.Index) string {
	var l phrase
	l.when(i.Unique, "unique")
	l.named("index", i.Name, partsText(i.Parts))
	l.word("using", i.Method)
	l.columns("include", i.Include)
	l.when(i.NullsNotDistinct, "nulls not distinct")
	l.expr("where", i.Where)
	l.when(i.Invisible, "invisible")
	l.when(i.Invalid, "invalid")
	l.options(i.Options)
	l.comment(i.Comment)
	return l.String()
}

func viewKind(v *metadata.View) string {
	if v.Materialized {
		return "materialized view"
	}
	return "view"
}

func partsText(parts []metadata.Part) string {
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = partText(p)
	}
	return strings.Join(texts, ", ")
}

func partText(p metadata.Part) string {
	text := p.Column
	if p.Expr != nil {
		text = "(" + p.Expr.Text + ")"
	}
	if p.Length > 0 {
		text += fmt.Sprintf("(%d)", p.Length)
	}
	var l phrase
	l.add(text)
	l.word("collate", p.Collation)
	l.add(p.OpClass)
	l.when(p.Desc, "desc")
	l.word("nulls", strings.ToLower(string(p.Nulls)))
	return l.String()
}

// optionsText leaves the dialect's name out of each key.
func optionsText(o metadata.Options) string {
	keys := slices.Sorted(maps.Keys(o))
	for i, k := range keys {
		_, short, _ := strings.Cut(k, ".")
		keys[i] = short + "=" + o[k]
	}
	return strings.Join(keys, " ")
}

func namesText(names []metadata.Name) string {
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = n.String()
	}
	return strings.Join(texts, ", ")
}

// phrase is a line in the making.
type phrase struct{ words []string }

func (l *phrase) String() string { return strings.Join(l.words, " ") }

func (l *phrase) add(text string) {
	if text != "" {
		l.words = append(l.words, text)
	}
}

func (l *phrase) when(yes bool, text string) {
	if yes {
		l.add(text)
	}
}

func (l *phrase) word(word, value string) { l.when(value != "", word+" "+value) }

func (l *phrase) expr(word string, e *metadata.Expr) {
	if e != nil {
		l.add(word + " " + e.String())
	}
}

func (l *phrase) named(kind, name, inside string) {
	l.add(kind)
	l.add(name)
	l.add("(" + inside + ")")
}

func (l *phrase) columns(word string, names []string) {
	l.when(len(names) > 0, word+" ("+strings.Join(names, ", ")+")")
}

func (l *phrase) options(o metadata.Options) { l.when(len(o) > 0, "with "+optionsText(o)) }

func (l *phrase) comment(text string) {
	l.when(text != "", "-- "+strings.Join(strings.Fields(text), " "))
}
