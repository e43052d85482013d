package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing/fstest"
	"time"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

func ExampleParseRevision() {
	r, err := migrate.ParseRevision("20261123120102_users.sql", `-- dbtool:revision 20261123120102
-- dbtool:parent 20261120093000
-- dbtool:up
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- dbtool:assert SELECT count(*) = 0 FROM users
-- dbtool:up postgres
CREATE TABLE users (id BIGINT PRIMARY KEY);
-- dbtool:down
DROP TABLE users;
`)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.ID, r.Message, r.Parents)
	statements, ok, err := r.Statements(migrate.Up, []string{"sqlite"}, lex.SQLite())
	for _, s := range statements {
		fmt.Printf("line %d: %s\n", s.Line, s.SQL)
	}
	fmt.Println(ok, err)
	// Output:
	// 20261123120102 users [20261120093000]
	// line 4: CREATE TABLE users (id INTEGER PRIMARY KEY)
	// line 5: SELECT count(*) = 0 FROM users
	// true <nil>
}

// Revisions in Go take part in the same history as files.
func ExampleLoad() {
	files := fstest.MapFS{"1_users.sql": {Data: []byte("-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE users (name TEXT);\n-- dbtool:down\nDROP TABLE users;\n")}}
	trim := &migrate.Revision{ID: "2", Message: "trim names", Parents: []string{"1"},
		Up: func(ctx context.Context, tx migrate.Execer) error {
			_, err := tx.ExecContext(ctx, "UPDATE users SET name = trim(name)")
			return err
		}}
	g, err := migrate.Load(files, "migrations", trim)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range g.Revisions() {
		fmt.Println(r.ID, r.Message, r.IsCode())
	}
	// Output:
	// 1 users false
	// 2 trim names true
}

func ExampleNewGraph() {
	g, err := migrate.NewGraph([]*migrate.Revision{
		{ID: "1", File: "1.sql"},
		{ID: "2", File: "2.sql", Parents: []string{"1"}},
		{ID: "3", File: "3.sql", Parents: []string{"1"}, Labels: []string{"billing"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = g.Head()
	fmt.Println(errors.Is(err, migrate.ErrMultipleHeads))
	r, err := g.Find("billing@head")
	fmt.Println(r.ID, err)
	path, err := g.UpPath(map[string]bool{"1": true}, "heads")
	fmt.Println(len(path), err)
	// Output:
	// true
	// 3 <nil>
	// 2 <nil>
}

func ExampleNewID() {
	g, err := migrate.NewGraph([]*migrate.Revision{{ID: "20261123120102"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	now := time.Date(2026, 11, 23, 12, 1, 2, 0, time.UTC)
	fmt.Println(migrate.NewID(now, g)) // the second is taken
	// Output: 20261123120103
}

func ExampleRevisionScript() {
	r, err := migrate.ParseRevision("1_users.sql", "-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE users (id INTEGER);\n-- dbtool:down\nDROP TABLE users;\n")
	if err != nil {
		fmt.Println(err)
		return
	}
	e, _, err := opened(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	script, err := migrate.RevisionScript(migrate.Target{Dialect: sqlite.New(), Server: e.Server}, r, migrate.Up)
	fmt.Println(script, err)
	// Output:
	// -- up 1: users
	// .bail on
	// PRAGMA foreign_keys = OFF;
	// BEGIN IMMEDIATE;
	// CREATE TABLE users (id INTEGER);
	// COMMIT;
	// PRAGMA foreign_keys = ON;
	//  <nil>
}

// Without plans the sections are empty, to be written by hand.
func ExampleDraft_Text() {
	d := migrate.Draft{Message: "add users", Parents: []string{"20261120093000"}, Labels: []string{"accounts"}}
	for _, line := range strings.Split(d.Text("20261123120102"), "\n") {
		if line != "" {
			fmt.Println(line)
		}
	}
	// Output:
	// -- dbtool:revision 20261123120102
	// -- dbtool:parent 20261120093000
	// -- dbtool:label accounts
	// -- add users
	// -- dbtool:up
	// -- dbtool:down
}

func ExampleRunner_Status() {
	ctx := context.Background()
	e, _, err := opened(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	g, err := migrate.Load(fstest.MapFS{
		"1_users.sql": {Data: []byte("-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE users (id INTEGER);\n-- dbtool:down\nDROP TABLE users;\n")},
		"2_posts.sql": {Data: []byte("-- dbtool:revision 2\n-- dbtool:parent 1\n-- dbtool:up\nCREATE TABLE posts (id INTEGER);\n-- dbtool:down\nDROP TABLE posts;\n")},
	}, "migrations")
	if err != nil {
		fmt.Println(err)
		return
	}
	r := migrate.Runner{Engine: e, Graph: g}
	if _, err := r.Up(ctx, "+1"); err != nil {
		fmt.Println(err)
		return
	}
	st, err := r.Status(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(st.Applied), "applied, pending", st.Pending[0].Message, st.AtHead())
	// Output: 1 applied, pending posts false
}

func ExampleOp() {
	g, err := migrate.NewGraph([]*migrate.Revision{
		{ID: "1", File: "revisions.go:12", Up: func(ctx context.Context, tx migrate.Execer) error {
			return migrate.Op(tx).CreateTable(ctx, "users", metadata.Col("id", metadata.BigInt()).PrimaryKey(), metadata.Col("nick", metadata.String(200)))
		}},
		{
			ID: "2", Parents: []string{"1"}, File: "revisions.go:17",
			Up: func(ctx context.Context, tx migrate.Execer) error {
				op := migrate.Op(tx)
				if err := op.Add(ctx, "users", metadata.Col("age", metadata.Integer()).Null(), metadata.CheckThat("age >= 0").Named("ck_age")); err != nil {
					return err
				}
				return op.RenameColumn(ctx, "users", "nick", "name")
			},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	e, _, err := opened(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	done, err := (&migrate.Runner{Engine: e, Graph: g}).Up(ctx, "head")
	fmt.Println(len(done), err)
	// Output: 2 <nil>
}

// A script records what it does, as a run would.
func ExampleRunner_UpScript() {
	ctx := context.Background()
	e, _, err := opened(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	g, err := migrate.Load(fstest.MapFS{"1_users.sql": {Data: []byte("-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE users (id INTEGER);\n")}}, "migrations")
	if err != nil {
		fmt.Println(err)
		return
	}
	script, err := (&migrate.Runner{Engine: e, Graph: g}).UpScript(ctx, g.Revisions())
	_, script, _ = strings.Cut(script, "-- up")
	for _, line := range strings.Split(script, "\n") {
		fmt.Println(line[:min(len(line), 48)])
	}
	fmt.Println(err)
	// Output:
	//  1: users
	// .bail on
	// PRAGMA foreign_keys = OFF;
	// BEGIN IMMEDIATE;
	// CREATE TABLE users (id INTEGER);
	// INSERT INTO "dbtool_revisions" ("revision", "par
	// COMMIT;
	// PRAGMA foreign_keys = ON;
	//
	// <nil>
}
