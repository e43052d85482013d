package postgres_test

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/postgres"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// values are of every type that PostgreSQL has by itself, and of some made here.
var values = []string{
	"NULL::int", "true", "false", "'-32768'::int2", "2147483647", "'-2147483648'::int", "9223372036854775807", "'-9223372036854775808'::bigint",
	"'1.5'::real", "'3.4028235e38'::real", "'NaN'::real", "'1e-45'::real", "0.1::double precision", "'Infinity'::float8", "'-Infinity'::float8", "'NaN'::float8", "'-0'::float8",
	"'1.7976931348623157e308'::float8", "12345678901234567890.123456789::numeric", "'NaN'::numeric", "1.50::numeric(10,2)", "0::numeric", "'12.34'::money",
	"''", "' both ends '", "'é \U0001F600'", "'abc'::varchar(10)", "'ab'::char(5)", "'n'::name", `'x'::"char"`, "repeat('long', 100000)",
	`'\x'::bytea`, `'\x00ff5c'::bytea`, "timestamp '2026-11-26 23:59:59.999999'", "timestamp '0044-03-15 12:00:00 BC'", "timestamp '4713-01-01 00:00:00 BC'", "timestamp '294276-12-31 23:59:59.999999'",
	"timestamp 'infinity'", "timestamp '-infinity'", "timestamp '1999-12-31 23:59:59.999999'", "timestamptz '2026-11-26 23:59:59.5+05:30'", "timestamptz '0001-01-01 00:00:00 UTC'",
	"timestamptz '9999-12-31 23:59:59.999999 UTC'", "timestamptz 'infinity'", "timestamptz '-infinity'", "timestamptz '1969-12-31 23:59:59.999999 UTC'", "timestamptz '20000-01-01 UTC'",
	"date '2024-02-29'", "date '0044-03-15 BC'", "date 'infinity'", "date '-infinity'", "date '5874897-12-31'", "time '23:59:59.999999'", "time '24:00'", "timetz '12:00+05:30'",
	"interval '1 year -2 months 3 days 04:05:06.789'", "interval '-1 s'", `'{"a": [1, null, "x"]}'::json`, `'{"a": [1, null, "x"]}'::jsonb`, "'null'::jsonb", "'<a>b</a>'::xml",
	"'6f3c1a0e-0000-4000-8000-00000000000f'::uuid", "'{1,2,NULL}'::int[]", `'{"a b",NULL,"c\"d"}'::text[]`, "'{}'::int[]", "'{{1,2},{3,4}}'::int[]", "'{1.5,NaN}'::float8[]",
	"'{t,f}'::bool[]", "array[timestamptz '2026-01-01 UTC']", "'[1,5)'::int4range", "'empty'::int4range", "'[2026-01-01,)'::daterange", "'{[1,2),[5,6)}'::int4multirange",
	"'10.0.0.1/8'::inet", "'10.0.0.0/8'::cidr", "'08:00:2b:01:02:03'::macaddr", "B'1010'", "B'101'::varbit(5)", "'(1,2)'::point", "'<(1,2),3>'::circle", "'(1,2),(3,4)'::box",
	"'a & b'::tsquery", "'a:1 b:2'::tsvector", "'pg_class'::regclass", "1259::oid", "4294967295::oid", "'42'::xid", "'42'::cid", "'(0,1)'::tid", "'0/16B3748'::pg_lsn",
	"row(1, 'a', NULL)", "'ok'::mood", "'{ok,\"so so\"}'::mood[]", "5::positive", "row(1,'x')::pair", "'x'::ltext",
	"unnest(array[timestamptz '2026-01-01 UTC', 'infinity', NULL, '-infinity', '2026-01-02 UTC', '0044-03-15 BC'])", "unnest(array[timestamp '2026-01-01', NULL, 'infinity', '1999-01-01'])",
	"unnest(array[date 'infinity', '2020-01-01', NULL])", "unnest(array[1, NULL, 3])", "unnest(array['a', NULL, '', 'b'])", "unnest(array['{}'::jsonb, NULL, '[1]'])", "unnest(array[true, NULL, false])",
}

const types = `CREATE TYPE mood AS ENUM ('ok', 'so so'); CREATE DOMAIN positive AS int CHECK (VALUE > 0);
	CREATE TYPE pair AS (a int, b text); CREATE DOMAIN ltext AS text`

// modes are ways in which the driver sends statements; in some all values come
// back as text.
var modes = []string{"cache_statement", "cache_describe", "describe_exec", "exec", "simple_protocol"}

// anyPlace keeps what it is given.
type anyPlace struct{ got []any }

func (p *anyPlace) Scan(src any) error       { p.got = append(p.got, src); return nil }
func (p *anyPlace) Take(d *core.Datum) error { p.got = append(p.got, d.Value()); return nil }

