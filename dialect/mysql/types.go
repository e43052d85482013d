package mysql

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// exactType is the type that a generic one is declared as, spelled as the
// server's information_schema prints it.
func (d *Dialect) exactType(s *dialect.Server, t metadata.Type) (metadata.Type, error) {
	text, err := d.typeText(s, t)
	if err != nil {
		return t, err
	}
	return metadata.Exact(canonical(s, text)), nil
}

// unsupported says what to do about a type that the server lacks.
func unsupported(s *dialect.Server, format string, args ...any) error {
	return fmt.Errorf("%s %s", s.Product, fmt.Sprintf(format, args...))
}

func (d *Dialect) typeText(s *dialect.Server, t metadata.Type) (string, error) {
	switch t.Kind {
	case metadata.KindExact:
		return t.SQL, nil
	case metadata.KindString:
		if t.Length == 0 {
			return "", unsupported(s, "needs a length for a String; give one, or use Text")
		}
		return fmt.Sprintf("varchar(%d)", t.Length), nil
	case metadata.KindBinary:
		if t.Length == 0 {
			return "longblob", nil
		}
		return fmt.Sprintf("varbinary(%d)", t.Length), nil
	case metadata.KindNumeric:
		return numeric(t), nil
	case metadata.KindTime:
		if t.TimeZone {
			return "", unsupported(s, "has no time of day with a zone")
		}
		return fraction(s, "time", t)
	case metadata.KindDateTime:
		if t.TimeZone { // the one that stores an instant; until 2038
			return fraction(s, "timestamp", t)
		}
		return fraction(s, "datetime", t)
	case metadata.KindEnum:
		values := make([]string, len(t.Values))
		for i, v := range t.Values {
			values[i] = unpadded(v)
		}
		return d.list("enum", values), nil
	case metadata.KindJSON:
		if isMaria(s) {
			return "longtext", nil
		}
		return "json", nil
	case metadata.KindUUID:
		if has(s, uuidType) {
			return "uuid", nil
		}
		return "char(36)", nil
	case metadata.KindArray, metadata.KindInterval:
		return "", unsupported(s, `has no %s type; give the column another one with On("mysql", ...)`, t.Kind)
	}
	return plainTypes[t.Kind], nil
}

var plainTypes = map[metadata.Kind]string{
	metadata.KindBoolean: "tinyint(1)", metadata.KindSmallInt: "smallint", metadata.KindInteger: "int", metadata.KindBigInt: "bigint",
	metadata.KindFloat: "float", metadata.KindDouble: "double", metadata.KindText: "longtext", metadata.KindDate: "date",
}

func numeric(t metadata.Type) string {
	p, scale := 10, 0
	if t.Precision != nil {
		p = *t.Precision
	}
	if t.Scale != nil {
		scale = *t.Scale
	}
	return fmt.Sprintf("decimal(%d,%d)", p, scale)
}

func fraction(s *dialect.Server, word string, t metadata.Type) (string, error) {
	switch {
	case t.Precision == nil || *t.Precision == 0:
		return word, nil
	case *t.Precision > 6:
		return "", unsupported(s, "keeps at most 6 digits of a second")
	}
	return fmt.Sprintf("%s(%d)", word, *t.Precision), nil
}

var (
	widths   = map[string]string{"tinyint": "(4)", "smallint": "(6)", "mediumint": "(9)", "int": "(11)", "bigint": "(20)"}
	unsigned = map[string]string{"tinyint": "(3)", "smallint": "(5)", "mediumint": "(8)", "int": "(10)", "bigint": "(20)"}
	// synonyms are from https://dev.mysql.com/doc/refman/8.4/en/other-vendor-data-types.html
	// and the pages of each type.
	synonyms = map[string]string{
		"integer": "int", "int1": "tinyint", "int2": "smallint", "int3": "mediumint", "middleint": "mediumint", "int4": "int", "int8": "bigint",
		"boolean": "tinyint(1)", "bool": "tinyint(1)", "dec": "decimal", "numeric": "decimal", "fixed": "decimal",
		"double precision": "double", "real": "double", "float8": "double", "float4": "float",
		"character varying": "varchar", "char varying": "varchar", "varcharacter": "varchar", "character": "char",
		"long varchar": "mediumtext", "long": "mediumtext", "long varbinary": "mediumblob",
	}
	// alone is what a type without its length or digits stands for.
	alone = map[string]string{"decimal": "decimal(10,0)", "char": "char(1)", "binary": "binary(1)", "bit": "bit(1)"}
	named = regexp.MustCompile(`^([a-z0-9_]+(?: precision| varying| varchar| varbinary)?)(\([^)]*\))?((?: [a-z]+)*)$`)
	// precision matches decimal(8), which has no digits behind the point.
	precision = regexp.MustCompile(`^\((\d+)\)$`)
)

