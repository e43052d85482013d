package postgres

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// usingOption of a column is the expression that converts its values when its
// type changes. It is no property of the column and is not compared.
const usingOption = "using"

// cast goes through text where there is no direct cast between the types:
// enums, and integer to boolean and back have one only by way of others.
func cast(col string, from, to metadata.Type) string {
	f, t := family(from.SQL), family(to.SQL)
	switch {
	case from.Ref != (metadata.Name{}) || to.Ref != (metadata.Name{}):
		if strings.HasSuffix(from.SQL, "[]") {
			return col + "::text[]::" + to.SQL
		}
		return col + "::text::" + to.SQL
	case f == "boolean" && t == "number" || f == "number" && t == "boolean":
		return col + "::integer::" + to.SQL
	}
	return col + "::" + to.SQL
}

// needsUsing: a type becomes text by assignment, and stays in its family, but
// for shapes.
func needsUsing(from, to string) bool {
	f, t := family(from), family(to)
	return f != t && t != "text" || f == "geometry"
}

// family groups types that convert into each other by assignment; a type
// alone is its own.
func family(t string) string {
	if strings.HasSuffix(t, "[]") {
		return t
	}
	base := t
	if head, tail, ok := strings.Cut(t, "("); ok {
		_, tail, _ = strings.Cut(tail, ")")
		base = head + tail
	}
	base = strings.TrimSpace(base)
	switch base {
	case "smallint", "integer", "bigint", "numeric", "real", "double precision":
		return "number"
	case "character varying", "character", "text":
		return "text"
	case "date", "timestamp without time zone", "timestamp with time zone":
		return "moment"
	case "time without time zone", "time with time zone":
		return "time"
	case "point", "line", "lseg", "box", "path", "polygon", "circle":
		return "geometry"
	}
	if strings.HasPrefix(base, "interval") {
		return "interval"
	}
	return base
}

// keyFamily groups types that one index compares with each other, as both ends
// of a foreign key have to.
func keyFamily(t string) string {
	switch base, _, _ := strings.Cut(t, "("); base {
	case "smallint", "integer", "bigint":
		return "integer"
	case "real", "double precision":
		return "float"
	case "numeric":
		return base
	}
	return family(t)
}

// explicit are the families between which :: converts:
// https://www.postgresql.org/docs/current/catalog-pg-cast.html
var explicit = map[string][]string{
	"number": {"boolean", "money", "bit", "oid"}, "boolean": {"number"}, "money": {"number"}, "bit": {"number", "bit varying"}, "bit varying": {"bit"}, "oid": {"number"},
	"moment": {"time"}, "time": {"interval"}, "interval": {"time"},
	"json": {"jsonb"}, "jsonb": {"json", "number", "boolean"}, "inet": {"cidr"}, "cidr": {"inet"}, "macaddr": {"macaddr8"}, "macaddr8": {"macaddr"},
	"geometry": {"geometry"}, "uuid": nil, "bytea": nil, "xml": nil, "tsvector": nil, "tsquery": nil,
	"int4range": {"int4multirange"}, "int8range": {"int8multirange"}, "numrange": {"nummultirange"}, "tsrange": {"tsmultirange"}, "tstzrange": {"tstzmultirange"}, "daterange": {"datemultirange"},
}

// converts reports whether [cast] makes something the server takes. Of types
// that are not built in it is believed.
func converts(from, to metadata.Type) bool {
	if from.Ref != (metadata.Name{}) || to.Ref != (metadata.Name{}) {
		return true
	}
	elem, array := strings.CutSuffix(from.SQL, "[]")
	other, arrays := strings.CutSuffix(to.SQL, "[]")
	if array && arrays {
		return converts(metadata.Exact(elem), metadata.Exact(other))
	}
	f, t := family(from.SQL), family(to.SQL)
	targets, known := explicit[f]
	_, target := explicit[t]
	switch {
	case f == t, f == "text", t == "text":
		return true
	case array || arrays:
		return false
	}
	return !known || !target && !slices.Contains([]string{"int4multirange", "int8multirange", "nummultirange", "tsmultirange", "tstzmultirange", "datemultirange"}, t) || slices.Contains(targets, t)
}
