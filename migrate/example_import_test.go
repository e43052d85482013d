package migrate_test

import (
	"fmt"
	"strings"
	"testing/fstest"

	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/migrate"
)

func ExampleReadForeign() {
	files := fstest.MapFS{"00007_users.sql": {Data: []byte("-- +goose Up\nCREATE TABLE users (id INTEGER);\n-- +goose Down\nDROP TABLE users;\n")}}
	i, err := migrate.ReadForeign(files, "db", migrate.ImportOptions{Rules: sqlite.New().Rules()})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(i.Files[0].Text(i.Tool))
	// Output:
	// -- dbtool:revision 00007
	//
	// -- users
	// -- imported from goose: 00007_users.sql
	//
	// -- dbtool:up
	// CREATE TABLE users (id INTEGER);
	//
	// -- dbtool:down
	// DROP TABLE users;
}

func ExampleImportTools() {
	fmt.Println(strings.Join(migrate.ImportTools(), ", "))
	// Output: goose, dbmate, golang-migrate, alembic, atlas, flyway
}
