package lex_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect/lex"
)

const createTable = `CREATE TABLE "order_line" (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- its number
  order_id INTEGER NOT NULL REFERENCES "order" (id) ON DELETE CASCADE,
  product TEXT NOT NULL DEFAULT 'it''s' COLLATE NOCASE,
  price DECIMAL(10, 2) CHECK (price > 0.5 AND price < 1e6),
  UNIQUE (order_id, product)
);
`

func BenchmarkTokens(b *testing.B) {
	b.SetBytes(int64(len(createTable)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := lex.Tokens(createTable, lex.SQLite()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSplit(b *testing.B) {
	script := strings.Repeat(createTable, 1000)
	for name, r := range map[string]lex.Rules{"sqlite": lex.SQLite(), "mysql": lex.MySQL(), "postgres": lex.Postgres()} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(script)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := lex.Split(script, r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCanonical(b *testing.B) {
	b.SetBytes(int64(len(createTable)))
	b.ReportAllocs()
	for b.Loop() {
		_ = lex.Canonical(createTable, lex.SQLite())
	}
}

func TestTokensAllocateOnce(t *testing.T) {
	got := testing.AllocsPerRun(100, func() { _, _ = lex.Tokens(createTable, lex.SQLite()) })
	if got > 2 { // the list, and the lexer where it escapes
		t.Errorf("Tokens allocates %v times, want at most 2", got)
	}
}
