package mysql

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

// Prechecks are the standard's, and the values that a smaller type does not
// hold. A column that is added without a default gives rows 0, ” or the first
// value; of a few types there is none to give.
func (d *Dialect) Prechecks(s *dialect.Server, c ddl.Change) []dialect.Precheck {
	switch c := c.(type) {
	case ddl.TableChanges:
		var list []dialect.Precheck
		for _, part := range c.Changes {
			list = append(list, d.Prechecks(s, part)...)
		}
		return list
	case ddl.AddColumn:
		if withoutZero(s, c.Column) {
			return []dialect.Precheck{{Rows: "a table that has rows, since there is no default", Table: c.Ident()}}
		}
		return nil
	case ddl.AlterColumn:
		return append(d.nulls(s, c), d.narrowing(c)...)
	}
	list := ansi.Prechecks(d, c, d.value)
	for i := range list {
		list[i].GroupHint = "SQL_BIG_RESULT " // sorts, which takes a tenth of the time of a table on disk
	}
	return list
}

// withoutZero: there is no zero of a shape (MySQL), nor of a date where sql_mode
// says so.
func withoutZero(s *dialect.Server, c *metadata.Column) bool {
	if c.Nullable || c.ServerDefault != nil || c.Computed != nil {
		return false
	}
	mode := s.Facts[factMode]
	noDate := strings.Contains(mode, "NO_ZERO_DATE") && strings.Contains(mode, "STRICT_")
	return noDate && (c.Type.SQL == "date" || strings.HasPrefix(c.Type.SQL, "datetime")) || !isMaria(s) && shape.MatchString(c.Type.SQL)
}

var shape = regexp.MustCompile(`^(geometry|geomcollection|geometrycollection|(multi)?(point|linestring|polygon))\b`)

// nulls: without explicit_defaults_for_timestamp, a timestamp takes NULL for the
// current time.
func (d *Dialect) nulls(s *dialect.Server, c ddl.AlterColumn) []dialect.Precheck {
	if v := s.Facts[factTimestamps]; strings.HasPrefix(c.New.Type.SQL, "timestamp") && (v == "OFF" || v == "0") {
		return nil
	}
	return ansi.Prechecks(d, c, d.value)
}

// value is a part of a key: all of a column, its beginning, or an expression.
// One over an array has several values for each row.
func (d *Dialect) value(p metadata.Part) string {
	switch {
	case p.Expr != nil && array.MatchString(p.Expr.Text):
		return ""
	case p.Expr != nil:
		return "(" + p.Expr.Text + ")"
	case p.Length > 0:
		return fmt.Sprintf("LEFT(%s, %d)", d.Ident(p.Column), p.Length)
	}
	return d.Ident(p.Column)
}

var array = regexp.MustCompile(`(?i)\barray\b`)

// narrowing asks for values that do not fit the new type: in strict mode the
// server refuses them. What it rounds without an error is not among them.
func (d *Dialect) narrowing(c ddl.AlterColumn) []dialect.Precheck {
	if c.Old.Type.Equal(c.New.Type) || c.Old.Computed != nil || c.New.Computed != nil {
		return nil
	}
	from, to, name := c.Old.Type.SQL, c.New.Type.SQL, d.Ident(c.Old.Name)
	rows, where := d.members(c)
	for _, f := range []func(name, from, to string) (rows, where string){shorter, smaller, fewerDigits} {
		if rows == "" {
			rows, where = f(name, from, to)
		}
	}
	if rows == "" {
		return nil
	}
	return []dialect.Precheck{{Rows: rows, Table: c.Ident(), Reads: []string{c.Old.Name}, Where: where}}
}