// canonical spells a type as the server would. MariaDB prints display widths of
// integers, MySQL since 8.0.19 none but that of tinyint(1).
func canonical(s *dialect.Server, text string) string {
	t := tight(text)
	if strings.Contains(t, "'") { // enum and set
		return t
	}
	m := named.FindStringSubmatch(t)
	if m == nil {
		return t
	}
	head, args, tail := m[1], m[2], m[3]
	if other, ok := synonyms[head]; ok {
		head = other
	}
	if args == "" && tail == "" && alone[head] != "" {
		return alone[head]
	}
	switch {
	case widths[head] != "":
		return integer(s, head, args, tail)
	case head == "decimal" && args == "":
		args = "(10,0)"
	case head == "decimal":
		args = precision.ReplaceAllString(args, "($1,0)")
	case head == "float" && precision.MatchString(args):
		if n, _ := strconv.Atoi(strings.Trim(args, "()")); n > 24 {
			head = "double"
		}
		args = ""
	case head == "year":
		args = ""
		if isMaria(s) || !has(s, noDisplayWidths) {
			args = "(4)"
		}
	case args == "(0)" && (head == "datetime" || head == "timestamp" || head == "time"):
		args = ""
	case head == "geometrycollection" && !isMaria(s):
		head = "geomcollection"
	}
	return head + args + tail
}

// tight puts words into lower case and spaces where the server prints them.
func tight(text string) string {
	tokens, err := lex.Tokens(text, lex.MySQL())
	if err != nil {
		return text
	}
	var b strings.Builder
	glued := true
	for _, t := range tokens {
		open := t.IsOp("(") || t.IsOp(",")
		if !glued && !open && !t.IsOp(")") {
			b.WriteByte(' ')
		}
		if t.Kind == lex.Word {
			b.WriteString(strings.ToLower(t.Text))
		} else {
			b.WriteString(t.Text)
		}
		glued = open
	}
	return b.String()
}

func integer(s *dialect.Server, head, args, tail string) string {
	zero := strings.Contains(tail, "zerofill")
	sign := strings.Contains(tail, "unsigned") || zero // which makes it unsigned
	switch {
	case has(s, noDisplayWidths) && !zero && (head != "tinyint" || args != "(1)" || sign):
		args = ""
	case args == "" && sign && (!has(s, noDisplayWidths) || zero):
		args = unsigned[head]
	case args == "" && !has(s, noDisplayWidths):
		args = widths[head]
	}
	text := head + args
	if sign {
		text += " unsigned"
	}
	if zero {
		text += " zerofill"
	}
	return text
}

// family is the first word of an exact type.
func family(t string) string {
	if i := strings.IndexAny(t, "( "); i >= 0 {
		return t[:i]
	}
	return t
}

// textual reports whether the type has a collation.
func textual(t string) bool {
	switch family(t) {
	case "char", "varchar", "text", "tinytext", "mediumtext", "longtext", "enum", "set":
		return true
	}
	return false
}

// large reports whether a column of the type is kept apart: it takes no plain
// default on MySQL, and a key needs a length for it.
func large(t string) bool {
	f := family(t)
	return strings.HasSuffix(f, "text") || strings.HasSuffix(f, "blob")
}

func isNumber(t string) bool {
	switch family(t) {
	case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "year":
		return true
	}
	return false
}

// arguments are the numbers in a type's parentheses.
func arguments(t string) []int {
	_, rest, ok := strings.Cut(t, "(")
	if !ok || strings.Contains(rest, "'") {
		return nil
	}
	inside, _, _ := strings.Cut(rest, ")")
	var list []int
	for part := range strings.SplitSeq(inside, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil {
			return nil
		}
		list = append(list, n)
	}
	return list
}

// Generic is the way back from an exact type to the generic one that is
// declared so.
func (*Dialect) Generic(t metadata.Type) (metadata.Type, bool) {
	args := arguments(t.SQL)
	switch text, head := t.SQL, family(t.SQL); {
	case strings.Contains(text, " "): // unsigned, zerofill
	case text == "tinyint(1)":
		return metadata.Boolean(), true
	case head == "smallint" && (len(args) == 0 || args[0] == 6):
		return metadata.SmallInt(), true
	case head == "int" && (len(args) == 0 || args[0] == 11):
		return metadata.Integer(), true
	case head == "bigint" && (len(args) == 0 || args[0] == 20):
		return metadata.BigInt(), true
	case head == "varchar" && len(args) == 1:
		return metadata.String(args[0]), true
	case head == "varbinary" && len(args) == 1:
		return metadata.Binary(args[0]), true
	case head == "decimal" && len(args) == 2:
		return metadata.Numeric(args[0], args[1]), true
	case head == "datetime":
		return digits(metadata.DateTime(), args), true
	case head == "timestamp":
		return digits(metadata.Timestamp(), args), true
	case head == "time":
		return digits(metadata.Time(), args), true
	}
	same := map[string]metadata.Type{"date": metadata.Date(), "double": metadata.Double(), "float": metadata.Float(), "longblob": metadata.Binary(0), "longtext": metadata.Text(), "json": metadata.JSON(), "uuid": metadata.UUID()}
	g, ok := same[t.SQL]
	if !ok {
		return t, false
	}
	return g, true
}

func digits(t metadata.Type, args []int) metadata.Type {
	if len(args) == 1 {
		return t.Digits(args[0])
	}
	return t
}
