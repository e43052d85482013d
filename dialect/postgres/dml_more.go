package postgres

import (
	"strconv"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

// writeMore is the nodes that are less often seen.
func (d *Dialect) writeMore(w *dialect.Writer, n ast.Node) {
	switch n := n.(type) {
	case *ast.Select:
		writeSelect(w, n)
	case *ast.Sample:
		w.W(" TABLESAMPLE ").Word(n.Method).W(" (" + strconv.FormatFloat(n.Percent, 'g', -1, 64) + ")")
		if n.Seed != nil {
			w.W(" REPEATABLE (" + strconv.FormatInt(*n.Seed, 10) + ")")
		}
	case *ast.JSONDoc:
		ansi.JSON(w, n.Value).W("::jsonb")
	case *ast.JSONPath:
		writePath(w, n.Path)
	case *ast.Relation:
		if n.Values != nil {
			n = d.typedValues(n)
		}
		writeRelation(w, n)
	case *ast.JSONTable:
		d.writeJSONTable(w, n)
	case *ast.TimeAdd:
		w.W("(")
		ansi.Tight(w, n.X)
		w.W(" + make_interval(" + intervalParts[n.Unit] + " => ").Node(castArg(n)).W("))")
	case *ast.Search:
		writeSearch(w, n)
	case *ast.Hint:
		if n.Server == "" {
			w.Unsupported("hints", "the planner's settings can be set for a transaction")
		}
		ansi.Write(w, n)
	default:
		ansi.Write(w, n)
	}
}

// intervalParts are the arguments of make_interval; another unit is none, which
// the server refuses.
var intervalParts = map[string]string{
	"year": "years", "month": "months", "day": "days", "hour": "hours", "minute": "mins", "second": "secs",
}

// castArg is the number of units, as make_interval takes it: whole, but for
// seconds.
func castArg(n *ast.TimeAdd) ast.Node {
	t := metadata.Integer()
	if n.Unit == "second" {
		t = metadata.Double()
	}
	return &ast.Cast{X: n.N, Type: t}
}

// writeRelation writes functions that return rows. JSON_TABLE names its columns
// itself; the elements of an array come with their position behind them.
func writeRelation(w *dialect.Writer, r *ast.Relation) {
	switch f := r.Func.(type) {
	case *ast.JSONEach:
		w.W("jsonb_array_elements(").Node(f.Doc).W(") WITH ORDINALITY AS ").Ident(r.Alias)
		ansi.Names(w.W(" "), []string{r.Columns[1], r.Columns[0]})
	case *ast.JSONTable:
		w.Node(f).W(" AS ").Ident(r.Alias)
	default:
		ansi.Write(w, r)
	}
}

func (d *Dialect) writeJSONTable(w *dialect.Writer, t *ast.JSONTable) {
	if w.Server.Number < 170000 {
		w.Unsupported("JSON_TABLE before version 17", "take the elements apart with Elements and Key")
	}
	ansi.JSONTable(w, t, func(c ast.JSONColumn) string {
		exact, err := d.exactType(c.Type.Resolve("postgres"))
		if err != nil {
			w.Fail(err)
		}
		return exact.SQL
	})
}

// writeSearch reads the query as people type it: words, "phrases", or, -not.
func writeSearch(w *dialect.Writer, s *ast.Search) {
	language := func() {
		if s.Language != "" {
			w.Arg(&ast.Arg{Value: s.Language}).W("::text::regconfig, ")
		}
	}
	w.W("to_tsvector(")
	language()
	for i, c := range s.Columns {
		if i > 0 {
			w.W(" || ' ' || ")
		}
		if len(s.Columns) > 1 {
			w.W("COALESCE(").Node(c).W(", '')")
		} else {
			w.Node(c)
		}
	}
	w.W(") @@ websearch_to_tsquery(")
	language()
	w.Node(s.Query).W(")")
}
