package postgres

import (
	"regexp"
	"strings"
)

var plainName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// soft quotes a name as quote_ident does.
func (d *Dialect) soft(s string) string {
	if plainName.MatchString(s) && !keywords[s] {
		return s
	}
	return d.Ident(s)
}

// keywords are those that cannot stand for every kind of name, of PostgreSQL
// up to 18. An older server that knows fewer takes the quotes all the same.
var keywords = func() map[string]bool {
	m := map[string]bool{}
	for word := range strings.FieldsSeq(`
all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char character check coalesce
collate collation column concurrently constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp
current_user dec decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign freeze from full grant
greatest group grouping having ilike in initially inner inout int integer intersect interval into is isnull join json json_array json_arrayagg
json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value lateral leading least left like limit localtime
localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay
placing position precision primary real references returning right row select session_user setof similar smallint some substring symmetric system_user
table tablesample then time timestamp to trailing treat trim true union unique user using values varchar variadic verbose when where window with
xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`) {
		m[word] = true
	}
	return m
}()

// madeName is makeObjectName of the server: the parts are shortened, the longer
// one first, until all fits 63 bytes.
func madeName(name1, name2, label string) string {
	overhead := len(label) + 1
	if name2 != "" {
		overhead++
	}
	avail := 63 - overhead
	a, b := len(name1), len(name2)
	for a+b > avail {
		if a > b {
			a--
		} else {
			b--
		}
	}
	cut := func(s string, k int) string {
		for k > 0 && k < len(s) && s[k]&0xC0 == 0x80 {
			k--
		}
		return s[:k]
	}
	out := cut(name1, a)
	if name2 != "" {
		out += "_" + cut(name2, b)
	}
	return out + "_" + label
}
