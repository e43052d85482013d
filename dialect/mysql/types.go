package mysql

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// exactType is the type that a generic one is declared as, spelled as the
// server's information_schema prints it.
func (d *Dialect) exactType(s *dialect.Server, t metadata.Type) (metadata.Type, error) {
	exact := func(format string, args ...any) (metadata.Type, error) {
		return metadata.Exact(canonical(s, fmt.Sprintf(format, args...))), nil
	}
	digits := func(word string) (metadata.Type, error) {
		if t.Precision != nil && *t.Precision > 0 {
			return exact("%s(%d)", word, *t.Precision)
		}
		return exact("%s", word)
	}
	switch t.Kind {
	case metadata.KindExact:
		return exact("%s", t.SQL)
	case metadata.KindString:
		if t.Length == 0 {
			return t, fmt.Errorf("a String needs a length on MySQL: %w; give one, or use Text", dialect.ErrUnsupported)
		}
		return exact("varchar(%d)", t.Length)
	case metadata.KindBinary:
		if t.Length == 0 {
			return exact("longblob")
		}
		return exact("varbinary(%d)", t.Length)
	case metadata.KindNumeric:
		p, sc := 10, 0
		if t.Precision != nil {
			p = *t.Precision
		}
		if t.Scale != nil {
			sc = *t.Scale
		}
		return exact("decimal(%d,%d)", p, sc)
	case metadata.KindTime:
		return digits("time")
	case metadata.KindDateTime:
		return digits("datetime")
	case metadata.KindJSON:
		if isMaria(s) {
			return exact("longtext")
		}
		return exact("json")
	case metadata.KindUUID:
		if isMaria(s) && s.Number >= 100700 {
			return exact("uuid")
		}
		return exact("char(36)")
	case metadata.KindEnum:
		quoted := make([]string, len(t.Values))
		for i, v := range t.Values {
			quoted[i] = "'" + strings.ReplaceAll(v, "'", "''") + "'"
		}
		return metadata.Exact("enum(" + strings.Join(quoted, ",") + ")"), nil
	case metadata.KindArray, metadata.KindInterval:
		return t, fmt.Errorf("%s has no %s type: %w; give the column another one with On(\"mysql\", ...)", s.Product, t.Kind, dialect.ErrUnsupported)
	}
	return exact("%s", plainTypes[t.Kind])
}

var plainTypes = map[metadata.Kind]string{
	metadata.KindBoolean: "tinyint(1)", metadata.KindSmallInt: "smallint", metadata.KindInteger: "int", metadata.KindBigInt: "bigint",
	metadata.KindFloat: "float", metadata.KindDouble: "double", metadata.KindText: "longtext", metadata.KindDate: "date",
}

var (
	intType   = regexp.MustCompile(`^(tinyint|smallint|mediumint|int|bigint)(\(\d+\))?( unsigned)?( zerofill)?$`)
	spaces    = regexp.MustCompile(`\s+`)
	widths    = map[string]string{"tinyint": "4", "smallint": "6", "mediumint": "9", "int": "11", "bigint": "20"}
	unsigned  = map[string]string{"tinyint": "3", "smallint": "5", "mediumint": "8", "int": "10", "bigint": "20"}
	synonyms  = map[string]string{"integer": "int", "boolean": "tinyint(1)", "bool": "tinyint(1)", "dec": "decimal", "numeric": "decimal", "fixed": "decimal", "double precision": "double", "real": "double", "character varying": "varchar", "nvarchar": "varchar", "character": "char", "int4": "int", "int8": "bigint", "int2": "smallint"}
	argSpaces = regexp.MustCompile(`\s*([(),])\s*`)
)

// canonical spells a type as the server would. MariaDB prints display widths of
// integers, MySQL since 8.0.19 none but that of tinyint(1).
func canonical(s *dialect.Server, text string) string {
	if i := strings.IndexByte(text, '\''); i >= 0 { // enum and set: the values are the user's
		return strings.ToLower(strings.TrimSpace(text[:i])) + text[i:]
	}
	t := argSpaces.ReplaceAllString(spaces.ReplaceAllString(strings.ToLower(strings.TrimSpace(text)), " "), "$1")
	t = strings.ReplaceAll(t, ")unsigned", ") unsigned")
	t = strings.ReplaceAll(t, ")zerofill", ") zerofill")
	head, rest := t, ""
	if i := strings.IndexAny(t, "("); i >= 0 {
		head, rest = t[:i], t[i:]
	}
	if syn, ok := synonyms[head]; ok {
		t = syn + rest
	} else if word, tail, ok := strings.Cut(head, " "); ok && synonyms[word] != "" {
		t = synonyms[word] + " " + tail + rest
	}
	if t == "decimal" {
		t = "decimal(10,0)"
	}
	if t == "year" && isMaria(s) {
		t = "year(4)"
	}
	if t == "bit" {
		t = "bit(1)"
	}
	m := intType.FindStringSubmatch(t)
	if m == nil {
		return t
	}
	width := m[2]
	switch {
	case isMaria(s) && width == "" && m[3] != "":
		width = "(" + unsigned[m[1]] + ")"
	case isMaria(s) && width == "":
		width = "(" + widths[m[1]] + ")"
	case !isMaria(s) && s.Number >= 80019 && m[4] == "" && !(m[1] == "tinyint" && width == "(1)" && m[3] == ""):
		width = ""
	}
	return m[1] + width + m[3] + m[4]
}

// textual reports whether the type has a collation.
func textual(t string) bool {
	for _, p := range []string{"char", "varchar", "text", "tinytext", "mediumtext", "longtext", "enum", "set"} {
		if strings.HasPrefix(t, p) {
			return true
		}
	}
	return false
}

// Generic is the way back from an exact type to the generic one that is
// declared so.
func (*Dialect) Generic(t metadata.Type) (metadata.Type, bool) {
	var n, p int
	s := t.SQL
	if _, err := fmt.Sscanf(s, "varchar(%d)", &n); err == nil && s == fmt.Sprintf("varchar(%d)", n) {
		return metadata.String(n), true
	}
	if _, err := fmt.Sscanf(s, "decimal(%d,%d)", &n, &p); err == nil && s == fmt.Sprintf("decimal(%d,%d)", n, p) {
		return metadata.Numeric(n, p), true
	}
	switch s {
	case "bigint", "bigint(20)":
		return metadata.BigInt(), true
	case "int", "int(11)":
		return metadata.Integer(), true
	case "smallint", "smallint(6)":
		return metadata.SmallInt(), true
	case "tinyint(1)":
		return metadata.Boolean(), true
	case "date":
		return metadata.Date(), true
	case "datetime":
		return metadata.DateTime(), true
	case "double":
		return metadata.Double(), true
	case "float":
		return metadata.Float(), true
	case "longblob":
		return metadata.Binary(0), true
	case "json":
		return metadata.JSON(), true
	}
	return t, false
}
