package postgres

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// script collects the statements of one change.
type script struct {
	d    *Dialect
	s    *dialect.Server
	list []dialect.Statement
}

// b starts a text.
func (w *script) b() *dialect.Builder { return dialect.NewBuilder(w.d) }

func (w *script) add(texts ...string) {
	w.list = append(w.list, dialect.Statement{SQL: strings.Join(texts, "")})
}

func (w *script) each(statements []string) {
	for _, sql := range statements {
		w.add(sql)
	}
}

// n quotes a full name.
func (w *script) n(n metadata.Name) string { return w.b().Ident(n.Schema, n.Name).String() }

// collation quotes a collation's name, unless it has its schema and quotes.
func (w *script) collation(name string) string {
	if strings.HasPrefix(name, `"`) {
		return name
	}
	return w.d.Ident(name)
}

// comment says COMMENT ON; an empty text takes the comment away.
func (w *script) comment(on, text string) {
	if text == "" {
		w.add("COMMENT ON ", on, " IS NULL")
		return
	}
	w.add("COMMENT ON ", on, " IS ", w.d.Literal(text))
}

// Compile spells a change.
func (d *Dialect) Compile(s *dialect.Server, c ddl.Change) ([]dialect.Statement, error) {
	w := &script{d: d, s: s}
	var err error
	switch c := c.(type) {
	case ddl.CreateTable:
		w.createTable(c)
	case ddl.DropTable:
		w.add("DROP TABLE ", w.n(c.Table.Ident()))
	case ddl.RenameTable:
		w.renameTable(c)
	case ddl.AddColumn:
		w.addColumn(c)
	case ddl.DropColumn:
		w.add("ALTER TABLE ", w.n(c.Ident()), " DROP COLUMN ", d.Ident(c.Column.Name))
	case ddl.RenameColumn:
		w.add("ALTER TABLE ", w.n(c.Ident()), " RENAME COLUMN ", d.Ident(c.Old), " TO ", d.Ident(c.New))
	case ddl.AlterColumn:
		err = w.alterColumn(c)
	case ddl.AlterTable:
		err = w.alterTable(c)
	case ddl.AddConstraint, ddl.DropConstraint, ddl.AlterConstraint, ddl.CreateIndex, ddl.DropIndex, ddl.AlterIndex:
		w.keys(c)
	default:
		err = w.object(c)
	}
	return w.list, err
}

func (w *script) object(c ddl.Change) error {
	d := w.d
	switch c := c.(type) {
	case ddl.CreateSchema:
		w.add("CREATE SCHEMA ", d.Ident(c.Schema.Name))
		if c.Schema.Comment != "" {
			w.comment("SCHEMA "+d.Ident(c.Schema.Name), c.Schema.Comment)
		}
	case ddl.DropSchema:
		w.add("DROP SCHEMA ", d.Ident(c.Schema.Name))
	case ddl.AlterSchema:
		w.comment("SCHEMA "+d.Ident(c.To.Name), c.To.Comment)
	case ddl.CreateExtension:
		w.add("CREATE EXTENSION ", d.Ident(c.Extension.Name))
		if c.Extension.Schema != "" {
			w.list[0].SQL += " SCHEMA " + d.Ident(c.Extension.Schema)
		}
	case ddl.DropExtension:
		w.add("DROP EXTENSION ", d.Ident(c.Extension.Name))
	case ddl.CreateEnum:
		w.createEnum(c.Enum, c.Enum.Ident())
	case ddl.DropEnum:
		w.add("DROP TYPE ", w.n(c.Enum.Ident()))
	case ddl.RenameEnum:
		w.add("ALTER TYPE ", w.n(c.From), " RENAME TO ", w.d.Ident(c.To.Name))
	case ddl.AlterEnum:
		w.alterEnum(c)
	case ddl.CreateDomain:
		w.createDomain(c.Domain)
	case ddl.DropDomain:
		w.add("DROP DOMAIN ", w.n(c.Domain.Ident()))
	case ddl.AlterDomain:
		w.alterDomain(c)
	case ddl.CreateSequence, ddl.DropSequence, ddl.AlterSequence, ddl.SetSequenceOwner:
		w.sequence(c)
	case ddl.AlterDatabase:
	default:
		return w.code(c)
	}
	return nil
}

