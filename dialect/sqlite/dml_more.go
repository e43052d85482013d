package sqlite

import (
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
)

// writeMore is the nodes that are less often seen. It reports whether it was
// one of them.
func writeMore(w *dialect.Writer, n ast.Node) bool {
	switch n := n.(type) {
	case *ast.JSONDoc:
		ansi.JSON(w.W("json("), n.Value).W(")")
	case *ast.JSONPath:
		ansi.Path(w, n.Path)
	case *ast.TimeAdd:
		writeTimeAdd(w, n)
	case *ast.Search:
		writeSearch(w, n)
	default:
		return false
	}
	return true
}

// writeTimeAdd takes the zeros off that a fraction ends in, so that the text
// is what Bind writes, and sorts as time does.
func writeTimeAdd(w *dialect.Writer, n *ast.TimeAdd) {
	w.W("rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', ").Node(n.X).W(", ")
	ansi.Tight(w, n.N)
	w.W(" || ' ").Word(n.Unit).W("s'), '0'), '.')")
}

// writeSearch is of a column of an FTS5 table: https://www.sqlite.org/fts5.html
func writeSearch(w *dialect.Writer, s *ast.Search) {
	switch {
	case s.Language != "":
		w.Unsupported("languages of a search", "the table's tokenizer decides")
	case len(s.Columns) != 1:
		w.Unsupported("searches of several columns", "search each, and put them together with Or")
	}
	w.Nodes(s.Columns).W(" MATCH ").Node(s.Query)
}

// writeTableFunc writes a function that returns rows. Its columns have the
// names that SQLite gives them, and cannot be given others.
func writeTableFunc(w *dialect.Writer, r *ast.Relation) {
	switch f := r.Func.(type) {
	case *ast.JSONEach:
		w.W("json_each(").Node(f.Doc).W(") AS ").Ident(r.Alias)
	case *ast.JSONTable:
		w.Unsupported("JSON_TABLE", "take the elements apart with Elements and Key")
	default:
		w.Node(f).W(" AS ").Ident(r.Alias)
	}
}

// writeElementColumn writes a column of the elements of a JSON array: the
// position is counted from 0 there, and a scalar is no document.
func writeElementColumn(w *dialect.Writer, c *ast.ColumnRef) {
	part := func(name string) { w.Ident(c.Rel.Alias).W("." + name) }
	if c.Name == c.Rel.Columns[0] {
		w.W("(")
		part("key")
		w.W(" + 1)")
		return
	}
	w.W("CASE WHEN ")
	part("type")
	w.W(" IN ('object', 'array') THEN ")
	part("value")
	w.W(" WHEN ")
	part("type")
	w.W(" IN ('true', 'false') THEN ")
	part("type")
	w.W(" ELSE json_quote(")
	part("value")
	w.W(") END")
}

func writeColumn(w *dialect.Writer, c *ast.ColumnRef) {
	if c.Rel != nil && c.Rel.Func != nil {
		if _, ok := c.Rel.Func.(*ast.JSONEach); ok {
			writeElementColumn(w, c)
			return
		}
	}
	ansi.Write(w, c)
}
