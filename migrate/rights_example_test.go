package migrate_test

import (
	"fmt"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

func ExampleKeepRights() {
	live, declared := metadata.New(), metadata.New()
	live.AddView(&metadata.View{Name: "totals", Definition: metadata.SQL("SELECT 1"), Rights: []string{"GRANT SELECT ON totals TO reports"}})
	declared.AddView(&metadata.View{Name: "totals", Definition: metadata.SQL("SELECT 2")})
	migrate.KeepRights(live, declared)
	fmt.Println(declared.Views[0].Rights)
	// Output:
	// [GRANT SELECT ON totals TO reports]
}
