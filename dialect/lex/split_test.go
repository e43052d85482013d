package lex_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect/lex"
)

// TestSplit has scripts whose statements are divided by a line of "----" in
// want; "" is a script without statements.
func TestSplit(t *testing.T) {
	for name, c := range splitCases {
		t.Run(name, func(t *testing.T) {
			list, err := lex.Split(c.src, c.rules)
			if err != nil {
				t.Fatalf("Split(%q): %v", c.src, err)
			}
			var got []string
			for _, s := range list {
				got = append(got, s.SQL)
				if !strings.HasPrefix(c.src[s.Pos.Offset:], s.SQL) {
					t.Errorf("%q is not at its place %v", s.SQL, s.Pos)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("Split(%q)\ngot  %q\nwant %q", c.src, got, c.want)
			}
		})
	}
}

var splitCases = map[string]struct {
	rules lex.Rules
	src   string
	want  []string
}{
	"two":                       {lex.Rules{}, "select 1;\nselect 2", []string{"select 1", "select 2"}},
	"nothing but comments":      {lex.Rules{}, " ;; -- x\n /* ; */", nil},
	"comment around and inside": {lex.Rules{}, "-- a;\nselect /* ; */ 1 /* b */ ;", []string{"select /* ; */ 1"}},
	"semicolon in quotes":       {lex.SQLite(), "select ';', \"a;b\", [c;d], `e;f`;", []string{"select ';', \"a;b\", [c;d], `e;f`"}},
	"quote doubled":             {lex.SQLite(), "select 'it''s;';select 2", []string{"select 'it''s;'", "select 2"}},
	"byte order mark":           {lex.SQLite(), "\uFEFFselect 1;", []string{"select 1"}},
	"windows line ends":         {lex.SQLite(), "select 1;\r\nselect 2;\r\n", []string{"select 1", "select 2"}},

	"backslash before quote":         {lex.MySQL(), `select 'it\'s;';select 2`, []string{`select 'it\'s;'`, "select 2"}},
	"backslash is a character there": {lex.Postgres(), `select 'a\';select 2`, []string{`select 'a\'`, "select 2"}},
	"escape string":                  {lex.Postgres(), `select E'a\';b';select 2`, []string{`select E'a\';b'`, "select 2"}},
	"escape string on two lines":     {lex.Postgres(), "select e'a'\n'\\';b';select 2", []string{"select e'a'\n'\\';b'", "select 2"}},
	"dollar quotes":                  {lex.Postgres(), "do $x$ begin; $$ ; end $x$; select $1", []string{"do $x$ begin; $$ ; end $x$", "select $1"}},
	"dollar inside a name":           {lex.Postgres(), "select a$b; select c$b", []string{"select a$b", "select c$b"}},
	"nested comment":                 {lex.Postgres(), "select /* /* ; */ ; */ 1", []string{"select /* /* ; */ ; */ 1"}},
	"comment that does not nest":     {lex.SQLite(), "select /* /* ; */ 1; select 2", []string{"select /* /* ; */ 1", "select 2"}},
	"two minus signs":                {lex.MySQL(), "select 1--1;select 2", []string{"select 1--1", "select 2"}},
	"hash comment":                   {lex.MySQL(), "select 1 # ;\n;select 2", []string{"select 1", "select 2"}},
	"hash operator":                  {lex.Postgres(), "select 1 # 2;select 2", []string{"select 1 # 2", "select 2"}},
	"only a version comment":         {lex.MySQL(), "/*!40101 SET NAMES utf8 */;\nselect 1", []string{"/*!40101 SET NAMES utf8 */", "select 1"}},
	"semicolon in a version comment": {lex.MySQL(), "/*M!100100 select 1; select 2 */; select 3", []string{"/*M!100100 select 1; select 2 */", "select 3"}},

	"trigger":                      {lex.SQLite(), "create trigger t after insert on a begin update b set c = case when 1 then 2 end; delete from d; end; select 1", []string{"create trigger t after insert on a begin update b set c = case when 1 then 2 end; delete from d; end", "select 1"}},
	"trigger on a column end":      {lex.SQLite(), "create temp trigger begin after update of end on a begin update b set end = 1; select end; end; select 1", []string{"create temp trigger begin after update of end on a begin update b set end = 1; select end; end", "select 1"}},
	"trigger with comments":        {lex.SQLite(), "CREATE TRIGGER t DELETE ON a BEGIN SELECT 1; /* ; */ END -- x\n;select 2", []string{"CREATE TRIGGER t DELETE ON a BEGIN SELECT 1; /* ; */ END", "select 2"}},
	"trigger at the end":           {lex.SQLite(), "create trigger t after insert on a begin select 1; end", []string{"create trigger t after insert on a begin select 1; end"}},
	"transaction":                  {lex.SQLite(), "begin; select 1; end;", []string{"begin", "select 1", "end"}},
	"drop trigger":                 {lex.SQLite(), "drop trigger t; begin; select 1; end", []string{"drop trigger t", "begin", "select 1", "end"}},
	"begin atomic":                 {lex.Postgres(), "create or replace function f() returns int begin atomic select 1; select case when true then 2 end as end, x.case; end; select 3", []string{"create or replace function f() returns int begin atomic select 1; select case when true then 2 end as end, x.case; end", "select 3"}},
	"begin is a statement":         {lex.Postgres(), "begin; select 1; commit;", []string{"begin", "select 1", "commit"}},
	"rule with several statements": {lex.Postgres(), "create rule r as on insert to a do also (delete from b; delete from c); select 1", []string{"create rule r as on insert to a do also (delete from b; delete from c)", "select 1"}},
	"function in quotes":           {lex.Postgres(), "create function f() returns int as 'begin return 1; end' language plpgsql; select 1", []string{"create function f() returns int as 'begin return 1; end' language plpgsql", "select 1"}},
	"copy to":                      {lex.Postgres(), "copy t to stdout; select 1", []string{"copy t to stdout", "select 1"}},

	"delimiter":              {lex.MySQL(), "DELIMITER //\ncreate procedure p() begin select 1; end//\nDELIMITER ;\nselect 2;", []string{"create procedure p() begin select 1; end", "select 2"}},
	"delimiter of dollars":   {lex.MySQL(), "delimiter $$\r\nselect 1; select a$$\r\nselect 12$$ delimiter ;\r\nselect 3", []string{"select 1; select a", "select 12", "select 3"}},
	"delimiter in a string":  {lex.MySQL(), "delimiter //\nselect '//' -- //\n, 1//", []string{"select '//' -- //\n, 1"}},
	"delimiter ;; of a dump": {lex.MySQL(), "DELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`%`*/ /*!50003 TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN\nSET @a = 1;\nEND */;;\nDELIMITER ;\nselect 1;", []string{"/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`%`*/ /*!50003 TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN\nSET @a = 1;\nEND */", "select 1"}},
}

// TestCompoundBodyIsOneStatement has bodies of MySQL and MariaDB, each of which
// must come out whole from between two other statements.
func TestCompoundBodyIsOneStatement(t *testing.T) {
	for name, body := range map[string]string{
		"if and loops":             "create procedure p() begin if a then select 1; elseif b then select 2; else select 3; end if; while b do select if(1,2,3); end while; l: loop leave l; end loop l; repeat set a = repeat('x', 3); until a end repeat; end",
		"case statement":           "create trigger t before insert on a for each row begin case x when 1 then set y = case z when 2 then 3 end; else begin end; end case; end",
		"case expression":          "create function f() returns int return case when 1 then 2 end",
		"body without begin":       "create trigger t before insert on a for each row follows u if new.a then set new.b = 1; end if",
		"plain body":               "create trigger t before insert on a for each row set new.a = if(new.b, 1, 2)",
		"names like keywords":      "create procedure p() begin select end, begin, t.case from t where end = 1; update t set begin = end; end",
		"handler":                  "create procedure p() begin declare exit handler for sqlexception, not found begin rollback; resignal; end; declare continue handler for 1062 set a = 1; start transaction; commit; end",
		"label":                    "create procedure p() main:begin declare c cursor for select 1; inner_: begin leave main; end inner_; end main",
		"definer and if not exist": "create definer = root@localhost procedure if not exists p(in a int) comment 'begin' begin if not exists(select 1) then select 2; end if; end",
		"event":                    "create event e on schedule every 1 day starts now() on completion preserve do begin delete from a; delete from b; end",
		"alter event":              "alter event e do begin delete from a; delete from b; end",
		"returns a set":            "create function f() returns set('a') character set utf8 begin return 1; end",
		"mariadb for":              "create or replace procedure p() begin for i in 1..10 do insert into t values (i); end for; for r in (select 1) do select 2; end for; end",
		"mariadb anonymous":        "begin not atomic declare a int; set a = 1; end",
		"mariadb if":               "if 1 then select 1; else select 2; end if",
		"oracle procedure":         "create procedure p(a int) as b int; c int := 1; begin while c loop c := 2; end loop; exception when others then null; end",
		"oracle function":          "create or replace function f return int is begin <<l>> begin null; end; return 1; end",
		"package":                  "create package p as procedure q; function f return int; end",
		"package body":             "create or replace package body p as a int; procedure q as b int; begin select 1; end; function f return int as begin return 1; end; begin a := 1; end",
		"package of sql":           "create package body p procedure q() begin select 1; end; function f() returns int return case when 1 then 2 end; end",
		"is null":                  "create function f(a int) returns int return a is null",
		"javascript":               "create function f() returns int language javascript as $js$ let x = 1; return x; $js$",
		"alter procedure":          "alter procedure p comment 'x'",
		"table called event":       "create table event (begin int, `end` int)",
		"transaction":              "begin",
		"view":                     "create algorithm = merge definer = root@localhost view v as select case when 1 then 2 end",
		"version comments":         "/*!50003 create*/ /*!50020 definer=`r`@`h`*/ /*!50003 procedure p() begin select 1; end */",
		"if exists in a body":      "create procedure p() begin drop table if exists t; create table if not exists t (a int); if a then drop table t; end if; end",
	} {
		t.Run(name, func(t *testing.T) {
			list, err := lex.Split("select 1;"+body+";\nselect 2;", lex.MySQL())
			if err != nil {
				t.Fatal(err)
			}
			if len(list) != 3 || list[1].SQL != body {
				t.Errorf("got %q\nwant %q", list, body)
			}
		})
	}
}

func TestSplitErrorsNameThePlace(t *testing.T) {
	for name, c := range map[string]struct {
		rules lex.Rules
		src   string
		want  string
	}{
		"string":              {lex.SQLite(), "select 1;\nselect 'x", "line 2, column 8: this string has no end: ' is missing"},
		"name":                {lex.SQLite(), "select é, [x", "line 1, column 11: this name has no end: ] is missing"},
		"comment":             {lex.SQLite(), "/* x", "line 1, column 1: this comment has no end: */ is missing"},
		"version comment":     {lex.MySQL(), "select 1; /*!40000 x", "line 1, column 11: this version comment has no end: */ is missing"},
		"dollar quotes":       {lex.Postgres(), "do $a$ x", "line 1, column 4: this string has no end: $a$ is missing"},
		"trigger":             {lex.SQLite(), "\ncreate trigger t after insert on a begin select 1; select 2;", "line 2, column 1: this statement does not end: the trigger's body needs a semicolon and END behind its last statement"},
		"begin atomic":        {lex.Postgres(), "create function f() begin atomic select 1; select 2;", "line 1, column 1: this statement does not end: BEGIN ATOMIC or CASE has no END"},
		"procedure":           {lex.MySQL(), "create procedure p() begin if a then select 1; end; select 2;", "line 1, column 1: this statement does not end: BEGIN, IF, CASE or a loop has no END"},
		"delimiter":           {lex.MySQL(), "DELIMITER\nselect 1", `line 1, column 1: DELIMITER names the mark that ends statements, as in DELIMITER //`},
		"psql command":        {lex.Postgres(), "select 1;\n\\pset null x", `line 2, column 1: \pset is a command of psql, not of the server; take it out`},
		"psql connect":        {lex.Postgres(), "\\connect x", `line 1, column 1: \connect is a command of psql, not of the server; take it out, and name the database in the URL`},
		"psql restrict":       {lex.Postgres(), "--\n\\restrict abc\n", `line 2, column 1: \restrict is a command of psql, not of the server; pg_dump writes \restrict and \unrestrict for psql: take both lines out`},
		"rows for copy":       {lex.Postgres(), "select 1;\nCOPY public.t (a) FROM stdin;\nit's\n\\.\n", "line 2, column 1: only psql reads the rows that follow COPY FROM stdin; dump them with pg_dump --inserts"},
		"parentheses of rule": {lex.Postgres(), "create rule r as on insert to a do also (select 1; select 2", "line 1, column 1: this statement does not end: a closing parenthesis is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := lex.Split(c.src, c.rules)
			if err == nil || err.Error() != c.want {
				t.Fatalf("Split(%q)\ngot  %v\nwant %s", c.src, err, c.want)
			}
			if e := (*lex.Error)(nil); !errors.As(err, &e) {
				t.Errorf("%T is no *lex.Error", err)
			}
		})
	}
}
