package dbtest

import (
	"context"
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/internal/dbtest/sqlitetext"
)

// readSQLite reads the PRAGMAs, and the texts of sqlite_schema for what only
// they hold, brought to one spelling: equal schemas may be written differently.
func (c *catalog) readSQLite(ctx context.Context, db *DB) error {
	conn, err := db.SQL.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	l := sqliteCatalog{catalog: c, ctx: ctx, q: conn}
	if err := l.settings(); err != nil {
		return err
	}
	objects, err := l.fetch(`SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema
		WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT IN
			(SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow')`)
	if err != nil {
		return err
	}
	for _, o := range objects {
		if err := l.object(o[0], o[1], o[2], o[3]); err != nil {
			return err
		}
	}
	return nil
}

type sqliteCatalog struct {
	*catalog
	ctx context.Context
	q   querier
}

func (l sqliteCatalog) fetch(query string, args ...any) ([][]string, error) {
	rows, err := fetch(l.ctx, l.q, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%w\nin: %s %q", err, query, args)
	}
	return rows, nil
}

// settings tells what the database's header holds beyond the usual.
func (l sqliteCatalog) settings() error {
	for name, usual := range map[string]string{"user_version": "0", "application_id": "0", "encoding": "UTF-8", "auto_vacuum": "0"} {
		rows, err := l.fetch("PRAGMA " + name)
		if err != nil {
			return err
		}
		if rows[0][0] != usual {
			l.add("database "+name, rows[0][0])
		}
	}
	return nil
}

func (l sqliteCatalog) object(kind, name, table, sql string) error {
	switch kind {
	case "table":
		if words := strings.Fields(sql); len(words) > 1 && strings.EqualFold(words[1], "VIRTUAL") {
			l.add("table "+name, sqlitetext.Statement(sql))
			return nil
		}
		return l.table(name, sqlitetext.ParseTable(sql))
	case "index":
		return l.index(table, name, sqlitetext.ParseIndex(sql))
	case "trigger":
		l.add("table "+table+" trigger "+name, sqlitetext.Statement(sql))
		return nil
	}
	return l.view(name, sql)
}

// view tells of a broken view that it is broken.
func (l sqliteCatalog) view(name, sql string) error {
	l.add("view "+name, sqlitetext.Statement(sql))
	rows, err := l.fetch("SELECT name FROM pragma_table_xinfo(?)", name)
	if err != nil {
		l.add("view "+name+" column", "broken: "+err.Error())
		return nil
	}
	for i, row := range rows {
		l.add("view "+name+" column "+row[0], fmt.Sprint(i+1))
	}
	return nil
}

func (l sqliteCatalog) table(name string, text sqlitetext.Table) error {
	kind, err := l.fetch(`SELECT iif(strict, 'STRICT', ''), iif(wr, 'WITHOUT ROWID', '') FROM pragma_table_list
		WHERE schema = 'main' AND name = ?`, name)
	if err != nil {
		return err
	}
	l.add("table "+name, kind[0]...)
	for _, part := range []func(string, sqlitetext.Table) error{l.columns, l.constraints, l.uniqueIndexes, l.foreignKeys} {
		if err := part(name, text); err != nil {
			return err
		}
	}
	return nil
}

func (l sqliteCatalog) columns(table string, text sqlitetext.Table) error {
	rows, err := l.fetch(`SELECT name, upper(type), iif("notnull", 'NOT NULL', ''), coalesce(dflt_value, ''), pk, hidden
		FROM pragma_table_xinfo(?) ORDER BY cid`, table)
	if err != nil {
		return err
	}
	written := map[string]sqlitetext.Column{}
	for _, column := range text.Columns {
		written[column.Name] = column
	}
	var names []string
	for _, r := range rows {
		names = append(names, sqlitetext.Identifier(r[0]))
		w := written[sqlitetext.Identifier(r[0])]
		facts := []string{sqlitetext.Expression(r[1]), r[2], prefixed("GENERATED AS ", w.Generated), prefixed("COLLATE ", w.Collation)}
		if value := sqlitetext.Expression(r[3]); value != "null" { // which is what holds without DEFAULT
			facts = append(facts, prefixed("DEFAULT ", value))
		}
		if r[4] != "0" {
			facts = append(facts, "primary key column "+r[4])
		}
		if r[5] != "0" {
			facts = append(facts, "hidden "+r[5])
		}
		l.add("table "+table+" column "+r[0], facts...)
	}
	l.add("table "+table+columnOrder, strings.Join(names, ", "))
	return nil
}

func (l sqliteCatalog) constraints(table string, text sqlitetext.Table) error {
	for _, c := range text.Constraints {
		target := ""
		if c.References != "" {
			to := c.To
			if to == nil {
				rows, err := l.fetch("SELECT name FROM pragma_table_xinfo(?) WHERE pk > 0 ORDER BY pk", strings.Trim(c.References, `"`))
				if err != nil {
					return err
				}
				for _, row := range rows {
					to = append(to, sqlitetext.Identifier(row[0]))
				}
			}
			target = "REFERENCES " + c.References + " (" + strings.Join(to, ", ") + ")" + c.After
		}
		l.add("table "+table+" constraint", c.Text, target, prefixed("named ", c.Name))
	}
	return nil
}

// uniqueIndexes tells of the indexes that PRIMARY KEY and UNIQUE made. Their
// names only number them.
func (l sqliteCatalog) uniqueIndexes(table string, _ sqlitetext.Table) error {
	rows, err := l.fetch(`SELECT l.origin, (SELECT group_concat(name || ' ' || coll || iif("desc", ' DESC', ''), ', ')
			FROM (SELECT * FROM pragma_index_xinfo(l.name) WHERE key ORDER BY seqno))
		FROM pragma_index_list(?) l WHERE l.origin <> 'c'`, table)
	for _, r := range rows {
		l.add("table "+table+" index of "+r[0], r[1])
	}
	return err
}

// foreignKeys is the server's word on what constraints read from the text.
func (l sqliteCatalog) foreignKeys(table string, _ sqlitetext.Table) error {
	rows, err := l.fetch(`SELECT min("table"), group_concat("from", ', '), min(on_update), min(on_delete), min("match")
		FROM (SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq) GROUP BY id`, table)
	for _, r := range rows {
		l.add("table "+table+" foreign key", sqlitetext.Identifier(r[0]), "from", sqlitetext.Expression(r[1]), "update", r[2], "delete", r[3], "match", r[4])
	}
	return err
}

func (l sqliteCatalog) index(table, name string, text sqlitetext.Index) error {
	rows, err := l.fetch(`SELECT x.cid, coalesce(x.name, ''), x.coll, iif(x."desc", 'DESC', ''), iif(l."unique", 'UNIQUE', '')
		FROM pragma_index_list(?) l, pragma_index_xinfo(l.name) x WHERE l.name = ? AND x.key ORDER BY x.seqno`, table, name)
	if err != nil {
		return err
	}
	var columns []string
	unique := ""
	for i, r := range rows {
		column := sqlitetext.Identifier(r[1])
		if r[0] == "-2" && i < len(text.Columns) {
			column = "(" + text.Columns[i] + ")"
		}
		columns = append(columns, strings.TrimSpace(column+" "+r[2]+" "+r[3]))
		unique = r[4]
	}
	l.add("table "+table+" index "+name, unique, "("+strings.Join(columns, ", ")+")", prefixed("WHERE ", text.Where))
	return nil
}
