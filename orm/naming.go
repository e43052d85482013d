package orm

import (
	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
)

// Naming makes names of tables and columns of those of Go. What a declaration or a
// tag names has that name. A nil function is [core.SnakeCase].
type Naming struct {
	// Table is given the name of a struct.
	Table func(typ string) string
	// Column is given the name of a field.
	Column func(field string) string
}

type namingKey struct{}

// Named has the types that are mapped in meta from now on named so, and returns
// meta: var MetaData = orm.Named(metadata.New(), orm.Naming{...}).
func Named(meta *metadata.MetaData, n Naming) *metadata.MetaData {
	meta.Attach(namingKey{}, n)
	return meta
}

// namingOf is how a MetaData names what is mapped.
func namingOf(meta *metadata.MetaData) Naming {
	n, _ := meta.Attached(namingKey{}).(Naming)
	if n.Table == nil {
		n.Table = core.SnakeCase
	}
	if n.Column == nil {
		n.Column = core.SnakeCase
	}
	return n
}
