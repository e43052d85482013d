package dialect

import (
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// Precheck asks for the rows on which a server would refuse a change. It is
// data: [Precheck.Query] makes SQL of it, for the database before the change.
type Precheck struct {
	// Rows says which rows they are: "rows where email is null".
	Rows string
	// Table is where they are.
	Table metadata.Name
	// Reads are the columns of Table whose values decide.
	Reads []string
	// Expression: one of the schema's own takes part, and with it perhaps
	// functions of the user's.
	Expression bool
	// Where is a condition in the server's SQL that the rows meet; empty is
	// all rows.
	Where string
	// Agree limits them to rows that agree with another of them in all of these
	// expressions. Null agrees with nothing, or with null when NullsAgree is set.
	Agree      []string
	NullsAgree bool
	// GroupHint is a word of the server's own for SELECT where there are many
	// groups.
	GroupHint string
	// Parent limits them to rows that refer to none of its table.
	Parent *metadata.ForeignKey
	// Only leaves out the rows of tables that inherit from Table. Those of
	// tables that inherit from the parent's are parents all the same.
	Only bool
	// Unasked: no query finds them, at least not in reasonable time.
	Unasked bool
}

// RowsOf lists the rows of several prechecks in words.
func RowsOf(list []Precheck) string {
	text := ""
	for _, p := range list {
		text = join(text, p.Rows, "; ")
	}
	return text
}

// Source is what a table is called in the database as it is. Columns pairs
// each column's name there with the one that the precheck knows it by; nil
// when they are the same.
type Source struct {
	Name    metadata.Name
	Columns [][2]string
}

// Query selects the key of at most limit rows, or 1 for each when there is no
// key. source finds the tables.
func (p Precheck) Query(d Dialect, key []string, source func(metadata.Name) Source, limit int) string {
	q := query{Builder: NewBuilder(d), p: p, source: source}
	switch {
	case p.Agree != nil:
		q.agreeing(key, limit)
	case p.Parent != nil:
		q.orphans(key)
	default:
		q.W("SELECT ")
		q.selected("", key, "")
		q.W(" FROM ")
		q.from(p.Table, "")
		q.where(p.Where)
	}
	return q.W(" LIMIT ", fmt.Sprint(limit)).String()
}

const parentAlias = "dbtool_parent"

type query struct {
	*Builder
	p      Precheck
	source func(metadata.Name) Source
}

// selected writes columns, of the table with the alias if there is one, and
// gives them names that begin with as if that is not empty.
func (q query) selected(alias string, columns []string, as string) {
	if len(columns) == 0 {
		q.W("1")
	}
	for i, c := range columns {
		if i > 0 {
			q.W(", ")
		}
		q.Ident(alias, c)
		if as != "" {
			q.W(" AS ", as, fmt.Sprint(i))
		}
	}
}

// from writes a table. One that is called otherwise in the database is
// selected under the names that conditions know.
func (q query) from(name metadata.Name, alias string) {
	s := q.source(name)
	only := ""
	if q.p.Only && alias != parentAlias {
		only = "ONLY "
	}
	if s.Columns == nil {
		q.W(only).Ident(s.Name.Schema, s.Name.Name)
	} else {
		q.W("(SELECT ")
		for i, c := range s.Columns {
			if i > 0 {
				q.W(", ")
			}
			q.Ident(c[0]).W(" AS ").Ident(c[1])
		}
		q.W(" FROM ", only).Ident(s.Name.Schema, s.Name.Name).W(")")
		if alias == "" {
			q.W(" AS ").Ident(name.Name)
		}
	}
	if alias != "" {
		q.W(" AS ", alias)
	}
}

func (q query) where(conditions ...string) {
	word := " WHERE "
	for _, c := range conditions {
		if c != "" {
			q.W(word, "(", c, ")")
			word = " AND "
		}
	}
}

// agreeing groups first, which an index may serve, and then finds the rows of
// the groups.
func (q query) agreeing(key []string, limit int) {
	names := func(i int) string { return fmt.Sprint("dbtool_e", i) }
	q.W("SELECT ")
	for i := range key {
		if i > 0 {
			q.W(", ")
		}
		q.W("dbtool_row.dbtool_k", fmt.Sprint(i))
	}
	if len(key) == 0 {
		q.W("1")
	}
	q.W(" FROM (SELECT ")
	q.selected("", key, "dbtool_k")
	conditions := []string{q.p.Where}
	for i, e := range q.p.Agree {
		q.W(", ", e, " AS ", names(i))
		if !q.p.NullsAgree {
			conditions = append(conditions, e+" IS NOT NULL")
		}
	}
	q.W(" FROM ")
	q.from(q.p.Table, "")
	q.where(conditions...)
	q.W(") AS dbtool_row JOIN (SELECT ", q.p.GroupHint)
	var groups, same []string
	for i, e := range q.p.Agree {
		if i > 0 {
			q.W(", ")
		}
		q.W(e, " AS ", names(i))
		groups = append(groups, names(i))
		equals := " = "
		if q.p.NullsAgree {
			equals = " IS NOT DISTINCT FROM "
		}
		same = append(same, "dbtool_same."+names(i)+equals+"dbtool_row."+names(i))
	}
	q.W(" FROM ")
	q.from(q.p.Table, "")
	q.where(conditions...)
	q.W(" GROUP BY ", strings.Join(groups, ", "), " HAVING COUNT(*) > 1 LIMIT ", fmt.Sprint(limit), ") AS dbtool_same ON ", strings.Join(same, " AND "))
}

// orphans has the parent's column on the left, whose collation SQLite then
// compares by, as its foreign keys do.
func (q query) orphans(key []string) {
	q.W("SELECT ")
	q.selected("dbtool_row", key, "")
	q.W(" FROM ")
	q.from(q.p.Table, "dbtool_row")
	q.where(q.p.Where)
	word := " AND "
	if q.p.Where == "" {
		word = " WHERE "
	}
	for _, c := range q.p.Parent.Columns {
		q.W(word, "dbtool_row.").Ident(c).W(" IS NOT NULL")
		word = " AND "
	}
	q.W(" AND NOT EXISTS (SELECT 1 FROM ")
	q.from(q.p.Parent.Ref, parentAlias)
	word = " WHERE "
	for i, c := range q.p.Parent.Columns {
		q.W(word, parentAlias, ".").Ident(q.p.Parent.RefColumns[i]).W(" = dbtool_row.").Ident(c)
		word = " AND "
	}
	q.W(")")
}
