package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	dbreflect "github.com/dbtool/dbtool/reflect"
)

// diffText shows a plan to people: by table, what changes and from what to
// what, then what it costs, what is lost and which rows are in the way. The order of execution is --format
// sql's to tell.
func (a *app) diffText(c *cli.Context, e *engine.Engine, plan *migrate.Plan, rows []migrate.RowsInTheWay, left []metadata.Unmanaged) error {
	w := diffWriter{painter: painter{a.color(c, a.stdout)}, e: e, rows: rows, again: madeAgain(plan.Changes()), created: map[metadata.Name]bool{}}
	for _, step := range plan.Steps {
		w.change(step)
	}
	for _, r := range migrate.LikelyRenames(plan.Target, plan.Changes()) {
		w.tail = append(w.tail, fmt.Sprintf("%s %s looks like a rename (%.0f %%: %s); if it is: --rename %s",
			w.yellow("?"), strings.Replace(r.Rename, "=", " → ", 1), 100*r.Score, r.Why, r.Rename))
	}
	if _, err := fmt.Fprint(a.stdout, w.String()); err != nil {
		return err
	}
	if plan.Empty() {
		a.say(c, "no differences")
	} else {
		a.say(c, "%s", w.summary())
	}
	for _, u := range left {
		a.say(c, "left alone: %s %s (%s)", u.Kind, u.Name, u.Why)
	}
	return nil
}

// diffWriter collects lines under the object they belong to, in the order in
// which the objects come up.
type diffWriter struct {
	painter
	e      *engine.Engine
	groups []*diffGroup
	// created are the tables that the plan makes; what comes to them costs nothing.
	created map[metadata.Name]bool
	rows    []migrate.RowsInTheWay
	again   map[string]bool
	tail    []string
	count   int
	loses   []string
}

type diffGroup struct {
	title string
	lines []string
}

func (w *diffWriter) String() string {
	var b strings.Builder
	for _, g := range w.groups {
		fmt.Fprintln(&b, g.title)
		for _, l := range g.lines {
			fmt.Fprintln(&b, "  "+l)
		}
	}
	for _, l := range w.tail {
		fmt.Fprintln(&b, l)
	}
	return b.String()
}

