package ansi

import "github.com/dbtool/dbtool/metadata"

// Resolved is the type that a column has on a dialect; nil stays nil.
func Resolved(t *metadata.Type, names ...string) *metadata.Type {
	if t == nil || len(t.Variants) == 0 {
		return t
	}
	r := t.Resolve(names...)
	return &r
}
