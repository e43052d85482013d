package dbtest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// readMySQL reads MySQL and MariaDB, mostly from SHOW CREATE: it is the one
// place where these servers tell all they know.
func (c *catalog) readMySQL(ctx context.Context, db *DB) (err error) {
	conn, err := db.SQL.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	// In some modes SHOW CREATE prints what it could not read itself.
	if _, err := conn.ExecContext(ctx, "SET SESSION sql_mode = ''"); err != nil {
		return err
	}
	defer func() {
		_, e := conn.ExecContext(context.WithoutCancel(ctx), "SET SESSION sql_mode = @@GLOBAL.sql_mode")
		err = errors.Join(err, e)
	}()
	m := mysqlCatalog{catalog: c, ctx: ctx, q: conn, database: db.Name}
	for _, read := range []func() error{m.schema, m.relations, m.triggers, m.routines, m.events} {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

type mysqlCatalog struct {
	*catalog
	ctx      context.Context
	q        querier
	database string
}

func (m mysqlCatalog) fetch(query string) ([][]string, error) {
	rows, err := fetch(m.ctx, m.q, query)
	if err != nil {
		return nil, fmt.Errorf("%w\nin: %s", err, query)
	}
	return rows, nil
}

// show returns one column of SHOW CREATE's only row, without what differs
// between databases that hold the same.
func (m mysqlCatalog) show(kind, name string, column int) (string, error) {
	rows, err := m.fetch("SHOW CREATE " + kind + " " + backquoted(name))
	if err != nil {
		return "", err
	}
	return m.neutral(rows[0][column]), nil
}

var definer = regexp.MustCompile("DEFINER=(`(?:[^`]|``)*`|\\w+)(@`(?:[^`]|``)*`|@\\w+)? ")

func (m mysqlCatalog) neutral(sql string) string {
	sql = strings.NewReplacer("`"+m.database+"`.", "", m.database+".", "", m.database, "DATABASE").Replace(sql)
	if head, _, found := strings.Cut(sql, "\n"); found {
		// Only the head has the clause: a body may hold the word too.
		return definer.ReplaceAllString(head, "") + sql[len(head):]
	}
	return definer.ReplaceAllString(sql, "")
}

func backquoted(name string) string {
	return "`" + strings.ReplaceAll(name, "`", "``") + "`"
}

func (m mysqlCatalog) schema() error {
	rows, err := m.fetch("SELECT @@character_set_database, @@collation_database")
	if err != nil {
		return err
	}
	m.add("database", "CHARACTER SET", rows[0][0], "COLLATE", rows[0][1])
	return nil
}

func (m mysqlCatalog) relations() error {
	columns, err := m.columns()
	if err != nil {
		return err
	}
	rows, err := m.fetch("SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = DATABASE()")
	if err != nil {
		return err
	}
	for _, row := range rows {
		name, kind := row[0], row[1]
		switch kind {
		case "VIEW":
			err = m.view(name, columns[name])
		case "SEQUENCE":
			err = m.sequence(name)
		case "TEMPORARY", "TEMPORARY SEQUENCE": // this session has none
		default:
			err = m.table(name, columns[name])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// mysqlColumn is what SHOW CREATE TABLE tells only now and then: it leaves
// out a column's collation when it is the table's, unless it was written.
type mysqlColumn struct {
	name, kind, charset, collation string
}

func (m mysqlCatalog) columns() (map[string][]mysqlColumn, error) {
	rows, err := m.fetch(`SELECT table_name, column_name, column_type,
		COALESCE(character_set_name, ''), COALESCE(collation_name, '')
		FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position`)
	columns := map[string][]mysqlColumn{}
	for _, r := range rows {
		columns[r[0]] = append(columns[r[0]], mysqlColumn{r[1], r[2], r[3], r[4]})
	}
	return columns, err
}

// view tells of a broken view that it is broken: SHOW CREATE refuses it.
func (m mysqlCatalog) view(name string, columns []mysqlColumn) error {
	text, err := m.show("VIEW", name, 1)
	if err != nil {
		text = "broken: " + m.neutral(err.Error())
	}
	m.add("view "+name, text)
	for i, column := range columns {
		m.add("view "+name+" column "+column.name, fmt.Sprint(i+1), column.kind, column.collation)
	}
	return nil
}

func (m mysqlCatalog) sequence(name string) error {
	text, err := m.show("SEQUENCE", name, 1)
	m.add("sequence "+name, text)
	return err
}

// table takes SHOW CREATE TABLE apart: it prints one column, key or
// constraint a line.
func (m mysqlCatalog) table(name string, columns []mysqlColumn) error {
	text, err := m.show("TABLE", name, 1)
	if err != nil {
		return err
	}
	lines := strings.Split(text, "\n")
	end := 1
	for end < len(lines)-1 && !strings.HasPrefix(lines[end], ")") {
		end++
	}
	subject := "table " + name
	m.add(subject, tableOptions(strings.Join(lines[end:], "\n")))
	names := make([]string, len(columns))
	for i, column := range columns {
		names[i] = backquoted(column.name)
	}
	m.add(subject+columnOrder, strings.Join(names, ", "))
	innodb := strings.Contains(lines[end], "ENGINE=InnoDB")
	for _, line := range lines[1:end] {
		line = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(line), ","))
		if strings.HasPrefix(line, "`") {
			m.column(subject, line, columns)
			continue
		}
		if innodb { // which has no other kind, yet repeats what was written
			line = strings.Replace(line, ") USING BTREE", ")", 1)
			if strings.HasPrefix(line, "KEY ") { // MariaDB's unique ones may be hashes
				line = strings.Replace(line, ") USING HASH", ")", 1)
			}
		}
		m.add(subject+" "+mysqlItem(line), line)
	}
	return nil
}

var (
	counter  = regexp.MustCompile(`^(\)[^']*?) AUTO_INCREMENT=\d+`)
	itemName = regexp.MustCompile("^(PRIMARY KEY|CONSTRAINT|(?:\\w+ )?KEY|PERIOD FOR)(?: (`(?:[^`]|``)*`))?")
	spaces   = regexp.MustCompile(`\s+`)
)

// ownFile is where every table of InnoDB is that has no other place. MySQL
// repeats it in SHOW CREATE when it was written, and knows it nowhere else.
const ownFile = "/*!50100 TABLESPACE `innodb_file_per_table` */"

func tableOptions(text string) string {
	text = strings.Replace(text, ownFile, "", 1)
	return strings.TrimSpace(spaces.ReplaceAllString(counter.ReplaceAllString(text, "$1")[1:], " "))
}

// mysqlItem names what a line of SHOW CREATE TABLE is about: "key `k`".
func mysqlItem(line string) string {
	m := itemName.FindStringSubmatch(line)
	if m == nil {
		return "item"
	}
	return strings.TrimSpace(strings.ToLower(m[1]) + " " + m[2])
}

// column writes type, character set and collation from information_schema in
// front of what else the line says.
func (m mysqlCatalog) column(subject, line string, columns []mysqlColumn) {
	for _, column := range columns {
		rest, found := strings.CutPrefix(line, backquoted(column.name)+" ")
		if !found {
			continue
		}
		if tail, typed := strings.CutPrefix(rest, column.kind); typed {
			tail = strings.TrimPrefix(tail, " CHARACTER SET "+column.charset)
			tail = strings.TrimPrefix(tail, " COLLATE "+column.collation)
			rest = column.kind + tail
		}
		m.add(subject+" column "+backquoted(column.name), rest, prefixed("COLLATE ", column.collation))
		return
	}
	m.add(subject+" column", line)
}

// prefixed is "" for "".
func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

func (m mysqlCatalog) triggers() error {
	rows, err := m.fetch(`SELECT event_object_table, trigger_name, action_timing, event_manipulation, action_order,
		action_statement, sql_mode FROM information_schema.triggers WHERE trigger_schema = DATABASE()`)
	for _, r := range rows {
		m.add("table "+r[0]+" trigger "+backquoted(r[1]), r[2], r[3], "number", r[4], m.neutral(r[5]), "sql_mode", r[6])
	}
	return err
}

func (m mysqlCatalog) routines() error {
	rows, err := m.fetch("SELECT routine_type, routine_name, sql_mode FROM information_schema.routines WHERE routine_schema = DATABASE()")
	for _, r := range rows {
		text, err := m.show(r[0], r[1], 2)
		if err != nil {
			return err
		}
		m.add(strings.ToLower(r[0])+" "+backquoted(r[1]), text, "sql_mode", r[2])
	}
	return err
}

// events leaves out a start that nobody chose: it is the time of creation.
func (m mysqlCatalog) events() error {
	rows, err := m.fetch(`SELECT event_name, event_type, CONCAT('AT ', execute_at), CONCAT('EVERY ', interval_value, ' ', interval_field),
		IF(ABS(TIMESTAMPDIFF(SECOND, starts, CONVERT_TZ(created, @@time_zone, time_zone))) > 1, CONCAT('STARTS ', starts), ''), CONCAT('ENDS ', ends),
		status, CONCAT('ON COMPLETION ', on_completion), event_definition, QUOTE(event_comment), sql_mode, time_zone
		FROM information_schema.events WHERE event_schema = DATABASE()`)
	for _, r := range rows {
		var parts []string
		for _, part := range r[1:9] {
			if part != "NULL" {
				parts = append(parts, m.neutral(part))
			}
		}
		m.add("event "+backquoted(r[0]), strings.Join(parts, " "), "COMMENT", r[9], "sql_mode", r[10], "time_zone", r[11])
	}
	return err
}
