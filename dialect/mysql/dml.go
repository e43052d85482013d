package mysql

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

// Write spells what MySQL and MariaDB spell their own way; ansi does the rest.
func (d *Dialect) Write(w *dialect.Writer, n ast.Node) {
	switch n := n.(type) {
	case *ast.Binary:
		writeBinary(w, n)
	case *ast.Func:
		writeFunc(w, n)
	case *ast.Extract:
		writeExtract(w, n)
	case *ast.Cast:
		d.writeCast(w, n)
	case *ast.JSONGet:
		writeJSONGet(w, n)
	case *ast.Order:
		ansi.PlainNulls(w, *n)
	case *ast.Limit:
		writeLimit(w, *n)
	case ast.Join:
		if n.Kind == ast.FullJoin {
			w.Unsupported("FULL JOIN", "put a left and a right join together with UNION")
		}
		ansi.Write(w, n)
	case *ast.Lock:
		writeLock(w, n)
	case *ast.Insert:
		d.writeInsert(w, n)
	case *ast.Update:
		writeUpdate(w, n)
	case *ast.Delete:
		writeDelete(w, n)
	case *ast.Relation:
		writeRelation(w, n)
	case *ast.Select:
		writeSelect(w, n)
	case *ast.CTE:
		writeCTE(w, n)
	case *ast.BitNot:
		ansi.Tight(w.W("CAST(~"), n.X)
		w.W(" AS SIGNED)")
	case *ast.Excluded:
		if w.Unnamed {
			w.W("VALUES(").Ident(n.Name).W(")")
			return
		}
		ansi.Write(w, n)
	default:
		if !d.writeMore(w, n) {
			refuse(w, n)
			ansi.Write(w, n)
		}
	}
}

func refuse(w *dialect.Writer, n ast.Node) {
	switch n := n.(type) {
	case *ast.ArrayOf, *ast.Subscript:
		w.Unsupported("arrays", "keep a list as JSON")
	case *ast.Grouping:
		w.Unsupported(n.Kind, "put queries together with UNION ALL; ROLLUP alone may stand in GROUP BY")
	case *ast.Hint:
		if n.Server == "" && isMaria(w.Server) {
			w.Unsupported("hints in comments", "")
		}
	}
}

func writeBinary(w *dialect.Writer, n *ast.Binary) {
	switch n.Op {
	case ast.OpSame:
		ansi.Infix(w, n, " <=> ")
	case ast.OpDiffer:
		w.W("NOT (")
		ansi.Infix(w, n, " <=> ")
		w.W(")")
	case ast.OpIntDiv:
		ansi.Infix(w, n, " DIV ")
	case ast.OpShr: // of a number without sign, so that of a negative one the opposite is moved
		ansi.Write(w, &ast.Raw{SQL: "CAST(IF((?) < 0, ~(~(?) >> (?)), (?) >> (?)) AS SIGNED)", Args: []ast.Node{n.L, n.L, n.R, n.L, n.R}})
	case ast.OpBitAnd, ast.OpBitOr, ast.OpBitXor, ast.OpShl:
		w.W("CAST(") // bits are unsigned here, and a difference of such cannot be negative
		ansi.Infix(w, n, " "+string(n.Op)+" ")
		w.W(" AS SIGNED)")
	case ast.OpMatch:
		ansi.Infix(w, n, " REGEXP ")
	case ast.OpNotMatch:
		ansi.Infix(w, n, " NOT REGEXP ")
	case ast.OpContains:
		w.W("JSON_CONTAINS(").Node(n.L).W(", ").Node(n.R).W(")")
	case ast.OpConcat: // || means OR, unless PIPES_AS_CONCAT is set
		w.W("CONCAT(").Nodes(joined(n)).W(")")
	case ast.OpAdd, ast.OpSub, ast.OpMul, ast.OpMod:
		ansi.Write(w, exact(n))
	default:
		ansi.Write(w, n)
	}
}

// exact keeps a sum of two values from being one of floats, which the server
// takes values for that it is not told more of.
func exact(n *ast.Binary) *ast.Binary {
	l, ok := n.L.(*ast.Arg)
	_, both := n.R.(*ast.Arg)
	if !ok || !both {
		return n
	}
	switch l.Value.(type) {
	case int64, int, int32:
		c := *n
		c.L = &ast.Cast{X: l, Type: metadata.BigInt()}
		return &c
	}
	return n
}

