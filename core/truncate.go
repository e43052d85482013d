package core

import (
	"context"
	"errors"
	"fmt"

	"github.com/dbtool/dbtool/core/ast"
)

// TruncateOf is a truncate under construction.
type TruncateOf struct {
	s   ast.Truncate
	err error
}

// Truncate empties tables without looking at their rows. MySQL and MariaDB take
// one table, and commit before and after it; SQLite has none, and deletes
// all rows as quickly.
func Truncate(tables ...Source) TruncateOf {
	t := TruncateOf{}
	for _, s := range tables {
		r := s.relation()
		if r.Table == nil {
			t.err = fmt.Errorf("core: cannot truncate %q: it is no table", r.Name())
			continue
		}
		t.s.Tables = append(t.s.Tables, r.Table)
	}
	return t
}

// Restart lets the numbers that the tables give begin again, as MySQL and
// MariaDB do anyway.
func (t TruncateOf) Restart() TruncateOf { t.s.Restart = true; return t }

// Cascade empties the tables that refer to these as well (PostgreSQL).
func (t TruncateOf) Cascade() TruncateOf { t.s.Cascade = true; return t }

// Statement is the truncate as data.
func (t TruncateOf) Statement() (ast.Statement, error) { return &t.s, t.check() }

func (t TruncateOf) check() error {
	if t.err == nil && len(t.s.Tables) == 0 {
		return errors.New("core: truncate of no tables")
	}
	return t.err
}

// Exec runs it.
func (t TruncateOf) Exec(ctx context.Context, db DB) (Result, error) {
	return exec(ctx, db, &t.s, t.check())
}