// code covers views, triggers and routines.
func (w *script) code(c ddl.Change) error {
	switch c := c.(type) {
	case ddl.CreateView:
		w.createView(c.View)
		w.each(c.Rights)
	case ddl.DropView:
		w.add("DROP ", viewKind(c.View), " ", w.n(c.View.Ident()))
	case ddl.AlterView:
		w.alterView(c)
	case ddl.CreateTrigger:
		w.createTrigger(c.Trigger)
	case ddl.DropTrigger:
		w.add("DROP TRIGGER ", w.d.Ident(c.Trigger.Name), " ON ", w.n(c.Trigger.Table))
	case ddl.CreateRoutine:
		w.routine("", c.Routine)
		w.each(c.Rights)
	case ddl.AlterRoutine:
		w.routine(c.From.Comment, c.To)
	case ddl.CreateObject, ddl.DropObject, ddl.AlterObject:
		return w.objectChange(c)
	case ddl.DropRoutine:
		w.add("DROP ", strings.ToUpper(c.Routine.Kind), " ", w.routineName(c.Routine))
	default:
		return fmt.Errorf("%T on PostgreSQL: %w", c, dialect.ErrUnsupported)
	}
	return nil
}

func (w *script) routineName(r *metadata.Routine) string {
	if r.Kind == "aggregate" {
		return w.n(r.Ident()) + "(" + orStar(r.Signature) + ")"
	}
	return w.n(r.Ident()) + "(" + r.Signature + ")"
}

// routine makes or replaces one that had that comment.
func (w *script) routine(comment string, r *metadata.Routine) {
	// A routine in SQL may speak of tables that come after it, as pg_dump's do.
	late := strings.Contains(strings.ToUpper(r.Definition), "LANGUAGE SQL") && !strings.Contains(r.Definition, "BEGIN ATOMIC")
	if late {
		w.add("SET check_function_bodies = off")
	}
	w.list = append(w.list, dialect.Statement{SQL: r.Definition, Body: true})
	if late {
		w.add("RESET check_function_bodies")
	}
	if r.Comment != comment {
		w.comment(strings.ToUpper(r.Kind)+" "+w.routineName(r), r.Comment)
	}
}

func (w *script) createTrigger(g *metadata.Trigger) {
	w.add(g.Definition)
	if state := g.Options["postgres.enabled"]; state != "" {
		w.add("ALTER TABLE ", w.n(g.Table), " ", enabling(state), " TRIGGER ", w.d.Ident(g.Name))
	}
	if g.Comment != "" {
		w.comment("TRIGGER "+w.d.Ident(g.Name)+" ON "+w.n(g.Table), g.Comment)
	}
}

func viewKind(v *metadata.View) string {
	if v.Materialized {
		return "MATERIALIZED VIEW"
	}
	return "VIEW"
}

func (w *script) createView(v *metadata.View) {
	b := w.b()
	b.W("CREATE ", viewKind(v), " ").Ident(v.Schema, v.Name)
	if len(v.Columns) > 0 {
		b.W(" ").Idents(v.Columns)
	}
	b.W(w.with(v.Options))
	if s := v.Options["postgres.tablespace"]; s != "" {
		b.W(" TABLESPACE ").Ident(s)
	}
	b.W(" AS\n", again(v.Definition))
	if v.CheckOption != "" {
		b.W("\nWITH ", v.CheckOption, " CHECK OPTION")
	}
	if v.Options["postgres.no_data"] != "" {
		b.W("\nWITH NO DATA")
	}
	w.add(b.String())
	w.viewDefaults(nil, v)
	w.viewComments(&metadata.View{}, v)
	for _, i := range v.Indexes {
		w.createIndex(v.Ident(), i)
	}
}

