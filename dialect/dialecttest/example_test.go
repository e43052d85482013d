package dialecttest_test

import (
	"fmt"

	"github.com/dbtool/dbtool/dialect/dialecttest"
)

// Everything is one portable schema for tests of what works on all servers.
func ExampleEverything() {
	m := dialecttest.Everything()
	for _, t := range m.Tables() {
		fmt.Println(t.Ident(), len(t.Columns), "columns")
	}
	fmt.Println(m.Validate())
	// Output:
	// parent 17 columns
	// child 4 columns
	// <nil>
}