// reading is what can be known of rows of one column.
type reading struct {
	value             []any
	name, typ, goType string
	length            string
	err               error
}

// TestDirectRowsAreTheDrivers: for each type, and each way to send a statement,
// rows that are read directly have the values that the driver gives database/sql,
// and the same is said of their columns.
func TestDirectRowsAreTheDrivers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		d := s.NewDB(t)
		if _, err := d.SQL.Exec(types); err != nil {
			t.Fatal(err)
		}
		for _, mode := range modes {
			db := pool(t, d.URL, "default_query_exec_mode="+mode)
			for _, v := range values {
				query := "SELECT " + v + " AS it"
				want := scanned(t.Context(), db, query)
				if want.err != nil {
					t.Fatalf("%s: %s: %v", mode, v, want.err)
				}
				offer := &dialect.DirectOffer{Context: t.Context()}
				boxed := scanned(offer, db, query)
				filled := boxed
				filled.value, filled.err = fill(t.Context(), db, query)
				if offer.Rows == nil {
					t.Fatalf("%s: %s: the offer was not taken", mode, v)
				}
				if !alike(boxed, want) || !alike(filled, want) {
					t.Errorf("%s: %s:\nboxed  %+v\nfilled %+v\nwant   %+v", mode, v, boxed, filled, want)
				}
			}
		}
	}, dbtest.Postgres)
}

// TestDirectIsForAnApplicationsOwnConnector: what it has told the driver of its
// types holds for rows that are read directly.
func TestDirectIsForAnApplicationsOwnConnector(t *testing.T) {
	rome := time.FixedZone("Rome", 3600)
	tell := stdlib.OptionAfterConnect(func(_ context.Context, c *pgx.Conn) error {
		c.TypeMap().RegisterType(&pgtype.Type{Name: "timestamp", OID: pgtype.TimestampOID, Codec: &pgtype.TimestampCodec{ScanLocation: rome}})
		c.TypeMap().RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: rome}})
		return nil
	})
	config, err := pgx.ParseConfig(dbtest.Get(t, dbtest.Postgres).NewDB(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	plain, direct := sql.OpenDB(stdlib.GetConnector(*config, tell)), sql.OpenDB(postgres.Direct(stdlib.GetConnector(*config, tell)))
	defer plain.Close()
	defer direct.Close()
	for _, v := range []string{"timestamp '2026-11-26 12:00:00'", "timestamptz '2026-11-26 12:00:00Z'", "date '2026-11-26'"} {
		want := scanned(t.Context(), plain, "SELECT "+v)
		got, err := fill(t.Context(), direct, "SELECT "+v)
		if err != nil || !reflect.DeepEqual(got, want.value) {
			t.Errorf("%s: %v, %v; scanned %+v", v, got, err, want)
		}
	}
}

// alike compares also what differs from itself, such as NaN.
func alike(a, b reading) bool {
	return reflect.DeepEqual(a, b) || fmt.Sprintf("%#v", a) == fmt.Sprintf("%#v", b)
}

func pool(t *testing.T, rawURL, params string) *sql.DB {
	t.Helper()
	mark := "?"
	if strings.Contains(rawURL, "?") {
		mark = "&"
	}
	u, err := dialect.ParseURL(rawURL + mark + params)
	if err != nil {
		t.Fatal(err)
	}
	p, err := postgres.New().Pool(u, dialect.PoolOptions{})
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(p.Connector)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

// scanned reads rows as database/sql does.
func scanned(ctx context.Context, db *sql.DB, query string) (r reading) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return reading{err: err}
	}
	defer rows.Close()
	columns, err := rows.ColumnTypes()
	if err != nil {
		return reading{err: err}
	}
	c := columns[0]
	length, ok := c.Length()
	precision, scale, decimal := c.DecimalSize()
	r = reading{name: c.Name(), typ: c.DatabaseTypeName(), goType: c.ScanType().String(), length: fmt.Sprint(length, ok, precision, scale, decimal)}
	var p anyPlace
	for rows.Next() {
		if err := rows.Scan(&p); err != nil {
			return reading{err: err}
		}
	}
	r.value, r.err = p.got, rows.Err()
	return r
}

// fill reads rows directly.
func fill(ctx context.Context, db *sql.DB, query string) ([]any, error) {
	offer := &dialect.DirectOffer{Context: ctx}
	rows, err := db.QueryContext(offer, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var p anyPlace
	if !offer.Rows.Bind([]core.Taker{&p}) {
		return nil, fmt.Errorf("the rows cannot be bound")
	}
	for rows.Next() {
		if column, err := offer.Rows.Fill(); err != nil {
			return nil, fmt.Errorf("column %d: %w", column, err)
		}
	}
	return p.got, rows.Err()
}
