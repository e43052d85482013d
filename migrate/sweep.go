package migrate

import (
	"context"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
)

// sweep drops an index that an earlier try of the statement has left invalid,
// and reports whether there was one: CREATE INDEX CONCURRENTLY that fails or is
// killed leaves one, and would find its own name taken. DROP INDEX CONCURRENTLY
// leaves one too, which it drops itself when it is sent again.
func (s store) sweep(ctx context.Context, statement string) (bool, error) {
	tokens, err := lex.Tokens(statement, s.e.Dialect.Rules())
	if err != nil {
		return false, err
	}
	says := func(word string) bool {
		return slices.ContainsFunc(tokens, func(t lex.Token) bool { return t.Is(word) })
	}
	if !says("INDEX") || !says("CONCURRENTLY") || !says("CREATE") && !says("DROP") {
		return false, nil
	}
	names, err := namesIn(statement, s.e.Dialect.Rules())
	if err != nil {
		return false, err
	}
	m, err := s.e.Dialect.Reflect(ctx, s.c, s.e.Server, dialect.Scope{Exclude: OwnTables()})
	if err != nil {
		return false, err
	}
	for _, t := range m.Tables() {
		for _, i := range t.Indexes {
			if i.Invalid && slices.Contains(names, strings.ToLower(i.Name)) {
				if says("DROP") {
					return true, nil
				}
				return true, s.change(ctx, ddl.DropIndex{In: ddl.In{From: t, To: t}, Index: i})
			}
		}
	}
	return false, nil
}

// change makes one change.
func (s store) change(ctx context.Context, c ddl.Change) error {
	statements, err := s.e.Dialect.Compile(s.e.Server, c)
	if err != nil {
		return err
	}
	for _, st := range statements {
		if err := s.send(ctx, st.SQL); err != nil {
			return err
		}
	}
	return nil
}
