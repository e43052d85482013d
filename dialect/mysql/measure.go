package mysql

import (
	"context"
	"strconv"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

// Measure asks information_schema and, where it is on, performance_schema.
func (d *Dialect) Measure(ctx context.Context, q dialect.Queryer, s *dialect.Server, m *metadata.MetaData, sizes map[metadata.Name]dialect.Size) (*dialect.Measured, error) {
	found := ansi.Measured()
	ansi.Rows(ctx, q, found, "settings", "SHOW VARIABLES WHERE Variable_name IN ('lock_wait_timeout', 'sql_mode', 'innodb_online_alter_log_max_size')", func(row []string) {
		found.Settings[row[0]] = row[1]
	})
	d.counters(ctx, q, s, m, found)
	d.uses(ctx, q, m, found)
	if !isMaria(s) {
		d.rowVersions(ctx, q, m, found)
	}
	ansi.Nulls(ctx, q, d, m, sizes, found)
	return found, nil
}

// counters: the next number is an estimate of a day ago unless MySQL is told
// otherwise.
func (d *Dialect) counters(ctx context.Context, q dialect.Queryer, s *dialect.Server, m *metadata.MetaData, found *dialect.Measured) {
	hint := "/*+ SET_VAR(information_schema_stats_expiry=0) */ "
	if isMaria(s) {
		hint = ""
	}
	ansi.Rows(ctx, q, found, "counters", "SELECT "+hint+"TABLE_NAME, AUTO_INCREMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND AUTO_INCREMENT IS NOT NULL", func(row []string) {
		t := m.Table(metadata.Name{Name: row[0]})
		next, err := strconv.ParseUint(row[1], 10, 64)
		if t == nil || err != nil {
			return
		}
		for _, c := range t.Columns {
			if c.Autoincrement == metadata.AutoincrementOn {
				found.Counters[t.Ident()] = dialect.Counter{Column: c.Name, Next: next, Max: lastOf(c.Type.SQL)}
			}
		}
	})
}

// lastOf is the largest number of an integer type; 0 for others.
func lastOf(sql string) uint64 {
	word, _, _ := strings.Cut(sql, "(")
	word, _, _ = strings.Cut(word, " ")
	bits := map[string]uint{"tinyint": 8, "smallint": 16, "mediumint": 24, "int": 32, "bigint": 64}[word]
	switch {
	case bits == 0:
		return 0
	case strings.Contains(sql, "unsigned"):
		return 1<<bits - 1
	}
	return 1<<(bits-1) - 1
}

func (d *Dialect) uses(ctx context.Context, q dialect.Queryer, m *metadata.MetaData, found *dialect.Measured) {
	on := false
	ansi.Rows(ctx, q, found, "performance_schema", "SELECT @@performance_schema", func(row []string) { on = row[0] == "1" })
	if !on {
		return
	}
	ansi.Rows(ctx, q, found, "uses of indexes", `SELECT OBJECT_NAME, INDEX_NAME, COUNT_READ FROM performance_schema.table_io_waits_summary_by_index_usage
		WHERE OBJECT_SCHEMA = DATABASE() AND INDEX_NAME IS NOT NULL`, func(row []string) {
		t := metadata.Name{Name: row[0]}
		n, err := strconv.ParseInt(row[2], 10, 64)
		if err != nil || m.Table(t) == nil {
			return
		}
		if found.Uses[t] == nil {
			found.Uses[t] = map[string]int64{}
		}
		found.Uses[t][row[1]] = n
	})
}

// rowVersions looks at a table of InnoDB's that waits while any table of the
// server is altered: not for long.
func (d *Dialect) rowVersions(ctx context.Context, q dialect.Queryer, m *metadata.MetaData, found *dialect.Measured) {
	ansi.Rows(ctx, q, found, "row versions", `SELECT /*+ MAX_EXECUTION_TIME(3000) */ SUBSTRING_INDEX(NAME, '/', -1), TOTAL_ROW_VERSIONS FROM information_schema.INNODB_TABLES
		WHERE NAME LIKE CONCAT(DATABASE(), '/%') AND TOTAL_ROW_VERSIONS > 0`, func(row []string) {
		n, err := strconv.Atoi(row[1])
		if t := (metadata.Name{Name: row[0]}); err == nil && m.Table(t) != nil {
			found.RowVersions[t] = n
		}
	})
}
