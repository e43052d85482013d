package mysql_test

import (
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
)

// TestDeclaredInMemory: indexes of a MEMORY table come back as they were
// declared, with the word that their kind was said by or without, and so do
// defaults of bits.
func TestDeclaredInMemory(t *testing.T) {
	each(t, func(t *testing.T, s *dbtest.Server) {
		m := metadata.New()
		index := func(name, method string) *metadata.Index {
			return &metadata.Index{Name: name, Method: method, Parts: metadata.Parts("v")}
		}
		metadata.NewTable(m, "t", metadata.Option("mysql.engine", "MEMORY"), metadata.Col("id", metadata.Integer()).PrimaryKey(), metadata.Col("v", metadata.Integer()),
			metadata.Col("flags", metadata.Exact("bit(3)")).Default(metadata.SQL("b'101'")),
			index("said", "hash"), index("tree", "btree"), index("plain", ""))
		declare(t, open(t, s.NewDB(t).URL), m)
	})
}
