package sqlite

import (
	"strconv"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

// Write spells what SQLite spells its own way; ansi does the rest.
func (d *Dialect) Write(w *dialect.Writer, n ast.Node) {
	switch n := n.(type) {
	case *ast.ColumnRef:
		writeColumn(w, n)
	case *ast.Binary:
		writeBinary(w, n)
	case *ast.Like:
		ansi.Write(w, n)
		w.W(` ESCAPE '\'`) // without it, a backslash is a character like others
	case *ast.Func:
		writeFunc(w, n)
	case *ast.Extract:
		writeExtract(w, n)
	case *ast.Cast:
		d.writeCast(w, n)
	case *ast.JSONGet:
		writeJSONGet(w, n)
	case *ast.Limit:
		writeLimit(w, *n)
	case ast.Part:
		writePart(w, n)
	case *ast.Select:
		writeSelect(w, n)
	case *ast.Insert:
		writeInsert(w, n)
	case *ast.Delete:
		if len(n.Using)+len(n.Joins) > 0 {
			w.Unsupported("DELETE with other tables", "say what they must hold with EXISTS (SELECT ...)")
		}
		ansi.Write(w, n)
	case *ast.Relation:
		writeRelation(w, n)
	case *ast.CTE:
		if ansi.Changes(n.Query) {
			w.Unsupported("INSERT, UPDATE or DELETE in WITH", "run it as a statement of its own")
		}
		ansi.Write(w, n)
	default:
		if !writeMore(w, n) {
			refuse(w, n)
			ansi.Write(w, n)
		}
	}
}

// refuse is what SQLite has nothing for.
func refuse(w *dialect.Writer, n ast.Node) {
	switch n.(type) {
	case *ast.Lock:
		w.Unsupported("row locks", "a transaction that writes has the database for itself")
	case *ast.Quantified:
		w.Unsupported("ANY and ALL", "use IN, EXISTS, or a query of min or max")
	case *ast.ArrayOf, *ast.Subscript:
		w.Unsupported("arrays", "keep a list as JSON")
	case *ast.Truncate:
		w.Unsupported("TRUNCATE", "delete all rows")
	case *ast.Hint:
		w.Unsupported("hints", "")
	case *ast.Grouping:
		w.Unsupported("GROUPING SETS, ROLLUP and CUBE", "put queries together with UNION ALL")
	case *ast.Default:
		w.Unsupported("DEFAULT as a value", "leave the column out of the insert")
	}
}

func writeBinary(w *dialect.Writer, n *ast.Binary) {
	switch n.Op {
	case ast.OpSame:
		ansi.Infix(w, n, " IS ")
	case ast.OpDiffer:
		ansi.Infix(w, n, " IS NOT ")
	case ast.OpBitXor: // what one has, without what both have
		w.W("(")
		ansi.Infix(w, n, " | ")
		w.W(") - (")
		ansi.Infix(w, n, " & ")
		w.W(")")
	case ast.OpMatch, ast.OpNotMatch:
		w.Unsupported("regular expressions", "use Like")
	case ast.OpContains:
		w.Unsupported("operator @>", "compare the parts, with Key and Has")
	default:
		ansi.Write(w, n)
	}
}

func writeFunc(w *dialect.Writer, f *ast.Func) {
	if instead, ok := missing[f.Name]; ok {
		w.Unsupported(f.Name, instead)
	}
	if name, ok := functions[f.Name]; ok {
		c := *f
		c.Name = name
		f = &c
	}
	if len(f.Within) > 0 {
		w.Unsupported("WITHIN GROUP", "")
	}
	if digits, ok := roundedAway(f); ok {
		ansi.Write(w, &ast.Raw{SQL: "(round((?) / 1e" + strconv.Itoa(digits) + ") * 1e" + strconv.Itoa(digits) + ")", Args: f.Args[:1]})
		return
	}
	if f.Distinct && len(f.Args) > 1 {
		w.Unsupported("DISTINCT in "+f.Name+" of several arguments", "take it of a query that is DISTINCT")
	}
	ansi.Write(w, f)
}

// roundedAway is how many digits before the point a call rounds away, which
// SQLite's own round does not.
func roundedAway(f *ast.Func) (int, bool) {
	if f.Name != "round" || len(f.Args) != 2 {
		return 0, false
	}
	a, ok := f.Args[1].(*ast.Arg)
	if !ok {
		return 0, false
	}
	n, ok := a.Value.(int64)
	return int(-n), ok && n < 0
}

// functions are SQLite's names of what is called otherwise elsewhere.
var functions = map[string]string{
	"char_length": "length", "octet_length": "length", "strpos": "instr", "greatest": "max", "least": "min",
	"bool_and": "min", "bool_or": "max",
	"json_length": "json_array_length", "json_agg": "json_group_array", "json_object_agg": "json_group_object",
}

// missing are functions that SQLite has not, and what else there is.
var missing = map[string]string{
	"stddev_samp": "compute it from sums", "stddev_pop": "compute it from sums", "var_samp": "compute it from sums", "var_pop": "compute it from sums",
	"array_agg": "use JSONAgg", "array_append": "keep a list as JSON", "array_remove": "keep a list as JSON", "cardinality": "keep a list as JSON", "unnest": "use Elements",
	"generate_series": "use RecursiveAll", "regexp_replace": "use Replace", "grouping": "put queries together with UNION ALL",
	"isempty": "keep the ends of a range in two columns",
}

// formats are those of strftime: https://www.sqlite.org/lang_datefunc.html
var formats = map[string]string{
	"year": "%Y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M", "second": "%S",
	"dow": "%w", "doy": "%j", "week": "%V", "epoch": "%s",
}

func writeExtract(w *dialect.Writer, n *ast.Extract) {
	if n.Field == "quarter" {
		w.W("((CAST(strftime('%m', ").Node(n.X).W(") AS INTEGER) + 2) / 3)")
		return
	}
	format, ok := formats[n.Field]
	if !ok {
		w.Unsupported("field "+n.Field+" of a time", "")
	}
	w.W("CAST(strftime('" + format + "', ").Node(n.X).W(") AS INTEGER)")
}

// writeCast converts to what a column of that type holds. Dates and times are
// text, which CAST would make numbers of.
func (d *Dialect) writeCast(w *dialect.Writer, n *ast.Cast) {
	if n.Try {
		w.Unsupported("TRY_CAST", "")
	}
	t := n.Type.Resolve("sqlite")
	switch t.Kind {
	case metadata.KindDate:
		w.W("date(").Node(n.X).W(")")
	case metadata.KindTime:
		w.W("time(").Node(n.X).W(")")
	case metadata.KindDateTime:
		w.W("datetime(").Node(n.X).W(")")
	case metadata.KindBoolean:
		w.W("(CAST(")
		castOperand(w, n.X)
		w.W(" AS INTEGER) <> 0)")
	default:
		exact, err := exactType(t)
		if err != nil {
			w.Fail(err)
			return
		}
		word := map[string]string{"INTEGER": "INTEGER", "TEXT": "TEXT", "REAL": "REAL", "BLOB": "BLOB"}[affinity(exact.SQL)]
		if word == "" {
			word = "NUMERIC"
		}
		w.W("CAST(")
		castOperand(w, n.X)
		w.W(" AS " + word + ")")
	}
}

// castOperand leaves a scalar of a document what it is: a truth value is 0 or 1.
func castOperand(w *dialect.Writer, n ast.Node) {
	if g, ok := n.(*ast.JSONGet); ok && g.Text {
		arrow(w, g, " ->> ")
		return
	}
	w.Node(n)
}

// writeJSONGet gives scalars as the text that other servers have: truth values
// are 0 and 1 here, and numbers are not equal to text.
func writeJSONGet(w *dialect.Writer, n *ast.JSONGet) {
	if !n.Text {
		arrow(w, n, " -> ")
		return
	}
	w.W("CASE json_type(").Node(n.X).W(", ")
	ansi.Path(w, n.Path).W(") WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(")
	arrow(w, n, " ->> ")
	w.W(" AS TEXT) END")
}

func arrow(w *dialect.Writer, n *ast.JSONGet, op string) {
	ansi.Tight(w, n.X)
	ansi.Path(w.W(op), n.Path)
}

func writeLimit(w *dialect.Writer, l ast.Limit) {
	if l.WithTies {
		w.Unsupported("WITH TIES", "number the rows with rank() in a query of its own")
	}
	if l.Limit == nil && l.Offset != nil {
		w.W(" LIMIT -1") // OFFSET does not stand alone
	}
	ansi.Limit(w, l)
}

// writePart has a query of its own around what needs parentheses, which the
// grammar has not.
func writePart(w *dialect.Writer, p ast.Part) {
	if ansi.Simple(p.Query) {
		w.Node(p.Query)
		return
	}
	w.W("SELECT * FROM (").Node(p.Query).W(")")
}

func writeSelect(w *dialect.Writer, s *ast.Select) {
	if s.More != nil && len(s.More.DistinctOn) > 0 {
		w.Unsupported("DISTINCT ON", "number the rows with row_number() in a query of its own")
	}
	if s.Set != nil && s.Set.All && s.Set.Op != "UNION" {
		w.Unsupported(s.Set.Op+" ALL", "")
	}
	ansi.Write(w, s)
}

func writeRelation(w *dialect.Writer, r *ast.Relation) {
	switch {
	case r.Lateral:
		w.Unsupported("LATERAL", "number the rows with row_number() in a query of its own")
	case r.Sample != nil:
		w.Unsupported("TABLESAMPLE", "ORDER BY random() with a limit")
	case r.Values != nil:
		ansi.ValuesAsSelects(w, r)
		return
	case r.Func != nil:
		writeTableFunc(w, r)
		return
	}
	ansi.Write(w, r)
}

// writeInsert leaves out columns that are given their default, as there is no
// word for it, and keeps ON CONFLICT from being read as a join of the query
// before it: https://www.sqlite.org/lang_upsert.html#parsing_ambiguity
func writeInsert(w *dialect.Writer, s *ast.Insert) {
	if s.Query == nil && !ansi.HasDefaults(s) {
		ansi.Write(w, s)
		return
	}
	c := *s
	ansi.OmitDefaults(&c)
	if q, ok := c.Query.(*ast.Select); ok && c.OnConflict != nil {
		if q.Set != nil {
			c.Query = &ast.Select{Items: []ast.Node{&ast.Raw{SQL: "*"}}, From: []*ast.Relation{{Query: q, Alias: "inserted"}}, Where: always}
		} else if len(q.Where) == 0 {
			filtered := *q
			filtered.Where = always
			c.Query = &filtered
		}
	}
	ansi.Write(w, &c)
}

var always = []ast.Node{ast.Literal{Value: true}}