// joined are the operands of a chain of concatenations.
func joined(n ast.Node) []ast.Node {
	b, ok := n.(*ast.Binary)
	if !ok || b.Op != ast.OpConcat {
		return []ast.Node{n}
	}
	return append(joined(b.L), joined(b.R)...)
}

func writeFunc(w *dialect.Writer, f *ast.Func) {
	if f.Filter != nil {
		f = ansi.Unfiltered(f)
	}
	if f.Over != nil && f.Over.Frame != nil && (f.Over.Frame.Unit == "GROUPS" || f.Over.Frame.Exclude != "") {
		w.Unsupported("GROUPS and EXCLUDE in windows", "")
	}
	if instead, ok := missing[f.Name]; ok || len(f.Within) > 0 {
		w.Unsupported(f.Name, instead)
	}
	if writeRenamed(w, f) {
		return
	}
	if f.Name == "current_timestamp" && len(f.Args) == 0 {
		w.W("CURRENT_TIMESTAMP(6)") // the fraction is cut off otherwise
		return
	}
	ansi.Write(w, f)
}

func writeExtract(w *dialect.Writer, n *ast.Extract) {
	switch n.Field {
	case "dow":
		w.W("(DAYOFWEEK(").Node(n.X).W(") - 1)")
	case "doy":
		w.W("DAYOFYEAR(").Node(n.X).W(")")
	case "week":
		w.W("WEEK(").Node(n.X).W(", 3)") // ISO 8601
	case "epoch":
		// UNIX_TIMESTAMP knows no times before 1970.
		w.W("FLOOR(TIMESTAMPDIFF(MICROSECOND, FROM_UNIXTIME(0), ").Node(n.X).W(") * 0.000001)") // exact, which a quotient is not
	default:
		ansi.Write(w, n)
	}
}

// casts are the words that CAST knows, which are not those of columns:
// https://dev.mysql.com/doc/refman/9.0/en/cast-functions.html#function_cast
var casts = map[metadata.Kind]string{
	metadata.KindBoolean: "SIGNED", metadata.KindSmallInt: "SIGNED", metadata.KindInteger: "SIGNED", metadata.KindBigInt: "SIGNED",
	metadata.KindFloat: "DOUBLE", metadata.KindDouble: "DOUBLE", metadata.KindText: "CHAR", metadata.KindEnum: "CHAR", metadata.KindUUID: "CHAR",
	metadata.KindBinary: "BINARY", metadata.KindDate: "DATE", metadata.KindJSON: "JSON", metadata.KindString: "CHAR",
}

func (d *Dialect) writeCast(w *dialect.Writer, n *ast.Cast) {
	if g, ok := n.X.(*ast.JSONGet); ok && g.Text && n.Type.Kind == metadata.KindBoolean {
		w.W("(").Node(g).W(" = 'true')")
		return
	}
	t := n.Type.Resolve(w.Server.Names...)
	word := casts[t.Kind]
	switch t.Kind {
	case metadata.KindString:
		if t.Length > 0 {
			word += "(" + strconv.Itoa(t.Length) + ")"
		}
	case metadata.KindNumeric:
		word = strings.ToUpper(numeric(t))
	case metadata.KindDateTime, metadata.KindTime:
		word = strings.ToUpper(string(t.Kind)) + "(6)"
	case metadata.KindExact:
		word = t.SQL
	}
	if n.Try {
		w.Unsupported("TRY_CAST", "")
	}
	if word == "" || word == "JSON" && isMaria(w.Server) {
		w.Unsupported("CAST to "+t.String(), "")
	}
	ansi.TypeWord(w.W("CAST(").Node(n.X).W(" AS "), word).W(")")
}

// writeJSONGet makes the document null NULL where text is asked for: the server
// has the word null there.
func writeJSONGet(w *dialect.Writer, n *ast.JSONGet) {
	extract := func() {
		w.W("JSON_EXTRACT(").Node(n.X).W(", ")
		writePath(w, n.Path).W(")")
	}
	if !n.Text {
		extract()
		return
	}
	w.W("IF(JSON_TYPE(")
	extract()
	w.W(") = 'NULL', NULL, JSON_UNQUOTE(")
	extract()
	w.W("))")
}

func writeLimit(w *dialect.Writer, l ast.Limit) {
	if l.WithTies && !isMaria(w.Server) {
		w.Unsupported("WITH TIES", "number the rows with RANK() in a query of its own")
	}
	if l.WithTies && l.Offset == nil {
		l.Offset = ast.Literal{Value: 0}
	}
	if l.Limit == nil && l.Offset != nil {
		w.W(" LIMIT 18446744073709551615") // OFFSET does not stand alone
	}
	ansi.Limit(w, l)
}

