package mysql

import (
	"context"
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/dialect"
)

// Probe asks for version and settings. MariaDB's version is the one of SELECT
// VERSION(); the handshake prepends 5.5.5 on old ones.
func (*Dialect) Probe(ctx context.Context, q dialect.Queryer) (*dialect.Server, error) {
	rows, err := q.QueryContext(ctx, "SELECT VERSION(), @@version_comment, COALESCE(DATABASE(), ''), CURRENT_USER(), @@lower_case_table_names, @@collation_database, @@default_storage_engine, @@collation_connection")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	s := &dialect.Server{Dialect: "mysql", Product: "MySQL", Names: []string{"mysql"}, Facts: map[string]string{}}
	var comment, lower, collation, engine, connection string
	for rows.Next() {
		if err := rows.Scan(&s.Version, &comment, &s.Database, &s.User, &lower, &collation, &engine, &connection); err != nil {
			return nil, err
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	switch {
	case strings.Contains(s.Version, "MariaDB"):
		s.Product, s.Names = "MariaDB", []string{"mariadb", "mysql"}
	case strings.Contains(s.Version, "TiDB"):
		s.Product, s.Names = "TiDB", []string{"tidb", "mysql"}
	case strings.Contains(comment, "Percona"):
		s.Product, s.Names = "Percona Server", []string{"percona", "mysql"}
	}
	var major, minor, patch int
	_, _ = fmt.Sscanf(s.Version, "%d.%d.%d", &major, &minor, &patch)
	s.Number = major*10000 + minor*100 + patch
	s.Facts["collation_database"], s.Facts["engine"], s.Facts["collation_connection"] = collation, engine, connection
	s.Caps = dialect.Caps{FoldTables: lower != "0", FoldColumns: true, AddForeignKey: true, IndexPerTable: true,
		ConstraintPerSchema: !isMaria(s), SessionLock: true, Identifier: 64}
	return s, nil
}

// isMaria tells MariaDB from MySQL, within this folder.
func isMaria(s *dialect.Server) bool { return s.Names[0] == "mariadb" }
