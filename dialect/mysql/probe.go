package mysql

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"github.com/dbtool/dbtool/dialect"
)

// Facts are what Probe keeps in Server.Facts. Each is the server's variable of
// that name, but for charsets: "latin1=latin1_swedish_ci utf8mb4=..." is the
// collation that each character set stands for.
const (
	factCollation   = "collation_database"
	factConnection  = "collation_connection"
	factEngine      = "default_storage_engine"
	factFold        = "lower_case_table_names"
	factMode        = "sql_mode"
	factTimeZone    = "time_zone"
	factTimestamps  = "explicit_defaults_for_timestamp"
	factGlobalMode  = "global.sql_mode"
	factKeys        = "foreign_key_checks"
	factGlobalKeys  = "global.foreign_key_checks"
	factGalera      = "wsrep_on"
	factCharsets    = "charsets"
	factServerWords = "version_comment"
	factStep        = "auto_increment_increment"
	factPacket      = "max_allowed_packet"
	// What transactions see, by either of its names, and whether a statement by itself is one.
	factIsolation    = "transaction_isolation"
	factIsolationOld = "tx_isolation"
	factAutocommit   = "autocommit"
)

// Probe asks for version and settings. MariaDB's version is the one of SELECT
// VERSION(); the handshake prepends 5.5.5 on old ones.
func (*Dialect) Probe(ctx context.Context, q dialect.Queryer) (*dialect.Server, error) {
	s := &dialect.Server{Dialect: "mysql", Facts: map[string]string{}}
	r := &reader{ctx: ctx, q: q}
	err := r.each("SELECT VERSION(), COALESCE(DATABASE(), ''), CURRENT_USER(), @@GLOBAL.sql_mode, @@GLOBAL.foreign_key_checks", func(v []sql.NullString) error {
		s.Version, s.Database, s.User = v[0].String, v[1].String, v[2].String
		s.Facts[factGlobalMode], s.Facts[factGlobalKeys] = v[3].String, v[4].String
		return nil
	})
	if err != nil {
		return nil, err
	}
	// SHOW, because asking for a variable that a server does not have is an error.
	err = r.each("SHOW VARIABLES WHERE Variable_name IN ('"+strings.Join([]string{factCollation, factConnection, factEngine, factFold, factMode, factTimeZone, factTimestamps, factKeys, factGalera, factServerWords, factStep, factPacket, factIsolation, factIsolationOld, factAutocommit}, "', '")+"')", func(v []sql.NullString) error {
		s.Facts[v[0].String] = v[1].String
		return nil
	})
	if err != nil {
		return nil, err
	}
	var charsets []string
	err = r.each("SELECT CHARACTER_SET_NAME, DEFAULT_COLLATE_NAME FROM information_schema.CHARACTER_SETS", func(v []sql.NullString) error {
		charsets = append(charsets, v[0].String+"="+v[1].String)
		return nil
	})
	s.Facts[factCharsets] = strings.Join(charsets, " ")
	identify(s)
	return s, err
}

// identify finds out which product answers, and what it can do.
func identify(s *dialect.Server) {
	number := s.Version
	switch {
	case strings.Contains(s.Version, "MariaDB"):
		s.Product, s.Names = "MariaDB", []string{"mariadb", "mysql"}
	case strings.Contains(s.Version, "TiDB"): // 8.0.11-TiDB-v7.5.0
		s.Product, s.Names = "TiDB", []string{"tidb", "mysql"}
		_, number, _ = strings.Cut(s.Version, "TiDB-v")
	case strings.Contains(s.Facts[factServerWords], "Percona"):
		s.Product, s.Names = "Percona Server", []string{"percona", "mysql"}
	default:
		s.Product, s.Names = "MySQL", []string{"mysql"}
	}
	var major, minor, patch int
	_, _ = fmt.Sscanf(number, "%d.%d.%d", &major, &minor, &patch)
	s.Number = major*10000 + minor*100 + patch
	s.Caps = dialect.Caps{
		FoldTables: s.Facts[factFold] != "0", FoldColumns: true,
		AddForeignKey: true, IndexPerTable: true, MoveColumns: true,
		// MariaDB's checks are the table's own.
		ConstraintPerSchema: !isMaria(s),
		// A lock of one Galera node says nothing to the others, nor does one of a TiDB server.
		SessionLock: s.Facts[factGalera] != "ON" && s.Names[0] != "tidb",
		Identifier:  64,
		Returning:   isMaria(s),
		InsertID:    "first",
		OneResult:   true,
	}
	level := cmp.Or(s.Facts[factIsolation], s.Facts[factIsolationOld])
	s.Caps.StatementSnapshots = (level == "READ-COMMITTED" || level == "READ-UNCOMMITTED") && s.Facts[factAutocommit] == "ON"
	s.Caps.MaxBytes, _ = strconv.ParseInt(s.Facts[factPacket], 10, 64)
	s.Caps.InsertStep, _ = strconv.ParseInt(s.Facts[factStep], 10, 64)
}

// isMaria tells MariaDB from MySQL, within this folder.
func isMaria(s *dialect.Server) bool { return s.Names[0] == "mariadb" }

// feature is something that only some of the servers can do.
type feature int

const (
	checks feature = iota
	notEnforced
	expressionDefaults
	functionalIndexes
	descendingIndexes
	hiddenIndexes
	invisibleColumns
	renameColumns
	renameIndexes
	sequences
	systemVersioning
	uuidType
	spatialReferences
	noDisplayWidths
	checkLevels // information_schema tells a column's check from a table's
	tableExtensions
	roles // SHOW GRANTS has to be told which; MariaDB's shows those in force
)

// since is the first version of MySQL (and Percona Server), of MariaDB and of
// TiDB that has a feature; 0 is none. From the manuals' "What is new" pages.
var since = map[feature]struct{ mysql, mariadb, tidb int }{
	checks:             {80016, 100201, 70200},
	notEnforced:        {80016, 0, 70200},
	expressionDefaults: {80013, 100201, 0},
	functionalIndexes:  {80013, 0, 50000},
	descendingIndexes:  {80000, 100800, 0},
	hiddenIndexes:      {80000, 100600, 80000},
	invisibleColumns:   {80023, 100303, 0},
	renameColumns:      {80000, 100502, 30000},
	renameIndexes:      {50700, 100502, 30000},
	sequences:          {0, 100300, 0},
	systemVersioning:   {0, 100300, 0},
	uuidType:           {0, 100700, 0},
	spatialReferences:  {80003, 0, 0},
	noDisplayWidths:    {80019, 0, 0},
	checkLevels:        {0, 100510, 0},
	tableExtensions:    {80021, 0, 0},
	roles:              {80000, 0, 0},
}

func has(s *dialect.Server, f feature) bool {
	first := since[f].mysql
	switch s.Names[0] {
	case "mariadb":
		first = since[f].mariadb
	case "tidb":
		first = since[f].tidb
	}
	return first > 0 && s.Number >= first
}

// collationOf is the collation that a character set stands for, "" if the
// server does not know it.
func collationOf(s *dialect.Server, charset string) string {
	charset = strings.ToLower(charset)
	if charset == "utf8" {
		charset = "utf8mb3"
	}
	for pair := range strings.FieldsSeq(s.Facts[factCharsets]) {
		if c, collation, _ := strings.Cut(pair, "="); c == charset {
			return collation
		}
	}
	return ""
}