func writeLock(w *dialect.Writer, l *ast.Lock) {
	switch {
	case l.Strength != "UPDATE" && l.Strength != "SHARE":
		w.Unsupported("FOR "+l.Strength, "use ForUpdate or ForShare")
	case isMaria(w.Server) && len(l.Of) > 0:
		w.Unsupported("OF in FOR UPDATE", "")
	case isMaria(w.Server) && l.Strength == "SHARE":
		w.W(" LOCK IN SHARE MODE")
		if l.NoWait {
			w.W(" NOWAIT")
		}
		if l.SkipLocked {
			w.W(" SKIP LOCKED")
		}
		return
	}
	ansi.Write(w, l)
}

func writeSelect(w *dialect.Writer, s *ast.Select) {
	if s.More != nil && len(s.More.DistinctOn) > 0 {
		w.Unsupported("DISTINCT ON", "number the rows with ROW_NUMBER() in a query of its own")
	}
	if g, ok := rollup(s.GroupBy); ok {
		c := *s
		c.GroupBy = slices.Concat(g.Sets...)
		last := len(c.GroupBy) - 1
		c.GroupBy[last] = withRollup{c.GroupBy[last]}
		s = &c
	}
	ansi.Write(w, s)
}

// rollup is the one ROLLUP that makes all groups, which is what WITH ROLLUP is.
func rollup(by []ast.Node) (*ast.Grouping, bool) {
	if len(by) != 1 {
		return nil, false
	}
	g, ok := by[0].(*ast.Grouping)
	return g, ok && g.Kind == "ROLLUP" && len(g.Sets) > 0
}

// withRollup is the last expression of a GROUP BY.
type withRollup struct{ ast.Node }

func writeRelation(w *dialect.Writer, r *ast.Relation) {
	switch {
	case r.Lateral && isMaria(w.Server):
		w.Unsupported("LATERAL", "number the rows with ROW_NUMBER() in a query of its own")
	case r.Sample != nil:
		w.Unsupported("TABLESAMPLE", "ORDER BY RAND() with a limit")
	case r.Values != nil:
		ansi.ValuesAsSelects(w, r)
		return
	case r.Func != nil:
		writeTableFunc(w, r)
		return
	}
	ansi.Write(w, r)
}

func writeCTE(w *dialect.Writer, c *ast.CTE) {
	if ansi.Changes(c.Query) {
		w.Unsupported("INSERT, UPDATE or DELETE in WITH", "run it as a statement of its own")
	}
	if c.Materialized || c.Inline {
		w.Unsupported("MATERIALIZED", "")
	}
	ansi.Write(w, c)
}

func (d *Dialect) writeInsert(w *dialect.Writer, s *ast.Insert) {
	if len(s.Returning) > 0 && !isMaria(w.Server) {
		w.Unsupported("RETURNING", "read the number that Exec returns, or select by another key")
	}
	w.W("INSERT INTO ")
	ansi.TableName(w, s.Table.Ident())
	c := *s
	if s.Query != nil {
		c.Query = headed{s.Query}
	}
	ansi.InsertRows(w, &c, " () VALUES ()")
	if s.OnConflict != nil {
		writeOnConflict(w, s)
	}
	ansi.Returning(w, s.Returning)
}

// writeOnConflict gives the values that the insert brings a name. MariaDB knows
// VALUES(column) only, which MySQL has given up for names, but not where the
// values come from a query.
func writeOnConflict(w *dialect.Writer, s *ast.Insert) {
	c := s.OnConflict
	switch {
	case len(c.Where) > 0 || len(c.TargetWhere) > 0 && !overSome(s.Table, c.Target):
		w.Unsupported("conditions in ON DUPLICATE KEY UPDATE", "set the columns to If(condition, value).Else(what they are)")
	case len(c.Target) > 0 && !isKey(s.Table, c.Target):
		w.Unsupported("ON CONFLICT for columns that are no unique key of "+s.Table.Name, "")
	}
	named := !isMaria(w.Server) && s.Query == nil
	if named {
		w.W(" AS excluded")
	}
	w.Unnamed = !named
	w.W(" ON DUPLICATE KEY UPDATE ")
	if len(c.Set) == 0 { // a column that stays what it is; IGNORE would hide other errors
		name := s.Table.Columns[0].Name
		if s.Table.PrimaryKey != nil {
			name = s.Table.PrimaryKey.Parts[0].Column
		}
		w.Ident(name).W(" = ").Ident(s.Table.Name).W(".").Ident(name)
		return
	}
	for i := range c.Set {
		if i > 0 {
			w.W(", ")
		}
		w.Ident(c.Set[i].Column.Name).W(" = ").Node(c.Set[i].Node())
	}
}

