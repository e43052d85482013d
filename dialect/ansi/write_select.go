package ansi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
)

// Select writes a query.
func Select(w *dialect.Writer, s *ast.Select) {
	if s.Set != nil {
		compound(w, s)
		return
	}
	w.W("SELECT ")
	more := s.More
	if more == nil {
		more = &none
	}
	hint(w, more.Hints)
	if more.Distinct {
		w.W("DISTINCT ")
	}
	if len(more.DistinctOn) > 0 {
		w.W("DISTINCT ON (").Nodes(more.DistinctOn).W(") ")
	}
	items(w, s.Items)
	from(w, " FROM ", s.From)
	joins(w, s.Joins)
	All(w, " WHERE ", s.Where)
	if len(s.GroupBy) > 0 {
		w.W(" GROUP BY ").Nodes(s.GroupBy)
	}
	All(w, " HAVING ", s.Having)
	OrderBy(w, s.OrderBy)
	if s.Limit != nil || s.Offset != nil {
		w.Limit(ast.Limit{Limit: s.Limit, Offset: s.Offset, WithTies: more.WithTies && s.Limit != nil})
	}
	if more.Lock != nil {
		w.Node(more.Lock)
	}
}

// none are the parts that most queries have not.
var none ast.SelectMore

// hint writes the word for the optimizer that is meant for this server. One
// that is meant for whichever server it is has the key "".
func hint(w *dialect.Writer, hints map[string]string) {
	if len(hints) == 0 {
		return
	}
	for _, name := range append(slices.Clone(w.Server.Names), w.Server.Dialect, "") {
		h, ok := hints[name]
		if !ok {
			continue
		}
		w.Node(&ast.Hint{Text: h, Server: name})
		return
	}
}

// Hint writes a comment for the optimizer, which must not end before it should.
func Hint(w *dialect.Writer, h *ast.Hint) {
	for i := range len(h.Text) {
		c := h.Text[i]
		if !(c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || strings.IndexByte(" _(),.@`=+-%", c) >= 0) {
			w.Fail(fmt.Errorf("%w: %q is no hint", dialect.ErrStatement, h.Text))
			return
		}
	}
	w.W("/*+ ").W(h.Text).W(" */ ")
}

// items writes what is selected or returned, labels included.
func items(w *dialect.Writer, list []ast.Node) {
	for i, n := range list {
		if i > 0 {
			w.W(", ")
		}
		w.Node(n)
		if l, ok := n.(*ast.Label); ok {
			w.W(" AS ").Ident(l.Name)
		}
	}
}

func from(w *dialect.Writer, word string, rels []*ast.Relation) {
	for _, r := range rels {
		w.W(word).Node(r)
		word = ", "
	}
}

func joins(w *dialect.Writer, list []ast.Join) {
	for _, j := range list {
		w.Node(j)
	}
}

// Join writes one join.
func Join(w *dialect.Writer, j ast.Join) {
	w.W(" ").Word(string(j.Kind)).W(" ").Node(j.Rel)
	if j.On != nil {
		w.W(" ON ").Node(j.On)
	}
}

// writeRelation writes a relation where it is read from, with its name.
func writeRelation(w *dialect.Writer, r *ast.Relation) {
	if r.Lateral {
		w.W("LATERAL ")
	}
	named := false
	switch {
	case r.Table != nil:
		TableName(w, r.Table.Ident())
	case r.CTE != nil:
		w.Use(r.CTE)
		w.Ident(r.CTE.Name)
	case r.Query != nil:
		w.W("(").Node(inner(r.Query)).W(")")
		named = true
	case r.Func != nil:
		w.Node(r.Func)
		if r.Ordinality {
			w.W(" WITH ORDINALITY")
		}
		named = true
	default:
		values(w.W("("), r.Values)
		w.W(")")
		named = true
	}
	if r.Alias != "" {
		w.W(" AS ").Ident(r.Alias)
	}
	if named && len(r.Columns) > 0 {
		Names(w.W(" "), r.Columns)
	}
	if r.Sample != nil {
		w.Node(r.Sample)
	}
}

