package lex_test

import (
	"fmt"

	"github.com/dbtool/dbtool/dialect/lex"
)

// What ends a token differs from server to server.
func ExampleRules() {
	const text = `"it" # 'x'`
	for _, r := range []lex.Rules{lex.SQLite(), lex.MySQL(), lex.Postgres()} {
		tokens, err := lex.Tokens(text, r)
		for _, t := range tokens {
			fmt.Printf("%v %s  ", t.Kind, t.Text)
		}
		fmt.Println(err)
	}
	// Output:
	// quoted name "it"  operator #  string 'x'  <nil>
	// string "it"  <nil>
	// quoted name "it"  operator #  string 'x'  <nil>
}

// The texts of a lexer's tokens, joined, are the whole text again.
func ExampleNew() {
	l := lex.New("a<=$1 -- limit", lex.Postgres())
	for {
		t, err := l.Next()
		if err != nil || t.Kind == lex.EOF {
			fmt.Println(err)
			return
		}
		fmt.Printf("%v %q\n", t.Kind, t.Text)
	}
	// Output:
	// word "a"
	// operator "<="
	// parameter "$1"
	// space " "
	// comment "-- limit"
	// <nil>
}

func ExampleCommas() {
	parts, err := lex.Commas("a DECIMAL(10, 2), b TEXT DEFAULT ',' /* last */", lex.SQLite())
	fmt.Printf("%q %v\n", parts, err)
	// Output: ["a DECIMAL(10, 2)" "b TEXT DEFAULT ','"] <nil>
}

func ExampleEnded() {
	for _, typed := range []string{"select ';'", "select ';';"} {
		ended, _ := lex.Ended(typed, lex.Postgres())
		fmt.Println(typed, ended)
	}
	// Output:
	// select ';' false
	// select ';'; true
}

// A large INSERT need not be taken apart to see that it is no SET.
func ExampleBegins() {
	for _, sql := range []string{"  set x = 1", "INSERT INTO t VALUES (1)", "/*! SET x = 1 */", "settle"} {
		fmt.Print(lex.Begins(sql, "SET"), " ")
	}
	// Output: true false true true
}
