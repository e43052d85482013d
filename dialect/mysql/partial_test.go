package mysql_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
)

// people have an e-mail address that no two of those who are here share.
func people(freed ...string) *metadata.MetaData {
	m := metadata.New()
	t := metadata.NewTable(m, "people",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("email", metadata.String(50)).Null(),
		metadata.Col("name", metadata.String(50)),
		metadata.Col("gone", metadata.Timestamp().Digits(6)).Null(),
		metadata.Col("state", metadata.String(5)).Default(metadata.Literal("new")),
	)
	for _, where := range freed {
		t.Indexes = append(t.Indexes,
			&metadata.Index{Unique: true, Parts: metadata.Parts("email"), Where: metadata.SQL(where)},
			&metadata.Index{Name: "people_named", Unique: true, Parts: metadata.Parts("name", "email"), Where: metadata.SQL(where)})
	}
	return m
}

// TestUniqueKeysOverSomeRows: what the server has instead does the same, and is
// nothing that a second comparison would change.
func TestUniqueKeysOverSomeRows(t *testing.T) {
	each(t, func(t *testing.T, s *dbtest.Server) {
		e := open(t, s.NewDB(t).URL)
		insert := func(statement string) error {
			_, err := e.Exec(t.Context(), "INSERT INTO people "+statement)
			return err
		}
		declare(t, e, people())
		if err := insert("(id, email, name, gone) VALUES (1, 'a', 'ann', now()), (2, 'a', 'ann', now()), (3, 'a', 'ann', null), (4, null, 'bob', null), (5, null, 'bob', null)"); err != nil {
			t.Fatal(err)
		}
		declare(t, e, people("gone is null"))
		if err := insert("(id, email, name) VALUES (6, 'a', 'cyd')"); err == nil || !strings.Contains(err.Error(), "ix_people_email") {
			t.Errorf("a second one who is here: %v", err)
		}
		if err := insert("(id, email, name, gone) VALUES (7, 'a', 'cyd', now())"); err != nil {
			t.Error(err)
		}
		// An INSERT without columns, as SELECT *, knows nothing of the column.
		if err := insert("VALUES (8, 'b', 'dan', null, 'old')"); err != nil {
			t.Error(err)
		}
		declare(t, e, people("gone IS NULL AND state <> 'old'"))
		if err := insert("(id, email, name) VALUES (9, 'b', 'dan')"); err != nil {
			t.Error(err)
		}
		declare(t, e, people())
		if n := len(read(t, e).Table(metadata.Name{Name: "people"}).Columns); n != 5 {
			t.Errorf("%d columns are left", n)
		}
	})
}

// TestPartialIndexesRefused: there is no stand-in for one that is not unique.
func TestPartialIndexesRefused(t *testing.T) {
	each(t, func(t *testing.T, s *dbtest.Server) {
		e := open(t, s.NewDB(t).URL)
		m := people("gone is null")
		m.Tables()[0].Indexes[0].Unique = false
		_, err := e.Dialect.Normalize(m, e.Server)
		if !errors.Is(err, dialect.ErrUnsupported) || !strings.Contains(err.Error(), "no partial indexes other than unique ones") {
			t.Error(err)
		}
		m = people("gone is null")
		m.Tables()[0].Columns[4].Name = "where_gone_is_null"
		if _, err := e.Dialect.Normalize(m, e.Server); err == nil || !strings.Contains(err.Error(), "there is another; rename that") {
			t.Error(err)
		}
	})
}