// isKey reports whether the columns are a unique key of the table.
func isKey(t *metadata.Table, target []*metadata.Column) bool {
	names := make([]string, len(target))
	for i, c := range target {
		names[i] = c.Name
	}
	slices.Sort(names)
	same := func(parts []metadata.Part) bool {
		cols := metadata.ColumnsOf(parts)
		slices.Sort(cols)
		return len(cols) == len(parts) && slices.Equal(cols, names)
	}
	return t.PrimaryKey != nil && same(t.PrimaryKey.Parts) ||
		slices.ContainsFunc(t.Uniques, func(u *metadata.Unique) bool { return same(u.Parts) }) ||
		slices.ContainsFunc(t.Indexes, func(i *metadata.Index) bool { return i.Unique && same(i.Parts) })
}

// overSome reports whether the columns are a unique key over some rows, for which
// the key here has a column more: it is broken in these rows only.
func overSome(t *metadata.Table, target []*metadata.Column) bool {
	return slices.ContainsFunc(t.Indexes, func(i *metadata.Index) bool {
		same := func(c *metadata.Column, name string) bool { return c.Name == name }
		return i.Unique && i.Where != nil && slices.EqualFunc(target, metadata.ColumnsOf(i.Parts), same)
	})
}

func writeUpdate(w *dialect.Writer, s *ast.Update) {
	if len(s.Returning) > 0 {
		w.Unsupported("RETURNING for UPDATE", "select the rows in the same transaction")
	}
	w.W("UPDATE ").Node(s.Rel)
	for _, r := range s.From {
		w.W(", ").Node(r)
	}
	for _, j := range s.Joins {
		w.Node(j)
	}
	w.W(" SET ")
	for i := range s.Set {
		if i > 0 {
			w.W(", ")
		}
		w.Node(&ast.ColumnRef{Rel: s.Rel, Name: s.Set[i].Column.Name}).W(" = ").Node(s.Set[i].Node())
	}
	ansi.All(w, " WHERE ", s.Where)
	ansi.OrderBy(w, s.OrderBy)
	w.Limit(ast.Limit{Limit: s.Limit})
}

// writeDelete names the table to delete from apart from those to read: with an
// alias or other tables, the grammar wants that.
func writeDelete(w *dialect.Writer, s *ast.Delete) {
	if len(s.Returning) > 0 && !isMaria(w.Server) {
		w.Unsupported("RETURNING", "select the rows before, in the same transaction")
	}
	if s.Rel.Alias == "" && len(s.Using)+len(s.Joins) == 0 {
		w.W("DELETE FROM ").Node(s.Rel)
	} else {
		w.W("DELETE ")
		if s.Rel.Alias != "" {
			w.Ident(s.Rel.Alias)
		} else {
			ansi.TableName(w, s.Rel.Table.Ident())
		}
		w.W(" FROM ").Node(s.Rel)
		for _, r := range s.Using {
			w.W(", ").Node(r)
		}
		for _, j := range s.Joins {
			w.Node(j)
		}
	}
	ansi.All(w, " WHERE ", s.Where)
	ansi.OrderBy(w, s.OrderBy)
	w.Limit(ast.Limit{Limit: s.Limit})
	ansi.Returning(w, s.Returning)
}

// Bind sends instants in UTC with microseconds, of which MySQL would round the
// rest and MariaDB cuts it off, and dates and times of day as the value's own clock
// has them.
func (*Dialect) Bind(v any, t *metadata.Type) any {
	t = ansi.Resolved(t, "mysql")
	at, ok := v.(time.Time)
	if !ok {
		return bindUUID(v, t)
	}
	if t != nil && (t.Kind == metadata.KindTime || t.Kind == "" && strings.HasPrefix(t.SQL, "time") && !strings.HasPrefix(t.SQL, "timestamp")) {
		return at.Format("15:04:05.999999")
	}
	if t != nil && (t.Kind == metadata.KindDate || t.SQL == "date") {
		return at.Format("2006-01-02")
	}
	return at.UTC().Truncate(time.Microsecond)
}
