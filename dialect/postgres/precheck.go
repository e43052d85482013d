package postgres

import (
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

// Prechecks are the standard's, values that a smaller type does not hold, and
// those of enums. Keys and indexes are of one table and its partitions, not of
// tables that inherit from it; checks and NOT NULL are.
func (d *Dialect) Prechecks(s *dialect.Server, c ddl.Change) []dialect.Precheck {
	list := ansi.Prechecks(d, c, d.value)
	for i := range list {
		if p := &list[i]; p.Agree != nil || p.Parent != nil {
			in, _ := ddl.TableOf(c)
			p.Only = in.From.PartitionBy == ""
			if p.Parent != nil { // which must not hide rows from us
				p.Where = "NOT pg_catalog.row_security_active(" + d.Literal((&script{d: d}).n(p.Parent.Ref)) + ")"
			}
		}
	}
	switch c := c.(type) {
	case ddl.AlterColumn:
		return append(list, d.narrowing(c)...)
	case ddl.AlterEnum:
		return d.enumValues(list, c)
	}
	return list
}

// value is a part of a key with the collation that it compares by. What an
// operator class calls equal is its own matter.
func (d *Dialect) value(p metadata.Part) string {
	if p.OpClass != "" {
		return ""
	}
	text := d.Ident(p.Column)
	if p.Expr != nil {
		text = "(" + p.Expr.Text + ")"
	}
	if p.Collation != "" {
		text += " COLLATE " + (&script{d: d}).collation(p.Collation)
	}
	return text
}

// enumValues asks each column of the type, or of an array of it, for the values
// that go.
func (d *Dialect) enumValues(list []dialect.Precheck, c ddl.AlterEnum) []dialect.Precheck {
	if len(list) == 0 {
		return nil
	}
	gone := ansi.Missing(c.Renamed().Values, c.To.Values)
	quoted := make([]string, len(gone))
	for i, v := range gone {
		quoted[i] = d.Literal(v)
	}
	values := strings.Join(quoted, ", ")
	for _, x := range c.Columns {
		p := dialect.Precheck{Rows: list[0].Rows, Table: x.Table, Reads: []string{x.Column.Name}, Where: d.Ident(x.Column.Name) + "::text IN (" + values + ")"}
		if strings.HasSuffix(x.Column.Type.SQL, "[]") {
			p.Where = d.Ident(x.Column.Name) + "::text[] && ARRAY[" + values + "]"
		}
		list = append(list, p)
	}
	return list
}

// narrowing asks for values that the new type refuses. Where it rounds or cuts
// blanks it refuses none; what a cast of the user's does is unknown.
func (d *Dialect) narrowing(c ddl.AlterColumn) []dialect.Precheck {
	from, okFrom := sizeOf(c.Old.Type.SQL)
	to, okTo := sizeOf(c.New.Type.SQL)
	if !okFrom || !okTo || from == to || c.New.Options["postgres."+usingOption] != "" || c.Old.Computed != nil || c.New.Computed != nil {
		return nil
	}
	for _, f := range []func(name string, from, to sized) (rows, where string){shorter, smaller, fewerDigits} {
		if rows, where := f(d.Ident(c.Old.Name), from, to); rows != "" {
			return []dialect.Precheck{{Rows: rows, Table: c.Ident(), Reads: []string{c.Old.Name}, Where: where}}
		}
	}
	return nil
}

func shorter(name string, from, to sized) (rows, where string) {
	if family(from.name) != "text" || family(to.name) != "text" || to.n < 0 || from.n >= 0 && from.n <= to.n {
		return "", ""
	}
	return fmt.Sprintf("values longer than %d characters", to.n), fmt.Sprintf("length(rtrim(%s::text, ' ')) > %d", name, to.n)
}

// smaller leaves half a number to rounding.
func smaller(name string, from, to sized) (rows, where string) {
	most, old := limits[to.name], limits[from.name]
	if most == 0 || family(from.name) != "number" || old > 0 && old <= most {
		return "", ""
	}
	half := ""
	if old == 0 {
		half = ".5"
	}
	return "values that " + to.name + " cannot hold", fmt.Sprintf("%s < %d%s OR %s > %d%s", name, -most-1, half, name, most, half)
}

// fewerDigits are numbers with more digits before the point than the new type
// has.
func fewerDigits(name string, from, to sized) (rows, where string) {
	exact := limits[from.name] > 0 || from.name == "numeric"
	if to.name != "numeric" || to.n < 0 || !exact {
		return "", ""
	}
	scale := max(to.sc, 0)
	if before, after := from.n-max(from.sc, 0), to.n-scale; from.n >= 0 && (before < after || before == after && from.sc <= scale) {
		return "", ""
	}
	return fmt.Sprintf("values that numeric(%d,%d) cannot hold", to.n, scale), fmt.Sprintf("abs(round(%s::numeric, %d)) >= 1%s", name, scale, strings.Repeat("0", max(to.n-scale, 0)))
}
