package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/dialect"
)

// Probe asks for version and session.
func (*Dialect) Probe(ctx context.Context, q dialect.Queryer) (*dialect.Server, error) {
	rows, err := q.QueryContext(ctx, `SELECT version(), current_setting('server_version'), current_setting('server_version_num')::int, current_database(), COALESCE(current_schema(), ''), current_user,
		current_setting('default_transaction_isolation') IN ('read committed', 'read uncommitted')`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	s := &dialect.Server{Dialect: "postgres", Product: "PostgreSQL", Names: []string{"postgres"},
		Caps: dialect.Caps{TransactionalDDL: true, Schemas: true, AddForeignKey: true, RenameInText: true, SessionLock: true, Returning: true, DirectRows: true, OneResult: true, Identifier: 63}}
	var text string
	for rows.Next() {
		if err := rows.Scan(&text, &s.Version, &s.Number, &s.Database, &s.Schema, &s.User, &s.Caps.StatementSnapshots); err != nil {
			return nil, err
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	s.Version, _, _ = strings.Cut(s.Version, " ")
	switch {
	case strings.Contains(text, "CockroachDB"):
		s.Product, s.Names = "CockroachDB", []string{"cockroachdb", "postgres"}
		s.Caps.SessionLock = false
	case strings.Contains(text, "-YB-"):
		s.Product, s.Names = "YugabyteDB", []string{"yugabytedb", "postgres"}
	}
	if s.Schema == "" {
		return nil, fmt.Errorf("the search_path of user %s names no schema that exists", s.User)
	}
	return s, nil
}

// What a version can do, told here once.
func canSetExpression(s *dialect.Server) bool { return s.Number >= 170000 }
func hasVirtual(s *dialect.Server) bool       { return s.Number >= 180000 }
func namesNotNull(s *dialect.Server) bool     { return s.Number >= 180000 }
func hasEnforced(s *dialect.Server) bool      { return s.Number >= 180000 }