func (w *diffWriter) summary() string {
	s := fmt.Sprintf("%d change%s", w.count, plural(w.count))
	if len(w.loses) > 0 {
		s += "; " + w.red("loses "+strings.Join(w.loses, ", "))
	}
	return s
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

// group finds or makes the group with a title.
func (w *diffWriter) group(title string) *diffGroup {
	for _, g := range w.groups {
		if g.title == title {
			return g
		}
	}
	g := &diffGroup{title: title}
	w.groups = append(w.groups, g)
	return g
}

// change adds one step of the plan. What a dialect has joined shares one cost.
func (w *diffWriter) change(s migrate.Step) {
	impact := s.Impact(migrate.Target{Dialect: w.e.Dialect, Server: w.e.Server})
	if impact.Loses != "" {
		w.loses = append(w.loses, impact.Loses)
	}
	var g *diffGroup
	for _, part := range flatten(s.Change) {
		if w.again[objectOf(part)] {
			if _, drops := part.(ddl.DropView); drops {
				w.group(w.faint("= view " + objectOf(part) + "  is dropped and made again around a change"))
			}
			continue
		}
		if w.ofCreated(part) {
			continue
		}
		w.count++
		g = w.part(part)
		if lost := w.e.Dialect.Impact(w.e.Server, part).Loses; lost != "" {
			w.note(g, w.red("loses "+lost))
		}
		for _, r := range w.rows {
			if r.Change.Describe() == part.Describe() {
				w.note(g, w.red("in the way: "+r.Which()))
			}
		}
	}
	if cost := impact.String(); cost != "" && g != nil {
		w.note(g, w.faint(cost))
	}
}

func (w *diffWriter) note(g *diffGroup, text string) { g.lines = append(g.lines, "    "+text) }

// ofCreated takes what belongs to a table that the plan makes: its constraints
// and indexes stand under it already. Some dialects make the indexes with it.
func (w *diffWriter) ofCreated(c ddl.Change) bool {
	if t, ok := c.(ddl.CreateTable); ok {
		g := w.group(w.green("+ table " + t.Table.Ident().String()))
		g.lines = append(g.lines, dbreflect.DescribeTable(t.Table)...)
		for _, i := range t.Table.Indexes {
			g.lines = append(g.lines, dbreflect.DescribeIndex(i))
		}
		w.created[t.Table.Ident()] = true
		w.count++
		return true
	}
	in, ok := ddl.TableOf(c)
	return ok && w.created[in.Ident()]
}

// part adds one change under its object and returns the group.
func (w *diffWriter) part(c ddl.Change) *diffGroup {
	in, ok := ddl.TableOf(c)
	if !ok {
		return w.object(c)
	}
	g := w.group(w.bold("table " + in.Ident().String()))
	sign, text := partText(c)
	g.lines = append(g.lines, w.signed(sign, text))
	return g
}

func (w *diffWriter) signed(sign, text string) string {
	switch sign {
	case "+":
		return w.green("+ " + text)
	case "-":
		return w.red("- " + text)
	}
	return w.yellow(sign) + " " + text
}

// object adds a change of something that is no table's.
func (w *diffWriter) object(c ddl.Change) *diffGroup {
	verb, what, _ := strings.Cut(c.Describe(), " ")
	sign := "~"
	switch verb {
	case "create":
		sign = "+"
	case "drop":
		sign = "-"
	case "rename":
		what = c.Describe()
	}
	g := w.group(w.signed(sign, what))
	if v, ok := c.(ddl.CreateView); ok {
		g.lines = append(g.lines, strings.Split(v.View.Definition.Text, "\n")...)
	}
	for _, d := range migrate.Details(c) {
		g.lines = append(g.lines, fmt.Sprintf("%s: %s → %s", strings.ReplaceAll(d.Attribute, "_", " "), orNone(d.Have), orNone(d.Want)))
	}
	return g
}

// partText is one change of a table's part and the sign in front of it.
func partText(c ddl.Change) (sign, text string) {
	switch c := c.(type) {
	case ddl.AddColumn:
		return "+", "column " + c.Column.Name + "  " + dbreflect.DescribeColumn(c.Column)
	case ddl.DropColumn:
		return "-", "column " + c.Column.Name + "  " + dbreflect.DescribeColumn(c.Column)
	case ddl.AlterColumn:
		return "~", "column " + c.New.Name + "  " + detailsText(c)
	case ddl.RenameColumn:
		return "~", "column " + c.Old + " → " + c.New
	case ddl.AddConstraint:
		return "+", dbreflect.DescribeConstraint(c.Constraint)
	case ddl.DropConstraint:
		return "-", dbreflect.DescribeConstraint(c.Constraint)
	case ddl.AlterConstraint:
		return "~", ddl.DescribeConstraint(c.New) + "  " + detailsText(c)
	case ddl.CreateIndex:
		return "+", dbreflect.DescribeIndex(c.Index)
	case ddl.DropIndex:
		return "-", dbreflect.DescribeIndex(c.Index)
	case ddl.AlterIndex:
		return "~", "index " + c.Old.Name + "  " + detailsText(c)
	case ddl.AlterTable:
		return "~", detailsText(c)
	}
	return "~", c.Describe()
}

// detailsText is what an alteration alters: "varchar(100) → varchar(200),
// default (none) → 'x'".
func detailsText(c ddl.Change) string {
	var parts []string
	for _, d := range migrate.Details(c) {
		switch d.Attribute {
		case "type":
			parts = append(parts, d.Have+" → "+d.Want)
		case "nullable":
			parts = append(parts, nullText(d.Have)+" → "+nullText(d.Want))
		default:
			parts = append(parts, strings.ReplaceAll(d.Attribute, "_", " ")+" "+orNone(d.Have)+" → "+orNone(d.Want))
		}
	}
	return strings.Join(parts, ", ")
}

func nullText(nullable string) string {
	if nullable == "true" {
		return "null"
	}
	return "not null"
}

// madeAgain finds the views that are dropped and created with no change in
// between but what stood in their way.
func madeAgain(changes []ddl.Change) map[string]bool {
	dropped, again := map[string]*metadata.View{}, map[string]bool{}
	for _, c := range changes {
		switch c := c.(type) {
		case ddl.DropView:
			dropped[objectOf(c)] = c.View
		case ddl.CreateView:
			if old := dropped[objectOf(c)]; old != nil && migrate.SameView(old, c.View) {
				again[objectOf(c)] = true
			}
		}
	}
	return again
}

// objectOf names the view of a change; other changes have none.
func objectOf(c ddl.Change) string {
	switch c := c.(type) {
	case ddl.DropView:
		return c.View.Ident().String()
	case ddl.CreateView:
		return c.View.Ident().String()
	}
	return ""
}
