package mysql

import (
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// view makes a view under the collation that its literals were written in.
func (w writer) view(verb string, v *metadata.View) []dialect.Statement {
	create := plain(w.viewText(verb, v))
	if c := v.Options["mysql.collation_connection"]; c != "" {
		return under("collation_connection", c, create)
	}
	return create
}

func (w writer) viewText(verb string, v *metadata.View) string {
	b := dialect.NewBuilder(w.d)
	b.W(verb)
	if a := v.Options["mysql.algorithm"]; a != "" {
		b.W(" ALGORITHM=", strings.ToUpper(a))
	} else if verb != "CREATE" {
		b.W(" ALGORITHM=UNDEFINED") // REPLACE would keep the old one
	}
	if strings.EqualFold(v.Options["mysql.sql_security"], "INVOKER") {
		b.W(" SQL SECURITY INVOKER")
	} else if verb != "CREATE" {
		b.W(" SQL SECURITY DEFINER")
	}
	b.W(" VIEW ").Ident(v.Name)
	if len(v.Columns) > 0 {
		b.W(" ").Idents(v.Columns)
	}
	b.W(" AS ", v.Definition.Text)
	if v.CheckOption != "" {
		b.W(" WITH ", v.CheckOption, " CHECK OPTION")
	}
	return b.String()
}

// trigger is made last of those that run at its time, which is where it stands:
// Combine sees to the order.
func (w writer) trigger(g *metadata.Trigger) []dialect.Statement {
	return w.inMode(g.Definition, g.Options)
}

// inMode runs a definition in the sql_mode and the time zone it was written in:
// the server keeps the one with triggers and routines, both with events.
func (w writer) inMode(definition string, o metadata.Options) []dialect.Statement {
	list := []dialect.Statement{{SQL: definition, Body: true}}
	for _, variable := range []string{"time_zone", "sql_mode"} {
		if v, other := o["mysql."+variable]; other {
			list = under(variable, w.d.Literal(v), list)
		}
	}
	return list
}

// dropRoutine: MariaDB knows the word PACKAGE only in the mode that it was made in.
func (w writer) dropRoutine(r *metadata.Routine) []dialect.Statement {
	drop := plain("DROP " + strings.ToUpper(r.Kind) + " " + w.d.Ident(r.Name))
	if mode, other := r.Options["mysql.sql_mode"]; other && strings.HasPrefix(r.Kind, "package") {
		return under("sql_mode", w.d.Literal(mode), drop)
	}
	return drop
}

// sequence writes the options of a new sequence.
func (w writer) sequence(q *metadata.Sequence) string {
	var b strings.Builder
	set := func(word string, v *int64) {
		if v != nil {
			fmt.Fprintf(&b, " %s %d", word, *v)
		}
	}
	set("START WITH", q.Start)
	set("MINVALUE", q.Min)
	set("MAXVALUE", q.Max)
	set("INCREMENT BY", q.Increment)
	set("CACHE", q.Cache)
	if q.Cycle {
		b.WriteString(" CYCLE")
	}
	if e := q.Options["mysql.engine"]; e != "" {
		b.WriteString(" ENGINE=" + e)
	}
	if q.Comment != "" {
		b.WriteString(" COMMENT=" + w.d.Literal(q.Comment))
	}
	return b.String()
}

// alterSequence states all options, since one that is left out stays. Comment
// and engine are those of the table that a sequence is.
func (w writer) alterSequence(c ddl.AlterSequence) []dialect.Statement {
	var list []dialect.Statement
	name := w.d.Ident(c.To.Name)
	if !c.From.SequenceOptions.Equal(c.To.SequenceOptions) {
		list = w.rebound(c.From, c.To, "ALTER SEQUENCE "+name+restated(c.To))
	}
	table := ""
	if e := c.To.Options["mysql.engine"]; e != c.From.Options["mysql.engine"] {
		if e == "" {
			e = w.s.Facts[factEngine]
		}
		table = " ENGINE=" + e
	}
	if c.From.Comment != c.To.Comment {
		table += " COMMENT=" + w.d.Literal(c.To.Comment)
	}
	if table != "" {
		list = append(list, plain("ALTER TABLE "+name+table)...)
	}
	return list
}

// rebound also moves a sequence that may stand outside of its new bounds, which
// the server refuses, to the nearest of them.
func (w writer) rebound(from, to *metadata.Sequence, alter string) []dialect.Statement {
	old, now := boundsOf(from), boundsOf(to)
	if now.least <= old.least && now.most >= old.most {
		return plain(alter)
	}
	return plain(fmt.Sprintf("SET @dbtool_alter = (SELECT CONCAT(%s, LEAST(GREATEST(next_not_cached_value, %d), %d)) FROM %s)",
		w.d.Literal(alter+" RESTART WITH "), now.least, now.most, w.d.Ident(to.Name)), "EXECUTE IMMEDIATE @dbtool_alter")
}

// boundsOf are a sequence's bounds and start, given or not.
func boundsOf(q *metadata.Sequence) sequenceRange {
	r := sequenceDefaults(increment(q), q.Min, q.Max)
	for p, v := range map[*int64]*int64{&r.least: q.Min, &r.most: q.Max, &r.start: q.Start} {
		if v != nil {
			*p = *v
		}
	}
	return r
}

func increment(q *metadata.Sequence) int64 {
	if q.Increment != nil {
		return *q.Increment
	}
	return 1
}

func restated(q *metadata.Sequence) string {
	r, cache, cycle := boundsOf(q), int64(1000), "NOCYCLE"
	if q.Cache != nil {
		cache = *q.Cache
	}
	if q.Cycle {
		cycle = "CYCLE"
	}
	return fmt.Sprintf(" INCREMENT BY %d MINVALUE %d MAXVALUE %d START WITH %d CACHE %d %s", increment(q), r.least, r.most, r.start, cache, cycle)
}
