package migrate_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
)

// An application has its revisions in an embed.FS and applies them when it
// starts.
func ExampleApply() {
	ctx := context.Background()
	files := fstest.MapFS{"migrations/1_notes.sql": {Data: []byte("-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE notes (text TEXT);\n-- dbtool:down\nDROP TABLE notes;\n")}}
	e, err := engine.Open(ctx, []dialect.Dialect{sqlite.New()}, "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	for range 2 { // the second time there is nothing to do
		done, err := migrate.Apply(ctx, e, files, migrate.ApplyOptions{Dir: "migrations"})
		fmt.Println(len(done), err)
	}
	// Output:
	// 1 <nil>
	// 0 <nil>
}
