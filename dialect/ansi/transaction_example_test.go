package ansi_test

import (
	"fmt"

	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/dialect/lex"
)

func ExampleTransaction() {
	for _, sql := range []string{"begin", "ROLLBACK WORK", "rollback to before", "COMMIT PREPARED 'x'", "BEGIN NOT ATOMIC SELECT 1; END", "start transaction read only", "end"} {
		fmt.Printf("%q ", ansi.Transaction(sql, lex.MySQL()))
	}
	// Output: "BEGIN" "ROLLBACK" "" "" "" "START TRANSACTION" "END"
}

func ExampleOwnTransaction() {
	fmt.Println(ansi.OwnTransaction("COMMIT", lex.SQLite()))
	fmt.Println(ansi.OwnTransaction("SAVEPOINT a", lex.SQLite()) == "")
	// Output:
	// COMMIT: a revision and its record are one transaction, which is dbtool's; take the line out (-- dbtool:transaction none runs each statement by itself)
	// true
}
