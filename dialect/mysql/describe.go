package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
)

var _ dialect.Describer = (*Dialect)(nil)

// Describe reads SHOW CREATE of tables, views and sequences, and what the
// catalogs have of code, which costs as much in a database of thousands of
// tables as in one of ten. Code is looked for only where a word says that the
// names may be of such.
func (d *Dialect) Describe(ctx context.Context, q dialect.Queryer, s *dialect.Server, names []string) (string, error) {
	if len(names) == 0 {
		return "", nil
	}
	in := d.literals(names)
	r := &reader{ctx: ctx, q: q, s: s, d: d}
	var b strings.Builder
	add := func(v []sql.NullString) error {
		for _, x := range v {
			fmt.Fprintf(&b, "%q ", x.String)
		}
		b.WriteString("\n")
		return nil
	}
	tables, err := names, error(nil)
	if len(names) > few {
		tables, err = r.tablesNamed(names)
	}
	for _, t := range tables {
		if err == nil {
			err = r.describeTable(t, add)
		}
	}
	for _, c := range codeCatalogs {
		if err == nil && slices.ContainsFunc(c.words, func(w string) bool { return slices.Contains(names, w) }) {
			err = r.each(fmt.Sprintf(c.query, in), add, s.Database)
		}
	}
	return b.String(), err
}

// few is up to how many names are shown at once, without asking first which of
// them are tables.
const few = 2

// describeTable shows a table, view or sequence; nothing if there is none that
// one may see. MySQL and MariaDB say so sooner than their catalogs do.
func (r *reader) describeTable(name string, add func(v []sql.NullString) error) error {
	show := func(v []sql.NullString) error {
		v[1].String = counter.ReplaceAllString(v[1].String, "")
		return add(v)
	}
	query := "SHOW CREATE TABLE " + r.d.Ident(name)
	err := r.each(query, show)
	if err == nil || r.d.Explain(err).Class == dialect.NotFound {
		return nil
	}
	tables, listing := r.tablesNamed([]string{name})
	if listing != nil || len(tables) == 0 {
		return listing
	}
	return err
}

// tablesNamed are the tables and views of these names. MariaDB lists the whole
// folder of the database for names IN a list, and looks at one file for a name
// that is equal to one.
func (r *reader) tablesNamed(names []string) (tables []string, err error) {
	queries := []string{"IN (" + r.d.literals(names) + ")"}
	if isMaria(r.s) && len(names) <= 50 {
		queries = queries[:0]
		for _, n := range names {
			queries = append(queries, "= "+r.d.Literal(n))
		}
	}
	var all strings.Builder
	var args []any
	for i, q := range queries {
		if i > 0 {
			all.WriteString(" UNION ")
		}
		all.WriteString("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME " + q)
		args = append(args, r.s.Database)
	}
	err = r.each(all.String()+" ORDER BY TABLE_NAME", func(v []sql.NullString) error {
		tables = append(tables, v[0].String)
		return nil
	}, args...)
	return tables, err
}

// counter is where a table's AUTO_INCREMENT stands, which rows move.
var counter = regexp.MustCompile(` AUTO_INCREMENT=\d+`)

// codeCatalogs are where code is kept, and the words of statements about it.
var codeCatalogs = []struct {
	words []string
	query string
}{
	{[]string{"trigger"}, `SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, EVENT_MANIPULATION, ACTION_TIMING, ACTION_ORDER, ACTION_STATEMENT, CREATED
FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ? AND TRIGGER_NAME IN (%s) ORDER BY 1`},
	{[]string{"procedure", "function", "package"}, `SELECT ROUTINE_NAME, ROUTINE_TYPE, ROUTINE_DEFINITION, ROUTINE_COMMENT, SQL_DATA_ACCESS, SECURITY_TYPE, LAST_ALTERED
FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ? AND ROUTINE_NAME IN (%s) ORDER BY 1, 2`},
	{[]string{"event"}, `SELECT EVENT_NAME, EVENT_DEFINITION, EXECUTE_AT, INTERVAL_VALUE, INTERVAL_FIELD, STARTS, ENDS, STATUS, ON_COMPLETION, EVENT_COMMENT, LAST_ALTERED
FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ? AND EVENT_NAME IN (%s) ORDER BY 1`},
	{[]string{"database", "schema"}, `SELECT SCHEMA_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME IN (?, %s) ORDER BY 1`},
}
