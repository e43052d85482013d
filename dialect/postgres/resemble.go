package postgres

import (
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// Resembles implements [dialect.Resembler]. What has no type in Go is text: the
// server's own way to write it.
func (d *Dialect) Resembles(t metadata.Type) (metadata.Type, bool) {
	if _, ok := d.Generic(t); ok {
		return metadata.Type{}, false
	}
	if elem, ok := strings.CutSuffix(t.SQL, "[]"); ok {
		return metadata.Array(d.elementLike(strings.TrimRight(elem, "[]"))), true
	}
	switch word := strings.TrimSpace(withoutArguments(t.SQL)); {
	case word == "timestamp with time zone":
		return metadata.Timestamp(), true
	case word == "timestamp without time zone":
		return metadata.DateTime(), true
	case strings.HasPrefix(word, "interval"):
		return metadata.Interval(), true
	case word == "numeric":
		return metadata.Type{Kind: metadata.KindNumeric}, true
	case word == "oid":
		return metadata.BigInt(), true
	case word == "json":
		return metadata.JSON(), true
	}
	return metadata.Text(), true
}

func (d *Dialect) elementLike(sql string) metadata.Type {
	t := metadata.Exact(sql)
	if g, ok := d.Generic(t); ok {
		return g
	}
	g, _ := d.Resembles(t)
	return g
}

// withoutArguments is a type's words without what stands in parentheses:
// "timestamp(3) with time zone" is "timestamp with time zone".
func withoutArguments(sql string) string {
	head, rest, ok := strings.Cut(sql, "(")
	if !ok {
		return sql
	}
	_, tail, _ := strings.Cut(rest, ")")
	return head + tail
}
