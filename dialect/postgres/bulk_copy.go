package postgres

import (
	"bytes"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// copyLeast is from how many rows on COPY gains more than it costs to ask for
// the columns' types in a transaction first, measured on PostgreSQL 15 and 18
// with rows of seven columns. copyMost bounds what is held in memory.
const (
	copyLeast = 2000
	copyMost  = 20000
	copyBytes = 32 << 20
)

// copyOf is how rows go by COPY; nil where a column has a type that the driver
// cannot write in COPY's form, or takes a value that INSERT refuses.
func (d *Dialect) copyOf(b *ast.Bulk) *dialect.BulkCopy {
	names, texts := make([]string, len(b.Columns)), make([]string, len(b.Columns))
	for i, c := range b.Columns {
		if b.Key != nil || !d.copied(c.Type) || c.Identity != nil && c.Identity.Always {
			return nil
		}
		names[i], texts[i] = d.Ident(c.Name), d.Literal(c.Name)
	}
	columns := strings.Join(names, ", ")
	table := d.tableOf(b.Table)
	s := &copier{d: d, b: b, describe: describe(d.Literal(table)+"::regclass", table, columns, strings.Join(texts, ", "))}
	return &dialect.BulkCopy{
		Most: copyMost,
		Text: "COPY " + table + " (" + columns + ") FROM STDIN (FORMAT binary)",
		Send: s.send,
	}
}

// copied reports whether values of a type go by COPY.
func (d *Dialect) copied(t metadata.Type) bool {
	t = t.Resolve("postgres")
	if t.Kind == metadata.KindEnum {
		return true
	}
	t, err := d.exactType(t)
	name := strings.TrimSuffix(withoutLength(t.SQL), "[]")
	return err == nil && (drivers[name] || name == "character" || name == "interval" || name == "time without time zone")
}

func (d *Dialect) tableOf(t *metadata.Table) string {
	if t.Schema != "" {
		return d.Ident(t.Schema) + "." + d.Ident(t.Name)
	}
	return d.Ident(t.Name)
}

// describe asks for the types of columns, and for what COPY would pass over: a
// rule, and that one of them takes only values of its own. It locks the table,
// so that the types stay what they are until the end of the transaction.
func describe(oid, table, columns, names string) string {
	return "SELECT EXISTS (SELECT FROM pg_catalog.pg_rewrite WHERE ev_class = " + oid + " AND ev_type = '3') OR EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = " + oid +
		" AND attidentity = 'a' AND attname IN (" + names + ")), r.* FROM (VALUES (1)) AS one (n) LEFT JOIN (SELECT " + columns + " FROM " + table + " LIMIT 0) AS r ON true"
}

// copier sends rows of a bulk.
type copier struct {
	d        *Dialect
	b        *ast.Bulk
	describe string
}

// errByInsert is why rows have to be inserted by statements.
var errByInsert = errors.New("the table does with INSERT what it does not with COPY")

func (s *copier) send(ctx context.Context, q dialect.Execer, text string, from, n int) (count int64, err error) {
	err = onConn(ctx, q, func(ctx context.Context, c *pgx.Conn) error {
		types, err := s.types(ctx, c)
		if err != nil {
			return err
		}
		for done := 0; done < n; {
			data, rows, err := s.encode(c.TypeMap(), types, from+done, n-done)
			if err != nil {
				return err
			}
			tag, err := c.PgConn().CopyFrom(ctx, bytes.NewReader(data), text)
			if err != nil {
				return err
			}
			count += tag.RowsAffected()
			done += rows
		}
		return nil
	})
	return count, err
}

// types are the OIDs of the columns.
func (s *copier) types(ctx context.Context, c *pgx.Conn) ([]uint32, error) {
	rows, err := c.Query(ctx, s.describe)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var oids []uint32
	for rows.Next() {
		fields := rows.FieldDescriptions()
		if raw := rows.RawValues()[0]; len(raw) != 1 || raw[0] != 0 && raw[0] != 'f' {
			return nil, errByInsert
		}
		for _, f := range fields[1:] {
			oids = append(oids, f.DataTypeOID)
		}
	}
	return oids, rows.Err()
}

// head and tail stand around the rows: https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4
const (
	copyHead = "PGCOPY\n\377\r\n\000" + "\000\000\000\000" + "\000\000\000\000"
	copyTail = "\377\377"
)

// encode writes n rows in COPY's own form, or as many of them as are not too
// much to hold. They are written before any is sent, so that a value without such
// a form is mostly known before.
func (s *copier) encode(m *pgtype.Map, types []uint32, from, n int) (data []byte, rows int, err error) {
	buf := append(make([]byte, 0, n*len(types)*16), copyHead...)
	for ; rows < n && len(buf) < copyBytes; rows++ {
		row := from + rows
		buf = append(buf, byte(len(types)>>8), byte(len(types)))
		for i, c := range s.b.Columns {
			var err error
			if buf, err = appendValue(m, buf, types[i], s.d.Bind(s.b.Value(row, i), &c.Type)); err != nil {
				return nil, 0, fmt.Errorf("COPY does not take a value of column %s", c.Name) // the cause shows the value
			}
		}
	}
	return append(buf, copyTail...), rows, nil
}

// appendValue appends the length of a value and the value, or -1 for NULL.
func appendValue(m *pgtype.Map, buf []byte, oid uint32, v any) ([]byte, error) {
	at := len(buf)
	buf = append(buf, 255, 255, 255, 255)
	out, err := encodeValue(m, buf, oid, v)
	switch {
	case err != nil:
		return nil, err
	case out == nil:
		return buf, nil
	}
	n := len(out) - at - 4
	out[at], out[at+1], out[at+2], out[at+3] = byte(n>>24), byte(n>>16), byte(n>>8), byte(n)
	return out, nil
}

func encodeValue(m *pgtype.Map, buf []byte, oid uint32, v any) ([]byte, error) {
	if x, ok := v.(driver.Valuer); ok {
		var err error
		if v, err = driver.DefaultParameterConverter.ConvertValue(x); err != nil {
			return nil, err
		}
	}
	s, ok := v.(string)
	if !ok || isText[oid] {
		return m.Encode(oid, pgx.BinaryFormatCode, v, buf)
	}
	if _, known := m.TypeForOID(oid); !known {
		return append(buf, s...), nil // an enum's value is its text; another type refuses it
	}
	var parsed any
	if err := m.Scan(oid, pgx.TextFormatCode, []byte(s), &parsed); err != nil {
		return nil, err
	}
	return m.Encode(oid, pgx.BinaryFormatCode, parsed, buf)
}

// isText are types whose values are texts as they are.
var isText = map[uint32]bool{pgtype.TextOID: true, pgtype.VarcharOID: true, pgtype.BPCharOID: true, pgtype.NameOID: true, pgtype.JSONOID: true, pgtype.JSONBOID: true}

// onConn calls f with the driver's connection of a transaction, which
// database/sql does not give away: an argument of the driver's own kind, one that
// rewrites the statement, is shown it. Nothing else is sent.
func onConn(ctx context.Context, q dialect.Execer, f func(ctx context.Context, c *pgx.Conn) error) error {
	v := &visitor{f: f}
	_, err := q.ExecContext(ctx, "", v)
	if v.called {
		return v.err
	}
	return err
}

// visitor is shown a connection in place of a statement.
type visitor struct {
	f      func(ctx context.Context, c *pgx.Conn) error
	called bool
	err    error
}

var errVisited = errors.New("there is no statement")

// RewriteQuery is called with the connection before a statement is sent.
func (v *visitor) RewriteQuery(ctx context.Context, c *pgx.Conn, _ string, _ []any) (string, []any, error) {
	v.called, v.err = true, v.f(ctx, c)
	return "", nil, errVisited
}

var _ pgx.QueryRewriter = (*visitor)(nil)
