package postgres

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// exactType is the type that a generic one is declared as, spelled as
// format_type prints it.
func (d *Dialect) exactType(t metadata.Type) (metadata.Type, error) {
	digits := func(word, tail string) (metadata.Type, error) {
		if t.Precision != nil {
			word += fmt.Sprintf("(%d)", *t.Precision)
		}
		return metadata.Exact(word + tail), nil
	}
	zone := " without time zone"
	if t.TimeZone {
		zone = " with time zone"
	}
	switch t.Kind {
	case metadata.KindExact:
		c := metadata.Exact(canonical(t.SQL))
		c.Ref = t.Ref
		return c, nil
	case metadata.KindString:
		if t.Length == 0 {
			return metadata.Exact("character varying"), nil
		}
		return metadata.Exact(fmt.Sprintf("character varying(%d)", t.Length)), nil
	case metadata.KindNumeric:
		switch {
		case t.Precision == nil:
			return metadata.Exact("numeric"), nil
		case t.Scale == nil:
			return metadata.Exact(fmt.Sprintf("numeric(%d,0)", *t.Precision)), nil
		}
		return metadata.Exact(fmt.Sprintf("numeric(%d,%d)", *t.Precision, *t.Scale)), nil
	case metadata.KindTime:
		return digits("time", zone)
	case metadata.KindDateTime:
		return digits("timestamp", zone)
	case metadata.KindInterval:
		return digits("interval", "")
	case metadata.KindArray:
		e, err := d.exactType(*t.Elem)
		e.SQL += "[]"
		return e, err
	case metadata.KindEnum:
		e := metadata.Exact(d.typeName(t.Name))
		e.Ref = t.Name
		return e, nil
	}
	if s, ok := plainTypes[t.Kind]; ok {
		return metadata.Exact(s), nil
	}
	return t, fmt.Errorf("%s: %w", t.Kind, dialect.ErrUnsupported)
}

var plainTypes = map[metadata.Kind]string{
	metadata.KindBoolean: "boolean", metadata.KindSmallInt: "smallint", metadata.KindInteger: "integer", metadata.KindBigInt: "bigint",
	metadata.KindFloat: "real", metadata.KindDouble: "double precision", metadata.KindText: "text", metadata.KindBinary: "bytea",
	metadata.KindDate: "date", metadata.KindJSON: "jsonb", metadata.KindUUID: "uuid",
}

// typeName writes a type's name as format_type does: in quotes only where it
// needs them.
func (d *Dialect) typeName(n metadata.Name) string {
	s := d.soft(n.Name)
	if n.Schema != "" {
		s = d.soft(n.Schema) + "." + s
	}
	return s
}

var aliases = map[string]string{
	"int": "integer", "int4": "integer", "int8": "bigint", "int2": "smallint", "float4": "real", "float8": "double precision", "float": "double precision",
	"bool": "boolean", "varchar": "character varying", "char": "character", "decimal": "numeric", "dec": "numeric", "varbit": "bit varying",
	"timestamptz": "timestamp with time zone", "timetz": "time with time zone", "timestamp": "timestamp without time zone", "time": "time without time zone",
}

var typeShape = regexp.MustCompile(`^([a-z_0-9 ]+?)\s*(\([^)]*\))?\s*((?:with|without) time zone)?\s*((?:\[\d*\]\s*)*)$`)

// canonical spells a type the way format_type does.
func canonical(text string) string {
	s := strings.Join(strings.Fields(text), " ")
	if strings.ContainsAny(s, `"`) {
		return s
	}
	m := typeShape.FindStringSubmatch(strings.ToLower(s))
	if m == nil {
		return s
	}
	name, args, zone, array := m[1], strings.ReplaceAll(m[2], " ", ""), m[3], m[4]
	if a, ok := aliases[name]; ok {
		name = a
	}
	if base, z, ok := strings.Cut(name, " with"); ok && (base == "timestamp" || base == "time") {
		name = base
		if zone == "" {
			zone = "with" + z
		}
	}
	if (name == "numeric") && args != "" && !strings.Contains(args, ",") {
		args = strings.TrimSuffix(args, ")") + ",0)"
	}
	if name == "character" && args == "" {
		args = "(1)"
	}
	if name == "bit" && args == "" {
		args = "(1)"
	}
	out := name + args
	if zone != "" {
		out += " " + zone
	}
	for range strings.Count(array, "[") {
		out += "[]"
	}
	if strings.Count(array, "[") > 1 {
		out = strings.TrimRight(out, "[]") + "[]" // dimensions are not kept
	}
	return out
}

// Generic is the way back from an exact type to the generic one that is
// declared so.
func (*Dialect) Generic(t metadata.Type) (metadata.Type, bool) {
	if t.Ref != (metadata.Name{}) {
		return t, false
	}
	var n, p int
	if _, err := fmt.Sscanf(t.SQL, "character varying(%d)", &n); err == nil && t.SQL == fmt.Sprintf("character varying(%d)", n) {
		return metadata.String(n), true
	}
	if _, err := fmt.Sscanf(t.SQL, "numeric(%d,%d)", &n, &p); err == nil && t.SQL == fmt.Sprintf("numeric(%d,%d)", n, p) && 0 <= p && p <= n {
		return metadata.Numeric(n, p), true
	}
	switch t.SQL {
	case "character varying":
		return metadata.String(0), true
	case "timestamp with time zone":
		return metadata.Timestamp(), true
	case "timestamp without time zone":
		return metadata.DateTime(), true
	case "time without time zone":
		return metadata.Time(), true
	case "interval":
		return metadata.Interval(), true
	}
	for k, s := range plainTypes {
		if s == t.SQL {
			return metadata.Type{Kind: k}, true
		}
	}
	return t, false
}