// inner is a query whose items all have names, as they must inside another.
func inner(s ast.Statement) ast.Statement {
	switch s := s.(type) {
	case *ast.Insert:
		c := *s
		c.Returning = ast.Named(c.Returning)
		return &c
	case *ast.Update:
		c := *s
		c.Returning = ast.Named(c.Returning)
		return &c
	case *ast.Delete:
		c := *s
		c.Returning = ast.Named(c.Returning)
		return &c
	}
	q, ok := s.(*ast.Select)
	if !ok {
		return s
	}
	c := *q
	if c.Set == nil {
		c.Items = ast.Named(c.Items)
		return &c
	}
	set := *c.Set
	set.Parts = slices.Clone(set.Parts)
	if first, ok := inner(set.Parts[0]).(*ast.Select); ok {
		set.Parts[0] = first
	}
	c.Set = &set
	return &c
}

func values(w *dialect.Writer, rows [][]ast.Node) {
	w.W("VALUES ")
	for i, row := range rows {
		if i > 0 {
			w.W(", ")
		}
		w.W("(").Nodes(row).W(")")
	}
}

// Names writes quoted names between parentheses.
func Names(w *dialect.Writer, names []string) {
	w.W("(")
	for i, n := range names {
		if i > 0 {
			w.W(", ")
		}
		w.Ident(n)
	}
	w.W(")")
}

// compound writes UNION and its relatives. Parts that are sorted, limited or
// compound themselves stand in parentheses; the dialect may do without.
func compound(w *dialect.Writer, s *ast.Select) {
	for i, p := range s.Set.Parts {
		if i > 0 {
			w.W(" ").Word(s.Set.Op).W(" ")
			if s.Set.All {
				w.W("ALL ")
			}
		}
		w.Node(ast.Part{Query: p})
	}
	if len(s.OrderBy) > 0 {
		w.W(" ORDER BY ")
	}
	for i, o := range s.OrderBy {
		if i > 0 {
			w.W(", ")
		}
		at := slices.IndexFunc(s.Items, func(n ast.Node) bool { return ast.Same(n, o.X) })
		if at < 0 {
			w.Fail(fmt.Errorf("%w: a %s is sorted by what it selects, and %s is not among that", dialect.ErrStatement, s.Set.Op, ast.Describe(o.X)))
			return
		}
		o.X = ast.Literal{Value: at + 1}
		w.Node(&o)
	}
	w.Limit(ast.Limit{Limit: s.Limit, Offset: s.Offset})
}

// Simple reports whether a part of a compound needs no parentheses.
func Simple(s *ast.Select) bool {
	return s.Set == nil && len(s.OrderBy) == 0 && s.Limit == nil && s.Offset == nil && (s.More == nil || s.More.Lock == nil)
}

// Part writes a part of a compound.
func Part(w *dialect.Writer, p ast.Part) {
	if Simple(p.Query) {
		w.Node(p.Query)
		return
	}
	w.W("(").Node(p.Query).W(")")
}

// Limit writes LIMIT and OFFSET, as most servers have them.
func Limit(w *dialect.Writer, l ast.Limit) {
	if l.WithTies {
		if l.Offset != nil {
			w.W(" OFFSET ").Node(l.Offset).W(" ROWS")
		}
		if l.Limit != nil {
			w.W(" FETCH FIRST ").Node(l.Limit).W(" ROWS WITH TIES")
		}
		return
	}
	if l.Limit != nil {
		w.W(" LIMIT ").Node(l.Limit)
	}
	if l.Offset != nil {
		w.W(" OFFSET ").Node(l.Offset)
	}
}

// Lock writes FOR UPDATE and its relatives.
func Lock(w *dialect.Writer, l *ast.Lock) {
	w.W(" FOR ").Word(l.Strength)
	for i, r := range l.Of {
		w.W([]string{" OF ", ", "}[min(i, 1)]).Ident(r.Name())
	}
	if l.NoWait {
		w.W(" NOWAIT")
	}
	if l.SkipLocked {
		w.W(" SKIP LOCKED")
	}
}

func writeCTE(w *dialect.Writer, c *ast.CTE) {
	w.Ident(c.Name)
	if len(c.Columns) > 0 {
		Names(w.W(" "), c.Columns)
	}
	w.W(" AS ")
	switch {
	case c.Materialized:
		w.W("MATERIALIZED ")
	case c.Inline:
		w.W("NOT MATERIALIZED ")
	}
	w.W("(").Node(inner(c.Query)).W(")")
}