// members are the values that an enum or a set has no longer. Which of them
// are equal is for the column's collation to say.
func (d *Dialect) members(c ddl.AlterColumn) (rows, where string) {
	name, now := d.Ident(c.Old.Name), listed(c.New.Type.SQL)
	gone := ansi.Missing(ddl.RenamedValues(listed(c.Old.Type.SQL), renamedFrom(c.New.Type)), now)
	if now == nil || gone == nil {
		return "", ""
	}
	rows = "values that are no longer in the list"
	if family(c.Old.Type.SQL) == "enum" {
		return rows, name + " IN (" + d.literals(gone) + ") AND " + name + " NOT IN (" + d.literals(now) + ")"
	}
	some := []string{"1 = 0"}
	for _, v := range gone {
		if !slices.ContainsFunc(now, func(w string) bool { return strings.EqualFold(v, w) }) {
			some = append(some, "FIND_IN_SET("+d.Literal(v)+", "+name+") > 0")
		}
	}
	return rows, strings.Join(some, " OR ")
}

func (d *Dialect) literals(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = d.Literal(v)
	}
	return strings.Join(quoted, ", ")
}

var textOf = regexp.MustCompile(`^(var)?(char|binary)\((\d+)\)$`)

// shorter are strings that are too long: in characters, or in bytes.
func shorter(name, from, to string) (rows, where string) {
	m, old := textOf.FindStringSubmatch(to), textOf.FindStringSubmatch(from)
	if m == nil {
		return "", ""
	}
	unit, length := "characters", "CHAR_LENGTH("+name+")"
	switch {
	case m[2] == "binary":
		unit, length = "bytes", "LENGTH("+name+")"
	case m[1] == "": // char is filled up with blanks
		length = "CHAR_LENGTH(TRIM(TRAILING ' ' FROM " + name + "))"
	}
	switch {
	case old != nil && (old[2] != m[2] || number(old[3]) <= number(m[3])):
		return "", ""
	case old == nil && !(m[2] == "char" && strings.HasSuffix(from, "text") || m[2] == "binary" && strings.HasSuffix(from, "blob")):
		return "", ""
	}
	return "values longer than " + m[3] + " " + unit, length + " > " + m[3]
}

// number reads digits that a pattern found.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// integers by size.
var integers = []string{"tinyint", "smallint", "mediumint", "int", "bigint"}

var integerOf = regexp.MustCompile(`^(tinyint|smallint|mediumint|int|bigint)(?:\(\d+\))?( unsigned)?( zerofill)?$`)

// limits are the smallest and the largest value of an integer type.
var limits = map[string][2]string{
	"tinyint": {"-128", "127"}, "tinyint unsigned": {"0", "255"}, "smallint": {"-32768", "32767"}, "smallint unsigned": {"0", "65535"},
	"mediumint": {"-8388608", "8388607"}, "mediumint unsigned": {"0", "16777215"}, "int": {"-2147483648", "2147483647"}, "int unsigned": {"0", "4294967295"},
	"bigint": {"-9223372036854775808", "9223372036854775807"}, "bigint unsigned": {"0", "18446744073709551615"},
}

// smaller are integers beyond what the new type holds.
func smaller(name, from, to string) (rows, where string) {
	m, n := integerOf.FindStringSubmatch(from), integerOf.FindStringSubmatch(to)
	if m == nil || n == nil {
		return "", ""
	}
	if slices.Index(integers, n[1]) >= slices.Index(integers, m[1]) && m[2] == n[2] {
		return "", ""
	}
	l := limits[n[1]+n[2]]
	return "values that " + to + " cannot hold", name + " < " + l[0] + " OR " + name + " > " + l[1]
}

var decimalOf = regexp.MustCompile(`^decimal\((\d+),(\d+)\)( unsigned)?( zerofill)?$`)

// fewerDigits are numbers with more digits before the point than the new type
// has. Behind the point the server rounds.
func fewerDigits(name, from, to string) (rows, where string) {
	m, n := decimalOf.FindStringSubmatch(from), decimalOf.FindStringSubmatch(to)
	if n == nil || m == nil && !integerOf.MatchString(from) {
		return "", ""
	}
	digits := number(n[1]) - number(n[2])
	if m != nil && (number(m[1])-number(m[2]) < digits || number(m[1])-number(m[2]) == digits && number(m[2]) <= number(n[2])) {
		return "", ""
	}
	return "values that " + to + " cannot hold", "ABS(ROUND(" + name + ", " + n[2] + ")) >= 1" + strings.Repeat("0", digits)
}
