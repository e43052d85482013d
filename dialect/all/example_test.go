package all_test

import (
	"fmt"

	"github.com/dbtool/dbtool/dialect/all"
)

func ExampleDialects() {
	for _, d := range all.Dialects() {
		fmt.Println(d.Name(), d.Schemes())
	}
	// Output:
	// sqlite [sqlite sqlite3]
	// mysql [mysql mariadb tidb]
	// postgres [postgres postgresql]
}
