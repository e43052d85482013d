package mysql

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

// writeMore is the nodes that are less often seen. It reports whether it was
// one of them.
func (d *Dialect) writeMore(w *dialect.Writer, n ast.Node) bool {
	switch n := n.(type) {
	case headed:
		w.Head(n.Statement)
	case withRollup:
		w.Node(n.Node).W(" WITH ROLLUP")
	case *ast.JSONDoc:
		writeDoc(w, n)
	case *ast.JSONPath:
		writePath(w, n.Path)
	case *ast.JSONTable:
		d.writeJSONTable(w, n)
	case *ast.TimeAdd:
		w.W("(")
		ansi.Tight(w, n.X)
		w.W(" + INTERVAL ")
		ansi.Tight(w, n.N)
		w.W(" ").Word(unitOf(w, n)).W(")")
	case *ast.Search:
		if n.Language != "" {
			w.Unsupported("languages of a search", "the index's parser decides")
		}
		w.W("MATCH (").Nodes(n.Columns).W(") AGAINST (").Node(n.Query).W(")")
	case *ast.Truncate:
		writeTruncate(w, n)
	case *ast.In:
		c := *n
		c.Query = unlimited(n.Query)
		ansi.Write(w, &c)
	case *ast.Quantified:
		if n.Array != nil {
			w.Unsupported("arrays", "keep a list as JSON")
		}
		c := *n
		c.Query = unlimited(n.Query)
		ansi.Write(w, &c)
	default:
		return false
	}
	return true
}

// unlimited has a query of its own around one with a limit, which cannot stand
// behind IN and ANY: https://dev.mysql.com/doc/refman/9.0/en/subquery-restrictions.html
func unlimited(q ast.Statement) ast.Statement {
	s, ok := q.(*ast.Select)
	if !ok || s.Limit == nil && s.Offset == nil {
		return q
	}
	return &ast.Select{Items: []ast.Node{&ast.Raw{SQL: "*"}}, From: []*ast.Relation{{Query: q, Alias: "limited"}}}
}

// unitOf is a unit of time, of which the grammar has a closed list.
func unitOf(w *dialect.Writer, n *ast.TimeAdd) string {
	unit := strings.ToUpper(n.Unit)
	if !slices.Contains([]string{"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"}, unit) {
		w.Fail(fmt.Errorf("%w: %q is no unit of time", dialect.ErrStatement, n.Unit))
	}
	return unit
}

// writePath refuses the keys that MariaDB does not find: those that begin with
// a minus, which it takes for the sign of an index.
func writePath(w *dialect.Writer, path []any) *dialect.Writer {
	for _, p := range path {
		if key, ok := p.(string); ok && isMaria(w.Server) && strings.HasPrefix(key, "-") {
			w.Unsupported(fmt.Sprintf("paths through the key %q of a document", key), "")
		}
	}
	return ansi.Path(w, path)
}

// headed is a query with its WITH before it: an insert cannot have one.
type headed struct{ ast.Statement }

// writeDoc makes a document of text. MariaDB's documents are text, but in a
// function they have to come out of another one, or else are strings.
func writeDoc(w *dialect.Writer, n *ast.JSONDoc) {
	if isMaria(w.Server) {
		ansi.JSON(w.W("JSON_EXTRACT("), n.Value).W(", '$')")
		return
	}
	ansi.JSON(w.W("CAST("), n.Value).W(" AS JSON)")
}

func (d *Dialect) writeJSONTable(w *dialect.Writer, t *ast.JSONTable) {
	ansi.JSONTable(w, t, func(c ast.JSONColumn) string {
		text, err := d.typeText(w.Server, c.Type.Resolve(w.Server.Names...))
		if err != nil {
			w.Fail(err)
		}
		return text
	})
}

// writeTableFunc writes a function that returns rows. The server has none but
// JSON_TABLE, which names its columns itself.
func writeTableFunc(w *dialect.Writer, r *ast.Relation) {
	switch f := r.Func.(type) {
	case *ast.JSONEach:
		writeElements(w, r, f)
	case *ast.JSONTable:
		w.Node(f).W(" AS ").Ident(r.Alias)
	default:
		w.Unsupported("functions that return rows", "use JSONTable or RecursiveAll")
	}
}

// writeElements writes the elements of a JSON array with their position.
func writeElements(w *dialect.Writer, r *ast.Relation, each *ast.JSONEach) {
	w.W("JSON_TABLE(").Node(each.Doc).W(", '$[*]' COLUMNS (").Ident(r.Columns[0]).W(" FOR ORDINALITY, ")
	w.Ident(r.Columns[1]).W(" json PATH '$')) AS ").Ident(r.Alias)
}

func writeTruncate(w *dialect.Writer, s *ast.Truncate) {
	switch {
	case len(s.Tables) != 1:
		w.Unsupported("TRUNCATE of several tables", "truncate them one by one")
	case s.Cascade:
		w.Unsupported("TRUNCATE ... CASCADE", "truncate the tables that refer to it first")
	}
	ansi.TableName(w.W("TRUNCATE TABLE "), s.Tables[0].Ident())
}

// functions are the server's names of what is called otherwise elsewhere.
var functions = map[string]string{
	"bool_and": "MIN", "bool_or": "MAX", "strpos": "INSTR",
	"json_agg": "JSON_ARRAYAGG", "json_object_agg": "JSON_OBJECTAGG",
}

// missing are functions that the server has not, and what else there is.
var missing = map[string]string{
	"array_agg": "use JSONAgg", "array_append": "keep a list as JSON", "array_remove": "keep a list as JSON", "cardinality": "keep a list as JSON", "unnest": "use JSONTable",
	"generate_series": "use RecursiveAll", "isempty": "keep the ends of a range in two columns",
}

// writeRenamed writes functions that are called otherwise here. It reports
// whether it was one of them.
func writeRenamed(w *dialect.Writer, f *ast.Func) bool {
	if f.Name == "string_agg" && len(f.Args) == 2 {
		writeStringAgg(w, f)
		return true
	}
	if f.Name == "grouping" && isMaria(w.Server) {
		w.Unsupported("GROUPING", "")
	}
	name, ok := functions[f.Name]
	if !ok {
		return false
	}
	c := *f
	c.Name = name
	ansi.Write(w, &c)
	return true
}

// writeStringAgg has the separator behind the order, and as a literal: the
// grammar takes no argument there.
func writeStringAgg(w *dialect.Writer, f *ast.Func) {
	if f.Over != nil {
		w.Unsupported("GROUP_CONCAT over a window", "")
	}
	w.W("GROUP_CONCAT(")
	if f.Distinct {
		w.W("DISTINCT ")
	}
	w.Node(f.Args[0])
	ansi.OrderBy(w, f.OrderBy)
	separator, ok := f.Args[1].(*ast.Arg)
	text, isText := separator.Value.(string)
	if !ok || !isText {
		w.Unsupported("separators that are not constant", "")
	}
	w.W(" SEPARATOR ").W((&Dialect{}).Literal(text)).W(")")
}

// bindUUID sends 16 bytes as they are where the column is bytes, and as the
// text of a UUID elsewhere.
func bindUUID(v any, t *metadata.Type) any {
	u, ok := ansi.UUID(v)
	if !ok {
		return v
	}
	if t != nil && strings.HasPrefix(t.Resolve("mysql").SQL, "binary") {
		b, err := hex.DecodeString(strings.ReplaceAll(u, "-", ""))
		if err == nil {
			return b
		}
	}
	return u
}
