package lex_test

import (
	"testing"

	"github.com/dbtool/dbtool/dialect/lex"
)

// TestEndedIsWhereAStatementEnds: what somebody types is sent at a terminator
// and not before, by each server's own idea of one.
func TestEndedIsWhereAStatementEnds(t *testing.T) {
	cases := map[string]struct {
		src       string
		rules     lex.Rules
		ended     bool
		delimiter string
	}{
		"no terminator":       {"select 1", lex.SQLite(), false, ""},
		"terminator":          {"select 1;", lex.SQLite(), true, ""},
		"a comment behind":    {"select 1; -- done", lex.SQLite(), true, ""},
		"in a comment":        {"select 1 -- ;", lex.SQLite(), false, ""},
		"an open comment":     {"select 1; /* ;", lex.SQLite(), false, ""},
		"in a string":         {"select ';", lex.SQLite(), false, ""},
		"a second one begun":  {"select 1; select 2", lex.SQLite(), false, ""},
		"nothing":             {"", lex.SQLite(), true, ""},
		"a comment":           {"-- later", lex.SQLite(), true, ""},
		"within a trigger":    {"create trigger t after insert on a begin delete from b;", lex.SQLite(), false, ""},
		"behind a trigger":    {"create trigger t after insert on a begin delete from b; end;", lex.SQLite(), true, ""},
		"dollar quotes":       {"do $x$ begin null;", lex.Postgres(), false, ""},
		"dollar quotes ended": {"do $x$ begin null; end $x$;", lex.Postgres(), true, ""},
		"a command of psql":   {"select 1 \\gx", lex.Postgres(), true, ""},
		"a routine's body":    {"create procedure p() begin select 1;", lex.MySQL(), false, ""},
		"a delimiter set":     {"delimiter //\n", lex.MySQL(), true, "//"},
		"before its mark":     {"delimiter //\nselect 1;", lex.MySQL(), false, "//"},
		"behind its mark":     {"delimiter //\nselect 1; //", lex.MySQL(), true, "//"},
		"the semicolon again": {"delimiter //\nselect 1 //\ndelimiter ;\n", lex.MySQL(), true, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if ended, delimiter := lex.Ended(c.src, c.rules); ended != c.ended || delimiter != c.delimiter {
				t.Errorf("%q: %t, %q; want %t, %q", c.src, ended, delimiter, c.ended, c.delimiter)
			}
		})
	}
}