// viewDefault, with a column's name behind it, is a view's option that holds
// what an INSERT through the view fills in.
const viewDefault = "default of "

func (w *script) viewDefaults(h metadata.Options, v *metadata.View) {
	for _, k := range slices.Sorted(maps.Keys(merged(h, v.Options))) {
		column, ok := strings.CutPrefix(k, "postgres."+viewDefault)
		switch value, set := v.Options[k]; {
		case !ok || h[k] == value:
		case set:
			w.add("ALTER VIEW ", w.n(v.Ident()), " ALTER COLUMN ", w.d.Ident(column), " SET DEFAULT ", value)
		default:
			w.add("ALTER VIEW ", w.n(v.Ident()), " ALTER COLUMN ", w.d.Ident(column), " DROP DEFAULT")
		}
	}
}

func (w *script) viewComments(h, v *metadata.View) {
	if h.Comment != v.Comment {
		w.comment(viewKind(v)+" "+w.n(v.Ident()), v.Comment)
	}
	columns := make([]string, 0, len(v.ColumnComments))
	for c := range v.ColumnComments {
		columns = append(columns, c)
	}
	for c := range h.ColumnComments {
		if _, stays := v.ColumnComments[c]; !stays {
			columns = append(columns, c)
		}
	}
	slices.Sort(columns)
	for _, c := range columns {
		if h.ColumnComments[c] != v.ColumnComments[c] {
			w.comment("COLUMN "+w.b().Ident(v.Schema, v.Name, c).String(), v.ColumnComments[c])
		}
	}
}

// alterView changes comments, defaults, storage and the indexes of a
// materialized view; the rest comes as drop and create (see Alterable). Whether
// it is populated counts as its rows do, not as a part of the schema.
func (w *script) alterView(c ddl.AlterView) {
	w.viewDefaults(c.From.Options, c.To)
	w.storage(viewKind(c.To)+" "+w.n(c.To.Ident()), c.From.Options, c.To.Options)
	w.viewComments(c.From, c.To)
	have := map[string]*metadata.Index{}
	for _, i := range c.From.Indexes {
		have[i.Name] = i
	}
	for _, i := range c.To.Indexes {
		h := have[i.Name]
		delete(have, i.Name)
		if h != nil && equalIndex(h, i) && h.Comment == i.Comment {
			continue
		}
		if h != nil {
			w.add("DROP INDEX ", w.n(metadata.Name{Schema: c.To.Schema, Name: h.Name}))
		}
		w.createIndex(c.To.Ident(), i)
	}
	for _, i := range c.From.Indexes {
		if have[i.Name] != nil {
			w.add("DROP INDEX ", w.n(metadata.Name{Schema: c.To.Schema, Name: i.Name}))
		}
	}
}

// reserved options have words of their own and do not go into WITH (...).
var reserved = []string{"no_data", "unlogged", "tablespace", "access_method", "row_security", "force_row_security", "replica_identity", "clustered"}

// partStatistics, with a part's number behind it, is an index's option that
// holds the statistics target of that part.
const partStatistics = "statistics of part "

// storage are the options that go into WITH (...), sorted.
func storage(o metadata.Options) []string {
	var keys []string
	for k := range o {
		if short := strings.TrimPrefix(k, "postgres."); !slices.Contains(reserved, short) && !strings.HasPrefix(short, partStatistics) && !strings.HasPrefix(short, viewDefault) {
			keys = append(keys, short)
		}
	}
	slices.Sort(keys)
	return keys
}

// with writes storage parameters.
func (w *script) with(o metadata.Options) string {
	keys := storage(o)
	if len(keys) == 0 {
		return ""
	}
	for i, k := range keys {
		keys[i] = k + " = " + w.value(o["postgres."+k])
	}
	return " WITH (" + strings.Join(keys, ", ") + ")"
}

// value quotes a parameter that is no plain word or number.
func (w *script) value(v string) string {
	if v != "" && strings.Trim(v, "abcdefghijklmnopqrstuvwxyz0123456789_.") == "" {
		return v
	}
	return w.d.Literal(v)
}
